"""When runs are asked for: the sensor and the close, on an inbox of a few files."""

import os
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from pipelines.automation import DELIVERIES, SETTLED_SECONDS, build_automation, has_settled
from pipelines.contracts.cartera_sent import OWN_SOURCE
from pipelines.inbox import Arrival
from pipelines.partitions import close_config, monthly_partitions
from pipelines.settings import Settings, load_settings

LONG_AGO = 1_700_000_000
FIX = "banxico/2026-11-03/fix.csv"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings("acme", tmp_path)


def put(settings: Settings, name: str = FIX, at: float = LONG_AGO) -> Path:
    path = settings.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (at, at))
    return path


def tick(settings: Settings, cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    (sensor,) = build_automation(settings).sensors
    result = sensor(dg.build_sensor_context(cursor=cursor))
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def asked(settings: Settings, cursor: str | None = None) -> str:
    """The new cursor of a tick that asks for one run."""
    result = tick(settings, cursor)
    assert isinstance(result, dg.SensorResult)
    assert result.run_requests is not None
    assert len(result.run_requests) == 1
    assert result.cursor
    return result.cursor


def skipped(settings: Settings, cursor: str | None = None) -> str | None:
    result = tick(settings, cursor)
    assert isinstance(result, dg.SkipReason)
    return result.skip_message


def arrival(modified: float) -> Arrival:
    moment = datetime(2026, 11, 3)
    return Arrival("banxico", FIX, Path(FIX), moment, moment.date(), 1, round(modified * 1e9))


def test_an_empty_inbox_asks_for_nothing(settings: Settings) -> None:
    assert skipped(settings) == "the inbox is empty"


def test_a_file_still_being_copied_is_waited_for(settings: Settings) -> None:
    put(settings)
    put(settings, "banks/new.txt", at=time.time())
    assert skipped(settings) == "files are still arriving"


def test_each_change_of_the_inbox_asks_for_one_run(settings: Settings) -> None:
    put(settings)
    first = asked(settings)
    assert skipped(settings, first) == "nothing new"
    put(settings, "banks/new.txt")
    second = asked(settings, first)
    assert skipped(settings, second) == "nothing new"
    put(settings, "banks/new.txt", at=LONG_AGO + 1)
    assert asked(settings, second) not in {first, second}


def test_taking_a_bad_file_away_asks_for_a_run_though_the_inbox_was_so_before(
    settings: Settings,
) -> None:
    put(settings)
    before = asked(settings)
    bad = put(settings, "banks/bad.txt")
    after = asked(settings, before)
    bad.unlink()
    result = tick(settings, after)
    assert isinstance(result, dg.SensorResult)
    assert result.cursor == before
    # Dagster would drop a request with a key it has seen.
    assert [request.run_key for request in result.run_requests or []] == [None]


def test_a_file_has_settled_when_nobody_touched_it_for_a_minute() -> None:
    now = 2_000_000_000.0
    assert has_settled([arrival(now - SETTLED_SECONDS)], now)
    assert not has_settled([arrival(now - SETTLED_SECONDS), arrival(now - 1)], now)


def test_a_file_dated_in_the_future_does_not_hold_up_the_others() -> None:
    now = 2_000_000_000.0
    assert has_settled([arrival(now + 86_400)], now)
    assert not has_settled([arrival(now + 1)], now)


@pytest.mark.parametrize(
    ("day", "month"), [((2026, 11, 3), "2026-10-01"), ((2027, 1, 3), "2026-12-01")]
)
def test_the_close_asks_for_the_month_before(
    day: tuple[int, int, int], month: str, settings: Settings
) -> None:
    (close,) = (
        schedule
        for schedule in build_automation(settings).schedules
        if schedule.name == "month_end_close_schedule"
    )
    moment = datetime(*day, 7, tzinfo=ZoneInfo("America/Mexico_City"))
    request = close(dg.build_schedule_context(scheduled_execution_time=moment))
    assert isinstance(request, dg.RunRequest)
    assert (request.partition_key, request.run_key) == (month, month)


@pytest.mark.parametrize("report", DELIVERIES)
def test_a_report_is_due_on_the_companys_day_of_the_tick_and_once(
    report: str, settings: Settings
) -> None:
    (schedule,) = (
        each
        for each in build_automation(settings).schedules
        if each.name == f"deliver_{report}_schedule"
    )
    # In Mexico it is still the second.
    moment = datetime(2026, 11, 3, 2, tzinfo=ZoneInfo("UTC"))
    request = schedule(dg.build_schedule_context(scheduled_execution_time=moment))
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == "2026-11-02"
    assert request.run_config == {"ops": {f"send_{report}": {"config": {"day": "2026-11-02"}}}}


def test_reports_are_delivered_after_the_run_whose_figures_they_are(settings: Settings) -> None:
    crons = {each.name: each.cron_schedule for each in build_automation(settings).schedules}
    pairs = [
        ("daily_refresh_schedule", "deliver_credit_actions_schedule"),
        ("daily_refresh_schedule", "deliver_broken_promises_schedule"),
        ("weekly_aging_schedule", "deliver_weekly_aging_schedule"),
        ("month_end_close_schedule", "deliver_monthly_report_schedule"),
    ]
    for before, after in pairs:
        (minute, hour, *days), (later_minute, later_hour, *same_days) = (
            str(crons[name]).split() for name in (before, after)
        )
        assert days == same_days
        assert (int(hour), int(minute)) < (int(later_hour), int(later_minute))


def test_what_cartera_itself_sent_asks_for_no_run(settings: Settings) -> None:
    put(settings)
    first = asked(settings)
    put(settings, f"{OWN_SOURCE}/2026-11-03T0900/messages_1.jsonl")
    assert skipped(settings, first) == "nothing new"


@pytest.mark.parametrize(
    ("month", "last_day"), [("2026-10-01", "2026-10-31"), ("2028-02-01", "2028-02-29")]
)
def test_a_months_run_is_as_of_its_last_day(month: str, last_day: str) -> None:
    config = close_config(monthly_partitions("America/Mexico_City"))
    assert config.get_run_config_for_partition_key(month) == {
        "ops": {"land_deliveries": {"config": {"as_of": last_day}}}
    }
