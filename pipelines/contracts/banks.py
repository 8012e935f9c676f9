"""Contracts of bank statements, whatever the bank and the format.

``banks_statements``: one row per statement of one account, as the bank printed it.
``banks_movements``: one row per movement, amounts positive in the column of their direction.
``balance_amount`` is the running balance after the movement, printed or computed from the printed
opening balance. ``identity_text`` is what tells a movement from others of its day and amounts: the
balance, else the bank's reference. ``occurrence_number`` tells apart movements that are alike in
all of that, so that overlapping exports are recognised as the same rows; ``posting_number`` is the
place within the day.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY, RawTable

# Digits, of which a bank may mask some, with the letters and marks of an IBAN or of MT940.
ACCOUNT = r"^[A-Z./-]*(?:[0-9*][A-Z./-]*){4,35}$"
BANK = r"^[0-9]{3}$"
CURRENCY = r"^[A-Z]{3}$"


def text(pattern: str | None = None, *, nullable: bool = True) -> pa.Column:
    check = None if pattern is None else pa.Check.str_matches(pattern)
    return pa.Column(pl.String, check, nullable=nullable)


BANKS_STATEMENTS = RawTable(
    "banks",
    "statements",
    ("format_code", "account_number", "identity_text"),
    "incremental",
    pa.DataFrameSchema(
        {
            "format_code": text(nullable=False),
            "bank_code": text(BANK),
            "account_number": text(ACCOUNT, nullable=False),
            "identity_text": text(nullable=False),
            "currency_code": text(CURRENCY),
            "statement_number": text(),
            "from_date": pa.Column(pl.Date, nullable=True),
            "to_date": pa.Column(pl.Date, nullable=True),
            "opening_balance_amount": pa.Column(MONEY, nullable=True),
            "closing_balance_amount": pa.Column(MONEY, nullable=True),
            "deposit_amount": pa.Column(MONEY, pa.Check.ge(0)),
            "withdrawal_amount": pa.Column(MONEY, pa.Check.ge(0)),
            "movement_count": pa.Column(pl.Int64, pa.Check.ge(0)),
            # What the reader had to settle: ``sign_turned`` or null.
            "note_code": text(),
        },
        strict=True,
    ),
    kind="bank",
)

BANKS_MOVEMENTS = RawTable(
    "banks",
    "movements",
    (
        "format_code",
        "account_number",
        "posted_date",
        "deposit_amount",
        "withdrawal_amount",
        "identity_text",
        "occurrence_number",
    ),
    "incremental",
    pa.DataFrameSchema(
        {
            "format_code": text(nullable=False),
            "bank_code": text(BANK),
            "account_number": text(ACCOUNT, nullable=False),
            "currency_code": text(CURRENCY),
            "posted_date": pa.Column(pl.Date),
            "value_date": pa.Column(pl.Date, nullable=True),
            "posting_number": pa.Column(pl.Int64, pa.Check.ge(1)),
            "description": text(),
            "reference": text(),
            "deposit_amount": pa.Column(MONEY, pa.Check.ge(0)),
            "withdrawal_amount": pa.Column(MONEY, pa.Check.ge(0)),
            "balance_amount": pa.Column(MONEY, nullable=True),
            "identity_text": text(nullable=False),
            "occurrence_number": pa.Column(pl.Int64, pa.Check.ge(1)),
            "bank_transaction_code": text(),
            "movement_kind_code": text(),
            "tracking_key": text(),
            "counterparty_clabe": text(r"^[0-9]{18}$"),
            "counterparty_rfc": text(),
            "counterparty_name": text(),
            "counterparty_bank_code": text(),
            "concept": text(),
            "spei_reference": text(),
        },
        strict=True,
    ),
    kind="bank",
)
