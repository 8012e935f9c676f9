"""The raw tables as assets: one step lands every new file of the inbox and sets the clocks."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from pipelines import runs
from pipelines.contracts.raw_table import RawTable
from pipelines.deliveries import Delivery
from pipelines.inbox import masked
from pipelines.ingestion import all_tables
from pipelines.periods import parse_day
from pipelines.settings import Settings

HOUSEKEEPING = ("deliveries", "quarantine", "expected_tables", "run_parameters")
# Exports are due before the working day begins, Monday to Friday.
DEADLINE = "0 8 * * 1-5"
WORKING_DAYS = 5


class ClockConfig(dg.Config):
    """as_of: YYYY-MM-DD; empty takes the day of the last delivery."""

    as_of: str = ""


def build_raw_assets(settings: Settings) -> dg.AssetsDefinition:
    tables = [
        dg.AssetSpec(
            ["raw", table.name],
            group_name="raw",
            kinds={"duckdb", "polars"},
            freshness_policy=freshness_of(table, settings.timezone),
            description=f"Every delivered version of {table.source}'s {table.entity}.",
        )
        for table in all_tables()
    ]
    housekeeping = [
        dg.AssetSpec(["raw", name], group_name="raw", kinds={"duckdb"}) for name in HOUSEKEEPING
    ]

    @dg.multi_asset(
        name="land_deliveries",
        specs=[*tables, *housekeeping],
        check_specs=[
            dg.AssetCheckSpec(
                "no_file_was_rejected",
                asset=["raw", "deliveries"],
                description="Rejected files are named; the run goes on and the gate decides.",
            )
        ],
    )
    def land_deliveries(
        context: dg.AssetExecutionContext, config: ClockConfig
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        deliveries = runs.land_deliveries(settings)
        as_of, known_at = runs.set_clocks(
            settings, parse_day(config.as_of) if config.as_of else None
        )
        context.log.info("as of %s, known at %s", as_of, known_at)
        for table in all_tables():
            yield dg.MaterializeResult(
                asset_key=["raw", table.name], metadata=counts(table.name, deliveries)
            )
        for name in HOUSEKEEPING:
            yield dg.MaterializeResult(asset_key=["raw", name])
        rejected = [masked(item.file_name) for item in deliveries if item.status == "rejected"]
        yield dg.AssetCheckResult(
            asset_key=["raw", "deliveries"],
            check_name="no_file_was_rejected",
            passed=not rejected,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"rejected_files": rejected},
        )

    return land_deliveries


def freshness_of(table: RawTable, timezone: str) -> dg.FreshnessPolicy | None:
    """When a table that somebody waits for is late; contracts count in working days."""
    days = table.expected_every_days
    if days is None:
        return None
    if days == 1:
        return dg.FreshnessPolicy.cron(
            deadline_cron=DEADLINE, lower_bound_delta=timedelta(hours=24), timezone=timezone
        )
    return dg.FreshnessPolicy.time_window(fail_window=timedelta(weeks=days / WORKING_DAYS))


def counts(table_name: str, deliveries: list[Delivery]) -> dict[str, int]:
    """Rows of a table's new files: numbers only, never a value."""
    mine = [item for item in deliveries if item.table_name == table_name]
    return {
        "files": len(mine),
        "rows_read": sum(item.rows_read for item in mine),
        "rows_landed": sum(item.rows_landed for item in mine),
        "rows_unchanged": sum(item.rows_unchanged for item in mine),
        "rows_quarantined": sum(item.rows_quarantined for item in mine),
        "rows_vanished": sum(item.rows_vanished for item in mine),
    }
