"""Publication of the warehouse: what was built and judged becomes the file that others read.

Belongs here: copying the published schemas into a new file and putting it in place of the old one.
Sealed snapshots are in snapshots.py. A reader that has the old file open keeps it.
"""

from pathlib import Path

import duckdb

from pipelines.files import replacing

TABLE_SCHEMAS = ("marts", "controls", "policies")
VIEW_SCHEMAS = ("reports",)


def publish_database(connection: duckdb.DuckDBPyConnection, published: Path) -> dict[str, int]:
    """Copies tables, views and their comments out of a build database; returns rows per table.

    connection: to the build database, whose catalog is named ``build``.
    Raises duckdb.Error when something cannot be copied; the published file is then untouched.
    """
    with replacing(published) as temporary:
        connection.execute(f"attach {literal(str(temporary))} as published")
        try:
            rows = copy_tables(connection)
            copy_views(connection)
            copy_comments(connection)
        finally:
            connection.execute("use build")
            connection.execute("detach published")
    return rows


def copy_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute(
        """
        select schema_name, table_name from duckdb_tables()
        where database_name = 'build' and list_contains(?, schema_name) order by all
        """,
        [list(TABLE_SCHEMAS)],
    ).fetchall()
    for schema in (*TABLE_SCHEMAS, *VIEW_SCHEMAS):
        connection.execute(f"create schema published.{schema}")
    rows = {}
    for schema, table in tables:
        name = f"{identifier(schema)}.{identifier(table)}"
        connection.execute(f"create table published.{name} as select * from build.{name}")
        counted = connection.execute(f"select count(*) from published.{name}").fetchone()
        rows[f"{schema}.{table}"] = int(counted[0]) if counted else 0
    return rows


def copy_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Views refer to tables without naming a database, so that they work under any alias."""
    views = connection.execute(
        """
        select view_name, sql from duckdb_views()
        where database_name = 'build' and list_contains(?, schema_name)
        """,
        [list(VIEW_SCHEMAS)],
    ).fetchall()
    connection.execute("use published")
    waiting = {name: sql.replace('"build".', "").replace("build.", "") for name, sql in views}
    while waiting:
        done = [name for name, sql in waiting.items() if created(connection, sql)]
        if not done:
            raise RuntimeError(f"these views cannot be published: {sorted(waiting)}")
        for name in done:
            del waiting[name]


def created(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """False when a view waits for another that is not there yet."""
    try:
        connection.execute(sql)
    except duckdb.CatalogException:
        return False
    return True


def copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    schemas = [*TABLE_SCHEMAS, *VIEW_SCHEMAS]
    relations = connection.execute(
        """
        select 'table', schema_name, table_name, comment from duckdb_tables()
        where database_name = 'build' and comment is not null and list_contains($1, schema_name)
        union all
        select 'view', schema_name, view_name, comment from duckdb_views()
        where database_name = 'build' and comment is not null and list_contains($1, schema_name)
        """,
        [schemas],
    ).fetchall()
    for kind, schema, name, comment in relations:
        relation = f"published.{identifier(schema)}.{identifier(name)}"
        connection.execute(f"comment on {kind} {relation} is {literal(comment)}")
    columns = connection.execute(
        """
        select schema_name, table_name, column_name, comment from duckdb_columns()
        where database_name = 'build' and comment is not null and list_contains(?, schema_name)
        """,
        [schemas],
    ).fetchall()
    for schema, table, column, comment in columns:
        relation = f"published.{identifier(schema)}.{identifier(table)}"
        connection.execute(
            f"comment on column {relation}.{identifier(column)} is {literal(comment)}"
        )


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
