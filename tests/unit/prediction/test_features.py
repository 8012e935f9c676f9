"""What was known of an item on a morning, and that nothing later is in it."""

from datetime import timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.prediction.episodes import known_before, number_episodes, pairs_at, segment_of
from pipelines.prediction.features import FEATURE_GROUPS, FEATURES, features_at
from pipelines.settings import ROOT
from tests.unit.prediction.ledgers import day, episode, frame, many


def known_of(episodes: pl.DataFrame, origin: int) -> dict[str, dict[str, float]]:
    """Features by charge of the items open on the morning of a day."""
    numbered = number_episodes(episodes)
    known = features_at(numbered, pairs_at(numbered, [day(origin)]))
    return {
        row["charge_id"]: row
        for row in known.join(numbered.select("episode", "charge_id"), on="episode").to_dicts()
    }


HISTORY = (
    episode("A", 0, 25),  # 5 days early
    episode("B", 10, 45),  # 5 days late
    episode("C", 20, 85),  # 35 days late
    episode("D", 60, None),
    episode("E", 62, 100),
    episode("X", 60, None, customer="C-2"),
)


def test_a_customers_record_is_that_of_its_payments_before_the_morning():
    row = known_of(frame(*HISTORY), 86)["D"]
    assert row["customer_count"] == 3
    assert row["delay_mean"] == pytest.approx(35 / 3)
    assert row["delay_median"] == 5
    assert row["customer_over_0_count"] == 2
    assert row["customer_over_30_count"] == 1
    assert row["over_30_share"] == pytest.approx(1 / 3)
    assert row["delay_last"] == 35
    assert row["silent_days"] == 1
    assert row["open_count"] == 2
    assert row["days_to_due"] == 4


def test_a_payment_on_the_morning_itself_is_not_known():
    row = known_of(frame(*HISTORY), 85)["D"]
    assert row["customer_count"] == 2
    assert row["overdue_count"] == 1  # C, due on day 50, is paid today


def test_a_customer_without_payments_has_no_record_and_not_one_of_zeros():
    row = known_of(frame(*HISTORY), 86)["X"]
    assert row["customer_count"] == 0
    assert row["delay_mean"] is None
    assert row["delay_median"] is None
    assert row["silent_days"] is None
    assert row["company_count"] == 3


def test_a_write_off_is_no_payment_but_ends_what_is_open():
    row = known_of(frame(episode("A", 0, 40, is_written_off=True), episode("B", 30, None)), 50)["B"]
    assert row["customer_count"] == 0
    assert row["open_count"] == 1


def test_an_item_that_is_opened_again_is_open_again_from_that_day_only():
    episodes = frame(episode("A", 0, 40), episode("A", 0, None, opened=60))
    numbered = number_episodes(episodes)
    open_on = {n: pairs_at(numbered, [day(n)]).height for n in (40, 41, 60, 61)}
    assert open_on == {40: 1, 41: 0, 60: 0, 61: 1}


@pytest.mark.parametrize("origin", [150, 151, 200, 260])
def test_dropping_all_records_on_or_after_the_origin_changes_no_feature(origin: int):
    episodes = many(600, 300)
    numbered = number_episodes(episodes)
    pairs = pairs_at(numbered, [day(origin)])
    everything = features_at(numbered, pairs)
    then = number_episodes(known_before(numbered, day(origin)))
    assert then.height < numbered.height
    known_then = features_at(then, pairs_at(then, [day(origin)]))
    assert_frame_equal(everything.drop("episode"), known_then.drop("episode"), check_row_order=True)


def test_features_do_not_depend_on_the_order_in_which_episodes_come():
    episodes = many(400, 200)
    mixed = episodes.sample(fraction=1.0, shuffle=True, seed=3)
    one, other = number_episodes(episodes), number_episodes(mixed)
    pairs = pairs_at(one, [day(120), day(180)])
    assert_frame_equal(features_at(one, pairs), features_at(other, pairs))


def test_every_feature_is_in_one_group_and_every_group_has_its_words():
    assert len(set(FEATURES)) == len(FEATURES)
    words = pl.read_csv(ROOT / "dbt_project" / "seeds" / "policy_prediction_reasons.csv")
    assert words["reason_code"].to_list() == list(FEATURE_GROUPS)


def test_the_due_day_itself_is_not_overdue():
    due = day(30)
    mornings = [due + timedelta(days=n) for n in (1, 2, 31, 32)]
    frames = pl.DataFrame({"origin": mornings}).with_columns(due=due, n=5)
    said = frames.select(segment_of(pl.col("origin"), pl.col("due"), pl.col("n"), 3)).to_series()
    assert said.to_list() == ["not_due", "overdue", "overdue", "long_overdue"]
    thin = frames.select(segment_of(pl.col("origin"), pl.col("due"), pl.col("n"), 6)).to_series()
    assert set(thin) == {"thin_history"}
