"""Row versions: what a delivery changes in its raw table.

Belongs here: telling new, changed, unchanged and vanished rows apart by their natural key. Does not
belong here: the transaction around it, quarantine and the list of deliveries (landing.py).

A version is known from the time its delivery arrived until a later delivery changes it or, in a
full extract, no longer holds it. Nothing is ever deleted or overwritten but that end.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import duckdb
import polars as pl
import pyarrow as pa

from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.contracts.validation import Validated

# As many as DuckDB stores in a row group.
ROWS_A_BATCH = 122_880
VERSION_COLUMNS = "known_from timestamp, known_to timestamp, delivery_id varchar, file_line bigint"


def store_versions(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    validated: Validated,
    delivery_id: str,
    delivered_at: datetime,
    *,
    gone_keys: pl.DataFrame | None = None,
) -> tuple[int, int]:
    """Stores a delivery's valid rows; returns how many landed (new or changed), how many vanished.

    delivered_at: UTC, without zone. A row that an earlier taken, but later made delivery has
    already replaced lands as the past that it is. gone_keys: the keys that can have vanished where
    ``validated`` holds only what a full extract changes; None when it holds all of it.
    Must run within a transaction.
    """
    target = f"raw.{table.name}"
    with incoming_rows(connection, validated):
        bounds = key_bounds(table, validated.frame)
        # Of a full extract, what it no longer holds may lie outside of what it does hold.
        if not holds_any(connection, target, {} if table.delivery == "full" else bounds):
            first = "(select *, null as replaced_at from incoming)"
            insert_versions(connection, table, first, delivery_id, delivered_at)
            return validated.height, 0
        find_changes(connection, table, bounds, delivered_at)
        vanished = 0
        if table.delivery == "full" and validated.all_rejected_keys_known:
            vanished = close_vanished(connection, table, validated, delivered_at, gone_keys)
        landed = scalar(connection, "select count(*) from delta")
        if landed:
            replaced = "(select * from delta where is_known and replaced_at is null)"
            close_versions(connection, table, replaced, delivered_at)
            insert_versions(connection, table, "delta", delivery_id, delivered_at)
        connection.execute("drop table delta")
    return landed, vanished


@contextmanager
def incoming_rows(connection: duckdb.DuckDBPyConnection, validated: Validated) -> Iterator[None]:
    """Has the valid rows be read as ``incoming``."""
    if validated.stored is None:
        connection.register("incoming", in_batches(validated.frame))
        try:
            yield
        finally:
            connection.unregister("incoming")
        return
    files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in validated.stored.files)
    # After an error it goes with the transaction it was made in.
    connection.execute(f"create temp view incoming as from read_parquet([{files}])")
    yield
    connection.execute("drop view incoming")


def in_batches(frame: pl.DataFrame) -> pa.Table:
    """The frame as DuckDB reads it with all of its threads: each takes a batch, and a frame may be
    a single one.
    """
    table = frame.to_arrow()
    return pa.Table.from_batches(table.to_batches(ROWS_A_BATCH), table.schema)


def key_bounds(table: RawTable, frame: pl.DataFrame) -> dict[str, tuple[object, object]]:
    """Between which values the rows of a file lie: in key columns in which they are all alike, such
    as the account of a bank statement, and in dates. No other rows need to be compared with them.
    """
    if frame.is_empty():
        return {}
    first = frame.row(0, named=True)
    alike = [name for name in table.key if (frame[name] == first[name]).all()]
    dated = [name for name in table.key if table.columns[name] == pl.Date]
    return {name: (frame[name].min(), frame[name].max()) for name in {*alike, *dated}}


def holds_any(
    connection: duckdb.DuckDBPyConnection, target: str, bounds: dict[str, tuple[object, object]]
) -> bool:
    """Whether a version lies between bounds: if none does, all rows between them are new."""
    query = f"select count(*) from (select 1 from {target} where {within(bounds)} limit 1)"
    return scalar(connection, query, values_of(bounds)) > 0


def within(bounds: dict[str, tuple[object, object]]) -> str:
    return " and ".join(["true", *(f"{name} between ? and ?" for name in bounds)])


def values_of(bounds: dict[str, tuple[object, object]]) -> list[object]:
    return [bound for pair in bounds.values() for bound in pair]


def find_changes(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    bounds: dict[str, tuple[object, object]],
    delivered_at: datetime,
) -> None:
    """Makes ``delta``: incoming rows that are not what is known of their key. ``replaced_at`` is
    when a version made later than this delivery took their place, null when none did;
    ``is_known``: there is a version of their key.

    bounds: parts of the key, and the least and the most that they are in the incoming rows.
    """
    on_key = " and ".join(f"incoming.{k} = open.{k}" for k in table.key)
    others = [name for name in table.columns if name not in table.key]
    differs = " or ".join(f"incoming.{c} is distinct from open.{c}" for c in others) or "false"
    connection.execute(
        f"""
        create or replace temp table delta as
        select
            incoming.*,
            case when open.known_from > ? then open.known_from end as replaced_at,
            open.known_from is not null as is_known
        from incoming
        left join (
            select * from raw.{table.name} where known_to is null and {within(bounds)}
        ) as open
            on {on_key}
        where open.known_from is null or ({differs})
        """,
        [delivered_at, *values_of(bounds)],
    )


def close_vanished(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    validated: Validated,
    delivered_at: datetime,
    gone_keys: pl.DataFrame | None,
) -> int:
    """Ends the versions whose key a full extract no longer holds; returns how many. A key whose
    row was rejected is in the extract all the same.
    """
    keys = ", ".join(table.key)
    candidates = f"raw.{table.name} where known_to is null"
    connection.register("rejected_keys", validated.rejected_keys)
    if gone_keys is not None:
        connection.register("gone_keys", gone_keys)
        candidates = "gone_keys"
    try:
        connection.execute(
            f"""
            create or replace temp table vanished as
            select {keys} from {candidates}
            except select {keys} from incoming
            except select {keys} from rejected_keys
            """
        )
    finally:
        connection.unregister("rejected_keys")
        connection.unregister("gone_keys")
    vanished = scalar(connection, "select count(*) from vanished")
    close_versions(connection, table, "vanished", delivered_at)
    connection.execute("drop table vanished")
    return vanished


def close_versions(
    connection: duckdb.DuckDBPyConnection, table: RawTable, closing: str, at: datetime
) -> None:
    same_key = " and ".join(f"versions.{k} = closing.{k}" for k in table.key)
    connection.execute(
        f"""
        update raw.{table.name} as versions set known_to = ?
        from {closing} as closing
        where versions.known_to is null and {same_key}
        """,
        [at],
    )


def insert_versions(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    rows: str,
    delivery_id: str,
    delivered_at: datetime,
) -> None:
    names = ", ".join(table.columns)
    connection.execute(
        f"""
        insert into raw.{table.name} ({names}, known_from, known_to, delivery_id, file_line)
        select {names}, ?, replaced_at, ?, {FILE_LINE} from {rows}
        """,
        [delivered_at, delivery_id],
    )


def scalar(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> int:
    row = connection.execute(query, list(values)).fetchone()
    return int(row[0]) if row is not None else 0
