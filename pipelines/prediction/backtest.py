"""Predictions on the run's as-of date and, as if it were then, at the month-ends before.

Belongs here: which mornings are predicted, what each may learn from, and what is taken over from
the run before because nothing it rests on has changed. Does not belong here: features, the model,
scores; and where frames come from and go.
"""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.periods import add_months
from pipelines.prediction import scores, training
from pipelines.prediction.episodes import KEY, number_episodes, pairs_at, segment_of
from pipelines.prediction.features import THRESHOLDS, features_at
from pipelines.prediction.reasons import SHOWN, explain
from pipelines.prediction.rivals import rival_columns
from pipelines.prediction.survival import PaymentModel
from pipelines.prediction.training import TrainingLimits, Version

# Growing trees leaves the interpreter to others; more of them at once would cost memory.
THREADS = 2
ENDS = ("p10", "p50", "p90")
# What only a trained model can say: the part that is worth keeping.
MODEL_COLUMNS: dict[str, pl.DataType] = {
    **{f"model_over_{days}_probability": pl.Float64() for days in THRESHOLDS},
    **{f"model_{end}_date": pl.Date() for end in ENDS},
    **{f"reason_{n}_code": pl.String() for n in range(1, SHOWN + 1)},
    **{f"reason_{n}_points": pl.Float64() for n in range(1, SHOWN + 1)},
    "calibration_factor": pl.Float64(),
}
# Which model of which data, and what it was asked: unchanged, the answer is unchanged.
VERSION_COLUMNS: dict[str, pl.DataType] = {
    "model_version_code": pl.String(),
    "training_data_sha256": pl.String(),
    "features_sha256": pl.String(),
    "seed_number": pl.Int64(),
    "training_pair_count": pl.Int64(),
    "training_settled_count": pl.Int64(),
    "asked_sha256": pl.String(),
}
PREDICTIONS = pl.Schema(
    {
        "as_of_date": pl.Date(),
        "is_backtest": pl.Boolean(),
        "known_until_date": pl.Date(),
        "charge_id": pl.String(),
        "installment_number": pl.Int32(),
        "opened_date": pl.Date(),
        "customer_id": pl.String(),
        "due_date": pl.Date(),
        "settled_date": pl.Date(),
        "is_written_off": pl.Boolean(),
        "segment_code": pl.String(),
        "history_count": pl.Int64(),
        "company_history_count": pl.Int64(),
        **{f"customer_over_{days}_probability": pl.Float64() for days in THRESHOLDS},
        **{f"customer_{end}_date": pl.Date() for end in ENDS},
        "majority_over_0_probability": pl.Float64(),
        "majority_p50_date": pl.Date(),
        "due_date_p50_date": pl.Date(),
        **MODEL_COLUMNS,
        **VERSION_COLUMNS,
    }
)
MODEL_SCORES = pl.Schema({"as_of_date": pl.Date(), **scores.SCORES})


@dataclass(frozen=True)
class Calendar:
    """as_of: the run's. backtests: the month-ends that are predicted again, oldest first.
    month_ends: all those that may be learnt from.
    """

    as_of: date
    backtests: tuple[date, ...]
    month_ends: tuple[date, ...]


def calendar_of(as_of_dates: Sequence[date], limits: Mapping[str, int]) -> Calendar:
    """as_of_dates: of all periods; the last one is the run's as-of date."""
    *before, as_of = sorted(as_of_dates)
    months = limits["backtest_months"]
    backtests = tuple(before[-months:]) if months else ()
    start = add_months(backtests[0] if backtests else as_of, -limits["training_months"])
    return Calendar(as_of, backtests, tuple(day for day in before if day >= start))


def eve_to_origin(day: date) -> date:
    return day + timedelta(days=1)


def predict_at_origins(
    episodes: pl.DataFrame,
    as_of_dates: Sequence[date],
    limits: Mapping[str, int],
    previous: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """PREDICTIONS of every item open on the as-of date and on the month-ends before.

    episodes: EPISODES. limits: policy_prediction_limits by code; KeyError for one that is not
    there. previous: PREDICTIONS of an earlier run, of which models of unchanged data are kept.
    A morning with too few payments before it has no model: its columns are null.
    """
    if not as_of_dates:
        return pl.DataFrame(schema=PREDICTIONS)
    numbered = number_episodes(episodes)
    calendar = calendar_of(as_of_dates, limits)
    asked_days = (*calendar.backtests, calendar.as_of)
    origins = sorted({eve_to_origin(day) for day in (*calendar.month_ends, *asked_days)})
    training_limits = TrainingLimits(
        limits["max_training_pairs"], limits["min_settled_items"], limits["min_customer_history"]
    )
    pairs = pairs_at(numbered, origins)
    mornings = [eve_to_origin(day) for day in asked_days]
    # Features of all pairs would take most of the memory, and few of them are learnt from.
    needed = training.worth_knowing(pairs, mornings, training_limits)
    pair_counts = {
        origin: pairs.filter(pl.col("origin_date") < origin).height for origin in mornings
    }
    known = features_at(numbered, needed).join(
        numbered.select("episode", "settled_date", "is_written_off"), on="episode"
    )

    def predicted(day: date) -> pl.DataFrame:
        return predict_at(
            numbered,
            known,
            day,
            is_backtest=day != calendar.as_of,
            limits=training_limits,
            pair_count=pair_counts[eve_to_origin(day)],
            previous=previous,
        )

    # Each morning is on its own: which is done first changes nothing.
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(predicted, asked_days))
    return (
        pl.concat(found)
        .with_columns(known_until_date=pl.lit(calendar.as_of))
        .select(*(pl.col(name).cast(dtype) for name, dtype in PREDICTIONS.items()))
    )


