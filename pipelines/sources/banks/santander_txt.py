"""Santander "Enlace": text of 630 characters a line, one movement each, several accounts.

Belongs here: its fields. Dates are MMDDYYYY, unlike those of every other file of the bank.
"""

import re
from pathlib import Path

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.banks.clabe import bank_of_name
from pipelines.sources.banks.fixed_width import LINE, as_table, between, read_lines, with_point
from pipelines.sources.banks.format import (
    MOVEMENT_SCHEMA,
    BankFormat,
    Glimpse,
    Statement,
    StatementFile,
)
from pipelines.sources.banks.spei import zone_fields
from pipelines.sources.banks.tabular import ACCOUNT, ROWS, one_amount_a_column
from pipelines.sources.notation import Notation
from pipelines.sources.rejects import as_rejects
from pipelines.sources.typed_columns import read_columns

# Account, MMDDYYYY, HHMM, branch and code, description, sign, amount and balance.
MOVEMENT_LINE = re.compile(r"^[ 0-9]{15}[ 0-9](?:0\d|1[0-2])[0-3]\d{5}.{52}[+-]\d{14}[-+\d]\d{13}")
SHORTEST, WIDTH = 105, 630
FIELDS = {
    ACCOUNT: (0, 15),
    "posted_date": (16, 23),
    "bank_transaction_code": (32, 35),
    "reference": (105, 112),
    "concept": (113, 202),
    "counterparty_clabe": (243, 262),
    "counterparty_name": (263, 302),
}


def tells(glimpse: Glimpse) -> bool:
    first = next((line for line in glimpse.lines if line.strip()), "")
    return SHORTEST <= len(first) <= WIDTH and MOVEMENT_LINE.match(first) is not None


def read(path: Path) -> StatementFile:
    """Raises UnreadableFile as read_lines does. A line of another length is quarantined."""
    lines = read_lines(path)
    length = pl.col(LINE).str.len_chars()
    # Editors cut the blanks at the end of a line; nothing but those may be missing.
    fits = length.is_between(SHORTEST, WIDTH)
    unsplit = lines.filter(~fits).select(
        FILE_LINE,
        column_name=pl.lit(""),
        reason=pl.format("a line of {} characters instead of " + str(WIDTH), length),
        row_json=pl.struct(LINE).struct.json_encode(),
    )
    fields = {name: between(*places).str.strip_chars() for name, places in FIELDS.items()}
    short, long = between(36, 75).str.strip_chars(), between(500, 629).str.strip_chars()
    sign = pl.when(between(76, 76) == "-").then(pl.lit("-")).otherwise(pl.lit(""))
    fields |= zone_fields(between(383, 499))
    fields |= {
        "signed_amount": pl.concat_str(sign, with_point(between(77, 90))),
        "balance_amount": with_point(between(91, 104)),
        "description": pl.when(long == "")
        .then(short)
        .otherwise(pl.concat_str(short, long, separator=" / ")),
        "counterparty_bank_code": bank_of_name(between(203, 242)),
    }
    table, cells = as_table(lines.filter(fits), fields)
    reading = read_columns(table, ROWS, cells, Notation(date_formats=("%m%d%Y",)))
    frame = one_amount_a_column(reading.frame)
    return StatementFile(
        tuple(statement(rows) for rows in frame.partition_by(ACCOUNT, maintain_order=True)),
        reading.rows_read + unsplit.height,
        as_rejects([reading.rejects, unsplit]),
    )


def statement(rows: pl.DataFrame) -> Statement:
    return Statement(
        account_number=rows[ACCOUNT][0] or "",
        movements=rows.select(list(MOVEMENT_SCHEMA)),
        bank_code="014",
        file_line=rows[FILE_LINE][0],
    )


SANTANDER_TXT = BankFormat("santander_txt", tells, read)
