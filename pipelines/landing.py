"""Landing: what is delivered is stored or written down, one transaction per delivery.

Belongs here: the raw schema, the quarantine and the list of deliveries.
Does not belong here: reading files (sources/), judging rows (contracts/), which rows are new
versions (row_versions.py), or what rows mean (dbt).
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import duckdb
import polars as pl

from pipelines.contracts.raw_table import RawTable, duckdb_type
from pipelines.contracts.validation import Validated
from pipelines.inbox import Arrival
from pipelines.row_versions import VERSION_COLUMNS, store_versions

DELIVERIES_DDL = """
create table if not exists raw.deliveries (
    delivery_id varchar primary key, source_code varchar, table_name varchar, file_name varchar,
    sha256 varchar, size_bytes bigint, modified_ns bigint, delivered_at timestamp,
    delivered_on date,
    recorded_at timestamp, status_code varchar, reason varchar, remedy varchar,
    rows_read bigint, rows_landed bigint, rows_unchanged bigint, rows_quarantined bigint,
    rows_vanished bigint, unknown_columns varchar, missing_columns varchar)
"""
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
class Delivery:
    """What became of one file. Row counts: read = landed + unchanged + quarantined."""

    delivery_id: str
    table_name: str
    file_name: str
    status: Literal["accepted", "rejected"]
    rows_read: int = 0
    rows_landed: int = 0
    rows_unchanged: int = 0
    rows_quarantined: int = 0
    rows_vanished: int = 0
    reason: str | None = None
    remedy: str | None = None
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()


def create_raw_schema(connection: duckdb.DuckDBPyConnection, tables: list[RawTable]) -> None:
    """Creates the raw schema and all of its tables, those without a delivery too."""
    connection.execute("create schema if not exists raw")
    connection.execute(DELIVERIES_DDL)
    connection.execute(QUARANTINE_DDL)
    for table in tables:
        columns = [f"{name} {duckdb_type(dtype)}" for name, dtype in table.columns.items()]
        definition = ", ".join([*columns, VERSION_COLUMNS])
        connection.execute(f"create table if not exists raw.{table.name} ({definition})")


def write_expected_tables(
    connection: duckdb.DuckDBPyConnection, tables: list[RawTable], configured: tuple[str, ...]
) -> None:
    """Says which tables must be there, so that the controls can miss one."""
    connection.execute(EXPECTED_TABLES_DDL)
    rows = [
        (t.source, t.name, t.delivery, t.kind, t.source in configured, t.is_required)
        for t in tables
    ]
    # One statement: DuckDB is slow at a table's rows one by one.
    values = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(rows))
    connection.execute(
        f"insert into raw.expected_tables values {values}", [cell for row in rows for cell in row]
    )


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


def last_delivery(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the newest file was delivered: what there is to know, is known then. That a file was
    rejected is known too. None when no file at all was accepted.
    """
    row = connection.execute(
        """
        select max(delivered_at) from raw.deliveries where status_code <> 'withdrawn'
        having count(*) filter (where status_code = 'accepted') > 0
        """
    ).fetchone()
    return None if row is None else row[0]


def delivery_id_of(arrival: Arrival, sha256: str) -> str:
    """The same file at the same place is the same delivery, in every rebuild."""
    return hashlib.sha256(f"{arrival.file_name}|{sha256}".encode()).hexdigest()[:16]


def is_landed(connection: duckdb.DuckDBPyConnection, arrival: Arrival) -> bool:
    """True when this very file was accepted before and has not been touched since."""
    query = """
        select count(*) from raw.deliveries
        where status_code = 'accepted' and file_name = ? and size_bytes = ? and modified_ns = ?
    """
    parameters = [arrival.file_name, arrival.size_bytes, arrival.modified_ns]
    row = connection.execute(query, parameters).fetchone()
    return row is not None and row[0] > 0


def has_content(connection: duckdb.DuckDBPyConnection, arrival: Arrival, sha256: str) -> bool:
    """True when this file, at this place and with this content, was accepted before."""
    query = "select count(*) from raw.deliveries where status_code = 'accepted' and delivery_id = ?"
    row = connection.execute(query, [delivery_id_of(arrival, sha256)]).fetchone()
    return row is not None and row[0] > 0


