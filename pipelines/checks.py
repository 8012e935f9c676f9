"""Checks that dbt cannot make: what is stored against what was said to have been stored.

Belongs here: comparisons over all raw tables at once. Everything within the models is a dbt test or
a control (dbt_project/models/controls).
"""

import duckdb

from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.raw_table import RawTable
from pipelines.inbox import masked


def find_landing_mismatches(
    connection: duckdb.DuckDBPyConnection, tables: list[RawTable]
) -> list[FailedCheck]:
    """Deliveries whose rows in the raw tables are not as many as were landed, rows of no accepted
    delivery, and natural keys with two open versions. Empty when all is well.
    """
    stored = " union all ".join(f"select delivery_id from raw.{table.name}" for table in tables)
    mismatches = connection.execute(
        f"""
        with stored as (
            select delivery_id, count(*) as row_count from ({stored}) group by delivery_id
        ),

        accepted as (
            select delivery_id, file_name, rows_landed from raw.deliveries
            where status_code = 'accepted'
        )

        select
            accepted.file_name,
            coalesce(accepted.delivery_id, stored.delivery_id) as delivery_id,
            coalesce(accepted.rows_landed, 0) as landed_count,
            coalesce(stored.row_count, 0) as stored_count
        from accepted full outer join stored on accepted.delivery_id = stored.delivery_id
        where landed_count <> stored_count
        order by accepted.file_name, delivery_id
        """
    ).fetchall()
    findings = [
        FailedCheck(
            "landed_rows_are_stored",
            "delivery" if name is None else "file",
            delivery_id if name is None else masked(name),
            note=f"{landed} rows landed, {found} stored",
        )
        for name, delivery_id, landed, found in mismatches
    ]
    for table in tables:
        keys = ", ".join(table.key)
        row = connection.execute(
            f"""
            select count(*) from (
                select {keys} from raw.{table.name} where known_to is null
                group by {keys} having count(*) > 1)
            """
        ).fetchone()
        if row is not None and row[0]:
            findings.append(
                FailedCheck(
                    "one_open_version_per_key",
                    "table",
                    table.name,
                    note=f"{row[0]} keys with two open versions",
                )
            )
    return findings
