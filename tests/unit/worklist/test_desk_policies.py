"""What the desk's policies name is named alike where people read it, and complete."""

import csv

import pytest

from pipelines.books.collection_books import COLLECTION_LOG
from pipelines.books.customer_books import PORTAL_SUBMISSIONS
from pipelines.contracts.desk_frames import CAUSE_CODES
from pipelines.reports.context import Language
from pipelines.reports.wording import load_labels
from pipelines.settings import ROOT

SEEDS = ROOT / "dbt_project" / "seeds"
# Seeds with words of their own, their column of codes, and the family of the same words.
NAMED = (
    ("policy_overdue_causes", "cause_code", "overdue_cause"),
    ("policy_desk_targets", "indicator_code", "desk_indicator"),
    ("policy_dispute_reasons", "reason_code", "dispute_reason"),
    ("policy_portal_limits", "status_code", "portal_state"),
)


def rows_of(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(("seed", "column", "family"), NAMED)
def test_a_policy_and_the_report_use_the_same_words(
    seed: str, column: str, family: str, language: Language
) -> None:
    labels = load_labels(language)
    for row in rows_of(seed):
        assert row[f"label_{language}"] == labels[f"code.{family}.{row[column]}"]


def test_every_reason_of_the_log_has_a_fault() -> None:
    reasons = set(COLLECTION_LOG.column("Motivo de la disputa").words.values())
    assert {row["reason_code"] for row in rows_of("policy_dispute_reasons")} == reasons


def test_every_state_of_a_portal_but_the_last_has_a_limit() -> None:
    states = set(PORTAL_SUBMISSIONS.column("Estado").words.values())
    assert {row["status_code"] for row in rows_of("policy_portal_limits")} == states - {"scheduled"}


def test_the_last_cause_is_true_of_all_and_each_is_printed() -> None:
    ordered = sorted(rows_of("policy_overdue_causes"), key=lambda row: int(row["cause_order"]))
    assert [row["cause_code"] for row in ordered] == list(CAUSE_CODES)
    assert ordered[-1]["cause_code"] == "chased"
