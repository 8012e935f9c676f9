"""The series that are read against those that have a policy: two homes of one list, compared."""

import csv
from pathlib import Path

from pipelines.contracts.banxico import SERIES

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


def column(seed: str, name: str) -> list[str]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def test_every_series_that_is_read_has_a_policy_and_no_other() -> None:
    assert sorted(column("policy_rate_series", "series_code")) == sorted(SERIES)


def test_every_series_serves_a_purpose() -> None:
    assert set(column("policy_rate_purposes", "series_code")) == set(SERIES)


def test_no_purpose_of_a_currency_has_two_series_of_equal_preference() -> None:
    currencies = dict(
        zip(
            column("policy_rate_series", "series_code"),
            column("policy_rate_series", "currency_code"),
            strict=True,
        )
    )
    served = [
        (currencies[series], purpose, preference)
        for series, purpose, preference in zip(
            column("policy_rate_purposes", "series_code"),
            column("policy_rate_purposes", "purpose_code"),
            column("policy_rate_purposes", "preference_number"),
            strict=True,
        )
    ]
    assert len(served) == len(set(served))
