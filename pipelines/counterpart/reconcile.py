"""The reconciliation as a whole: their list and our side in, lines and a bridge that closes out.

Belongs here: the order of the steps. Does not belong here: any one of them.
"""

from datetime import date

import polars as pl

from pipelines.counterpart.bridge import bridge_of, check_bridge, totals_of
from pipelines.counterpart.classing import (
    class_ours,
    class_pairs,
    class_theirs,
    line_rows,
    payment_facts,
)
from pipelines.counterpart.frames import CLASS_CODES, OurSide, Reconciliation, TheirList
from pipelines.counterpart.pairing import candidates_of, choose_pairs, repeats_of, units_of


def reconcile(
    theirs: TheirList, ours: OurSide, as_of: date, in_transit_days: int
) -> Reconciliation:
    """Their list against our documents as of a day.

    in_transit_days: so long after the as-of date a receipt may be what they had paid by then.
    The same frames give the same lines in the same order. Raises BridgeBroken.
    """
    cut = theirs.statement_date or as_of
    units = units_of(theirs.rows)
    documents = (
        ours.documents.sort("document_id")
        .with_row_index("item")
        .cast({"item": pl.Int64})
        .with_columns(
            cents=(pl.col("balance_amount") * 100).cast(pl.Int64),
            original_cents=(pl.col("original_amount") * 100).cast(pl.Int64),
            is_later=pl.col("document_date") > as_of,
        )
    )
    candidates = candidates_of(units, documents, in_transit_days)
    pairs = choose_pairs(candidates)
    repeats = repeats_of(units, candidates, pairs)
    payments = payments_of(ours.payments, documents)
    their_side, our_side = side_of_theirs(units, repeats), side_of_ours(documents)
    paired = pairs.join(their_side, on="unit").join(our_side, on="item")
    paired = payment_facts(paired, payments, as_of, in_transit_days)
    left = their_side.join(pairs, on="unit", how="anti").with_columns(our_cents=pl.lit(0, pl.Int64))
    unlisted = our_side.join(pairs, on="item", how="anti").filter(pl.col("our_cents") != 0)
    unlisted = unlisted.with_columns(their_cents=pl.lit(0, pl.Int64))
    unlisted = payment_facts(unlisted, payments, as_of, in_transit_days)
    lines = in_order(
        pl.concat(
            [
                line_rows(class_pairs(paired)),
                line_rows(class_theirs(left, as_of)),
                line_rows(class_ours(unlisted, cut)),
            ]
        )
    )
    bridge = bridge_of(lines)
    totals = totals_of(theirs.rows, bridge, ours.balances)
    check_bridge(theirs.rows, ours.documents, lines, totals)
    return Reconciliation(as_of, cut, lines, bridge, totals, theirs.faults)


def side_of_theirs(units: pl.DataFrame, repeats: pl.Series) -> pl.DataFrame:
    return units.select(
        "unit",
        "lines",
        "kind_code",
        their_number="document_number",
        their_date="document_date",
        their_currency_code="currency_code",
        their_cents="cents",
        is_repeat=pl.col("unit").is_in(repeats.implode()),
    )


def side_of_ours(documents: pl.DataFrame) -> pl.DataFrame:
    return documents.select(
        "item",
        "document_id",
        "document_number",
        "document_date",
        "due_date",
        "currency_code",
        "is_disputed",
        "is_later",
        our_side="side_code",
        our_cents="cents",
        # What is unapplied is money unless it is a credit memo.
        is_payment=pl.col("class_code") != "credit_memo",
    )


def payments_of(payments: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    return payments.join(documents.select("document_id", "item"), on="document_id").select(
        "item",
        "credit_id",
        "credit_date",
        "is_payment",
        cents=(pl.col("applied_amount") * 100).cast(pl.Int64),
    )


def in_order(lines: pl.DataFrame) -> pl.DataFrame:
    """By currency and class, the largest difference first."""
    place = {code: number for number, code in enumerate(CLASS_CODES)}
    return lines.sort(
        pl.coalesce("currency_code", "their_currency_code"),
        pl.col("class_code").replace_strict(place, return_dtype=pl.Int64),
        (pl.col("our_amount") - pl.col("their_amount")).abs(),
        "document_id",
        pl.col("lines").list.first(),
        descending=[False, False, True, False, False],
        nulls_last=True,
    )
