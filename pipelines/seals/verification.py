"""Verification of seals: are they still what was sealed?

Belongs here: holding a seal against its manifest, its manifest against the chain, and its rows
against each other. Nothing here trusts what stands in a manifest: it is a file like any other.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.files import sha256_of
from pipelines.publish import quoted
from pipelines.seals.catalogue import NAME, Snapshot, SnapshotError, all_snapshots
from pipelines.seals.contents import literal
from pipelines.seals.controls import DERIVATIONS, Derivation
from pipelines.seals.manifest import (
    MANIFEST,
    Manifest,
    ManifestError,
    SealedFile,
    read_manifest,
)
from pipelines.seals.sealing import CONTROLS, clocks_of, controls_of

PERIODS, RUN = "marts.dim_periods", "marts.dim_run_parameters"
# The tables whose rows are read; of the others the hash says enough.
ASKED = {CONTROLS, PERIODS, RUN, *(table for rule in DERIVATIONS for table in rule.tables)}


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong with a seal; file_name is empty where the seal as a whole is meant."""

    snapshot: str
    file_name: str
    problem: str


def verify_all(snapshots: Path) -> list[Finding]:
    """Every seal, and that the chain is one: no number twice, none left out, nothing beside."""
    seals = all_snapshots(snapshots)
    findings = [finding for seal in seals for finding in verify(snapshots, seal)]
    numbers: dict[int, str] = {}
    for seal in seals:
        number = number_of(snapshots, seal)
        if number is not None and number in numbers:
            problem = f"has the place of {numbers[number]} in the chain"
            findings.append(Finding(seal.name, MANIFEST, problem))
        elif number is not None:
            numbers[number] = seal.name
    return [*findings, *strangers(snapshots)]


def strangers(snapshots: Path) -> list[Finding]:
    """What lies beside the seals and is none. Hidden entries are not looked at."""
    if not snapshots.is_dir():
        return []
    names = {path.name for path in snapshots.iterdir()} - {s.name for s in all_snapshots(snapshots)}
    return [Finding(name, "", "is no seal") for name in sorted(names) if name[0] != "."]


def number_of(snapshots: Path, seal: Snapshot) -> int | None:
    try:
        return read_manifest(seal.folder(snapshots)).number
    except ManifestError:
        return None


def verify(snapshots: Path, seal: Snapshot) -> list[Finding]:
    """Computes every hash, row count and control of a seal again from its files, and its link to
    the one before. Empty when all is as it was sealed.
    """
    folder = seal.folder(snapshots)
    if not folder.is_dir():
        return [Finding(seal.name, "", "is not sealed")]
    try:
        manifest = read_manifest(folder)
    except ManifestError as error:
        return [Finding(seal.name, MANIFEST, str(error))]
    with duckdb.connect() as connection:
        problems = problems_of_files(connection, folder, manifest)
        problems += problems_of_rows(connection, folder, manifest, {name for name, _ in problems})
    problem = problem_of_chain(snapshots, manifest)
    if problem is not None:
        problems.append((MANIFEST, problem))
    return [Finding(seal.name, name, text) for name, text in problems]


def problems_of_files(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest
) -> list[tuple[str, str]]:
    """Files that no manifest lists, and listed ones that are not what they were."""
    present = {path.name for path in folder.iterdir()}
    listed = {item.name for item in manifest.files}
    problems = [(name, "is not in the manifest") for name in sorted(present - listed - {MANIFEST})]
    for item in manifest.files:
        # Only what lies in the folder is looked at: a name could lead anywhere.
        found = item.name in present
        problem = problem_of(connection, folder / item.name, item) if found else "is missing"
        if problem is not None:
            problems.append((item.name, problem))
    return problems


