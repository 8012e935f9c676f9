"""What the readers of the standard statement formats share: MT940, camt and OFX.

Belongs here: a movement as those standards describe one, the frame of many, exact amounts, bounds.
Does not belong here: any one standard (mt940.py, camt.py, ofx.py), what all statements need
(statement.py).
"""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE, MONEY
from pipelines.sources.banks.clabe import bank_of_clabe, valid_clabe
from pipelines.sources.banks.format import MOVEMENT_SCHEMA, Statement, StatementFile
from pipelines.sources.encodings import as_utf8, on_one_line, repaired
from pipelines.sources.notation import is_empty_to_null
from pipelines.sources.reading import UnreadableFile

MAX_BYTES = 16 << 20
MAX_MOVEMENTS = 50_000
# A year of bank days of one account; each takes 30 ms until it is validated.
MAX_STATEMENTS = 300
MAX_TEXT_CHARACTERS = 10_000
SHORTER = "Export a shorter stretch of time, or fewer accounts"
ASK_THE_BANK = "Download the statement again; if it is the same, tell the bank, and deliver its CSV"

AMOUNT = re.compile(r"([+-]?)([0-9]{1,18})(?:[.,]([0-9]*))?")
INTEGER_DIGITS = 16
# An end-to-end id that says there is none, or that only people can read, is no tracking key.
TRACKING_KEY = r"^[A-Za-z0-9]*[0-9][A-Za-z0-9]*$"
RFC = r"^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}$"


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement. Texts are as found; '' and None both say that the statement has none.

    amount: positive for money in, negative for money out, never zero.
    counterparty_account: kept as a CLABE if it is one.
    end_to_end_id: kept as the tracking key if it has the shape of one.
    tax_id: of the counterparty; kept if it has the shape of an RFC.
    """

    file_line: int
    posted_date: date
    value_date: date | None
    amount: Decimal
    description: str | None
    reference: str | None = None
    bank_transaction_code: str | None = None
    end_to_end_id: str | None = None
    counterparty_account: str | None = None
    tax_id: str | None = None
    counterparty_name: str | None = None
    counterparty_bank_code: str | None = None
    concept: str | None = None


MOVEMENT_TYPES: dict[str, pl.DataType] = {
    FILE_LINE: pl.Int64(),
    "posted_date": pl.Date(),
    "value_date": pl.Date(),
    "amount": MONEY,
    "description": pl.String(),
    "reference": pl.String(),
    "bank_transaction_code": pl.String(),
    "end_to_end_id": pl.String(),
    "counterparty_account": pl.String(),
    "tax_id": pl.String(),
    "counterparty_name": pl.String(),
    "counterparty_bank_code": pl.String(),
    "concept": pl.String(),
}


NO_MOVEMENTS = pl.DataFrame(schema=MOVEMENT_SCHEMA)


def as_file(found: Sequence[tuple[Statement, Sequence[Movement]]]) -> StatementFile:
    """The statements, each with its movements. What moved nothing only informs, and is no movement.

    Raises UnreadableFile for more movements than any bank delivers, and for longer texts.
    """
    moved = [[item for item in movements if item.amount] for _, movements in found]
    together = [item for movements in moved for item in movements]
    refuse_too_many(len(together), MAX_MOVEMENTS, "movements")
    frame = as_movements(together)
    statements = []
    first = 0
    for (statement, _), movements in zip(found, moved, strict=True):
        own = frame.slice(first, len(movements))
        statements.append(replace(statement, movements=own))
        first += len(movements)
    return StatementFile(tuple(statements), frame.height)


def as_movements(movements: Sequence[Movement]) -> pl.DataFrame:
    """MOVEMENT_SCHEMA, in the order given; no running balance, which no standard prints.

    Raises UnreadableFile for a text longer than any bank writes.
    """
    rows = [astuple(movement) for movement in movements]
    frame = pl.DataFrame(rows, schema=MOVEMENT_TYPES, orient="row")
    too_long = pl.any_horizontal(pl.col(pl.String).str.len_chars() > MAX_TEXT_CHARACTERS)
    for line in frame.filter(too_long)[FILE_LINE].head(1):
        raise UnreadableFile(
            f"line {line}: a text of more than {MAX_TEXT_CHARACTERS:,} characters", ASK_THE_BANK
        )
    frame = frame.with_columns(
        is_empty_to_null(on_one_line(repaired(pl.col(pl.String))).str.strip_chars())
    )
    amount, tracking_key = pl.col("amount"), pl.col("end_to_end_id")
    has_key = tracking_key.str.len_bytes().is_between(7, 30) & tracking_key.str.contains(
        TRACKING_KEY
    )
    clabe = valid_clabe(pl.col("counterparty_account"))
    return frame.with_columns(
        pl.when(amount > 0).then(amount).alias("deposit_amount"),
        pl.when(amount < 0).then(-amount).alias("withdrawal_amount"),
        pl.lit(None, MONEY).alias("balance_amount"),
        pl.when(has_key).then(tracking_key).alias("tracking_key"),
        clabe.alias("counterparty_clabe"),
        pl.when(pl.col("tax_id").str.contains(RFC)).then("tax_id").alias("counterparty_rfc"),
        pl.coalesce(bank_of_clabe(clabe), "counterparty_bank_code"),
        pl.lit(None, pl.String).alias("spei_reference"),
    ).select(list(MOVEMENT_SCHEMA))


def exact_amount(text: str) -> Decimal | None:
    """The amount of a number with a point or a comma before its decimals, None where it is none.

    More decimals than cents are None unless they are zeros: nothing is rounded on the way in.
    """
    match = AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    sign, whole, decimals = match[1], match[2].lstrip("0"), (match[3] or "").rstrip("0")
    if len(whole) > INTEGER_DIGITS or len(decimals) > 2:
        return None
    return Decimal(f"{sign}{whole or '0'}.{decimals or '0'}")


def bounded_text(path: Path) -> str:
    """The whole text with plain line ends. Raises UnreadableFile for a long file and NUL bytes."""
    check_size(path)
    with as_utf8(path) as text:
        return text.path.read_text(encoding="utf-8-sig")


def check_size(path: Path) -> None:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableFile(
            f"the statement has {size:,} bytes, more than the {MAX_BYTES:,} allowed", SHORTER
        )


def refuse_too_many(count: int, most: int, what: str) -> None:
    if count > most:
        raise UnreadableFile(f"it holds more than the {most:,} {what} allowed", SHORTER)


def unlike(line: int, what: str, standard: str) -> UnreadableFile:
    """The refusal of a file in which one thing is not as its standard has it; no value is told."""
    return UnreadableFile(f"line {line}: {what} is not written as {standard} has it", ASK_THE_BANK)
