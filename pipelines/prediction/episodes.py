"""Episodes and pairs: what is predicted, and on which day.

Belongs here: the shape of the input and which items were open on which day. An episode is an
unbroken stretch of days in which an item was open; an item that is opened again has two, so that
what was learnt later never changes what an earlier day knew. An origin is the morning on which a
prediction is made: only what is dated before it is known. Does not belong here: what is known of an
item (features.py) and what is said about it (survival.py).
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

# One row per episode. settled_date is null while it is open; a write-off ends it without payment.
EPISODES = pl.Schema(
    {
        "charge_id": pl.String(),
        "installment_number": pl.Int32(),
        "customer_id": pl.String(),
        "currency_code": pl.String(),
        "charge_date": pl.Date(),
        "opened_date": pl.Date(),
        "due_date": pl.Date(),
        "settled_date": pl.Date(),
        "is_written_off": pl.Boolean(),
        "original_amount": pl.Decimal(18, 2),
    }
)
KEY = ["charge_id", "installment_number", "opened_date"]
LATE_SEGMENT_DAYS = 30
THIN_HISTORY = "thin_history"


def number_episodes(episodes: pl.DataFrame) -> pl.DataFrame:
    """EPISODES in the order of their key, with the row's number as ``episode``."""
    return episodes.select(EPISODES.names()).cast(EPISODES).sort(KEY).with_row_index("episode")


def pairs_at(numbered: pl.DataFrame, origins: Iterable[date]) -> pl.DataFrame:
    """Every episode with every origin on whose eve it was open: episode, origin_date."""
    found = [
        numbered.filter(
            pl.col("opened_date") < origin,
            pl.col("settled_date").is_null() | (pl.col("settled_date") >= origin),
        ).select("episode", origin_date=pl.lit(origin, dtype=pl.Date))
        for origin in origins
    ]
    empty = pl.DataFrame(schema={"episode": pl.UInt32, "origin_date": pl.Date})
    return pl.concat([empty, *found])


def known_before(numbered: pl.DataFrame, day: date) -> pl.DataFrame:
    """The episodes as the morning of a day knows them: later ones are gone, and so are the
    settlements on and after it.
    """
    is_known = pl.col("settled_date") < day
    return numbered.filter(pl.col("opened_date") < day).with_columns(
        settled_date=pl.when(is_known).then("settled_date"),
        is_written_off=is_known.fill_null(False) & pl.col("is_written_off"),
    )


def segment_of(origin: pl.Expr, due: pl.Expr, history_count: pl.Expr, min_history: int) -> pl.Expr:
    """In which a model is judged: how overdue an item is on the eve of its origin, or that too
    little is known of its customer for a model to speak.
    """
    past_due = (origin - due).dt.total_days() - 1
    return (
        pl.when(history_count < min_history)
        .then(pl.lit(THIN_HISTORY))
        .when(past_due <= 0)
        .then(pl.lit("not_due"))
        .when(past_due <= LATE_SEGMENT_DAYS)
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("long_overdue"))
    )
