"""Predictions on past mornings: the same again, blind to what came later, calm on odd ledgers."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.prediction import training
from pipelines.prediction.backtest import (
    MODEL_COLUMNS,
    PREDICTIONS,
    predict_at_origins,
    score_predictions,
)
from tests.unit.prediction.ledgers import LIMITS, day, episode, frame, many, month_ends

DAYS = 330


@pytest.fixture(scope="module")
def predictions() -> pl.DataFrame:
    return predict_at_origins(many(900, DAYS), month_ends(DAYS), LIMITS)


def predicted_on(found: pl.DataFrame, when: date) -> pl.DataFrame:
    """What was said that morning, without what became of it."""
    told = found.filter(pl.col("as_of_date") == when)
    reasons = [name for name in MODEL_COLUMNS if name.startswith("reason_")]
    return told.drop("settled_date", "is_written_off", "known_until_date", "is_backtest", *reasons)


def test_every_open_item_is_predicted_on_every_morning(predictions: pl.DataFrame):
    assert dict(predictions.schema) == dict(PREDICTIONS)
    assert predictions["as_of_date"].n_unique() == 1 + LIMITS["backtest_months"]
    assert predictions["model_version_code"].null_count() == 0
    late = predictions.filter(pl.col("due_date") <= pl.col("as_of_date"))
    assert set(late["model_over_0_probability"]) == {1.0}
    assert (predictions["model_p10_date"] > predictions["as_of_date"]).all()


def test_later_payments_never_move_an_earlier_prediction(predictions: pl.DataFrame):
    earlier = month_ends(DAYS)[-2]
    origin = (earlier - day(0)).days + 1
    then = (
        many(900, DAYS)
        .filter(pl.col("opened_date") <= earlier)
        .with_columns(settled_date=pl.when(pl.col("settled_date") <= earlier).then("settled_date"))
    )
    found = predict_at_origins(then, month_ends(origin), LIMITS)
    assert_frame_equal(
        predicted_on(found, earlier), predicted_on(predictions, earlier), check_exact=True
    )


def test_a_customer_is_not_predicted_by_its_name(predictions: pl.DataFrame):
    renamed = many(900, DAYS).with_columns(customer_id=pl.lit("X") + pl.col("customer_id"))
    found = predict_at_origins(renamed, month_ends(DAYS), LIMITS)
    assert_frame_equal(found.drop("customer_id"), predictions.drop("customer_id"))


def test_unchanged_data_are_not_trained_again(
    predictions: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(training, "train", lambda _: pytest.fail("a model was trained"))
    again = predict_at_origins(many(900, DAYS), month_ends(DAYS), LIMITS, predictions)
    assert_frame_equal(again, predictions)


def test_one_changed_payment_is_trained_again_where_it_was_known(predictions: pl.DataFrame):
    trained: list[int] = []
    train = training.train
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "train", lambda seen: trained.append(len(seen)) or train(seen))
        changed = many(900, DAYS).with_columns(
            settled_date=pl.when(pl.col("settled_date") == pl.col("settled_date").max())
            .then(pl.col("settled_date").max() - pl.duration(days=1))
            .otherwise("settled_date")
        )
        predict_at_origins(changed, month_ends(DAYS), LIMITS, predictions)
    assert len(trained) == 1


def test_the_model_beats_the_rivals_where_customers_have_habits(predictions: pl.DataFrame):
    scores = score_predictions(predictions).filter(
        pl.col("as_of_date").is_null(), segment_code="all", metric_code="mean_absolute_days"
    )
    days = dict(scores.select("rival_code", "metric_value").iter_rows())
    assert days["model"] < days["due_date"]
    assert days["model"] < days["majority"]


def test_reasons_are_given_for_today_and_positive_ones_delay(predictions: pl.DataFrame):
    past = predictions.filter("is_backtest")
    assert past["reason_1_code"].null_count() == past.height
    today = predictions.filter(~pl.col("is_backtest"), pl.col("reason_1_code").is_not_null())
    assert today.height > 0
    assert (today["reason_1_points"].abs() >= today["reason_2_points"].abs().fill_null(0)).all()


def odd(*rows: dict[str, object]) -> pl.DataFrame:
    """Predictions of a ledger of habits with some odd rows."""
    return predict_at_origins(
        pl.concat([many(400, DAYS), frame(*rows)]), month_ends(DAYS), LIMITS
    ).filter(~pl.col("is_backtest"))


def test_a_customer_without_history_gets_the_companys_record():
    row = odd(episode("N-1", 320, None, customer="new")).row(
        by_predicate=pl.col("charge_id") == "N-1", named=True
    )
    assert row["segment_code"] == "thin_history"
    assert row["history_count"] == 0
    assert 0 < row["customer_over_0_probability"] < 1
    assert row["customer_p50_date"] is not None


def test_a_customer_with_a_single_invoice_has_it_as_its_record():
    row = odd(
        episode("N-1", 100, 135, customer="one"), episode("N-2", 310, None, customer="one")
    ).row(by_predicate=pl.col("charge_id") == "N-2", named=True)
    assert row["history_count"] == 1
    assert row["customer_over_0_probability"] == 1
    assert row["customer_p50_date"] == day(345)


def test_a_due_date_before_the_document_and_a_new_currency_are_predicted_as_any_other():
    found = odd(
        episode("N-1", 315, None, terms=-5),
        episode("N-2", 315, None, currency="JPY"),
    ).filter(pl.col("charge_id").str.starts_with("N-"))
    assert found.height == 2
    assert found["model_p50_date"].null_count() == 0


def test_where_everybody_pays_on_time_there_is_one_class_and_no_error():
    rows = [episode(f"A-{n}", n, n + 20 if n < 300 else None) for n in range(320)]
    found = predict_at_origins(frame(*rows), month_ends(DAYS), LIMITS)
    scores = score_predictions(found).filter(metric_code="auc", segment_code="all")
    assert set(scores["reason_code"]) <= {"one_class", "no_items"}
    not_due = found.filter(pl.col("segment_code") == "not_due")
    assert not_due["customer_over_0_probability"].max() == 0


def test_a_ledger_with_too_few_payments_has_rivals_and_no_model():
    found = predict_at_origins(
        frame(episode("A", 0, 20), episode("B", 300, None)), month_ends(DAYS), LIMITS
    )
    assert set(found["charge_id"]) == {"B"}
    assert found["model_version_code"].null_count() == found.height
    assert found["customer_p50_date"].null_count() == 0
    assert score_predictions(found).is_empty()


def test_an_empty_ledger_and_an_empty_month_predict_nothing():
    assert predict_at_origins(frame(), month_ends(DAYS), LIMITS).is_empty()
    assert predict_at_origins(frame(), [], LIMITS).is_empty()
    rows = [episode(f"A-{n}", n, n + 20) for n in range(200)]
    assert predict_at_origins(frame(*rows), month_ends(DAYS), LIMITS).is_empty()


def test_nobody_ever_paid_and_there_is_still_no_record():
    found = predict_at_origins(frame(episode("A", 0, None)), month_ends(DAYS), LIMITS)
    assert found["company_history_count"].unique().to_list() == [0]
    assert found["customer_p50_date"].null_count() == found.height


def test_a_limit_that_is_missing_is_an_error():
    limits = {k: v for k, v in LIMITS.items() if k != "min_settled_items"}
    with pytest.raises(KeyError, match="min_settled_items"):
        predict_at_origins(many(50, DAYS), month_ends(DAYS), limits)
