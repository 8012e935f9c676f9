"""The desk's day: whom to call, in which order and why, as workbooks that are read back."""
