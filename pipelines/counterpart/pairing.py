"""Which document of ours each line of theirs means: one to one, the same in every run.

Belongs here: units of their list, candidates and the choice among them. Does not belong here: what
a spelling may mean (matching/references.py), nor what a pair's difference is (classing.py).
"""

import polars as pl

from pipelines.counterpart.frames import CHARGE, CREDIT, CREDIT_MEMO, RECEIPT
from pipelines.matching.references import (
    document_keys,
    hits_anywhere,
    hits_of_payers,
    read_references,
)
from pipelines.matching.texts import cleaned, compact

# From the surest to the weakest evidence. What is weak counts only for the very amount.
STRENGTHS = {
    "named_uuid": 0,
    "named_full": 1,
    "named_number": 2,
    "named_tail": 3,
    "named_ocr": 4,
    "named_slip": 5,
    "same_amount": 6,
}
LAST_STRONG = STRENGTHS["named_number"]
ONE_CUSTOMER = "customer"
FAR = 10**6


def units_of(listed: pl.DataFrame) -> pl.DataFrame:
    """Their lines as units: lines of one document with a due date each are its instalments and one
    unit; every other line is a unit of its own.

    Returns unit (Int64), lines, number_key, side_code and LISTED's columns, ``cents`` for amount.
    """
    is_credit = pl.col("kind_code").is_in([CREDIT_MEMO, RECEIPT]) | (pl.col("amount") < 0)
    number_key = compact(cleaned(pl.col("document_number").fill_null("")))
    rows = listed.sort("line").with_columns(
        side_code=pl.when(is_credit.fill_null(False))
        .then(pl.lit(CREDIT))
        .otherwise(pl.lit(CHARGE)),
        number_key=number_key,
        cents=(pl.col("amount") * 100).cast(pl.Int64),
    )
    same = ["number_key", "side_code", "currency_code"]
    are_installments = (
        (pl.col("number_key") != "")
        & (pl.col("side_code") == CHARGE)
        & (pl.len().over(same) > 1)
        & (pl.col("due_date").null_count().over(same) == 0)
        & (pl.col("due_date").n_unique().over(same) == pl.len().over(same))
    )
    first = pl.col("line").min().over(same)
    return (
        rows.with_columns(group=pl.when(are_installments).then(first).otherwise(pl.col("line")))
        .group_by("group", maintain_order=True)
        .agg(
            pl.col("line").alias("lines"),
            pl.col("cents").sum(),
            pl.col("due_date").min(),
            pl.col(
                "number_key", "side_code", "document_number", "kind_code", "document_date",
                "currency_code", "uuid",
            ).first(),
        )
        .drop("group")
        .with_row_index("unit")
        .cast({"unit": pl.Int64})
    )  # fmt: skip


def candidates_of(units: pl.DataFrame, documents: pl.DataFrame, near_days: int) -> pl.DataFrame:
    """Pairs that may be: unit, item, strength, evidence_code and what they are ranked by.

    documents: DOCUMENTS with item (Int64) and cents, original_cents. near_days: within which a
    credit without a name of ours may be the customer's payment of the same amount.
    """
    named = named_pairs(units, documents)
    pairs = (
        pl.concat([named, unnamed_pairs(units, documents, near_days)])
        .with_columns(strength=pl.col("evidence_code").replace_strict(STRENGTHS))
        .sort("unit", "item", "strength")
        .unique(["unit", "item"], keep="first", maintain_order=True)
        .join(
            units.select("unit", "side_code", "cents", "currency_code", "document_date"), on="unit"
        )
        .join(
            documents.select(
                "item",
                "original_cents",
                our_side="side_code",
                our_cents="cents",
                our_currency="currency_code",
                our_date="document_date",
            ),
            on="item",
        )
        .filter(pl.col("side_code") == pl.col("our_side"))
    )
    same_currency = pl.col("currency_code") == pl.col("our_currency")
    is_open_amount = same_currency & (pl.col("cents") == pl.col("our_cents"))
    is_known_amount = is_open_amount | (
        same_currency & (pl.col("cents") == pl.col("original_cents"))
    )
    is_strong = (pl.col("strength") <= LAST_STRONG) & (
        # A customer's number for its own payment may be anybody's; an invoice's is ours.
        (pl.col("side_code") == CHARGE) | (pl.col("strength") < STRENGTHS["named_number"])
    )
    return pairs.filter(is_strong | is_known_amount).select(
        "unit",
        "item",
        "evidence_code",
        "strength",
        other_currency=~same_currency,
        other_open=~is_open_amount,
        other_amount=~is_known_amount,
        is_settled=pl.col("our_cents") == 0,
        days=(pl.col("document_date") - pl.col("our_date")).dt.total_days().abs().fill_null(FAR),
    )


