"""From history to thresholds: what was proposed, and what turned out to be right.

Belongs here: the threshold that holds a precision, and how far confidences can be believed. Does
not belong here: where history comes from; it is what evaluation.judge_applications returns.
"""

from dataclasses import dataclass

import polars as pl
from scipy.special import betaincinv

CERTAINTY = 0.95
BANDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)


@dataclass(frozen=True)
class Threshold:
    """confidence: of the auto tier; None where history holds no such precision, and reason says
    why. precision: achieved above it; at_least: what it is with CERTAINTY, given so many cases.
    """

    confidence: float | None
    precision: float | None
    at_least: float | None
    applications: int
    reason: str = ""


def calibrate_threshold(history: pl.DataFrame, precision: float) -> Threshold:
    """The lowest confidence from which on history was right often enough.

    history: confidence, is_right, one row per application. Not the achieved share must reach
    ``precision`` but its lower bound (Clopper and Pearson 1934, one-sided): a short history without
    an error proves little, and then there is no threshold.
    """
    ranked = history.sort("confidence", descending=True).with_columns(
        count=pl.int_range(1, pl.len() + 1), right=pl.col("is_right").cast(pl.Int64).cum_sum()
    )
    # Equal confidences stand or fall together.
    steps = ranked.group_by("confidence", maintain_order=True).last()
    if steps.is_empty():
        return Threshold(None, None, None, 0, "no history")
    right, count = steps["right"].to_numpy(), steps["count"].to_numpy()
    bounds = betaincinv(right, count - right + 1, 1 - CERTAINTY)
    steps = steps.with_columns(at_least=pl.Series(bounds).fill_nan(0.0))
    good = steps.filter(pl.col("at_least") >= precision)
    if good.is_empty():
        best = steps.sort("at_least", descending=True).row(0, named=True)
        return Threshold(
            None,
            best["right"] / best["count"],
            best["at_least"],
            best["count"],
            "too few cases, or too many of them wrong, for this precision",
        )
    row = good.row(-1, named=True)
    return Threshold(row["confidence"], row["right"] / row["count"], row["at_least"], row["count"])


def raise_threshold(history: pl.DataFrame, precision: float, at: float) -> float | None:
    """The lowest confidence, not under ``at``, from which on history does not refute ``precision``:
    the upper bound of the share that was right (Clopper and Pearson 1934, one-sided) reaches it.
    None where it refutes all of them; ``at`` itself where there is no history from it on.
    """
    ranked = history.filter(pl.col("confidence") >= at).sort("confidence", descending=True)
    steps = (
        ranked.with_columns(
            count=pl.int_range(1, pl.len() + 1), right=pl.col("is_right").cast(pl.Int64).cum_sum()
        )
        .group_by("confidence", maintain_order=True)
        .last()
    )
    if steps.is_empty():
        return at
    right, count = steps["right"].to_numpy(), steps["count"].to_numpy()
    bounds = betaincinv(right + 1, count - right, CERTAINTY)
    # Without a wrong one the bound is one, which the formula leaves undefined.
    good = steps.with_columns(at_most=pl.Series(bounds).fill_nan(1.0)).filter(
        pl.col("at_most") >= precision
    )
    if good.is_empty():
        return None
    lowest = float(good["confidence"].to_list()[-1])
    return at if lowest == steps["confidence"].to_list()[-1] else lowest


def reliability(history: pl.DataFrame) -> pl.DataFrame:
    """By band of confidence, from ``band_from`` to the next: applications, mean confidence and the
    share that was right. Where the last two are alike, a confidence means what it says.
    """
    starts = pl.Series("band_from", BANDS)
    band = starts.search_sorted(history["confidence"], side="right") - 1
    return (
        history.with_columns(starts.gather(band))
        .group_by("band_from")
        .agg(
            application_count=pl.len(),
            mean_confidence=pl.col("confidence").mean(),
            right_rate=pl.col("is_right").mean(),
        )
        .sort("mean_confidence")
    )
