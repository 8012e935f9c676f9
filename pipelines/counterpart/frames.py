"""The shapes that a reconciliation takes and gives, and the closed lists in them.

Belongs here: columns, types and codes. Does not belong here: how a file becomes such a frame
(their_list.py), how the warehouse does (our_side.py), nor which class a line has (classing.py).
"""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.contracts.raw_table import MONEY

Schema = dict[str, pl.DataType]

CHARGE, CREDIT = "charge", "credit"
INVOICE, CREDIT_MEMO, RECEIPT, OTHER = "invoice", "credit_memo", "receipt", "other"
KIND_CODES = (INVOICE, CREDIT_MEMO, RECEIPT, OTHER)

# Classes of the bridge, in the order in which it shows them.
MATCHED = "matched"
NOT_BOOKED_THERE, NOT_BOOKED_HERE = "not_booked_there", "not_booked_here"
AMOUNT, TIMING = "amount", "timing"
PAID_THERE, PAID_HERE = "paid_there", "paid_here"
DISPUTED, OTHER_CURRENCY, DUPLICATE = "disputed", "different_currency", "duplicate_there"
CLASS_CODES = (
    MATCHED,
    NOT_BOOKED_THERE,
    NOT_BOOKED_HERE,
    AMOUNT,
    TIMING,
    PAID_THERE,
    PAID_HERE,
    DISPUTED,
    OTHER_CURRENCY,
    DUPLICATE,
)
# Why a line is in its class.
REASON_CODES = (
    "agrees",
    "not_on_their_list",
    "unknown_here",
    "amounts_differ",
    "later_than_their_cut",
    "booked_here_later",
    "another_month",
    "settled_there",
    "receipt_of_later_days",
    "payment_not_received",
    "receipt_not_booked_there",
    "credit_memo_not_booked_there",
    "credit_applied_here",
    "in_dispute",
    "currencies_differ",
    "listed_twice",
)

# What the customer says it owes, line by line; positive is owed to us. line: of its file.
LISTED: Schema = {
    "line": pl.Int64(),
    "document_number": pl.String(),
    "kind_code": pl.String(),
    "document_date": pl.Date(),
    "due_date": pl.Date(),
    "currency_code": pl.String(),
    "amount": MONEY,
    "uuid": pl.String(),
}
# Every document of ours that the list may mean, settled ones included. balance_amount: what is open
# of it on the as-of date, negative for a credit, 0 once settled and of documents dated later.
DOCUMENTS: Schema = {
    "document_id": pl.String(),
    "side_code": pl.String(),
    "class_code": pl.String(),
    "document_number": pl.String(),
    "uuid": pl.String(),
    "document_date": pl.Date(),
    "due_date": pl.Date(),
    "currency_code": pl.String(),
    "original_amount": MONEY,
    "balance_amount": MONEY,
    "is_disputed": pl.Boolean(),
}
# Credits applied to charges, those of later days included; applied_amount is positive.
PAYMENTS: Schema = {
    "document_id": pl.String(),
    "credit_id": pl.String(),
    "credit_date": pl.Date(),
    "is_payment": pl.Boolean(),
    "applied_amount": MONEY,
}
# What the ageing of the day says, apart from the documents: the figure the bridge must reach.
BALANCES: Schema = {"currency_code": pl.String(), "balance_amount": MONEY}

# One row per pair, per line of theirs without a document, and per open document without a line.
# difference_amount: ours less theirs; null where the two are in different currencies.
LINES: Schema = {
    "class_code": pl.String(),
    "reason_code": pl.String(),
    "lines": pl.List(pl.Int64()),
    "their_number": pl.String(),
    "their_date": pl.Date(),
    "their_currency_code": pl.String(),
    "their_amount": MONEY,
    "document_id": pl.String(),
    "document_number": pl.String(),
    "document_date": pl.Date(),
    "due_date": pl.Date(),
    "currency_code": pl.String(),
    "our_amount": MONEY,
    "difference_amount": MONEY,
    "evidence_code": pl.String(),
}
# One row per currency and class that occurs; currency, theirs, classes and ours add up.
BRIDGE: Schema = {
    "currency_code": pl.String(),
    "class_code": pl.String(),
    "line_count": pl.Int64(),
    "their_amount": MONEY,
    "our_amount": MONEY,
    "difference_amount": MONEY,
}
TOTALS: Schema = {
    "currency_code": pl.String(),
    "their_balance_amount": MONEY,
    "difference_amount": MONEY,
    "our_balance_amount": MONEY,
}
# Lines that could not be read. reason: the kind of what is wrong, never the value.
FAULTS: Schema = {
    "line": pl.Int64(),
    "column_name": pl.String(),
    "reason": pl.String(),
}


@dataclass(frozen=True)
class OurSide:
    """Frames of one customer or legal entity as of a day."""

    documents: pl.DataFrame
    payments: pl.DataFrame
    balances: pl.DataFrame


@dataclass(frozen=True)
class TheirList:
    """rows: LISTED. faults: FAULTS. statement_date: up to when the customer had booked."""

    rows: pl.DataFrame
    faults: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FAULTS))
    statement_date: date | None = None


@dataclass(frozen=True)
class Reconciliation:
    """lines: LINES. bridge: BRIDGE. totals: TOTALS. faults: FAULTS of the list.
    as_of_date: of our side; statement_date: of theirs.
    """

    as_of_date: date
    statement_date: date
    lines: pl.DataFrame
    bridge: pl.DataFrame
    totals: pl.DataFrame
    faults: pl.DataFrame
