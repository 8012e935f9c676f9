"""Why a file of a delivery does not land: it is set aside by its kind, or quarantined for a fault.

Belongs here: the two verdicts, in words that hold no name, RFC or amount. Does not belong here:
coming to them (kinds.py, markup.py, voucher.py, payments.py).
"""


class SetAside(Exception):
    """A sound file that receivables have no use for.

    kind: one of the codes in kinds.py. reason: what it is.
    """

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


class Quarantined(Exception):
    """A file that cannot be taken, whole: a voucher never lands in part.

    reason: what is wrong. column: the contract's column it stands in, '' for the file as a whole.
    """

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column
