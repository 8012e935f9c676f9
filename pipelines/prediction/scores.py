"""How good were predictions whose outcome is known: the model beside its rivals.

Belongs here: the measures and on which items each may be taken. Probability of being late: on items
that were not yet due, where there is something to predict, and whose due date has passed since.
Dates: on all items, as far as payments are known. Does not belong here: which is shown in the end.
"""

from collections.abc import Iterator

import polars as pl

from pipelines.prediction.episodes import THIN_HISTORY

RIVALS = ("model", "customer_median", "due_date", "majority")
# Rival: column of its probability to be late, column of its date.
COLUMNS = {
    "model": ("model_over_0_probability", "model_p50_date"),
    "customer_median": ("customer_over_0_probability", "customer_p50_date"),
    "due_date": (None, "due_date_p50_date"),
    "majority": ("majority_over_0_probability", "majority_p50_date"),
}
BANDS = {"model": "model", "customer_median": "customer"}
DECILES = 10
SCORES = pl.Schema(
    {
        "segment_code": pl.String(),
        "rival_code": pl.String(),
        "metric_code": pl.String(),
        "decile_number": pl.Int32(),
        "metric_value": pl.Float64(),
        "item_count": pl.Int64(),
        "reason_code": pl.String(),
    }
)
Row = tuple[str, str, str, int, float | None, int, str | None]


def with_outcomes(predicted: pl.DataFrame, known_until: pl.Expr) -> pl.DataFrame:
    """Adds is_late (null while it is not known), had_to_come_due, is_paid, paid_date and
    counted_until_date: the day after the last one known, on which everything else is still open.

    predicted: with origin_date, due_date, settled_date, is_written_off. known_until: the last day
    whose payments are known. What was written off is never paid.
    """
    is_paid = pl.col("settled_date").is_not_null() & ~pl.col("is_written_off")
    # Before its due date only an early payment is an outcome: counting those alone would flatter.
    is_decided = pl.col("due_date") <= known_until
    counted_until = known_until + pl.duration(days=1)
    return predicted.with_columns(
        is_late=pl.when(is_decided).then(
            ~(is_paid & (pl.col("settled_date") <= pl.col("due_date")))
        ),
        had_to_come_due=pl.col("origin_date") <= pl.col("due_date"),
        is_paid=is_paid,
        paid_date=pl.when(is_paid).then("settled_date").otherwise(counted_until),
        counted_until_date=counted_until,
    )


def score(outcomes: pl.DataFrame) -> pl.DataFrame:
    """SCORES of each segment, and of all in which a model may speak. A measure that cannot be
    taken is null, with why.

    outcomes: as with_outcomes gives it, with segment_code and the columns of COLUMNS.
    """
    rows = list(scores_of(outcomes.filter(pl.col("segment_code") != THIN_HISTORY), "all"))
    for (segment,), items in outcomes.group_by("segment_code", maintain_order=True):
        rows += scores_of(items, str(segment))
    return pl.DataFrame(rows, schema=SCORES, orient="row")


def scores_of(items: pl.DataFrame, segment: str) -> Iterator[Row]:
    for rival, (probability, date) in COLUMNS.items():
        chances = pl.lit(0.0) if probability is None else pl.col(probability)
        judged = items.filter("had_to_come_due", pl.col("is_late").is_not_null()).select(
            chance=chances.cast(pl.Float64), is_late=pl.col("is_late").cast(pl.Float64)
        )
        judged = judged.drop_nulls()
        for metric, value, reason in chance_scores(judged):
            yield segment, rival, metric, 0, value, judged.height, reason
        expected = expected_date(date)
        error = (expected - pl.col("paid_date")).dt.total_days().abs()
        mean_error = items.select(error.mean()).item()
        none = None if items.height else "no_items"
        yield segment, rival, "mean_absolute_days", 0, mean_error, items.height, none
        if rival in BANDS:
            paid = items.filter("is_paid")
            low, high = (f"{BANDS[rival]}_{end}_date" for end in ("p10", "p90"))
            # Without an upper end the band is open.
            inside = pl.col("settled_date").is_between(
                pl.coalesce(low, pl.date(9999, 12, 31)), pl.coalesce(high, pl.date(9999, 12, 31))
            )
            share = paid.select(inside.mean()).item()
            none = None if paid.height else "no_items"
            yield segment, rival, "interval_coverage", 0, share, paid.height, none
    if segment == "all":
        yield from deciles(items)


def expected_date(column: str) -> pl.Expr:
    """As far as payments are known: a later day, or none, is that they had not come by then. So
    every item counts, and those that are still open do not drop out in favour of the hopeful.
    """
    return pl.min_horizontal(
        pl.coalesce(column, "counted_until_date"), pl.col("counted_until_date")
    )


def chance_scores(judged: pl.DataFrame) -> Iterator[tuple[str, float | None, str | None]]:
    """auc and brier of columns chance and is_late (0 or 1), each with a reason where it is null."""
    if judged.is_empty():
        yield "auc", None, "no_items"
        yield "brier", None, "no_items"
        return
    late = float(judged["is_late"].sum())
    on_time = judged.height - late
    if late == 0 or on_time == 0:
        yield "auc", None, "one_class"
    else:
        # Mann and Whitney: the chance that a late item was ranked above one on time.
        ranks = judged.select(pl.col("chance").rank("average").dot("is_late")).item()
        yield "auc", (ranks - late * (late + 1) / 2) / (late * on_time), None
    brier = judged.select((pl.col("chance") - pl.col("is_late")).pow(2).mean()).item()
    yield "brier", brier, None


def deciles(items: pl.DataFrame) -> Iterator[Row]:
    """What the model said and what came, by tenths of what it said."""
    judged = items.filter("had_to_come_due", pl.col("is_late").is_not_null()).select(
        chance="model_over_0_probability", is_late=pl.col("is_late").cast(pl.Float64)
    )
    judged = judged.drop_nulls()
    place = (pl.col("chance").rank("ordinal") - 1) * DECILES // pl.len() + 1
    by_decile = (
        judged.sort("chance", "is_late")
        .group_by(place.cast(pl.Int32).alias("decile"))
        .agg(pl.col("chance").mean(), pl.col("is_late").mean(), pl.len().alias("count"))
        .sort("decile")
    )
    for decile, chance, late, count in by_decile.iter_rows():
        yield "all", "model", "decile_predicted", decile, chance, count, None
        yield "all", "model", "decile_observed", decile, late, count, None
