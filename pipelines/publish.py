"""Publication of the warehouse: what was built and judged becomes the file that others read.

Belongs here: putting the judged file in place of the old one. Sealed snapshots are in snapshots.py.
A reader that has the old file open keeps it.
"""

from pathlib import Path

import duckdb

from pipelines.files import flush


def publish_database(candidate: Path, published: Path) -> dict[str, int]:
    """Moves the candidate into the place of the published file; returns rows per table.

    Raises duckdb.Error when the candidate is not whole; the published file is then untouched.
    """
    connection = duckdb.connect(str(candidate))
    try:
        free_views(connection)
        rows = count_rows(connection)
        connection.execute("checkpoint")
    finally:
        connection.close()
    flush(candidate)
    candidate.replace(published)
    flush(published.parent)
    return rows


def free_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Views are rewritten to name no database, so that they work under any alias."""
    views = connection.execute(
        "select sql from duckdb_views() where not internal and database_name = current_database()"
    ).fetchall()
    for (sql,) in views:
        freed = sql.replace('"cartera".', "").replace("cartera.", "")
        connection.execute(freed.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute(
        "select schema_name, table_name, estimated_size from duckdb_tables() order by all"
    ).fetchall()
    return {f"{schema}.{table}": int(size) for schema, table, size in tables}
