"""What a model is trained on where there is more than it can be."""

from dataclasses import replace

import polars as pl
from polars.testing import assert_frame_equal

from pipelines.prediction.episodes import number_episodes, pairs_at
from pipelines.prediction.features import features_at
from pipelines.prediction.training import TrainingLimits, training_pairs, worth_knowing
from tests.unit.prediction.ledgers import day, many

ORIGINS = [day(number) for number in range(60, 330, 30)]
ASKED = ORIGINS[-3:]
LIMITS = TrainingLimits(max_pairs=200, min_settled=50)


def test_each_morning_learns_from_the_same_whether_all_features_were_made_or_those_needed():
    numbered = number_episodes(many(900, 330))
    pairs = pairs_at(numbered, ORIGINS)
    needed = worth_knowing(pairs, ASKED, LIMITS)
    assert needed.height < pairs.height
    outcomes = numbered.select("episode", "settled_date", "is_written_off")
    of_all, of_needed = (
        features_at(numbered, each).join(outcomes, on="episode") for each in (pairs, needed)
    )
    for cut in ASKED:
        before = pairs.filter(pl.col("origin_date") < cut).height
        assert before > LIMITS.max_pairs
        assert_frame_equal(
            training_pairs(of_needed, cut, LIMITS, before), training_pairs(of_all, cut, LIMITS)
        )


def test_a_sample_holds_all_pairs_of_an_item_or_none():
    numbered = number_episodes(many(900, 330))
    pairs = pairs_at(numbered, ORIGINS)
    known = features_at(numbered, pairs).join(
        numbered.select("episode", "settled_date", "is_written_off"), on="episode"
    )
    cut = ASKED[-1]
    sampled = training_pairs(known, cut, LIMITS)
    whole = training_pairs(known, cut, replace(LIMITS, max_pairs=pairs.height))
    assert 0 < sampled.height < whole.height
    in_both = whole.join(sampled.select("episode").unique(), on="episode", how="semi")
    assert in_both.height == sampled.height
