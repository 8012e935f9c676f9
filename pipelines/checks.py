"""Checks that dbt cannot make: what is stored against what was said to have been stored.

Belongs here: comparisons over all raw tables at once. Everything within the models is a dbt test or
a control (dbt_project/models/controls).
"""

import duckdb

from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.raw_table import RawTable


def find_landing_mismatches(
    connection: duckdb.DuckDBPyConnection, tables: list[RawTable]
) -> list[FailedCheck]:
    """Deliveries whose rows in the raw tables are not as many as were landed, and natural keys
    with two open versions. Empty when all is well.
    """
    stored = " union all ".join(f"select delivery_id from raw.{table.name}" for table in tables)
    mismatches = connection.execute(
        f"""
        select deliveries.file_name, deliveries.rows_landed, count(stored.delivery_id)
        from raw.deliveries left join ({stored}) as stored using (delivery_id)
        where deliveries.status_code = 'accepted'
        group by deliveries.delivery_id, deliveries.file_name, deliveries.rows_landed
        having count(stored.delivery_id) <> deliveries.rows_landed
        order by deliveries.file_name
        """
    ).fetchall()
    findings = [
        FailedCheck(
            "landed_rows_are_stored", "file", name, note=f"{landed} rows landed, {found} stored"
        )
        for name, landed, found in mismatches
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
