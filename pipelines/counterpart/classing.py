"""What each difference is: one class and one reason for every pair, line and open document.

Belongs here: the rules, in the order in which they are asked. Does not belong here: which line
means which document (pairing.py), nor whether it all adds up (bridge.py).
"""

from datetime import date

import polars as pl

from pipelines.counterpart import frames
from pipelines.counterpart.frames import CHARGE, LINES, RECEIPT
from pipelines.matching.amounts import money

Rule = tuple[pl.Expr, str, str]

THEIRS, OURS = pl.col("their_cents"), pl.col("our_cents")
IS_CHARGE = pl.col("our_side") == CHARGE


def class_pairs(paired: pl.DataFrame) -> pl.DataFrame:
    """Pairs with class_code and reason_code.

    paired: columns of both sides, and as payment_facts gives them: is_received_later (what we hold
    open beyond theirs was received in the days after the cut), is_settled_here (what they hold open
    beyond ours is settled here), is_settled_by_payment.
    """
    same_month = pl.col("their_date").dt.truncate("1mo") == pl.col("document_date").dt.truncate(
        "1mo"
    )
    rules: list[Rule] = [
        (
            pl.col("their_currency_code") != pl.col("currency_code"),
            frames.OTHER_CURRENCY,
            "currencies_differ",
        ),
        (pl.col("is_later"), frames.TIMING, "booked_here_later"),
        ((THEIRS == OURS) & ~same_month, frames.TIMING, "another_month"),
        (THEIRS == OURS, frames.MATCHED, "agrees"),
        (pl.col("is_disputed"), frames.DISPUTED, "in_dispute"),
        (~IS_CHARGE & (OURS == 0), frames.PAID_HERE, "credit_applied_here"),
        (~IS_CHARGE, frames.AMOUNT, "amounts_differ"),
        (pl.col("is_received_later"), frames.PAID_THERE, "receipt_of_later_days"),
        ((THEIRS == 0) & (OURS > 0), frames.PAID_THERE, "settled_there"),
        (
            pl.col("is_settled_here") & pl.col("is_settled_by_payment"),
            frames.PAID_HERE,
            "receipt_not_booked_there",
        ),
        (pl.col("is_settled_here"), frames.NOT_BOOKED_THERE, "credit_memo_not_booked_there"),
    ]
    return classed(paired, rules, (frames.AMOUNT, "amounts_differ"))


def class_theirs(alone: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Units of theirs without a document of ours. is_repeat: another line says the same."""
    rules: list[Rule] = [
        (pl.col("is_repeat"), frames.DUPLICATE, "listed_twice"),
        (pl.col("their_date") > as_of, frames.TIMING, "booked_here_later"),
        (pl.col("kind_code") == RECEIPT, frames.PAID_THERE, "payment_not_received"),
    ]
    return classed(alone, rules, (frames.NOT_BOOKED_HERE, "unknown_here"))


def class_ours(alone: pl.DataFrame, cut: date) -> pl.DataFrame:
    """Open documents of ours that no line of theirs means."""
    rules: list[Rule] = [
        (pl.col("document_date") > cut, frames.TIMING, "later_than_their_cut"),
        (pl.col("is_disputed"), frames.DISPUTED, "in_dispute"),
        (~IS_CHARGE & pl.col("is_payment"), frames.PAID_HERE, "receipt_not_booked_there"),
        (~IS_CHARGE, frames.NOT_BOOKED_THERE, "credit_memo_not_booked_there"),
        (pl.col("is_received_later"), frames.PAID_THERE, "receipt_of_later_days"),
    ]
    return classed(alone, rules, (frames.NOT_BOOKED_THERE, "not_on_their_list"))


def classed(rows: pl.DataFrame, rules: list[Rule], otherwise: tuple[str, str]) -> pl.DataFrame:
    """The first rule that holds gives class and reason; a null holds nothing."""
    columns = []
    for place, name in ((1, "class_code"), (2, "reason_code")):
        value = pl.lit(otherwise[place - 1])
        for rule in reversed(rules):
            value = pl.when(rule[0].fill_null(False)).then(pl.lit(rule[place])).otherwise(value)
        columns.append(value.alias(name))
    return rows.with_columns(columns)


def payment_facts(
    rows: pl.DataFrame, payments: pl.DataFrame, as_of: date, days: int
) -> pl.DataFrame:
    """Rows with is_received_later, is_settled_here and is_settled_by_payment.

    rows: item, their_cents (0 where they have none), our_cents. payments: item, credit_date,
    credit_id, is_payment, cents. The receipts of the days after the as-of date, from its first
    on, and the credits up to it, from its last back: whether some come to the difference exactly.
    """
    order = ["item", "credit_date", "credit_id"]
    is_later = pl.col("credit_date") > as_of
    is_soon = (pl.col("credit_date") - pl.lit(as_of)).dt.total_days() <= days
    running = pl.col("cents").cum_sum().over("item")
    later = (
        payments.filter(is_later & is_soon & pl.col("is_payment"))
        .sort(order)
        .select("item", cents=running)
        .unique()
        .with_columns(is_received_later=pl.lit(True))
    )
    earlier = (
        payments.filter(~is_later)
        .sort(order, descending=[False, True, True])
        .select(
            "item",
            cents=running,
            by_payment=pl.col("is_payment").cast(pl.Int8).cum_min().over("item"),
        )
        .group_by("item", "cents")
        .agg(is_settled_by_payment=pl.col("by_payment").max() == 1)
        .with_columns(is_settled_here=pl.lit(True))
    )
    return (
        rows.with_columns(missing=OURS - THEIRS, beyond=THEIRS - OURS)
        .join(later, left_on=["item", "missing"], right_on=["item", "cents"], how="left")
        .join(earlier, left_on=["item", "beyond"], right_on=["item", "cents"], how="left")
        .with_columns(
            pl.col("is_received_later", "is_settled_here", "is_settled_by_payment").fill_null(False)
        )
        .drop("missing", "beyond")
    )


def line_rows(classed_rows: pl.DataFrame) -> pl.DataFrame:
    """LINES of classed rows; amounts of a side that is not there are 0, its other columns null."""
    empty = {name: pl.lit(None, dtype).alias(name) for name, dtype in LINES.items()}
    there = set(classed_rows.columns)
    amounts = {
        "their_amount": money(THEIRS),
        "our_amount": money(OURS),
        "difference_amount": pl.when(pl.col("class_code") != frames.OTHER_CURRENCY).then(
            money(OURS - THEIRS)
        ),
    }
    return classed_rows.select(
        amounts[name].alias(name) if name in amounts
        else pl.col(name) if name in there
        else empty[name]
        for name in LINES
    ).cast(pl.Schema(LINES))  # fmt: skip
