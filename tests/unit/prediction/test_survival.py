"""The distribution of payments: what leaves count, and what is read from it."""

import numpy as np
import pytest

from pipelines.prediction import survival
from pipelines.prediction.survival import GRID, Observations


def seen(exits: list[float], paid: list[bool], entry: float = -10.0) -> Observations:
    count = len(exits)
    return Observations(
        x=np.ones((count, 2)),
        entry=np.full(count, entry),
        exit=np.array(exits, dtype=float),
        is_paid=np.array(paid),
        origin=np.arange(count, dtype=float),
    )


def distribution_of(observed: Observations, entry: float) -> np.ndarray:
    model = survival.grow(observed, seed=1, trees=3, factor=1.0)
    return survival.paid_by(survival.hazards(model, np.ones((1, 2))), np.array([entry]))


def over(distribution: np.ndarray, days: float) -> float:
    return float(survival.probability_over(distribution, days)[0])


def test_open_items_count_as_open_for_as_long_as_they_were():
    # Kaplan and Meier by hand: 4 open, one is paid on day 0; 3 open, one leaves unpaid on day 2;
    # of 2 one is paid on day 5: 3/4, then 3/4 x 1/2.
    distribution = distribution_of(seen([0, 2, 5, 9], [True, False, True, False]), -10)
    assert over(distribution, 0) == pytest.approx(0.75)
    assert over(distribution, 4) == pytest.approx(0.75)
    assert over(distribution, 5) == pytest.approx(0.375)


def test_an_item_that_is_already_late_is_late_for_certain():
    distribution = distribution_of(seen([0, 2, 5, 9], [True] * 4), 3)
    assert over(distribution, 0) == 1
    assert over(distribution, 2) == 1
    assert over(distribution, 5) == pytest.approx(0.5)


def test_quantiles_are_days_on_which_that_share_is_paid_and_none_beyond_the_last_bin():
    distribution = distribution_of(seen([0, 2, 5, 9], [True] * 4), -10)
    entry = np.array([-10.0])
    assert survival.quantile_days(distribution, entry, 0.5)[0] == 2
    assert survival.quantile_days(distribution, entry, 0.9)[0] == 9
    never = distribution_of(seen([400] * 6, [False] * 6), -10)
    assert np.isnan(survival.quantile_days(never, entry, 0.5)[0])


def test_a_threshold_between_two_bins_is_refused():
    with pytest.raises(ValueError, match="no bin of the model ends at 33"):
        survival.probability_over(np.zeros((1, len(GRID) + 1)), 33)


def test_probabilities_fall_with_days_for_every_item():
    random = np.random.default_rng(2)
    count = 500
    late = random.integers(-20, 120, count).astype(float)
    observed = Observations(
        random.normal(size=(count, 3)),
        np.full(count, -20.0),
        late,
        random.random(count) < 0.8,
        random.integers(0, 300, count).astype(float),
    )
    model = survival.fit_model(observed, seed=1)
    distribution = survival.paid_by(survival.hazards(model, observed.x), observed.entry)
    assert (np.diff(distribution, axis=1) >= -1e-12).all()
    assert distribution.min() >= 0
    assert distribution.max() <= 1


def test_the_same_data_and_seed_give_the_same_model_to_the_last_bit():
    random = np.random.default_rng(2)
    count = 2_000
    observed = Observations(
        random.normal(size=(count, 3)),
        np.full(count, -20.0),
        random.integers(-20, 60, count).astype(float),
        random.random(count) < 0.9,
        random.integers(0, 300, count).astype(float),
    )
    one, other = (survival.grow(observed, 7, 4, 1.0) for _ in range(2))
    assert np.array_equal(survival.hazards(one, observed.x), survival.hazards(other, observed.x))


def test_a_quarter_that_paid_slower_than_expected_lowers_every_hazard():
    assert survival.factor_for(np.full(1000, 0.8), paid=200.0) == pytest.approx(1.0)
    assert survival.factor_for(np.full(1000, 0.8), paid=120.0) == pytest.approx(0.573, abs=1e-3)
    assert survival.factor_for(np.full(1000, 0.8), paid=5.0) == pytest.approx(0.5, abs=1e-3)


def test_too_few_payments_calibrate_nothing():
    assert survival.calibrate(seen([0, 2, 5, 9], [True] * 4), seed=1) == 1.0
