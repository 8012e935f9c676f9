"""Banorte: "Estado de Cuenta Electrónico Especial Diario", 95 characters a line, several accounts.

Belongs here: its records. 11 opens an account, 22 is a movement, 23 goes on with its text, 33
closes the account with its totals, 88 ends the file with the count of its records.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.banks.fixed_width import LINE, as_table, between, read_lines, with_point
from pipelines.sources.banks.format import (
    MOVEMENT_SCHEMA,
    BankFormat,
    Glimpse,
    Statement,
    StatementFile,
    Totals,
)
from pipelines.sources.banks.tabular import ACCOUNT, ROWS, one_amount_a_column
from pipelines.sources.notation import Notation
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.rejects import as_rejects
from pipelines.sources.typed_columns import read_columns

RECORD, BLOCK, MOVEMENT = "record", "block", "movement"
OPENS, MOVES, GOES_ON, CLOSES, ENDS = "11", "22", "23", "33", "88"
WIDTH = 95
CURRENCIES = {"484": "MXN", "840": "USD", "978": "EUR"}
AGAIN = "Download the statement again and deliver it whole"
OPENING_LINE = re.compile(r"^11.{23}\d{10}\d{6}\d{6}[12]\d{14}\d{3}")


class Opening(NamedTuple):
    """Record 11."""

    line: int
    account: str
    from_date: date
    to_date: date
    balance: Decimal
    currency_code: str | None


class Closing(NamedTuple):
    """Record 33."""

    totals: Totals
    balance: Decimal


def tells(glimpse: Glimpse) -> bool:
    return bool(glimpse.lines) and OPENING_LINE.match(glimpse.lines[0]) is not None


def read(path: Path) -> StatementFile:
    """Raises UnreadableFile when an account is not opened and closed, or the file has no end."""
    lines = read_lines(path).with_columns(between(0, 1).alias(RECORD))
    check_end(lines)
    openings = [opening(*row) for row in records(lines, OPENS)]
    closings = [closing(*row) for row in records(lines, CLOSES)]
    if len(openings) != len(closings):
        raise UnreadableFile(f"it opens {len(openings)} accounts and closes {len(closings)}", AGAIN)
    numbered = lines.with_columns(
        (pl.col(RECORD) == OPENS).cum_sum().alias(BLOCK),
        (pl.col(RECORD) == MOVES).cum_sum().alias(MOVEMENT),
    )
    accounts = pl.DataFrame(
        {BLOCK: range(1, len(openings) + 1), ACCOUNT: [item.account for item in openings]},
        schema={BLOCK: pl.UInt32, ACCOUNT: pl.String},
    )
    more = (
        numbered.filter(pl.col(RECORD) == GOES_ON)
        .group_by(MOVEMENT, maintain_order=True)
        .agg(between(4, 79).str.strip_chars().str.join(" ").alias("more"))
    )
    moves = (
        numbered.filter(pl.col(RECORD) == MOVES)
        .join(accounts, on=BLOCK, how="left", maintain_order="left")
        .join(more, on=MOVEMENT, how="left", maintain_order="left")
    )
    table, cells = as_table(
        moves,
        {
            "posted_date": between(10, 15),
            "value_date": between(16, 21),
            "bank_transaction_code": between(22, 26),
            # The bank says 1 for what the account pays and 2 for what it gets.
            "signed_amount": pl.concat_str(
                pl.when(between(27, 27) == "1").then(pl.lit("-")).otherwise(pl.lit("")),
                with_point(between(28, 41)),
            ),
            "reference": between(42, 51),
            "description": pl.concat_str(
                between(52, 81).str.strip_chars(), "more", separator=" ", ignore_nulls=True
            ),
            ACCOUNT: pl.col(ACCOUNT),
        },
    )
    reading = read_columns(table, ROWS, cells, Notation(date_formats=("%y%m%d",)))
    frame = one_amount_a_column(reading.frame)
    unknown = unknown_records(lines)
    statements = tuple(
        statement(frame.join(moves.filter(pl.col(BLOCK) == n), on=FILE_LINE, how="semi"), *ends)
        for n, ends in enumerate(zip(openings, closings, strict=True), start=1)
    )
    return StatementFile(
        statements, reading.rows_read + unknown.height, as_rejects([reading.rejects, unknown])
    )


def check_end(lines: pl.DataFrame) -> None:
    """Raises UnreadableFile unless the last record is 88 and counts the others."""
    if lines.is_empty() or lines[RECORD][-1] != ENDS:
        raise UnreadableFile("it has no closing record 88, so its end is missing", AGAIN)
    printed = lines[LINE][-1][20:26].strip()
    # Some exports count the closing record itself.
    if not printed.isdigit() or lines.height - int(printed) not in (0, 1):
        raise UnreadableFile(f"it holds {lines.height} records and says another number", AGAIN)


def records(lines: pl.DataFrame, record: str) -> list[tuple[int, str]]:
    return lines.filter(pl.col(RECORD) == record).select(FILE_LINE, LINE).rows()


def opening(number: int, line: str) -> Opening:
    if not OPENING_LINE.match(line):
        raise UnreadableFile(f"line {number} does not open an account as record 11 does", AGAIN)
    return Opening(
        number,
        line[25:35],
        day(number, line[35:41]),
        day(number, line[41:47]),
        signed_cents(line[47], line[48:62]),
        CURRENCIES.get(line[62:65]),
    )


def closing(number: int, line: str) -> Closing:
    parts = (line[35:40], line[40:54], line[54:59], line[59:73], line[74:88])
    if not all(part.isdigit() for part in parts):
        raise UnreadableFile(f"line {number} does not close an account as record 33 does", AGAIN)
    totals = Totals(
        deposit_count=int(parts[0]),
        deposit_amount=cents(parts[1]),
        withdrawal_count=int(parts[2]),
        withdrawal_amount=cents(parts[3]),
    )
    return Closing(totals, signed_cents(line[73], parts[4]))


def day(number: int, text: str) -> date:
    try:
        return datetime.strptime(text, "%y%m%d").date()
    except ValueError:
        raise UnreadableFile(f"line {number} has a date that does not exist", AGAIN) from None


def cents(digits: str) -> Decimal:
    return Decimal(digits).scaleb(-2)


def signed_cents(sign: str, digits: str) -> Decimal:
    """1 is a debit balance: the account is overdrawn."""
    return -cents(digits) if sign == "1" else cents(digits)


def unknown_records(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines that are no record of this layout, as rejects."""
    others = lines.filter(~pl.col(RECORD).is_in([OPENS, MOVES, GOES_ON, CLOSES, ENDS]))
    return others.select(
        FILE_LINE,
        column_name=pl.lit(""),
        reason=pl.lit("a record of a type that this layout does not have"),
        row_json=pl.struct(LINE).struct.json_encode(),
    )


def statement(rows: pl.DataFrame, opens: Opening, closes: Closing) -> Statement:
    return Statement(
        account_number=opens.account,
        movements=rows.select(list(MOVEMENT_SCHEMA)),
        bank_code="072",
        currency_code=opens.currency_code,
        from_date=opens.from_date,
        to_date=opens.to_date,
        opening_balance_amount=opens.balance,
        closing_balance_amount=closes.balance,
        totals=closes.totals,
        oldest_first=True,
        file_line=opens.line,
    )


BANORTE_TXT = BankFormat("banorte_txt", tells, read)
