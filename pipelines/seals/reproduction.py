"""Reproduction: does what was delivered still give the sealed rows, value by value?

Belongs here: comparing a seal with a warehouse that was built again at the seal's two clocks. How
it is built is for rebuild.py; whether the seal itself was changed, for verification.py.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb

from pipelines.inbox import masked
from pipelines.periods import month_start
from pipelines.publish import quoted
from pipelines.sealed_balances import Reported, manifest_of, reported_by
from pipelines.seals.catalogue import Snapshot, all_snapshots
from pipelines.seals.contents import literal, rows_of_month
from pipelines.seals.manifest import Manifest, SealedFile, read_manifest
from pipelines.seals.verification import Finding, verify
from pipelines.settings import Settings

ReportedMonths = Callable[[date, datetime], list[Reported]]
# Gives a database that was built from what was known, for the time of a block.
Rebuilt = Callable[[Settings, datetime, date, ReportedMonths], AbstractContextManager[Path]]

MAX_KEYS = 5
COPIES = '"copies of a row"'
# Movements and statements of a bank are named after their account.
ACCOUNT = "account_id"
# What identifies a row, by the naming law; never a name of somebody.
KEY_ENDINGS = ("_month", "_date", "_id", "_number", "_code")


@dataclass(frozen=True)
class TableComparison:
    """A sealed table beside the rebuilt one.

    changed: rows that both have by their key, with other values. only_sealed, only_rebuilt: rows
    that one has. keys: the first of these rows, by their key, without account numbers. columns:
    those with other values, or that one of the two does not have.
    """

    table: str
    sealed_rows: int
    equal_rows: int
    changed: int = 0
    only_sealed: int = 0
    only_rebuilt: int = 0
    columns: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        return not (self.changed or self.only_sealed or self.only_rebuilt or self.columns)


@dataclass(frozen=True)
class Reproduction:
    """findings: what is wrong with the seal itself; nothing is compared then.
    other_versions: what is not as it was at the seal, such as ``code``.
    """

    snapshot: Snapshot
    findings: tuple[Finding, ...]
    other_versions: tuple[str, ...]
    tables: tuple[TableComparison, ...]

    @property
    def is_equal(self) -> bool:
        return bool(self.tables) and all(table.is_equal for table in self.tables)


def reproduce(
    settings: Settings, snapshot: Snapshot, versions: dict[str, str], rebuilt: Rebuilt
) -> Reproduction:
    """Builds the warehouse again as it was known at the seal, and compares every sealed row.

    versions: of the code and policies at hand. rebuilt: builds it, from a known-at time (UTC
    without zone), an as-of date and what earlier seals reported. Raises what it raises.
    """
    findings = tuple(verify(settings.snapshots, snapshot))
    if findings:
        return Reproduction(snapshot, findings, (), ())
    folder = snapshot.folder(settings.snapshots)
    manifest = read_manifest(folder)
    other = tuple(
        name for name, value in versions.items() if manifest.versions.get(name, value) != value
    )
    months = partial(reported_before, settings.snapshots, manifest.number)
    with rebuilt(settings, manifest.known_at, manifest.as_of_date, months) as database:
        return Reproduction(snapshot, (), other, compare_tables(folder, manifest, database))


def reported_before(
    snapshots: Path, number: int | None, as_of: date, known_at: datetime
) -> list[Reported]:
    """What the close that became a seal could know of earlier seals: those before it in the chain.
    A month reopened since may have been known at the same time, but was not sealed yet.
    """
    latest: dict[date, Snapshot] = {}
    for seal in all_snapshots(snapshots):
        manifest = manifest_of(snapshots, seal)
        is_before = number is None or manifest.number is None or manifest.number < number
        if is_before and seal.month < month_start(as_of) and manifest.known_at <= known_at:
            latest[seal.month] = seal
    return [reported_by(snapshots, seal) for seal in latest.values()]


def compare_tables(folder: Path, manifest: Manifest, rebuilt: Path) -> tuple[TableComparison, ...]:
    """Every sealed table against the same rows of a rebuilt warehouse."""
    with duckdb.connect() as connection:
        connection.execute(f"set temp_directory = {literal(rebuilt.with_name('compared.tmp'))}")
        connection.execute(f"attach {literal(rebuilt)} as cartera (read_only)")
        connection.execute("use cartera")
        return tuple(
            compare_table(connection, folder, manifest, item)
            for item in manifest.files
            if item.table is not None
        )


def compare_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, item: SealedFile
) -> TableComparison:
    table, rows = str(item.table), item.rows or 0
    sealed = f"select * from read_parquet({literal(folder / item.name)})"
    rebuilt = rows_of_month(table, manifest.period_month, manifest.as_of_date)
    try:
        types = types_of(connection, rebuilt)
    except (duckdb.BinderException, duckdb.CatalogException):
        return TableComparison(table, rows, 0, only_sealed=rows, columns=item.columns or ())
    sealed_types = types_of(connection, sealed)
    other = {name for name, _ in sealed_types.items() ^ types.items()}
    shared = [name for name in sealed_types if name in types]
    find_differing(connection, ", ".join(map(quoted, shared)), sealed, rebuilt)
    gone, come = copies(connection, "gone"), copies(connection, "come")
    key = key_of(connection, sealed, shared) if gone or come else []
    changed, columns = matched(connection, key, shared)
    return TableComparison(
        table=table,
        sealed_rows=rows,
        equal_rows=rows - gone,
        changed=changed,
        only_sealed=gone - changed,
        only_rebuilt=come - changed,
        columns=(*sorted(other), *columns),
        keys=first_keys(connection, key, may_name_accounts=ACCOUNT in shared),
    )


def matched(
    connection: duckdb.DuckDBPyConnection, key: list[str], columns: list[str]
) -> tuple[int, tuple[str, ...]]:
    """How many differing rows both sides have by their key, and in which columns they differ."""
    if not key:
        return 0, ()
    pairs = " and ".join(f"gone.{quoted(k)} is not distinct from come.{quoted(k)}" for k in key)
    both = f"gone inner join come on {pairs}"
    unequal = {
        name: f"gone.{quoted(name)} is distinct from come.{quoted(name)}" for name in columns
    }
    differing = [name for name in columns if count(connection, f"{both} where {unequal[name]}")]
    return count(connection, both), tuple(differing)


def find_differing(
    connection: duckdb.DuckDBPyConnection, columns: str, sealed: str, rebuilt: str
) -> None:
    """Makes the views ``gone`` and ``come``: rows that only the seal and only the rebuild have, in
    how many copies. One pass over both, however many rows there are.
    """
    connection.execute(
        f"""
        create or replace temp table differing as
        select {columns}, sum({COPIES}) as {COPIES} from (
            select {columns}, 1 as {COPIES} from ({sealed})
            union all
            select {columns}, -1 from ({rebuilt}))
        group by {columns} having sum({COPIES}) <> 0
        """
    )
    for name, sign in (("gone", ">"), ("come", "<")):
        connection.execute(
            f"create or replace temp view {name} as from differing where {COPIES} {sign} 0"
        )


def copies(connection: duckdb.DuckDBPyConnection, side: str) -> int:
    row = connection.execute(f"select coalesce(abs(sum({COPIES})), 0) from {side}").fetchone()
    return int(row[0]) if row else 0


def types_of(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    described = connection.execute(f"describe {query}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0


def key_of(connection: duckdb.DuckDBPyConnection, sealed: str, columns: list[str]) -> list[str]:
    """The fewest leading columns that identify each sealed row and each new one; none where no
    columns do.
    """
    candidates = [name for name in columns if name.endswith(KEY_ENDINGS)]
    for length in range(1, len(candidates) + 1):
        key = ", ".join(map(quoted, candidates[:length]))
        repeated = " union all ".join(
            f"select 1 from {rows} group by {key} having count(*) > 1"
            for rows in (f"({sealed})", "come")
        )
        if count(connection, f"({repeated})") == 0:
            return candidates[:length]
    return []


def first_keys(
    connection: duckdb.DuckDBPyConnection, key: list[str], *, may_name_accounts: bool
) -> tuple[str, ...]:
    if not key:
        return ()
    chosen = ", ".join(map(quoted, key))
    rows = connection.execute(
        f"select {chosen} from gone union select {chosen} from come order by all limit {MAX_KEYS}"
    ).fetchall()
    texts = (", ".join(f"{k}={value}" for k, value in zip(key, row, strict=True)) for row in rows)
    return tuple(masked(text) if may_name_accounts else text for text in texts)
