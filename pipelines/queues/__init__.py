"""The work queues of cash application: what waits for a person, as one workbook that is read back."""
