"""What a bank format is: how its files are told from others, and the statements they hold.

Belongs here: the shapes that every format module fills. Does not belong here: what all statements
need once they are read (statement.py), which formats there are (formats.py), any one layout.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE, MONEY
from pipelines.sources.reading import REJECT_SCHEMA

SPEI_COLUMNS = (
    "tracking_key",
    "counterparty_clabe",
    "counterparty_rfc",
    "counterparty_name",
    "counterparty_bank_code",
    "concept",
    "spei_reference",
)

# What a format may say of a movement. Only the date, the amounts and the line must be filled: no
# text is null too. Amounts are positive in the column of their direction, the other null or zero.
# A null balance_amount is computed from the opening balance where the statement has one.
MOVEMENT_SCHEMA: dict[str, pl.DataType] = {
    "posted_date": pl.Date(),
    "value_date": pl.Date(),
    "description": pl.String(),
    "reference": pl.String(),
    "deposit_amount": MONEY,
    "withdrawal_amount": MONEY,
    "balance_amount": MONEY,
    "bank_transaction_code": pl.String(),
    **dict.fromkeys(SPEI_COLUMNS, pl.String()),
    FILE_LINE: pl.Int64(),
}


@dataclass(frozen=True)
class Glimpse:
    """The first of a file: enough to tell its format, whatever its name.

    lines: text, the first 100 lines decoded, each cut at 1,000 characters; empty for other kinds.
    rows: xlsx and spreadsheetml, the first 100 rows of the first sheet with any; else empty.
    root: xml, the root element as ``{namespace}name``; else ''.
    """

    kind: Literal["text", "xlsx", "spreadsheetml", "xml"]
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    root: str = ""


@dataclass(frozen=True)
class Totals:
    """What a statement prints as the sum of its movements; None where it prints nothing."""

    deposit_amount: Decimal | None = None
    withdrawal_amount: Decimal | None = None
    deposit_count: int | None = None
    withdrawal_count: int | None = None


@dataclass(frozen=True)
class Statement:
    """One account's statement as the file holds it, in the file's order.

    account_number: as printed (digits, a CLABE, an IBAN, masked), without separators.
    movements: MOVEMENT_SCHEMA; a column that is missing is null.
    from_date, to_date: the stretch the statement says it covers; None takes its movements'.
    bank_code: the bank's three digits of the ABM (012 is BBVA); None where the file cannot say.
    has_signed_amounts: deposit and withdrawal were told apart by a sign in one column, so that the
        balances may say that the sign means the opposite.
    oldest_first: True where the format promises it; None lets dates and balances tell.
    file_line: where the statement begins.
    """

    account_number: str
    movements: pl.DataFrame
    bank_code: str | None = None
    currency_code: str | None = None
    statement_number: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    opening_balance_amount: Decimal | None = None
    closing_balance_amount: Decimal | None = None
    totals: Totals = Totals()
    has_signed_amounts: bool = False
    oldest_first: bool | None = None
    file_line: int = 1


@dataclass(frozen=True)
class StatementFile:
    """What one file holds.

    rejects: bad movements as REJECT_SCHEMA; they are in no statement.
    rows_read: movements the file holds, good and bad.
    """

    statements: tuple[Statement, ...]
    rows_read: int
    rejects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECT_SCHEMA))
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class BankFormat:
    """name: such as ``bbva_txt``; the format_code of its statements.
    tells: whether a file with this beginning is one of these. Exactly one format may say so.
    read: raises UnreadableFile when the file cannot be taken as a whole.
    """

    name: str
    tells: Callable[[Glimpse], bool]
    read: Callable[[Path], StatementFile]
