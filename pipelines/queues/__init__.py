"""The work queues of cash application: what waits for a person, in a workbook that is read back."""
