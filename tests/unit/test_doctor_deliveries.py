"""What is missing or late, by the last delivery of each table and the day that is asked about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from small_landing import FULL

from pipelines.contracts.raw_table import RawTable
from pipelines.doctor.deliveries import Deliveries, TableState, table_states, working_days
from pipelines.doctor.finding import Finding

TUESDAY, FRIDAY = date(2026, 11, 3), date(2026, 11, 6)
DAILY = replace(FULL, source="shop", entity="prices", expected_every_days=1)
OFFERS = replace(DAILY, entity="offers", is_required=False)
BOOK = replace(DAILY, source="book", entity="calls", expected_every_days=25)


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.level, finding.subject, finding.what) for finding in findings]


def states(
    today: date, last: Mapping[str, date], *tables: RawTable, configured: str = "shop book"
) -> tuple[TableState, ...]:
    """The states of tables; last: entity → the day it was delivered, in the morning."""
    moments = {
        table.name: (datetime(day.year, day.month, day.day, 12, 30), day)
        for table in tables
        if (day := last.get(table.entity)) is not None
    }
    return table_states(tables, moments, tuple(configured.split()), today)


def deliveries(*tables: TableState, listed: str = "shop") -> Deliveries:
    return Deliveries(tables, (), {}, 0, tuple(listed.split()))


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        (TUESDAY, TUESDAY, 0),
        (TUESDAY, FRIDAY, 3),
        (FRIDAY, FRIDAY + timedelta(2), 0),
        (FRIDAY, FRIDAY + timedelta(3), 1),
        (FRIDAY, FRIDAY + timedelta(35), 25),
        (FRIDAY, TUESDAY, 0),
    ],
)
def test_saturdays_and_sundays_make_nothing_late(after: date, until: date, days: int) -> None:
    assert working_days(after, until) == days


def test_a_table_due_every_working_day_is_late_from_the_second_one_on() -> None:
    monday, tuesday = FRIDAY + timedelta(3), FRIDAY + timedelta(4)
    (on_time,) = states(monday, {"prices": FRIDAY}, DAILY)
    (late,) = states(tuesday, {"prices": FRIDAY}, DAILY)
    assert (on_time.state, on_time.late_days, on_time.age_days) == ("on time", 0, 3)
    assert (late.state, late.late_days, late.age_days) == ("late", 1, 4)


def test_a_book_of_the_month_may_be_five_weeks_old() -> None:
    (on_time,) = states(TUESDAY + timedelta(35), {"calls": TUESDAY}, BOOK)
    (late,) = states(TUESDAY + timedelta(36), {"calls": TUESDAY}, BOOK)
    assert (on_time.state, late.state) == ("on time", "late")


def test_a_table_that_nobody_waits_for_is_never_late() -> None:
    any_time = replace(DAILY, expected_every_days=None)
    (state,) = states(TUESDAY + timedelta(900), {"prices": TUESDAY}, any_time)
    assert (state.state, state.late_days) == ("delivered", 0)


def test_an_optional_table_that_came_once_is_late_when_it_stops() -> None:
    _, offers = states(FRIDAY, {"prices": FRIDAY, "offers": TUESDAY}, DAILY, OFFERS)
    assert (offers.state, offers.behind_days) == ("late", 3)


def test_a_required_table_that_never_came_is_missing_and_an_optional_one_is_not() -> None:
    found = states(FRIDAY, {"calls": FRIDAY}, DAILY, OFFERS, BOOK)
    assert [item.state for item in found] == ["missing", "never", "on time"]


def test_nothing_is_missed_of_a_source_that_is_not_configured() -> None:
    found = states(FRIDAY, {"prices": TUESDAY - timedelta(90)}, DAILY, BOOK, configured="")
    assert {item.state for item in found} == {"not configured"}
    assert deliveries(*found, listed="").findings == []


def test_a_source_of_which_nothing_came_is_one_fault() -> None:
    found = states(FRIDAY, {}, DAILY, OFFERS)
    assert told(deliveries(*found).findings) == [
        ("fault", "shop", "nothing of it was ever accepted")
    ]


def test_a_required_table_missing_beside_others_is_named() -> None:
    second = replace(DAILY, entity="customers")
    found = states(FRIDAY, {"prices": FRIDAY}, DAILY, second, OFFERS)
    assert told(deliveries(*found).findings) == [("fault", "shop", "never delivered: customers")]


def test_late_tables_of_a_source_are_one_fault_a_day_with_their_age() -> None:
    second = replace(DAILY, entity="customers")
    third = replace(DAILY, entity="orders")
    last = {"prices": TUESDAY, "customers": TUESDAY, "orders": TUESDAY + timedelta(1)}
    found = states(FRIDAY, last, DAILY, second, third)
    assert [what for _, _, what in told(deliveries(*found).findings)] == [
        "1 table is late by 1 working day: 2 days old, no source delivered since",
        "2 tables are late by 2 working days: 3 days old, 1 day behind the newest delivery",
    ]


def test_a_folder_of_a_day_to_come_is_warned_of_and_makes_no_other_look_behind() -> None:
    second = replace(DAILY, entity="customers")
    last = {"prices": TUESDAY, "customers": FRIDAY + timedelta(90)}
    today, ahead = states(TUESDAY, last, DAILY, second)
    assert (today.state, today.behind_days) == ("on time", 0)
    assert (ahead.state, ahead.behind_days) == ("to come", None)
    assert told(deliveries(today, ahead).findings) == [
        ("warning", "shop", "the last delivery carries a day that is still to come")
    ]
