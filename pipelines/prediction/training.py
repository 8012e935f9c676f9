"""From features to the model's predictions, and back to what it was trained on.

Belongs here: labels as a day knew them, the sample that is trained on, and the version that says
which data, features and seed made a model. Does not belong here: reading or storing frames.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.prediction import survival
from pipelines.prediction.features import FEATURES, THRESHOLDS
from pipelines.prediction.rivals import date_after_due
from pipelines.prediction.survival import Observations, PaymentModel

SEED = 20261031
# Raised when the same data and features shall give another model.
MODEL_NUMBER = 1


@dataclass(frozen=True)
class TrainingLimits:
    """max_pairs: a larger training set is sampled by item. min_settled: fewer payments train
    nothing. min_history: payments of a customer below which the model does not speak.
    """

    max_pairs: int = 40_000
    min_settled: int = 200
    min_history: int = 0


@dataclass(frozen=True)
class Version:
    """What made a model: enough to make it again."""

    data_sha256: str
    features_sha256: str
    seed: int
    pair_count: int
    settled_count: int

    @property
    def code(self) -> str:
        text = json.dumps([self.data_sha256, self.features_sha256, self.seed, MODEL_NUMBER])
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def is_sampled(pair_count: int, limits: TrainingLimits) -> pl.Expr:
    """Whether an episode is learnt from where so many pairs are at hand. By item and not by pair:
    all that is known of an item, or nothing. The fewer pairs, the more items.
    """
    place = (pl.col("episode").cast(pl.UInt64) * 2_654_435_761) % 1_000_003
    share = limits.max_pairs / max(pair_count, limits.max_pairs)
    return place < int(share * 1_000_003)


def worth_knowing(
    pairs: pl.DataFrame, asked: Sequence[date], limits: TrainingLimits
) -> pl.DataFrame:
    """The pairs of which features are needed: all of the mornings asked, and of the others those
    that some morning learns from. The earliest one, with the fewest pairs behind it, takes most.
    """
    behind = pairs.filter(pl.col("origin_date") < min(asked)).height
    return pairs.filter(pl.col("origin_date").is_in(asked) | is_sampled(behind, limits))


def training_pairs(
    known: pl.DataFrame, cut: date, limits: TrainingLimits, pair_count: int | None = None
) -> pl.DataFrame:
    """The pairs a model of the morning ``cut`` may learn from, with its labels.

    known: features_at, with the episodes' settled_date and is_written_off. pair_count: how many
    pairs there are before the cut, where ``known`` no longer holds all. Adds exit_days and
    is_paid as that morning knew them: an item that was paid later was then open, and one that was
    written off was never paid.
    """
    earlier = known.filter(pl.col("origin_date") < cut)
    earlier = earlier.filter(is_sampled(pair_count or earlier.height, limits))
    is_over = pl.col("settled_date") < cut
    is_paid = is_over.fill_null(False) & ~pl.col("is_written_off")
    last_open = pl.when(is_over).then("settled_date").otherwise(pl.lit(cut)) - pl.duration(days=1)
    paid_or_open = pl.when(is_paid).then("settled_date").otherwise(last_open)
    return earlier.with_columns(
        is_paid=is_paid,
        exit_days=(paid_or_open - pl.col("due_date")).dt.total_days().cast(pl.Float64),
    )


def observations(pairs: pl.DataFrame) -> Observations:
    return Observations(
        x=matrix(pairs),
        entry=-pairs["days_to_due"].to_numpy(),
        exit=pairs["exit_days"].to_numpy(),
        is_paid=pairs["is_paid"].to_numpy(),
        origin=pairs["origin_date"].to_physical().cast(pl.Float64).to_numpy(),
    )


def matrix(pairs: pl.DataFrame) -> survival.Floats:
    """FEATURES of the pairs, NaN where there is no history."""
    return pairs.select(FEATURES).cast(pl.Float64).fill_null(np.nan).to_numpy()


def version_of(pairs: pl.DataFrame, seen: Observations) -> Version:
    """The version of a model before it is trained: unchanged data need no training."""
    digest = hashlib.sha256()
    for part in (seen.x, seen.entry, seen.exit, seen.is_paid, seen.origin):
        digest.update(np.ascontiguousarray(part).tobytes())
    return Version(
        data_sha256=digest.hexdigest(),
        features_sha256=hashlib.sha256(",".join(FEATURES).encode()).hexdigest(),
        seed=SEED,
        pair_count=len(seen),
        settled_count=pairs.filter("is_paid")["episode"].n_unique(),
    )


def train(seen: Observations) -> PaymentModel:
    return survival.fit_model(seen, SEED)


def predict(model: PaymentModel, pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds model_over_<days>_probability and model_p10_date, _p50_, _p90_ to features_at's rows.

    A date is null where the model expects no payment within its last bin.
    """
    entry = -pairs["days_to_due"].to_numpy()
    distribution = survival.paid_by(survival.hazards(model, matrix(pairs)), entry)
    chances = {
        f"model_over_{days}_probability": survival.probability_over(distribution, days)
        for days in THRESHOLDS
    }
    days_late = {
        name: survival.quantile_days(distribution, entry, share)
        for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))
    }
    return pairs.with_columns(
        **{name: pl.Series(values) for name, values in chances.items()},
        **{name: pl.Series(values) for name, values in days_late.items()},
    ).with_columns(
        *(date_after_due(pl.col(name)).alias(f"model_{name}_date") for name in days_late)
    )
