"""The monthly partitions of the close."""

import dagster as dg

from pipelines.periods import month_end, parse_day

FIRST_MONTH = "2015-01-01"


def monthly_partitions(timezone: str) -> dg.MonthlyPartitionsDefinition:
    return dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, timezone=timezone)


def close_config(partitions: dg.MonthlyPartitionsDefinition) -> dg.PartitionedConfig:
    """A month's run is as of its last day."""

    def as_of_month_end(partition_key: str) -> dict[str, object]:
        as_of = month_end(parse_day(partition_key)).isoformat()
        return {"ops": {"land_deliveries": {"config": {"as_of": as_of}}}}

    return dg.PartitionedConfig(
        partitions_def=partitions, run_config_for_partition_key_fn=as_of_month_end
    )
