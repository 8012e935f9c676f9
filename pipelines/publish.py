"""Publication of the warehouse: what was built and judged becomes the file that others read.

Belongs here: putting the judged file in place of the old one. Sealed snapshots are in snapshots.py.
A reader that has the old file open keeps it.
"""

import re
from pathlib import Path

import duckdb

from pipelines.files import flush

# The name dbt builds under, where it qualifies another name and is not the end of one.
DATABASE_PREFIX = re.compile(r"""(?<![\w".])("?)cartera\1\.(?=[\w"])""")


class NothingToPublishError(RuntimeError):
    """There is no candidate: no run has built one since the last publication."""


def publish_database(candidate: Path, published: Path) -> dict[str, int]:
    """Moves the candidate into the place of the published file; returns rows per table.

    Raises NothingToPublishError without a candidate, and duckdb.Error when it is not whole; the
    published file is then untouched.
    """
    # DuckDB would make an empty database of a file that is not there.
    if not candidate.is_file():
        raise NothingToPublishError("there is nothing to publish: run `cartera run`")
    connection = duckdb.connect(str(candidate))
    try:
        free_views(connection)
        rows = count_rows(connection)
        connection.execute("checkpoint")
    finally:
        connection.close()
    flush(candidate)
    candidate.replace(published)
    # Whoever opened the old file for writing left a log that would be replayed onto the new one.
    published.with_name(f"{published.name}.wal").unlink(missing_ok=True)
    flush(published.parent)
    return rows


def free_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Views are rewritten to name no database, so that they work under any alias."""
    views = connection.execute(
        """
        select schema_name, view_name, sql, comment from duckdb_views()
        where not internal and not temporary order by view_oid
        """
    ).fetchall()
    columns = connection.execute(
        "select schema_name, table_name, column_name, comment from duckdb_columns() "
        "where not internal and comment is not null"
    ).fetchall()
    for schema, view, sql, comment in views:
        freed = DATABASE_PREFIX.sub("", sql)
        connection.execute(freed.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
        # A view that is replaced loses what was written about it.
        describe(connection, "view", quoted(schema, view), comment)
        for column_schema, table, column, text in columns:
            if (column_schema, table) == (schema, view):
                describe(connection, "column", quoted(schema, view, column), text)


def describe(
    connection: duckdb.DuckDBPyConnection, kind: str, name: str, comment: str | None
) -> None:
    if comment is not None:
        text = comment.replace("'", "''")
        connection.execute(f"comment on {kind} {name} is '{text}'")


def quoted(*parts: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute(
        "select schema_name, table_name, estimated_size from duckdb_tables() order by all"
    ).fetchall()
    return {f"{schema}.{table}": int(size) for schema, table, size in tables}