def named_pairs(units: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """unit, item, evidence_code: by what the line calls the document."""
    keys = document_keys(documents.with_columns(entity_id=pl.lit(ONE_CUSTOMER)))
    texts = pl.concat(
        [
            units.select(source="unit", text=column, is_named=pl.lit(True))
            for column in ("document_number", "uuid")
        ]
    )
    references = read_references(texts)
    payers = units.select(source="unit", entity_id=pl.lit(ONE_CUSTOMER))
    sources = references.select("ref", unit="source")
    sure = hits_anywhere(references, keys).join(sources, on="ref")
    # A name that is ours is not also read as a slip of another one.
    left = references.join(sure, left_on="source", right_on="unit", how="anti")
    likely = hits_of_payers(left, keys, payers).join(sources, on="ref")
    return pl.concat([sure, likely]).select("unit", "item", "evidence_code").unique()


def unnamed_pairs(units: pl.DataFrame, documents: pl.DataFrame, near_days: int) -> pl.DataFrame:
    """unit, item, evidence_code: the only two of one amount, an invoice of the same day and a
    credit of about the same days.
    """
    key = ["side_code", "currency_code", "cents"]
    on_day = units.filter((pl.col("side_code") == CHARGE) & (pl.col("number_key") == ""))
    charges = on_day.join(
        documents.filter(pl.col("side_code") == CHARGE),
        left_on=["currency_code", "cents", "document_date"],
        right_on=["currency_code", "original_cents", "document_date"],
    ).select("unit", "item")
    credits = (
        units.filter(pl.col("side_code") == CREDIT)
        .join(
            documents.with_columns(cents=pl.col("original_cents")).select(
                *key, "item", our_date="document_date"
            ),
            on=key,
        )
        .filter((pl.col("document_date") - pl.col("our_date")).dt.total_days().abs() <= near_days)
        .select("unit", "item")
    )
    pairs = pl.concat([charges, credits])
    is_only = (pl.len().over("unit") == 1) & (pl.len().over("item") == 1)
    return pairs.filter(is_only).with_columns(evidence_code=pl.lit("same_amount"))


def choose_pairs(candidates: pl.DataFrame) -> pl.DataFrame:
    """unit, item, evidence_code, one to one: the best pair of all first, then the best of those
    that are left. Each round takes every pair that is the first choice of both its sides, so that
    the number of rounds is that of a chain of rivals and not of rows.
    """
    order = [
        "strength", "other_currency", "other_open", "other_amount", "is_settled", "days", "unit",
        "item",
    ]  # fmt: skip
    left = candidates.sort(order).with_row_index("place")
    taken: list[pl.DataFrame] = []
    while left.height:
        place = pl.col("place")
        chosen = left.filter(
            (place == place.min().over("unit")) & (place == place.min().over("item"))
        )
        taken.append(chosen)
        left = left.join(chosen, on="unit", how="anti").join(chosen, on="item", how="anti")
    columns = ["unit", "item", "evidence_code"]
    return pl.concat([candidates.clear().select(columns), *(t.select(columns) for t in taken)])


def repeats_of(units: pl.DataFrame, candidates: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Units without a document whose document another line has, and later lines of one name that
    none of ours has: the same thing, listed again.
    """
    alone = units.join(pairs, on="unit", how="anti")
    named = candidates.filter(pl.col("strength") <= LAST_STRONG).join(alone, on="unit", how="semi")
    of_taken = named.join(pairs, on="item", how="semi")["unit"]
    key = ["number_key", "side_code", "currency_code", "cents"]
    unnamed = alone.filter(~pl.col("unit").is_in(of_taken.implode()) & (pl.col("number_key") != ""))
    again = unnamed.filter(~pl.struct(key).is_first_distinct())["unit"]
    return pl.concat([of_taken, again]).unique().sort()