def last_full_extract(
    connection: duckdb.DuckDBPyConnection, table: RawTable
) -> tuple[datetime, str] | None:
    """Delivery time and file of the newest accepted full extract of a table."""
    query = """
        select delivered_at, file_name from raw.deliveries
        where status_code = 'accepted' and table_name = ? order by delivered_at desc limit 1
    """
    row = connection.execute(query, [table.name]).fetchone()
    return None if row is None else (row[0], row[1])


def land(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    arrival: Arrival,
    sha256: str,
    validated: Validated,
    *,
    recorded_at: datetime,
) -> Delivery:
    """Stores one delivery: new and changed rows as new versions, vanished rows closed, bad rows
    in quarantine, and the delivery itself. All or nothing.
    """
    delivery_id = delivery_id_of(arrival, sha256)
    connection.register("rejected", validated.rejects)
    connection.execute("begin transaction")
    try:
        landed, vanished = store_versions(
            connection, table, validated, delivery_id, arrival.delivered_at
        )
        connection.execute(
            """
            insert into raw.quarantine
            select ?, ?, ?, file_line, column_name, reason, row_json from rejected
            """,
            [delivery_id, table.name, arrival.file_name],
        )
        quarantined = validated.rejected_count
        delivery = Delivery(
            delivery_id=delivery_id,
            table_name=table.name,
            file_name=arrival.file_name,
            status="accepted",
            rows_read=validated.rows_read,
            rows_landed=landed,
            rows_unchanged=validated.frame.height - landed + validated.duplicate_rows,
            rows_quarantined=quarantined,
            rows_vanished=vanished,
            unknown_columns=validated.unknown_columns,
            missing_columns=validated.missing_columns,
        )
        record(connection, arrival, sha256, delivery, recorded_at)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    finally:
        connection.unregister("rejected")
    return delivery


def reject(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    sha256: str,
    delivery: Delivery,
    recorded_at: datetime,
) -> None:
    """Writes down a file that could not be taken."""
    connection.execute("begin transaction")
    try:
        record(connection, arrival, sha256, delivery, recorded_at)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def withdraw_absent(connection: duckdb.DuckDBPyConnection, arrivals: list[Arrival]) -> None:
    """Rejected files that were since removed or replaced no longer stand against the run."""
    present = pl.DataFrame(
        {
            "file_name": [item.file_name for item in arrivals],
            "modified_ns": [item.modified_ns for item in arrivals],
        },
        schema={"file_name": pl.String, "modified_ns": pl.Int64},
    )
    connection.register("present", present)
    connection.execute(
        """
        update raw.deliveries set status_code = 'withdrawn'
        where status_code = 'rejected' and not exists (
            select 1 from present
            where present.file_name = deliveries.file_name
              and present.modified_ns = deliveries.modified_ns)
        """
    )
    connection.unregister("present")


def record(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    sha256: str,
    delivery: Delivery,
    recorded_at: datetime,
) -> None:
    connection.execute("delete from raw.deliveries where delivery_id = ?", [delivery.delivery_id])
    row = pl.DataFrame(
        {
            "delivery_id": [delivery.delivery_id],
            "source_code": [arrival.source],
            "table_name": [delivery.table_name],
            "file_name": [arrival.file_name],
            "sha256": [sha256],
            "size_bytes": [arrival.size_bytes],
            "modified_ns": [arrival.modified_ns],
            "delivered_at": [arrival.delivered_at],
            "delivered_on": [arrival.delivered_on],
            "recorded_at": [recorded_at],
            "status_code": [delivery.status],
            "reason": [delivery.reason],
            "remedy": [delivery.remedy],
            "rows_read": [delivery.rows_read],
            "rows_landed": [delivery.rows_landed],
            "rows_unchanged": [delivery.rows_unchanged],
            "rows_quarantined": [delivery.rows_quarantined],
            "rows_vanished": [delivery.rows_vanished],
            "unknown_columns": [", ".join(delivery.unknown_columns)],
            "missing_columns": [", ".join(delivery.missing_columns)],
        }
    )
    connection.register("delivery_row", row)
    connection.execute("insert into raw.deliveries by name select * from delivery_row")
    connection.unregister("delivery_row")
