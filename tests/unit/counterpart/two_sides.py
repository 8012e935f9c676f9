"""A list and a ledger of one customer, written in a few words, and their reconciliation."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.counterpart.frames import (
    BALANCES,
    DOCUMENTS,
    LISTED,
    PAYMENTS,
    OurSide,
    Reconciliation,
    TheirList,
)
from pipelines.counterpart.reconcile import reconcile

AS_OF = date(2026, 10, 31)
DAYS = 10
Row = dict[str, Any]


def says(number: str | None, amount: str, **others: Any) -> Row:
    """A line of the customer's list."""
    row = {"document_date": date(2026, 10, 5), "currency_code": "MXN", "uuid": None}
    blank = dict.fromkeys(LISTED)
    return {**blank, **row, "document_number": number, "amount": Decimal(amount), **others}


def owes(document_id: str, number: str, balance: str, **others: Any) -> Row:
    """A charge of ours; its original amount is its balance unless said otherwise."""
    row = {
        "side_code": "charge",
        "class_code": "invoice",
        "document_date": date(2026, 10, 5),
        "due_date": date(2026, 11, 4),
        "currency_code": "MXN",
        "original_amount": others.pop("original", balance),
        "is_disputed": False,
    }
    named = {"document_id": document_id, "document_number": number, "balance_amount": balance}
    return {**dict.fromkeys(DOCUMENTS), **row, **named, **others}


def credit(document_id: str, number: str, balance: str, **others: Any) -> Row:
    """A receipt of ours; a negative balance is unapplied."""
    row = {"side_code": "credit", "class_code": "receipt", "due_date": None}
    return owes(document_id, number, balance, **(row | others))


def paid(document_id: str, credit_id: str, day: date, amount: str, is_payment: bool = True) -> Row:
    return {
        "document_id": document_id,
        "credit_id": credit_id,
        "credit_date": day,
        "is_payment": is_payment,
        "applied_amount": Decimal(amount),
    }


def frame(rows: list[Row], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    columns = {
        name: [Decimal(row[name]) if isinstance(dtype, pl.Decimal) else row[name] for row in rows]
        for name, dtype in schema.items()
    }
    return pl.DataFrame(columns, schema=schema)


def sides(
    theirs: list[Row], ours: list[Row], payments: list[Row], cut: date | None = None
) -> tuple[TheirList, OurSide]:
    lines = [{**row, "line": number} for number, row in enumerate(theirs, start=2)]
    documents = frame(ours, DOCUMENTS)
    balances = (
        documents.group_by("currency_code")
        .agg(pl.col("balance_amount").sum())
        .cast(pl.Schema(BALANCES))
    )
    listed = TheirList(frame(lines, LISTED), statement_date=cut)
    return listed, OurSide(documents, frame(payments, PAYMENTS), balances)


def reconciled(
    theirs: list[Row], ours: list[Row], payments: list[Row] | None = None, cut: date | None = None
) -> Reconciliation:
    return reconcile(*sides(theirs, ours, payments or [], cut), AS_OF, DAYS)


def classes(found: Reconciliation) -> list[tuple[str, str, str | None, str | None]]:
    """Class, reason, their number and our document, in the order of the result."""
    return found.lines.select("class_code", "reason_code", "their_number", "document_id").rows()


def only(found: Reconciliation) -> tuple[str, str]:
    """Class and reason of the one line there is."""
    ((class_code, reason_code, *_),) = classes(found)
    return class_code, reason_code
