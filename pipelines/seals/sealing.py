"""Sealing a month: once, whole, and never over what is sealed.

Belongs here: writing the folder of a seal from the published warehouse. Which rows a month rests
on is for contents.py; whether a seal still is what was written, for verification.py.
"""

import os
import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.files import flush, sha256_of
from pipelines.periods import month_code
from pipelines.seals.catalogue import Snapshot, SnapshotError, latest
from pipelines.seals.contents import literal, rows_of_month, tables_to_seal
from pipelines.seals.manifest import MANIFEST, Head, Manifest, SealedFile, head_of_chain
from pipelines.seals.readme import README, DescribedTable, describe, readme_text
from pipelines.settings import Language

CONTROLS = "controls.ctl_period_controls"
MAX_REASON = 500
FILE_MODE, FOLDER_MODE = 0o444, 0o555


@dataclass(frozen=True)
class Occasion:
    """When and why a seal is written, and by what.

    sealed_at: UTC without zone. reopen: why the month is sealed again; None for its first seal.
    versions: of code and policies.
    """

    sealed_at: datetime
    versions: dict[str, str]
    reopen: str | None = None


def next_seal(snapshots: Path, month: date, reopen: str | None) -> Snapshot:
    """The seal that a close of the month would write: the first, or with a reason the next version.

    Raises SnapshotError for a sealed month without a reason, and a reason without a sealed month.
    """
    last = latest(snapshots, month)
    code = month_code(month)
    if reopen is not None and not one_line(reopen):
        raise SnapshotError("a month is reopened for a reason: say it in a few words")
    if reopen is not None and len(one_line(reopen)) > MAX_REASON:
        raise SnapshotError(f"the reason must fit {MAX_REASON} characters")
    if last is None:
        if reopen is not None:
            raise SnapshotError(f"{code} is not sealed: there is nothing to reopen")
        return Snapshot(month)
    if reopen is None:
        raise SnapshotError(
            f"{code} is sealed already; a seal is not written twice. To seal a corrected version "
            f'beside it: cartera close --month {code} --reopen "the reason"'
        )
    return Snapshot(month, last.version + 1)


def one_line(text: str) -> str:
    """Without line ends and what a terminal would obey."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def seal(
    published: Path,
    snapshots: Path,
    month: date,
    report_files: list[Path],
    occasion: Occasion,
    *,
    language: Language = "es",
) -> Path:
    """Writes the seal of a month from the published database and returns its folder.

    Raises SnapshotError when the month is sealed already and not reopened, when the chain of seals
    is broken, when the database does not reach the month's end, or when contents.py has no rule for
    a published table.
    """
    snapshot = next_seal(snapshots, month, occasion.reopen)
    head = head_of_chain(snapshots)
    folder = snapshot.folder(snapshots)
    staging = snapshots / f".{snapshot.name}.{os.getpid()}.tmp"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            tables, manifest = write_tables(connection, staging, snapshot, head, occasion)
        for report in report_files:
            copy = Path(shutil.copyfile(report, staging / report.name))
            manifest.files.append(sealed_file(copy))
        text = readme_text(manifest, tables, language)
        (staging / README).write_text(text, encoding="utf-8")
        manifest.files.append(sealed_file(staging / README))
        (staging / MANIFEST).write_text(manifest.text(), encoding="utf-8")
        for path in staging.iterdir():
            flush(path)
            path.chmod(FILE_MODE)
        flush(staging)
        staging.replace(folder)
        folder.chmod(FOLDER_MODE)
        flush(snapshots)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    staging: Path,
    snapshot: Snapshot,
    head: Head | None,
    occasion: Occasion,
) -> tuple[list[DescribedTable], Manifest]:
    """Every table as Parquet, and the manifest of them."""
    month = snapshot.month
    as_of, known_at = clocks_of(connection, month)
    names = tables_to_seal(connection)
    files = [write_table(connection, staging, name, month, as_of) for name in names]
    described = describe(connection)
    manifest = Manifest(
        snapshot=snapshot.name,
        period_month=month,
        as_of_date=as_of,
        known_at=known_at,
        versions=occasion.versions,
        controls=controls_of(connection, month),
        files=files,
        previous=None if head is None else head.link,
        number=1 if head is None else head.number + 1,
        sealed_at=occasion.sealed_at,
        reopened_because=None if occasion.reopen is None else one_line(occasion.reopen),
    )
    return [described[name] for name in names], manifest


def clocks_of(connection: duckdb.DuckDBPyConnection, month: date) -> tuple[date, datetime]:
    """The month's last day and the known-at time of the published numbers."""
    period = connection.execute(
        "select as_of_date, is_month_end from marts.dim_periods where period_month = ?", [month]
    ).fetchone()
    run = connection.execute("select known_at from marts.dim_run_parameters").fetchone()
    if period is None or not period[1] or run is None:
        raise SnapshotError(f"the warehouse does not reach the end of {month_code(month)}")
    return period[0], run[0]


def controls_of(connection: duckdb.DuckDBPyConnection, month: date) -> list[dict[str, str]]:
    """The month's rows of ctl_period_controls without their labels, every value as text."""
    rows = connection.execute(
        f"select * exclude (label_es, label_en) from {CONTROLS} "
        "where period_month = ? order by control_code",
        [month],
    )
    names = [str(column[0]) for column in rows.description or []]
    return [dict(zip(names, map(str, row), strict=True)) for row in rows.fetchall()]


def write_table(
    connection: duckdb.DuckDBPyConnection, staging: Path, table: str, month: date, as_of: date
) -> SealedFile:
    """A table's rows of the month as Parquet. They are sorted and written by the database: no
    table has to fit into memory.
    """
    query = f"{rows_of_month(table, month, as_of)} order by all"
    path = staging / f"{table}.parquet"
    copied = connection.execute(
        f"copy ({query}) to {literal(path)} (format parquet, compression zstd)"
    )
    (rows,) = copied.fetchone() or (0,)
    columns = connection.execute(f"from ({query}) limit 0").description or []
    return replace(sealed_file(path), rows=int(rows), columns=tuple(str(c[0]) for c in columns))


def sealed_file(path: Path) -> SealedFile:
    return SealedFile(path.name, sha256_of(path), path.stat().st_size)