def problem_of(connection: duckdb.DuckDBPyConnection, path: Path, item: SealedFile) -> str | None:
    if path.is_symlink() or not path.is_file():
        return "is not a file"
    if sha256_of(path) != item.sha256 or path.stat().st_size != item.size_bytes:
        return "was changed: its hash is not the manifest's"
    return None if item.columns is None else problem_of_table(connection, path, item)


def problem_of_table(
    connection: duckdb.DuckDBPyConnection, path: Path, item: SealedFile
) -> str | None:
    source = f"read_parquet({literal(path)})"
    try:
        described = connection.execute(f"from {source} limit 0").description or []
        counted = connection.execute(f"select count(*) from {source}").fetchone()
    except duckdb.Error:
        return "is not Parquet"
    if tuple(str(column[0]) for column in described) != item.columns:
        return "does not have the columns the manifest says"
    if counted != (item.rows,):
        return "does not hold the number of rows the manifest says"
    return None


def problems_of_rows(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, bad: set[str]
) -> list[tuple[str, str]]:
    """What the sealed rows contradict: each other, or the manifest. Tables whose file is bad
    already are not asked.
    """
    files = {item.table: item.name for item in manifest.files if item.table is not None}
    sound = {table for table in ASKED & files.keys() if files[table] not in bad}
    for schema in sorted({table.split(".")[0] for table in sound}):
        connection.execute(f"create schema {quoted(schema)}")
    for table in sorted(sound):
        source = f"read_parquet({literal(folder / files[table])})"
        connection.execute(f"create view {quoted(*table.split('.'))} as from {source}")
    asked = [
        *((rule.tables, problem_of_rule(connection, rule, sound)) for rule in DERIVATIONS),
        ((CONTROLS,), problem_of_controls(connection, manifest, sound)),
        ((RUN, PERIODS), problem_of_clocks(connection, manifest, sound)),
    ]
    return [
        (f"{tables[0]}.parquet", problem)
        for tables, problem in asked
        if problem is not None and not any(f"{table}.parquet" in bad for table in tables)
    ]


def problem_of_rule(
    connection: duckdb.DuckDBPyConnection, derivation: Derivation, sound: set[str]
) -> str | None:
    absent = [table for table in derivation.tables if table not in sound]
    if absent:
        return f"cannot be proved: {derivation.rule}; {absent[0]} is not in the seal"
    try:
        counted = connection.execute(f"select count(*) from ({derivation.differing})").fetchone()
    except duckdb.Error:
        return f"cannot be proved with these columns: {derivation.rule}"
    differing = counted[0] if counted else 0
    return f"does not hold: {derivation.rule}; {differing} differ" if differing else None


def problem_of_controls(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, sound: set[str]
) -> str | None:
    if CONTROLS not in sound:
        return "is not in the seal"
    try:
        sealed = controls_of(connection, manifest.period_month)
    except duckdb.Error:
        return "has no controls of the month"
    if not sealed:
        return "has no controls of the month"
    return None if sealed == manifest.controls else "does not say what the manifest says"


def problem_of_clocks(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, sound: set[str]
) -> str | None:
    if not {PERIODS, RUN} <= sound:
        return "is not in the seal, or not with its periods"
    try:
        clocks = clocks_of(connection, manifest.period_month)
    except (duckdb.Error, SnapshotError):
        return "has no times of the month"
    is_same = clocks == (manifest.as_of_date, manifest.known_at)
    return None if is_same else "has other times than the manifest"


def problem_of_chain(snapshots: Path, manifest: Manifest) -> str | None:
    previous, number = manifest.previous, manifest.number
    if previous is None:
        return None if number in (None, 1) else "has lost its link to the seal before"
    if not NAME.fullmatch(previous.snapshot):
        return "does not say which seal was before"
    path = snapshots / previous.snapshot / MANIFEST
    if not path.is_file():
        return f"the seal of {previous.snapshot} before it is missing"
    if sha256_of(path) != previous.sha256:
        return f"the manifest of {previous.snapshot} was changed afterwards"
    return None
