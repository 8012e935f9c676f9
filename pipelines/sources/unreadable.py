"""How a reader refuses a file.

Belongs here: that one exception, apart from the frames of reading.py: the process that opens a
Firebird file raises it too, and is started for each file; importing Polars would be half its time.
"""


class UnreadableFile(Exception):
    """A file that cannot be read as a whole. It is rejected by name and the run goes on.

    reason: what is wrong, with row, column and kind of value where there is one, never the value.
    remedy: what the person who delivered it should do.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}. {remedy}")
        self.reason = reason
        self.remedy = remedy
