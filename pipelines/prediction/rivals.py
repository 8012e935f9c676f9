"""The model's naive rivals, which are also what is shown in its place.

Belongs here: what the customer's own record says (median of its days late, share of its late
payments; the company's where the customer has none), the due date, and the majority. Does not
belong here: who wins (scores.py) and which is shown (SQL).
"""

import polars as pl

from pipelines.prediction.features import THRESHOLDS

QUANTILES = {"p10": "q10", "p50": "q50", "p90": "q90"}


def own(what: str) -> pl.Expr:
    """The customer's figure where it ever paid, else the company's."""
    has_history = pl.col("customer_count") > 0
    return pl.when(has_history).then(f"customer_{what}").otherwise(f"company_{what}")


def customer_probabilities() -> list[pl.Expr]:
    """``customer_over_<days>_probability`` for each threshold: the share of the payments that were
    later, among those later than the item already is. Null where nobody ever paid anything.
    """
    entry = -pl.col("days_to_due")
    found = []
    for days in THRESHOLDS:
        whole = own("count")
        for passed in THRESHOLDS:
            if passed < days:
                whole = pl.when(entry > passed).then(own(f"over_{passed}_count")).otherwise(whole)
        # Nobody was ever that late: one who is, and whom no record describes, counts as evens.
        ratio = pl.when(whole > 0).then(own(f"over_{days}_count") / whole)
        unknown = pl.when((own("count") > 0) & (entry > 0)).then(0.5)
        probability = pl.when(entry > days).then(1.0).otherwise(pl.coalesce(ratio, unknown))
        found.append(probability.alias(f"customer_over_{days}_probability"))
    return found


def customer_dates() -> list[pl.Expr]:
    """``customer_p10_date``, ``_p50_``, ``_p90_``: due date plus the quantile, not before the
    origin. Null where nobody ever paid anything.
    """
    return [
        date_after_due(own(of)).alias(f"customer_{name}_date") for name, of in QUANTILES.items()
    ]


def date_after_due(days_late: pl.Expr) -> pl.Expr:
    """Due date plus days late, not before the origin; null and NaN days give null."""
    days = days_late.fill_nan(None).round(0, mode="half_away_from_zero").cast(pl.Int64)
    date = pl.col("due_date") + pl.duration(days=days)
    return pl.when(days.is_not_null()).then(pl.max_horizontal(date, "origin_date"))


def rival_columns() -> list[pl.Expr]:
    """All of them. The majority is what the company did so far: one figure for every item of a
    morning.
    """
    share = pl.col("company_over_0_count") / pl.when(pl.col("company_count") > 0).then(
        pl.col("company_count")
    )
    return [
        *customer_probabilities(),
        *customer_dates(),
        share.alias("majority_over_0_probability"),
        date_after_due(pl.col("company_q50")).alias("majority_p50_date"),
        pl.max_horizontal("due_date", "origin_date").alias("due_date_p50_date"),
    ]
