"""Rebuild: the warehouse as it would have been built at another known-at time, into a file.

Belongs here: recalling what had been delivered by then and building from it, apart from everything
that is published or being built. The models are those of every run: known_at is data to them.
Policies and code are those at hand.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb

from pipelines import deliveries, landing
from pipelines.files import replacing
from pipelines.gate import Verdict, judge
from pipelines.ingestion import all_tables
from pipelines.periods import month_start
from pipelines.publish import publish_database, quoted
from pipelines.runs import BuildDatabaseBusy, NothingDelivered, Progress, alone, exclusive, silent
from pipelines.sealed_balances import Reported, land_sealed_balances, reported_by_seals
from pipelines.seals.contents import literal
from pipelines.settings import Settings
from pipelines.transformation import build_models

# What sealed months reported, once the run's as-of date and known-at time are known.
ReportedMonths = Callable[[date, datetime], list[Reported]]

# Written anew for each run: the clocks, and what they say of seals.
OF_A_RUN = ("run_parameters", "sealed_months", "sealed_balances")
VERSIONS = """
    select * replace (case when known_to <= $known_at then known_to end as known_to)
    from {table} where known_from <= $known_at
"""
DELIVERIES = "select * from {table} where delivered_at <= $known_at"
QUARANTINE = """
    select * from {table} where delivery_id in (
        select delivery_id from landed.raw.deliveries where delivered_at <= $known_at)
"""
# A source that is not on the company's list is one because it delivered: not before it did.
EXPECTED_TABLES = """
    select * replace (is_configured and (
        $is_listed or source_code in (
            select source_code from landed.raw.deliveries where delivered_at <= $known_at)
        ) as is_configured)
    from {table}
"""


class RebuildFailed(RuntimeError):
    """The rebuilt warehouse is not to be trusted, or may not be written where it was asked for."""


class RebuildSettings(Settings):
    """The company's settings, with a build folder of its own."""

    @property
    def folder(self) -> Path:
        return self.warehouse / "build" / "rebuild"

    @property
    def build_database(self) -> Path:
        return self.folder / "build.duckdb"

    @property
    def candidate_database(self) -> Path:
        return self.folder / "cartera.duckdb"

    @property
    def dbt_target(self) -> Path:
        return self.folder / "dbt"


def rebuild(
    settings: Settings,
    known_at: datetime,
    as_of: date | None,
    out: Path,
    progress: Progress = silent,
) -> None:
    """Writes the whole warehouse as of a day and as known at a time to a file, in one step.

    known_at: UTC without zone; what was delivered later is unknown. as_of: None takes the day of
    the last delivery known by then. Nothing that is published or being built is touched.
    Raises NothingDelivered, BuildDatabaseBusy, SnapshotError, TransformationError, RebuildFailed.
    """
    refuse_own_files(settings, out)

    seals = partial(reported_by_seals, settings.snapshots)
    with rebuilt(settings, known_at, as_of, seals, progress) as database:
        progress("publish")
        with replacing(out) as temporary:
            shutil.move(database, temporary)


def judge_rebuilt(database: Path) -> Verdict:
    """What the gate says of a rebuilt warehouse: what stood against it then still does."""
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute("select as_of_date from marts.dim_run_parameters").fetchone()
        assert row is not None, "dbt tests that there is one"
        return judge(connection, month_start(row[0]))


def refuse_own_files(settings: Settings, out: Path) -> None:
    """What is published, sealed or reported changes in its own ways only."""
    if out.is_dir():
        raise RebuildFailed("--out names a folder: name a file, such as cartera_2026-09.duckdb")
    own = (settings.published_database, settings.build_database, settings.candidate_database)
    folders = (settings.snapshots.resolve(), settings.inbox.resolve())
    target = out.resolve()
    if target in [path.resolve() for path in own] or any(map(target.is_relative_to, folders)):
        raise RebuildFailed("a rebuild never takes the place of what there is: name another file")


@contextmanager
def rebuilt(
    settings: Settings,
    known_at: datetime,
    as_of: date | None,
    months: ReportedMonths,
    progress: Progress = silent,
    *,
    select: tuple[str, ...] = (),
) -> Iterator[Path]:
    """A rebuilt database for the time of the block, gone afterwards unless it was moved away.

    select: only these models, as ``build_models`` takes them, for who asks nothing else. Raises as
    ``rebuild`` does.
    """
    own = RebuildSettings(**{f.name: getattr(settings, f.name) for f in fields(settings)})
    with alone(own):
        try:
            progress("recall")
            recall(settings, own, known_at, as_of, months)
            results = build_models(own, lambda node: progress("build", node), select, settings)
            failed = sorted(result.name for result in results if result.is_failure)
            if failed:
                more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
                raise RebuildFailed(f"not rebuilt: {', '.join(failed[:5])}{more} failed")
            database = own.folder / "rebuilt.duckdb"
            publish_database(own.candidate_database, database)
            yield database
        finally:
            for path in own.folder.glob("*.duckdb*"):
                if not path.name.startswith("run."):
                    path.unlink()


def recall(
    settings: Settings,
    own: Settings,
    known_at: datetime,
    as_of: date | None,
    months: ReportedMonths,
) -> None:
    """Copies what had been landed by then, with the clocks that a run would have had."""
    if not settings.build_database.is_file():
        raise NothingDelivered("nothing was landed yet: run `cartera run` first")
    own.build_database.unlink(missing_ok=True)
    with exclusive(own.build_database) as connection:
        try:
            connection.execute(f"attach {literal(settings.build_database)} as landed (read_only)")
        except duckdb.IOException as error:
            raise BuildDatabaseBusy(
                f"{settings.build_database.name} is open in another process: wait for that run"
            ) from error
        connection.execute("create schema raw")
        copy_known(connection, known_at, is_listed=settings.sources is not None)
        connection.execute("detach landed")
        # A database that an earlier version landed lacks tables and columns that models read.
        landing.create_raw_schema(connection, all_tables())
        known = deliveries.last_delivery(connection)
        if known is None:
            raise NothingDelivered("no file that could be taken had been delivered by then")
        day = as_of or settings.local_day(known)
        landing.write_run_parameters(
            connection, settings.company, day, known, settings.functional_currency_code
        )
        land_sealed_balances(connection, months(day, known))


def copy_known(
    connection: duckdb.DuckDBPyConnection, known_at: datetime, *, is_listed: bool
) -> None:
    """Every raw table without what was told later. A row replaced later is as it was: open.

    is_listed: the company's list says which sources must deliver.
    """
    queries = {
        "deliveries": DELIVERIES,
        "quarantine": QUARANTINE,
        "expected_tables": EXPECTED_TABLES,
    }
    tables = connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'landed' and schema_name = 'raw' order by all"
    ).fetchall()
    for (name,) in tables:
        if name in OF_A_RUN:
            continue
        table = f"landed.raw.{quoted(name)}"
        query = queries.get(name, VERSIONS).format(table=table)
        values: dict[str, object] = {"known_at": known_at}
        if "$is_listed" in query:
            values["is_listed"] = is_listed
        connection.execute(f"create table raw.{quoted(name)} as {query}", values)
