"""What every bank statement needs after its cells are typed, whatever the bank.

Belongs here: one amount per movement, oldest first, the direction of the balance chain and the
numbering of movements that are alike. Does not belong here: layouts (one module per bank), single
breaks of the chain (a control reports those).
"""

from dataclasses import dataclass, replace

import polars as pl

from pipelines.contracts.banks import KEY
from pipelines.contracts.raw_table import FILE_LINE, MONEY
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.rejects import as_rejects, rows_as_json

DEPOSIT, WITHDRAWAL, BALANCE = "deposit_amount", "withdrawal_amount", "balance_amount"
NOTHING = pl.lit(0, dtype=MONEY)


@dataclass(frozen=True)
class ChainFit:
    """Neighbouring movements whose balances agree with their amounts, for each way to read them."""

    as_written: int
    swapped: int


def as_statement(reading: Reading) -> Reading:
    """The movements oldest first, numbered among their likes, empty amounts as zero.

    Movements with both a deposit and a withdrawal, or neither, become rejects.
    Raises UnreadableFile when deposits and withdrawals are swapped throughout, or the file mixes
    several accounts.
    """
    if reading.frame["account_number"].n_unique() > 1:
        raise UnreadableFile(
            f"it holds {reading.frame['account_number'].n_unique()} accounts",
            "Export each account into a file of its own",
        )
    one_sided, rejects = split_two_sided(reading.frame)
    ordered = oldest_first(one_sided.with_columns(pl.col(DEPOSIT, WITHDRAWAL).fill_null(NOTHING)))
    refuse_swapped(ordered)
    alike = [name for name in KEY if name != "occurrence_number"]
    numbered = ordered.with_columns(
        occurrence_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(alike)
    )
    return replace(reading, frame=numbered, rejects=as_rejects([reading.rejects, rejects]))


def split_two_sided(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Movements with one amount that is not zero, and the others as rejects."""
    sides = frame.select(
        paid_in=pl.col(DEPOSIT).fill_null(NOTHING) != NOTHING,
        paid_out=pl.col(WITHDRAWAL).fill_null(NOTHING) != NOTHING,
    )
    is_one_sided = sides["paid_in"] != sides["paid_out"]
    as_text = {name: pl.col(name).cast(pl.String) for name in frame.columns if name != FILE_LINE}
    reason = pl.when("paid_in").then(pl.lit("both")).otherwise(pl.lit("neither"))
    others = (
        frame.hstack(sides)
        .filter(~is_one_sided)
        .with_columns(
            rows_as_json(as_text),
            column_name=pl.lit(f"{DEPOSIT}, {WITHDRAWAL}"),
            reason=pl.format("{} of deposit and withdrawal in one movement", reason),
        )
    )
    return frame.filter(is_one_sided), others


def oldest_first(frame: pl.DataFrame) -> pl.DataFrame:
    """File order is posting order, one way or the other: dates tell which, else the balances do."""
    dates = frame["movement_date"].drop_nulls()
    if dates.len() < 2:
        return frame
    if dates[0] != dates[-1]:
        return frame.reverse() if dates[0] > dates[-1] else frame
    forward, backward = chain_fit(frame), chain_fit(frame.reverse())
    return frame.reverse() if backward.as_written > forward.as_written else frame


def chain_fit(frame: pl.DataFrame) -> ChainFit:
    moved = pl.col(BALANCE) - pl.col(BALANCE).shift(1)
    net = pl.col(DEPOSIT) - pl.col(WITHDRAWAL)
    counts = frame.select(as_written=(moved == net).sum(), swapped=(moved == -net).sum())
    return ChainFit(*counts.row(0))


def refuse_swapped(frame: pl.DataFrame) -> None:
    fit = chain_fit(frame)
    if fit.swapped and not fit.as_written:
        raise UnreadableFile(
            "deposits and withdrawals are swapped: the balance always moves the other way",
            "Export the statement again in the bank's own layout, without editing it",
        )
