"""Thresholds of the auto tier, as history gives them; and scores where the answer is known."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from books_of_one import matched, owed, paid, said

from pipelines.matching.calibration import calibrate_threshold, raise_threshold, reliability
from pipelines.matching.evaluation import (
    TRUTH,
    count_left_alone,
    judge_applications,
    score_rules,
    score_tiers,
)
from pipelines.matching.history import NEVER, threshold_of
from pipelines.matching.policies import MatchingPolicies, read_policies
from pipelines.settings import ROOT


@pytest.fixture(scope="module")
def policies() -> MatchingPolicies:
    return read_policies(Path(ROOT) / "dbt_project" / "seeds")


def history(*bands: tuple[float, int, int]) -> pl.DataFrame:
    """bands: confidence, right, wrong."""
    rows = [
        (confidence, is_right)
        for confidence, right, wrong in bands
        for is_right in [True] * right + [False] * wrong
    ]
    schema = {"confidence": pl.Float64, "is_right": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_the_threshold_is_the_lowest_confidence_that_history_bears_out() -> None:
    found = calibrate_threshold(history((0.99, 2000, 0), (0.9, 500, 2), (0.7, 100, 60)), 0.995)

    assert found.confidence == 0.9
    assert found.applications == 2502
    assert found.precision == pytest.approx(2500 / 2502)
    assert found.at_least is not None
    assert found.at_least >= 0.995


def test_a_short_history_without_an_error_proves_too_little() -> None:
    found = calibrate_threshold(history((0.99, 300, 0)), 0.995)

    assert found.confidence is None
    assert found.precision == 1.0
    assert found.reason


def test_598_right_ones_in_a_row_prove_99_5_percent_and_597_do_not() -> None:
    assert calibrate_threshold(history((0.99, 598, 0)), 0.995).confidence == 0.99
    assert calibrate_threshold(history((0.99, 597, 0)), 0.995).confidence is None


def test_a_history_of_errors_gives_no_threshold() -> None:
    assert calibrate_threshold(history((0.99, 0, 50)), 0.995).confidence is None


def test_without_history_there_is_no_threshold_and_no_precision() -> None:
    found = calibrate_threshold(history(), 0.995)

    assert (found.confidence, found.precision, found.reason) == (None, None, "no history")


def test_a_long_flawless_history_gives_its_own_threshold(policies: MatchingPolicies) -> None:
    found = threshold_of(history((0.9, 700, 0), (0.5, 0, 9)), policies)
    assert (found.confidence, found.source_code) == (0.9, "calibrated")


def test_a_short_history_leaves_the_policys(policies: MatchingPolicies) -> None:
    found = threshold_of(history((0.99, 50, 0), (0.985, 0, 1)), policies)
    assert (found.confidence, found.source_code) == (0.98, "policy")
    assert threshold_of(history(), policies).source_code == "policy"


def test_a_history_that_refutes_the_policys_raises_it(policies: MatchingPolicies) -> None:
    """97 of 100 are at most 99.2 %; the 60 from 0.999 on are not refuted."""
    found = threshold_of(history((0.999, 60, 0), (0.985, 37, 3)), policies)
    assert (found.confidence, found.source_code) == (0.999, "raised")


def test_where_even_the_surest_were_wrong_nothing_is_sure(policies: MatchingPolicies) -> None:
    assert raise_threshold(history((0.999, 5, 20)), 0.995, 0.98) is None
    found = threshold_of(history((0.999, 5, 20)), policies)
    assert (found.confidence, found.source_code) == (NEVER, "raised")


def test_reliability_sets_what_was_said_beside_what_came() -> None:
    found = reliability(history((0.99, 9, 1), (0.4, 1, 3)))

    assert found["application_count"].to_list() == [4, 10]
    assert found["right_rate"].to_list() == [0.25, 0.9]


ITEMS = [owed("A-1", "1160.00"), owed("A-2", "500.00"), owed("A-3", "77.00")]
RECEIPTS = [paid("R1", "1160.00"), paid("R2", "200.00"), paid("R3", "3.00")]


def truth(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(receipt, item, Decimal(amount)) for receipt, item, amount in rows],
        schema=TRUTH,
        orient="row",
    )


def test_a_pair_counts_as_right_only_with_its_amount() -> None:
    output = matched(ITEMS, RECEIPTS, [said("R2", "A-2", "200.00")]).output
    right = truth(("R1", "A-1", "1160.00"), ("R2", "A-2", "200.01"))
    judged = judge_applications(output, right)

    assert judged.select("receipt_id", "is_right").rows() == [("R1", True), ("R2", False)]
    rules = score_rules(judged)
    assert rules["proposed_count"].sum() == 2
    assert rules["right_count"].sum() == 1


def test_tiers_are_scored_against_all_of_the_truth() -> None:
    output = matched(ITEMS, RECEIPTS, [said("R2", "A-2", "200.00")]).output
    right = truth(("R1", "A-1", "1160.00"), ("R2", "A-2", "200.00"), ("R3", "A-3", "3.00"))
    auto = score_tiers(judge_applications(output, right), right).row(0, named=True)

    assert auto["precision"] == 1.0
    assert auto["recall"] == pytest.approx(auto["right_count"] / 3)
    assert auto["true_amount"] == Decimal("1363.00")


def test_nothing_proposed_has_no_precision_and_nothing_true_no_recall() -> None:
    output = matched(ITEMS, [paid("R1", "3.00")]).output
    row = score_tiers(judge_applications(output, truth()), truth()).row(0, named=True)

    assert (row["precision"], row["recall"], row["f1"]) == (None, None, None)


def test_receipts_that_match_nothing_are_counted_apart() -> None:
    output = matched(ITEMS, RECEIPTS).output
    right = truth(("R1", "A-1", "1160.00"))

    assert count_left_alone(output, right, ["auto", "suggest"]) == (2, 2)
