"""How well would payments of a settled ledger have been predicted?

Belongs here: one origin per invoice, a model of what was known at a cut, and the table of its
scores beside its rivals. Does not belong here: what a mapping means (sources/), printing.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contracts.ledger import INVOICES
from pipelines.prediction import scores, training
from pipelines.prediction.episodes import EPISODES, number_episodes, segment_of
from pipelines.prediction.features import features_at
from pipelines.prediction.rivals import rival_columns
from pipelines.prediction.scores import RIVALS
from pipelines.prediction.training import TrainingLimits
from pipelines.sources.ledger import read_mapped
from pipelines.sources.ledger_mapping import LedgerMapping

# A prediction that is further out, or none, counts as this many days late.
LAST_DAYS = 181
TRAINED_SHARE = 0.7


class NothingToEvaluate(RuntimeError):
    """The ledger has no invoices before or after the cut, or none that were settled."""


@dataclass(frozen=True)
class Question:
    """cut: the model knows what is dated before it, and is asked about origins on or after it;
    None: the day by which TRAINED_SHARE of the payments had come.
    days_before_due: where each invoice's origin lies; the day after its own date at the earliest.
    late_days: an invoice is late when it is paid more than so many days after its due date.
    """

    cut: date | None = None
    days_before_due: int = 20
    late_days: int = 0


@dataclass(frozen=True)
class Evaluation:
    """scores: SCORES of the rivals. Counts: invoices trained on, asked about, late."""

    scores: pl.DataFrame
    trained_count: int
    asked_count: int
    late_count: int
    calibration_factor: float
    cut: date

    def table(self) -> pl.DataFrame:
        """One row per rival: mean_absolute_days, auc, brier, interval_coverage."""
        wide = self.scores.filter(pl.col("segment_code") == "all", pl.col("decile_number") == 0)
        measures = ["mean_absolute_days", "auc", "brier", "interval_coverage"]
        return (
            wide.pivot("metric_code", index="rival_code", values="metric_value")
            .select("rival_code", *measures)
            .sort(pl.col("rival_code").replace_strict({name: n for n, name in enumerate(RIVALS)}))
        )


def episodes_of(invoices: pl.DataFrame, question: Question) -> pl.DataFrame:
    """EPISODES with origin_date, of invoices in the contract of the generic ledger. What is
    tolerated is added to the due date: late is then late for every rival.

    Credit memos and invoices without a due date are left out. An invoice dated on its due date or
    later tells nothing of when it was known: then that is the eve of its origin.
    """
    due = pl.col("due_date")
    before_due = due - pl.duration(days=question.days_before_due)
    is_dated = pl.col("document_date") < due
    after_document = pl.col("document_date") + pl.duration(days=1)
    return (
        invoices.filter(due.is_not_null(), pl.col("amount") > 0)
        .with_columns(
            origin_date=pl.when(is_dated)
            .then(pl.max_horizontal(before_due, after_document))
            .otherwise(before_due)
        )
        .select(
            # Numbers may be missing or repeated: the row is the invoice.
            charge_id=pl.int_range(pl.len()).cast(pl.String).str.zfill(12),
            installment_number=pl.lit(1),
            customer_id=pl.col("customer_code"),
            currency_code="currency_code",
            charge_date=pl.min_horizontal("document_date", "due_date"),
            opened_date=pl.when(is_dated)
            .then("document_date")
            .otherwise(pl.col("origin_date") - pl.duration(days=1)),
            due_date=due + pl.duration(days=question.late_days),
            settled_date="settled_date",
            is_written_off=pl.lit(False),
            original_amount="amount",
            origin_date="origin_date",
        )
    )


def usual_cut(episodes: pl.DataFrame) -> date:
    """Raises NothingToEvaluate when nothing was settled."""
    settled = episodes["settled_date"].drop_nulls().sort()
    if settled.is_empty():
        raise NothingToEvaluate("no invoice of the ledger was settled")
    day: date = settled[int(settled.len() * TRAINED_SHARE)]
    return day


def evaluate(
    invoices: pl.DataFrame, question: Question, limits: TrainingLimits | None = None
) -> Evaluation:
    """Trains at the cut and asks about every later origin.

    invoices: columns of contracts/ledger.INVOICES, with due_date and settled_date.
    Raises NothingToEvaluate.
    """
    limits = limits or TrainingLimits()
    episodes = episodes_of(invoices, question)
    cut = question.cut or usual_cut(episodes)
    numbered = number_episodes(episodes.select(EPISODES.names()))
    outcomes = numbered.select(
        "episode", "charge_id", "opened_date", "settled_date", "is_written_off"
    ).join(episodes.select("charge_id", "origin_date"), on="charge_id")
    is_open = pl.col("settled_date").is_null() | (pl.col("settled_date") >= pl.col("origin_date"))
    pairs = outcomes.filter(is_open)
    known = features_at(numbered, pairs.select("episode", "origin_date")).join(
        numbered.select("episode", "settled_date", "is_written_off"), on="episode"
    )
    learnt = training.training_pairs(known, cut, limits)
    asked = known.filter(pl.col("origin_date") >= cut)
    paid_later = asked["settled_date"].drop_nulls()
    if paid_later.is_empty():
        raise NothingToEvaluate("no invoice with an origin on or after the cut was settled")
    if int(learnt["is_paid"].sum()) < 2:
        raise NothingToEvaluate("fewer than two invoices were settled before the cut")
    model = training.train(training.observations(learnt))
    predicted = training.predict(model, asked).with_columns(
        *rival_columns(),
        segment_code=segment_of(
            pl.col("origin_date"), pl.col("due_date"), pl.col("customer_count"), limits.min_history
        ),
    )
    agreed = pl.col("due_date") - pl.duration(days=question.late_days)
    paid = learnt.filter("is_paid")
    predicted = predicted.with_columns(
        due_date_p50_date=pl.max_horizontal(agreed, "origin_date"),
        # Origins differ here: what most invoices did is what they did until the cut.
        majority_over_0_probability=pl.lit(paid.select((pl.col("exit_days") > 0).mean()).item()),
    )
    last_day: date = max(paid_later.to_list())
    # The file may end at any day: whoever is not paid in it is no outcome, and no date is cut.
    judged = scores.with_outcomes(
        predicted.filter(pl.col("settled_date").is_not_null()), pl.lit(last_day)
    ).with_columns(counted_until_date=pl.col("due_date") + pl.duration(days=LAST_DAYS))
    return Evaluation(
        scores=scores.score(judged),
        trained_count=int(learnt["is_paid"].sum()),
        asked_count=judged.height,
        late_count=int(judged["is_late"].sum()),
        calibration_factor=model.calibration_factor,
        cut=cut,
    )


def evaluate_file(data: Path, mapping: Path, question: Question) -> Evaluation:
    """evaluate for a file as an entry of a mapping describes it.

    Raises UnreadableFile, MappingError, NothingToEvaluate.
    """
    entry = LedgerMapping.load(mapping).file_for(data.name)
    if entry.table is not INVOICES:
        raise NothingToEvaluate("the mapping reads the file as receipts: invoices are expected")
    reading = read_mapped(data, entry, entry.table)
    return evaluate(reading.frame, question)
