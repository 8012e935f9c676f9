"""Reading seals: each sealed table as a view, one seal or several side by side.

Belongs here: opening seals for queries. A file that is not the one its manifest lists is never
read: figures of a changed seal would look like any others.
"""

from pathlib import Path

import duckdb
import polars as pl

from pipelines.ad_hoc import QueryError, answer
from pipelines.files import sha256_of
from pipelines.publish import quoted
from pipelines.seals.catalogue import Snapshot, SnapshotError, choose
from pipelines.seals.contents import literal
from pipelines.seals.manifest import ManifestError, SealedFile, read_manifest

# A pivot is two statements: it makes a type of the values it finds.
READING = (duckdb.StatementType.SELECT, duckdb.StatementType.CREATE)


def sealed_table(snapshots: Path, snapshot: Snapshot, table: str) -> Path:
    """The Parquet file of a sealed table, its hash checked.

    table: with its schema, such as ``marts.fct_open_items_monthly``. Raises SnapshotError when the
    seal has no such table, and when the file or the manifest is not what was sealed.
    """
    file = manifest_files(snapshots, snapshot).get(table)
    if file is None:
        raise SnapshotError(f"the seal of {snapshot.name} has no {table}")
    return intact(snapshots, snapshot, file)


def query_snapshots(snapshots: Path, selection: str, text: str) -> pl.DataFrame:
    """Rows of a query on seals: ``2026-10``, ``2026-09,2026-10`` or ``all``.

    Each sealed table is a view of its published name, with ``snapshot_id`` as first column; a
    table that only some seals have holds their rows. A table that tells itself of seals has its own
    such column as ``compared_snapshot_id``. The query sees the sealed files and nothing
    else of the machine. Raises SnapshotError or QueryError.
    """
    connection = duckdb.connect()
    try:
        make_views(connection, snapshots, choose(snapshots, selection))
        statements = connection.extract_statements(text)
        if any(statement.type not in READING for statement in statements):
            raise QueryError("a sealed snapshot is only read: a query begins with select or from")
    except (duckdb.ParserException, duckdb.InvalidInputException) as error:
        connection.close()
        raise QueryError(str(error)) from error
    except Exception:
        connection.close()
        raise
    return answer(connection, text)


def make_views(
    connection: duckdb.DuckDBPyConnection, snapshots: Path, chosen: list[Snapshot]
) -> None:
    """A view for each sealed table of the seals; nothing else can be read from then on."""
    parts: dict[str, list[str]] = {}
    paths = []
    for snapshot in chosen:
        for table, file in manifest_files(snapshots, snapshot).items():
            path = intact(snapshots, snapshot, file)
            paths.append(path)
            columns = "* rename (snapshot_id as compared_snapshot_id)"
            columns = columns if "snapshot_id" in (file.columns or ()) else "*"
            source = f"select '{snapshot.name}' as snapshot_id, {columns}"
            parts.setdefault(table, []).append(f"{source} from read_parquet({literal(path)})")
    for schema in sorted({table.split(".")[0] for table in parts}):
        connection.execute(f"create schema {quoted(schema)}")
    for table, selects in parts.items():
        united = " union all by name ".join(selects)
        connection.execute(f"create view {quoted(*table.split('.'))} as {united}")
    allowed = ", ".join(map(literal, paths))
    connection.execute(f"set allowed_paths = [{allowed}]")


def manifest_files(snapshots: Path, snapshot: Snapshot) -> dict[str, SealedFile]:
    """What a seal's manifest lists, by table."""
    try:
        manifest = read_manifest(snapshot.folder(snapshots))
    except ManifestError as error:
        raise SnapshotError(f"the manifest of {snapshot.name} {error}") from error
    return {item.table: item for item in manifest.files if item.table is not None}


def intact(snapshots: Path, snapshot: Snapshot, file: SealedFile) -> Path:
    """The file's path, after its hash was checked."""
    path = snapshot.folder(snapshots) / file.name
    if path.is_symlink() or not path.is_file():
        raise SnapshotError(f"the seal of {snapshot.name} has lost {file.name}")
    if sha256_of(path) != file.sha256:
        raise SnapshotError(f"{file.name} of the seal of {snapshot.name} was changed")
    return path
