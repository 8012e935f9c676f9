"""The evaluation: invented receipts have one right answer, and the matcher beats its rivals."""

import json
from pathlib import Path

import polars as pl
import pytest
from books_of_one import LINES_AND_TRUTH, POLICIES

from pipelines.matching.evaluation import judge_applications
from pipelines.matching.match import match
from pipelines.matching.tiers import AUTO
from tests.evaluate_matching.__main__ import delivered, judge_rival, main, scores_of
from tests.evaluate_matching.invented import Invented, invent
from tests.evaluate_matching.rivals import run_rivals


@pytest.fixture(scope="module")
def case() -> Invented:
    return invent(receipts=150, items=1500, customers=100, seed=7)


def test_the_same_seed_invents_the_same_receipts(case: Invented) -> None:
    again = invent(receipts=150, items=1500, customers=100, seed=7)

    assert again.given.receipts.equals(case.given.receipts)
    assert again.truth.equals(case.truth)


def test_the_right_answer_pays_no_receipt_beyond_its_amount(case: Invented) -> None:
    applied = case.truth.group_by("receipt_id").agg(pl.col("applied_amount").sum())
    both = applied.join(case.given.receipts, "receipt_id")
    cents = (pl.col("amount") * 100).round().cast(pl.Int64)

    assert both.filter((pl.col("applied_amount") * 100).cast(pl.Int64) > cents).is_empty()


def test_auto_is_right_where_rivals_guess(case: Invented) -> None:
    judged = judge_applications(match(case.given, POLICIES), case.truth)
    rivals = {
        name: judge_rival(rows, case.truth)
        for name, rows in run_rivals(case.given, POLICIES).items()
    }
    auto = judged.filter(pl.col("tier_code") == AUTO)
    scores = scores_of({"auto": auto, "both": judged, **rivals}, case.truth)
    figures = {row["who"]: row for row in scores.to_dicts()}

    assert figures["auto"]["precision"] >= 99.5
    assert all(figures["both"]["f1"] > figures[name]["f1"] for name in rivals)


def test_a_delivered_file_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "todo.json"
    path.write_text(json.dumps(LINES_AND_TRUTH))

    assert delivered(path).truth.height == 1
    assert main(["--data", str(path)]) == 0
    assert "oldest first" in capsys.readouterr().out