def predict_at(
    numbered: pl.DataFrame,
    known: pl.DataFrame,
    day: date,
    *,
    is_backtest: bool,
    limits: TrainingLimits,
    pair_count: int,
    previous: pl.DataFrame | None,
) -> pl.DataFrame:
    """One morning's predictions, model and rivals. pair_count: pairs that it could learn from."""
    origin = eve_to_origin(day)
    keys = numbered.select("episode", *KEY)
    asked = known.filter(pl.col("origin_date") == origin).join(keys, on="episode").sort("episode")
    learnt = training.training_pairs(known, origin, limits, pair_count)
    seen = training.observations(learnt)
    version = training.version_of(learnt, seen)
    rivals = asked.with_columns(
        *rival_columns(),
        segment_code=segment_of(
            pl.col("origin_date"), pl.col("due_date"), pl.col("customer_count"), limits.min_history
        ),
        as_of_date=pl.lit(day),
        is_backtest=pl.lit(is_backtest),
        history_count=pl.col("customer_count"),
        company_history_count=pl.col("company_count"),
    )
    if asked.is_empty() or version.settled_count < limits.min_settled:
        no_model = {**MODEL_COLUMNS, **VERSION_COLUMNS}
        nulls = (pl.lit(None, dtype).alias(name) for name, dtype in no_model.items())
        return rivals.with_columns(*nulls).select(COMMON)
    stamp = stamp_of(version, asked)
    said = kept_from(previous, day, is_backtest, stamp, asked)
    if said is None:
        model = training.train(seen)
        said = training.predict(model, asked).with_columns(
            calibration_factor=pl.lit(model.calibration_factor)
        )
        said = with_reasons(model, said, is_backtest).select(list(MODEL_COLUMNS))
    stamped = (pl.lit(value, VERSION_COLUMNS[name]).alias(name) for name, value in stamp.items())
    return pl.concat([rivals, said], how="horizontal").with_columns(*stamped).select(COMMON)


COMMON = [name for name in PREDICTIONS if name != "known_until_date"]


def with_reasons(model: PaymentModel, said: pl.DataFrame, is_backtest: bool) -> pl.DataFrame:
    """Reasons of what is predicted now; nobody asks why of what is past."""
    if is_backtest:
        names = [name for name in MODEL_COLUMNS if name.startswith("reason_")]
        return said.with_columns(pl.lit(None, MODEL_COLUMNS[name]).alias(name) for name in names)
    reasons = explain(model, training.matrix(said), -said["days_to_due"].to_numpy())
    return pl.concat([said, reasons], how="horizontal")


def stamp_of(version: Version, asked: pl.DataFrame) -> dict[str, str | int]:
    """VERSION_COLUMNS of a morning."""
    digest = hashlib.sha256(np.ascontiguousarray(training.matrix(asked)).tobytes())
    return {
        "model_version_code": version.code,
        "training_data_sha256": version.data_sha256,
        "features_sha256": version.features_sha256,
        "seed_number": version.seed,
        "training_pair_count": version.pair_count,
        "training_settled_count": version.settled_count,
        "asked_sha256": digest.hexdigest(),
    }


def kept_from(
    previous: pl.DataFrame | None,
    day: date,
    is_backtest: bool,
    stamp: Mapping[str, str | int],
    asked: pl.DataFrame,
) -> pl.DataFrame | None:
    """MODEL_COLUMNS of an earlier run in the order of ``asked``; None unless every item is there
    with the same model and the same features.
    """
    if previous is None or dict(previous.schema) != dict(PREDICTIONS):
        return None
    same = previous.filter(
        pl.col("as_of_date") == day,
        pl.col("is_backtest") == is_backtest,
        pl.col("model_version_code") == stamp["model_version_code"],
        pl.col("asked_sha256") == stamp["asked_sha256"],
    )
    if same.height != asked.height:
        return None
    found = asked.select(KEY).join(
        same.select(*KEY, *MODEL_COLUMNS), on=KEY, how="inner", maintain_order="left"
    )
    return found.select(list(MODEL_COLUMNS)) if found.height == asked.height else None


def score_predictions(predictions: pl.DataFrame) -> pl.DataFrame:
    """MODEL_SCORES: of each month-end, and of all together where as_of_date is null."""
    judged = predictions.filter("is_backtest", pl.col("model_version_code").is_not_null())
    outcomes = scores.with_outcomes(
        judged.with_columns(origin_date=pl.col("as_of_date").dt.offset_by("1d")),
        pl.col("known_until_date"),
    )
    found = [pl.DataFrame(schema=MODEL_SCORES)]
    parts = [(None, outcomes)] if outcomes.height else []
    for (day,), part in outcomes.group_by("as_of_date", maintain_order=True):
        parts.append((day, part))
    for day, part in parts:
        dated = scores.score(part).with_columns(as_of_date=pl.lit(day, pl.Date))
        found.append(dated.select(MODEL_SCORES.names()))
    return pl.concat(found)
