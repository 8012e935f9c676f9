"""The measures, on numbers that can be followed by hand."""

from datetime import date

import polars as pl
import pytest

from pipelines.prediction.scores import chance_scores, score, with_outcomes

KNOWN_UNTIL = date(2024, 6, 30)


def judged(chances: list[float], late: list[float]) -> dict[str, tuple[float | None, str | None]]:
    frame = pl.DataFrame(
        {"chance": chances, "is_late": late}, schema={"chance": pl.Float64, "is_late": pl.Float64}
    )
    return {metric: (value, reason) for metric, value, reason in chance_scores(frame)}


def test_auc_is_the_share_of_pairs_in_the_right_order_and_ties_count_half():
    # Late 0.9 and 0.4 against on time 0.4 and 0.1: right, right, tie, right.
    found = judged([0.9, 0.4, 0.4, 0.1], [1, 1, 0, 0])
    assert found["auc"] == (pytest.approx(3.5 / 4), None)
    assert found["brier"] == (pytest.approx((0.01 + 0.36 + 0.16 + 0.01) / 4), None)


def test_where_all_are_on_time_there_is_no_auc_and_it_says_why():
    found = judged([0.9, 0.4], [0, 0])
    assert found["auc"] == (None, "one_class")
    assert found["brier"][0] is not None


def test_no_items_give_no_measure_and_no_error():
    assert judged([], []) == {"auc": (None, "no_items"), "brier": (None, "no_items")}


def predicted(**changes: list[object]) -> pl.DataFrame:
    """Three items predicted on 1 May: paid early, paid late, open."""
    columns: dict[str, list[object]] = {
        "origin_date": [date(2024, 5, 1)] * 3,
        "due_date": [date(2024, 5, 20)] * 3,
        "settled_date": [date(2024, 5, 18), date(2024, 5, 30), None],
        "is_written_off": [False] * 3,
        "segment_code": ["not_due"] * 3,
        "model_over_0_probability": [0.1, 0.8, 0.9],
        "model_p10_date": [date(2024, 5, 10)] * 3,
        "model_p50_date": [date(2024, 5, 16), date(2024, 5, 31), None],
        "model_p90_date": [date(2024, 5, 17), date(2024, 6, 30), None],
        "customer_over_0_probability": [0.5] * 3,
        "customer_p10_date": [date(2024, 5, 10)] * 3,
        "customer_p50_date": [date(2024, 5, 20)] * 3,
        "customer_p90_date": [date(2024, 5, 30)] * 3,
        "majority_over_0_probability": [0.5] * 3,
        "majority_p50_date": [date(2024, 5, 20)] * 3,
        "due_date_p50_date": [date(2024, 5, 20)] * 3,
    }
    return pl.DataFrame(columns | changes)


def measured(frame: pl.DataFrame) -> dict[tuple[str, str], float | None]:
    scores = score(with_outcomes(frame, pl.lit(KNOWN_UNTIL))).filter(segment_code="all")
    return {
        (row["rival_code"], row["metric_code"]): row["metric_value"]
        for row in scores.filter(decile_number=0).to_dicts()
    }


def test_an_item_that_is_still_open_counts_up_to_the_day_after_the_last_one_known():
    found = measured(predicted())
    # The model: 2 and 1 days, and open as it said. The due date: 2, 10, and 42 days so far.
    assert found["model", "mean_absolute_days"] == pytest.approx(1.0)
    assert found["due_date", "mean_absolute_days"] == pytest.approx(18.0)
    assert found["model", "auc"] == 1
    assert found["model", "interval_coverage"] == pytest.approx(0.5)


def test_before_its_due_date_an_item_is_neither_late_nor_on_time():
    due = [date(2024, 5, 20), date(2024, 7, 20), date(2024, 6, 30)]
    late = with_outcomes(predicted(due_date=due), pl.lit(KNOWN_UNTIL))["is_late"]
    assert late.to_list() == [False, None, True]


def test_what_was_written_off_was_late_and_never_paid():
    outcomes = with_outcomes(predicted(is_written_off=[True] * 3), pl.lit(KNOWN_UNTIL))
    assert outcomes["is_late"].to_list() == [True] * 3
    assert outcomes["is_paid"].to_list() == [False] * 3


def test_customers_of_whom_too_little_is_known_are_scored_apart():
    frame = predicted(segment_code=["thin_history", "not_due", "not_due"])
    scores = score(with_outcomes(frame, pl.lit(KNOWN_UNTIL)))
    counts = {
        row["segment_code"]: row["item_count"]
        for row in scores.filter(rival_code="model", metric_code="mean_absolute_days").to_dicts()
    }
    assert counts == {"all": 2, "not_due": 2, "thin_history": 1}
