"""From the customer's balance to ours, class by class, to the cent; or nothing at all.

Belongs here: the sums and the check that they close. Does not belong here: what a class means
(classing.py), nor how it is shown (workbook.py, letter.py).
"""

import polars as pl

from pipelines.contracts.raw_table import MONEY
from pipelines.counterpart.frames import BRIDGE, CLASS_CODES, OTHER_CURRENCY, TOTALS

ZERO = pl.lit(0).cast(MONEY)


class BridgeBroken(Exception):
    """Lines that do not lead from their balance to ours. Nothing is written.

    faults: what does not hold, by currency or by count; no name and no document.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__(
            f"the reconciliation does not close ({'; '.join(faults)}). Nothing was written: "
            "run the warehouse again; if it stays so, this is a fault of the program"
        )
        self.faults = faults


def entries_of(lines: pl.DataFrame) -> pl.DataFrame:
    """LINES with a unit_code, the currency both amounts of the row are in. A pair in two currencies
    is two entries: theirs leaves the one, ours enters the other.
    """
    is_split = pl.col("class_code") == OTHER_CURRENCY
    theirs = pl.col("their_currency_code")
    split = lines.filter(is_split)
    return pl.concat(
        [
            lines.filter(~is_split).with_columns(unit_code=pl.coalesce("currency_code", theirs)),
            split.with_columns(our_amount=ZERO, unit_code=theirs),
            split.with_columns(their_amount=ZERO, unit_code="currency_code"),
        ]
    ).with_columns(difference_amount=pl.col("our_amount") - pl.col("their_amount"))


def bridge_of(lines: pl.DataFrame) -> pl.DataFrame:
    """BRIDGE of LINES."""
    order = pl.col("class_code").replace_strict(
        {code: place for place, code in enumerate(CLASS_CODES)}, return_dtype=pl.Int64
    )
    return (
        entries_of(lines)
        .group_by("class_code", currency_code="unit_code")
        .agg(pl.col("their_amount", "our_amount", "difference_amount").sum(), line_count=pl.len())
        .sort("currency_code", order)
        .select(list(BRIDGE))
        .cast(pl.Schema(BRIDGE))
    )


def totals_of(listed: pl.DataFrame, bridge: pl.DataFrame, balances: pl.DataFrame) -> pl.DataFrame:
    """TOTALS: each figure from its own source, so that they can disagree.

    Theirs is the sum of the list, ours what the ageing says, the difference that of the classes.
    """
    theirs = listed.group_by("currency_code").agg(their_balance_amount=pl.col("amount").sum())
    between = bridge.group_by("currency_code").agg(pl.col("difference_amount").sum())
    ours = balances.group_by("currency_code").agg(our_balance_amount=pl.col("balance_amount").sum())
    return (
        pl.concat([frame.select("currency_code") for frame in (theirs, between, ours)])
        .unique()
        .join(theirs, on="currency_code", how="left")
        .join(between, on="currency_code", how="left")
        .join(ours, on="currency_code", how="left")
        .with_columns(pl.col(MONEY_TOTALS).fill_null(0))
        .sort("currency_code")
        .select(list(TOTALS))
        .cast(pl.Schema(TOTALS))
    )


MONEY_TOTALS = [name for name in TOTALS if name.endswith("_amount")]


def check_bridge(
    listed: pl.DataFrame, documents: pl.DataFrame, lines: pl.DataFrame, totals: pl.DataFrame
) -> None:
    """Raises BridgeBroken unless every line of theirs and every open document of ours is classed
    exactly once and their balance plus the differences is ours in every currency.
    """
    faults = []
    told = lines["lines"].explode(empty_as_null=True, keep_nulls=True).drop_nulls().sort()
    if not told.equals(listed["line"].sort(), check_names=False):
        faults.append(f"{listed.height} lines were read and {told.len()} classed")
    found = lines["document_id"].drop_nulls()
    open_ids = documents.filter(pl.col("balance_amount") != 0)["document_id"]
    lost = open_ids.len() - open_ids.is_in(found.implode()).sum()
    if lost or found.n_unique() != found.len():
        faults.append(f"{lost} open documents are not classed, or one is twice")
    open_rows = totals.filter(
        pl.col("their_balance_amount") + pl.col("difference_amount") != pl.col("our_balance_amount")
    )
    faults += [f"{currency} does not add up" for currency in open_rows["currency_code"]]
    if faults:
        raise BridgeBroken(faults)
