"""Landing: what is delivered is stored or written down, one transaction per delivery.

Belongs here: the raw schema and the quarantine. Does not belong here: reading files (sources/),
judging rows (contracts/), which rows are new versions (row_versions.py), the list of deliveries
(deliveries.py), or what rows mean (dbt).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import polars as pl

from pipelines.contracts.raw_table import RawTable, duckdb_type
from pipelines.contracts.validation import Validated
from pipelines.deliveries import DELIVERIES_DDL, Delivery, delivery_id_of, record
from pipelines.inbox import Arrival
from pipelines.row_versions import VERSION_COLUMNS, store_versions

QUARANTINE_DDL = """
create table if not exists raw.quarantine (
    delivery_id varchar, table_name varchar, file_name varchar, file_line bigint,
    column_name varchar, reason varchar, row_json varchar)
"""
RUN_PARAMETERS_DDL = """
create or replace table raw.run_parameters (
    company_code varchar, as_of_date date, known_at timestamp, functional_currency_code varchar)
"""
EXPECTED_TABLES_DDL = """
create or replace table raw.expected_tables (
    source_code varchar, table_name varchar, delivery_mode_code varchar, source_kind_code varchar,
    is_configured boolean, is_required boolean)
"""


@dataclass(frozen=True)
class TableRows:
    """One table's rows of a file.

    gone_keys: as in row_versions.store_versions.
    """

    table: RawTable
    validated: Validated
    gone_keys: pl.DataFrame | None = None


def create_raw_schema(connection: duckdb.DuckDBPyConnection, tables: list[RawTable]) -> None:
    """Creates the raw schema and all of its tables, those without a delivery too."""
    connection.execute("begin transaction")
    connection.execute("create schema if not exists raw")
    connection.execute(DELIVERIES_DDL)
    connection.execute(QUARANTINE_DDL)
    for table in tables:
        columns = [f"{name} {duckdb_type(dtype)}" for name, dtype in table.columns.items()]
        definition = ", ".join([*columns, VERSION_COLUMNS])
        connection.execute(f"create table if not exists raw.{table.name} ({definition})")
    add_missing_columns(connection, tables)
    # Committed table by table, each would wait for the disk.
    connection.execute("commit")


def add_missing_columns(connection: duckdb.DuckDBPyConnection, tables: Iterable[RawTable]) -> None:
    """Columns that a contract gained since the database was made: null in the versions before."""
    found = connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'raw'"
    ).fetchall()
    known = set(found)
    for table in tables:
        for name, dtype in table.columns.items():
            if (table.name, name) not in known:
                connection.execute(
                    f"alter table raw.{table.name} add column {name} {duckdb_type(dtype)}"
                )
    if ("deliveries", "code_version") not in known:
        connection.execute("alter table raw.deliveries add column code_version varchar")


def write_expected_tables(
    connection: duckdb.DuckDBPyConnection, tables: list[RawTable], configured: tuple[str, ...]
) -> None:
    """Says which tables must be there, so that the controls can miss one."""
    connection.execute(EXPECTED_TABLES_DDL)
    rows = pl.DataFrame(
        {
            "source_code": [table.source for table in tables],
            "table_name": [table.name for table in tables],
            "delivery_mode_code": [table.delivery for table in tables],
            "source_kind_code": [table.kind for table in tables],
            "is_configured": [table.source in configured for table in tables],
            "is_required": [table.is_required for table in tables],
        }
    )
    connection.register("expected", rows)
    connection.execute("insert into raw.expected_tables by name from expected")
    connection.unregister("expected")


def write_run_parameters(
    connection: duckdb.DuckDBPyConnection,
    company: str,
    as_of: date,
    known_at: datetime,
    functional_currency_code: str,
) -> None:
    """The two clocks of a run, as data: models know no other time."""
    connection.execute(RUN_PARAMETERS_DDL)
    connection.execute(
        "insert into raw.run_parameters values (?, ?, ?, ?)",
        [company, as_of, known_at, functional_currency_code],
    )


def land(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    sha256: str,
    parts: tuple[TableRows, ...],
    *,
    recorded_at: datetime,
) -> list[Delivery]:
    """Stores one file: new and changed rows as new versions, vanished rows closed, bad rows in
    quarantine, and a delivery for each of its tables. All or nothing.
    """
    connection.execute("begin transaction")
    try:
        deliveries = []
        for part in parts:
            entity = part.table.entity if len(parts) > 1 else ""
            delivery = land_table(
                connection, arrival, delivery_id_of(arrival, sha256, entity), part
            )
            record(connection, arrival, sha256, delivery, recorded_at)
            deliveries.append(delivery)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return deliveries


def land_table(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, delivery_id: str, part: TableRows
) -> Delivery:
    """Stores one table's rows. Must run within a transaction."""
    table, validated = part.table, part.validated
    landed, vanished = store_versions(
        connection,
        table,
        validated,
        delivery_id,
        arrival.delivered_at,
        gone_keys=part.gone_keys,
    )
    connection.register("rejected", validated.rejects)
    try:
        connection.execute(
            """
            insert into raw.quarantine
            select ?, ?, ?, file_line, column_name, reason, row_json from rejected
            """,
            [delivery_id, table.name, arrival.file_name],
        )
    finally:
        connection.unregister("rejected")
    looked_at = validated.height + validated.duplicate_rows
    return Delivery(
        delivery_id=delivery_id,
        table_name=table.name,
        file_name=arrival.file_name,
        status="accepted",
        rows_read=validated.rows_read,
        rows_landed=landed,
        rows_unchanged=looked_at - landed + validated.untouched_rows,
        rows_quarantined=validated.rejected_count,
        rows_vanished=vanished,
        unknown_columns=validated.unknown_columns,
        missing_columns=validated.missing_columns,
    )
