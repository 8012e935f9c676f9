"""The seeds of the matcher are whole, and what is not is refused by name."""

import polars as pl
import pytest

from pipelines.matching.policies import (
    SEEDS,
    MatchingPolicies,
    MatchingPolicyError,
    build_policies,
    read_policies,
)
from pipelines.settings import ROOT

FOLDER = ROOT / "dbt_project" / "seeds"
RULES, TOLERANCES, LIMITS = (
    pl.read_csv(FOLDER / f"{name}.csv", infer_schema=False) for name in SEEDS
)


def test_the_seeds_are_whole() -> None:
    found = read_policies(FOLDER)

    assert found.points["none"] < 0
    assert found.tolerances[0].cause == "rounding"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(MatchingPolicyError, match=r"policy_matching_rules\.csv is missing"):
        read_policies(FOLDER / "not-there")


def test_typed_columns_give_the_same_as_text() -> None:
    typed = build_policies(
        RULES.cast({"points": pl.Decimal(9, 2)}),
        TOLERANCES.cast(
            {"preference_number": pl.Int64, "max_rate": pl.Decimal(18, 6)}
        ).with_columns(pl.col("valid_from").str.to_date(), pl.col("is_settled") == "true"),
        LIMITS.cast({"limit_value": pl.Float64}),
    )
    text = build_policies(RULES, TOLERANCES, LIMITS)

    assert same(typed) == same(text)


def same(found: MatchingPolicies) -> tuple[object, ...]:
    tolerances = [
        (t.cause, t.max_rate, t.max_cents, t.is_settled, t.valid_from) for t in found.tolerances
    ]
    return found.points, found.limits, tolerances


@pytest.mark.parametrize(
    "rules", [pl.concat([RULES, RULES.head(1)]), RULES.filter(pl.col("family_code") != "date")]
)
def test_a_rule_twice_or_a_family_without_rules_is_refused(rules: pl.DataFrame) -> None:
    with pytest.raises(MatchingPolicyError, match="policy_matching_rules"):
        build_policies(rules, TOLERANCES, LIMITS)


@pytest.mark.parametrize("limits", [LIMITS.slice(1), pl.concat([LIMITS, LIMITS.head(1)])])
def test_a_limit_that_is_missing_or_twice_is_refused(limits: pl.DataFrame) -> None:
    with pytest.raises(MatchingPolicyError, match="policy_matching_limits"):
        build_policies(RULES, TOLERANCES, limits)


@pytest.mark.parametrize("column", ["direction_code", "needs_code"])
def test_a_code_of_no_list_is_refused_with_its_row(column: str) -> None:
    wrong = TOLERANCES.with_columns(pl.lit("sideways").alias(column))

    with pytest.raises(MatchingPolicyError, match="policy_matching_tolerances 1"):
        build_policies(RULES, wrong, LIMITS)


def stretches(*days: tuple[str, str | None]) -> pl.DataFrame:
    """The first tolerance in several stretches, the others as they are."""
    rows = [
        TOLERANCES.head(1).with_columns(
            valid_from=pl.lit(first), valid_to=pl.lit(last, dtype=pl.String)
        )
        for first, last in days
    ]
    return pl.concat([*rows, TOLERANCES.slice(1)])


def test_a_tolerance_may_change_from_one_day_to_the_next() -> None:
    changed = stretches(("2020-01-01", "2026-06-30"), ("2026-07-01", None))

    assert len(build_policies(RULES, changed, LIMITS).tolerances) == TOLERANCES.height + 1


@pytest.mark.parametrize(
    "days",
    [
        (("2020-01-01", "2026-06-30"), ("2026-07-02", None)),
        (("2020-01-01", "2026-06-30"), ("2026-06-30", None)),
        (("2020-01-01", None), ("2026-06-30", None)),
        (("2020-01-01", "2019-12-31"),),
        (("ayer", None),),
    ],
    ids=["a gap", "an overlap", "no end before the next", "an end before its beginning", "no day"],
)
def test_stretches_with_a_gap_or_an_overlap_are_refused(
    days: tuple[tuple[str, str | None], ...],
) -> None:
    with pytest.raises(MatchingPolicyError, match="policy_matching_tolerances 1"):
        build_policies(RULES, stretches(*days), LIMITS)
