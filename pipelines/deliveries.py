"""The list of deliveries: every file, what became of it, and which code read it.

Belongs here: raw.deliveries. Does not belong here: the rows of a file (landing.py).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb
import polars as pl

from pipelines.contracts.cartera_sent import OWN_SOURCE
from pipelines.contracts.raw_table import RawTable
from pipelines.inbox import Arrival
from pipelines.versions import code_version

DELIVERIES_DDL = """
create table if not exists raw.deliveries (
    delivery_id varchar primary key, source_code varchar, table_name varchar, file_name varchar,
    sha256 varchar, size_bytes bigint, modified_ns bigint, delivered_at timestamp,
    delivered_on date,
    recorded_at timestamp, status_code varchar, reason varchar, remedy varchar,
    rows_read bigint, rows_landed bigint, rows_unchanged bigint, rows_quarantined bigint,
    rows_vanished bigint, unknown_columns varchar, missing_columns varchar, code_version varchar)
"""


@dataclass(frozen=True)
class Delivery:
    """What became of one file, or of one table of it where a file fills several.
    Row counts: read = landed + unchanged + quarantined.
    """

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


def last_delivery(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the newest file was delivered: what there is to know, is known then. That a file was
    rejected is known too; what cartera itself sent is no news. None when no file at all was
    accepted.
    """
    row = connection.execute(
        f"""
        select max(delivered_at) from raw.deliveries
        where status_code <> 'withdrawn' and source_code <> '{OWN_SOURCE}'
        having count(*) filter (where status_code = 'accepted') > 0
        """
    ).fetchone()
    return None if row is None else row[0]


def delivery_id_of(arrival: Arrival, sha256: str, entity: str = "") -> str:
    """The same file at the same place is the same delivery, in every rebuild.

    entity: which table of a file that fills several.
    """
    parts = [arrival.file_name, sha256, *([entity] if entity else [])]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


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
    query = """
        select count(*) from raw.deliveries
        where status_code = 'accepted' and file_name = ? and sha256 = ?
    """
    row = connection.execute(query, [arrival.file_name, sha256]).fetchone()
    return row is not None and row[0] > 0


def last_full_extract(
    connection: duckdb.DuckDBPyConnection, table: RawTable
) -> tuple[datetime, str] | None:
    """Delivery time and file of the newest accepted full extract of a table, if it has any."""
    if table.delivery != "full":
        return None
    query = """
        select delivered_at, file_name from raw.deliveries
        where status_code = 'accepted' and table_name = ? order by delivered_at desc limit 1
    """
    row = connection.execute(query, [table.name]).fetchone()
    return None if row is None else (row[0], row[1])


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
            "code_version": [code_version()],
        }
    )
    connection.register("delivery_row", row)
    connection.execute("insert into raw.deliveries by name select * from delivery_row")
    connection.unregister("delivery_row")
