"""When things run: jobs, schedules and the sensor on the inbox.

Belongs here: when, and what of it. What a run does is in runs.py and the assets that call it.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

import dagster as dg

from pipelines.assets.deliveries import build_delivery_job
from pipelines.assets.reports import REPORT_KEY, SNAPSHOT_KEY
from pipelines.contracts.cartera_sent import OWN_SOURCE
from pipelines.delivery.parcels import Report
from pipelines.inbox import Arrival, find_arrivals
from pipelines.partitions import close_config, monthly_partitions
from pipelines.settings import Settings

# After the run whose figures they are: what that run did not publish is too old, and an alert.
DELIVERIES: dict[Report, str] = {
    "weekly_aging": "0 9 * * 1",
    "credit_actions": "30 7 * * 1-5",
    "broken_promises": "40 7 * * 1-5",
    "monthly_report": "0 9 3 * *",
}
# A file that was touched a moment ago may still be being copied.
SETTLED_SECONDS = 60


@dataclass(frozen=True)
class Automation:
    """jobs: as define_asset_job gives them; Dagster has no public name for that type."""

    jobs: list[Any]
    schedules: list[dg.ScheduleDefinition]
    sensors: list[dg.SensorDefinition]


def build_automation(settings: Settings) -> Automation:
    everything = dg.AssetSelection.all()
    warehouse = everything - dg.AssetSelection.assets(REPORT_KEY, SNAPSHOT_KEY)
    daily = dg.define_asset_job("daily_refresh", warehouse)
    unsealed = everything - dg.AssetSelection.assets(SNAPSHOT_KEY)
    weekly = dg.define_asset_job("weekly_aging", unsealed)
    partitions = monthly_partitions(settings.timezone)
    close = dg.define_asset_job("month_end_close", everything, config=close_config(partitions))

    def at(job: Any, cron: str) -> dg.ScheduleDefinition:
        return dg.ScheduleDefinition(
            job=job, cron_schedule=cron, execution_timezone=settings.timezone
        )

    def delivery(report: Report) -> dg.ScheduleDefinition:
        """The job and its schedule; its day is that of the tick, however late it runs."""

        @dg.schedule(
            job=build_delivery_job(settings, report),
            cron_schedule=DELIVERIES[report],
            execution_timezone=settings.timezone,
            name=f"deliver_{report}_schedule",
        )
        def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
            day = context.scheduled_execution_time.astimezone(settings.zone).date().isoformat()
            config = {"ops": {f"send_{report}": {"config": {"day": day}}}}
            return dg.RunRequest(run_key=day, run_config=config)

        return tick

    deliveries = [delivery(report) for report in DELIVERIES]

    @dg.schedule(
        job=close,
        cron_schedule="0 7 3 * *",
        execution_timezone=settings.timezone,
        name="month_end_close_schedule",
    )
    def close_last_month(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """On the third day, the month before."""
        day = context.scheduled_execution_time
        key = partitions.get_partition_keys(current_time=day)[-1]
        return dg.RunRequest(run_key=key, partition_key=key)

    @dg.sensor(job=daily, name="inbox_sensor", minimum_interval_seconds=120)
    def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        """Runs the daily refresh when files arrived and have settled."""
        found = find_arrivals(settings.inbox, settings.zone)
        # What cartera itself sent is no reason to build again.
        arrivals = [item for item in found if item.source != OWN_SOURCE]
        if not arrivals:
            return dg.SkipReason("the inbox is empty")
        if not has_settled(arrivals, time.time()):
            return dg.SkipReason("files are still arriving")
        fingerprint = fingerprint_of(arrivals)
        if fingerprint == context.cursor:
            return dg.SkipReason("nothing new")
        # No run key: an inbox that is again what it once was has changed all the same.
        return dg.SensorResult([dg.RunRequest()], cursor=fingerprint)

    return Automation(
        jobs=[daily, weekly, close, *(schedule.job for schedule in deliveries)],
        schedules=[
            at(daily, "30 6 * * 1-5"),
            at(weekly, "0 8 * * 1"),
            close_last_month,
            *deliveries,
        ],
        sensors=[inbox_sensor],
    )


def has_settled(arrivals: list[Arrival], now: float) -> bool:
    """True when no file was touched within the last minute. now: seconds since 1970. A time far
    ahead is a wrong clock's, not a copy under way.
    """
    return all(abs(now - item.modified_ns / 1e9) >= SETTLED_SECONDS for item in arrivals)


def fingerprint_of(arrivals: list[Arrival]) -> str:
    """Changes when a file is added or touched."""
    digest = hashlib.sha256()
    for item in arrivals:
        digest.update(f"{item.file_name}|{item.size_bytes}|{item.modified_ns}\n".encode())
    return digest.hexdigest()
