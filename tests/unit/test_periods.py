"""Months and days as people write them."""

from datetime import date

import pytest

from pipelines.periods import add_months, month_code, month_end, month_start, parse_day, parse_month


def test_a_month_is_its_first_day() -> None:
    assert parse_month("2026-10") == date(2026, 10, 1)
    assert month_code(date(2026, 10, 31)) == "2026-10"


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026-00", "2026-1", "26-10", "2026/10", "2026-10-31", "", "2026-10\n", "0000-10"],
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"YYYY-MM|year"):
        parse_month(text)


@pytest.mark.parametrize(
    "text", ["20261031", "2026-W44-6", "31/10/2026", "2026-02-31", "2026-10-31\n", "", "2026-10"]
)
def test_what_is_not_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"YYYY-MM-DD|day is out of range"):
        parse_day(text)


def test_a_month_ends_on_its_last_day_in_leap_years_too() -> None:
    assert month_end(date(2028, 2, 1)) == date(2028, 2, 29)
    assert month_end(date(2026, 12, 5)) == date(2026, 12, 31)
    assert month_start(date(2026, 12, 31)) == date(2026, 12, 1)


def test_months_are_counted_across_years_both_ways() -> None:
    assert add_months(date(2026, 1, 1), -12) == date(2025, 1, 1)
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert add_months(date(2026, 11, 1), 2) == date(2027, 1, 1)
