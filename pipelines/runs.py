"""The straight line as functions: land, build, judge, publish, report, seal.

Belongs here: the steps and their order. The command line calls ``run`` and ``close``; Dagster's
assets call the same steps one by one.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import duckdb

from pipelines import deliveries as delivery_list
from pipelines import landing
from pipelines.checks import find_landing_mismatches
from pipelines.contracts.failed_check import FailedCheck
from pipelines.deliveries import Delivery
from pipelines.files import sha256_of
from pipelines.gate import Verdict, judge, refused
from pipelines.ingestion import all_tables, ingest
from pipelines.monthly_report import (
    ReportBlocked,
    WrittenReport,
    context_of,
    write_blocked_report,
    write_monthly_report,
)
from pipelines.periods import month_end, month_start
from pipelines.publish import publish_database
from pipelines.sealed_balances import land_sealed_balances, reported_by_seals
from pipelines.seals.sealing import Occasion, next_seal, seal
from pipelines.settings import Settings
from pipelines.status import write_delivery_problems
from pipelines.transformation import NodeResult, build_models
from pipelines.versions import running_versions

# As in dbt's profile: the layout written fastest, and a bound to memory beside that of the readers.
# Raw rows carry their file's line: the order they are stored in means nothing.
BUILD_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.4.0",
    "preserve_insertion_order": "false",
    "memory_limit": "1GB",
}


class Progress(Protocol):
    """Told what is being done: a step, and the item of it at hand."""

    def __call__(self, step: str, item: str = "") -> None: ...


def silent(step: str, item: str = "") -> None:
    """Reports progress to nobody."""


class BuildDatabaseBusy(RuntimeError):
    """Another process holds the build database: a run is going on, or somebody opened it."""


class NothingDelivered(RuntimeError):
    """The inbox holds no file that could be taken: there is nothing to build."""


@dataclass(frozen=True)
class RunOutcome:
    """deliveries: what became of each new file. report: the monthly report.
    published_rows: rows per published table. seal: the folder of a close.
    """

    as_of_date: date
    deliveries: list[Delivery]
    published_rows: dict[str, int]
    report: WrittenReport
    seal: Path | None = None


@contextmanager
def exclusive(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of the build folder, for this process alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(path), config=BUILD_CONFIG)
    except duckdb.IOException as error:
        raise BuildDatabaseBusy(
            f"{path.name} is open in another process: wait for that run to end, "
            "or close the program that opened it (read cartera.duckdb instead)"
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def build_connection(settings: Settings) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """The build database, for one step."""
    return exclusive(settings.build_database)


def alone(settings: Settings) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """Holds off other runs between the steps too. The file is a lock and holds nothing: DuckDB
    locks its files on every system.
    """
    return exclusive(settings.build_database.with_name("run.duckdb"))


def land_deliveries(settings: Settings, progress: Progress = silent) -> list[Delivery]:
    """Step 1. Lands what is new in the inbox."""
    with build_connection(settings) as connection:
        landed = ingest(connection, settings, lambda item: progress("land", item))
        write_delivery_problems(connection, settings)
        return landed


def refuse_without_inbox(settings: Settings) -> None:
    """A company that nobody set up, or whose name was mistyped, gets no warehouse."""
    if not settings.inbox.is_dir():
        raise NothingDelivered(
            f"there is no company {settings.company}: its files belong below "
            f"data/raw/{settings.company}"
        )


def set_clocks(settings: Settings, as_of: date | None) -> tuple[date, datetime]:
    """Writes the run's two clocks as data. Known is what was delivered; the as-of date, unless
    given, is the day of the last delivery: no clock of this machine decides a number.
    """
    with build_connection(settings) as connection:
        known_at = delivery_list.last_delivery(connection)
        if known_at is None:
            raise NothingDelivered(
                f"no file below data/raw/{settings.company} could be taken: deliver one, "
                "or read what `cartera status` says of those that were rejected"
            )
        day = as_of or settings.local_day(known_at)
        landing.write_run_parameters(
            connection, settings.company, day, known_at, settings.functional_currency_code
        )
        land_sealed_balances(connection, reported_by_seals(settings.snapshots, day, known_at))
    return day, known_at


def clocks(settings: Settings) -> tuple[date, datetime]:
    """The as-of date and known-at time of the run under way."""
    with build_connection(settings) as connection:
        row = connection.execute("select as_of_date, known_at from raw.run_parameters").fetchone()
    if row is None:
        raise NothingDelivered("no run has begun: its clocks are not set")
    return row[0], row[1]


def transform(settings: Settings, progress: Progress = silent) -> list[NodeResult]:
    """Step 2. Builds and tests every model, in one dbt invocation."""
    return build_models(settings, lambda node: progress("build", node))


def judge_build(settings: Settings, as_of: date, results: list[NodeResult]) -> Verdict:
    """Step 3. The first gate: failed models and tests, then the controls of the month."""
    failed = [check_of(result) for result in results if result.is_failure]
    with build_connection(settings) as connection:
        failed += find_landing_mismatches(connection, all_tables())
    if not settings.candidate_database.is_file():
        failed.append(FailedCheck("warehouse_was_built", "database", "cartera.duckdb"))
        return refused(month_start(as_of), tuple(failed))
    with duckdb.connect(str(settings.candidate_database), read_only=True) as candidate:
        return judge(candidate, month_start(as_of), tuple(failed))


def check_of(result: NodeResult) -> FailedCheck:
    return FailedCheck(
        check_code=result.name,
        subject_type_code=result.resource_type,
        subject_id=result.unique_id.split(".")[-1],
        note=f"{result.status}, {result.failures or 0} rows",
    )


def refuse(settings: Settings, as_of: date, known_at: datetime, verdict: Verdict) -> ReportBlocked:
    """Writes why nothing is published; the last good warehouse and report stay. The refused
    candidate is put aside, so that no later step can publish it.
    """
    candidate = settings.candidate_database
    if candidate.is_file():
        candidate.replace(candidate.with_name("refused.duckdb"))
    path = write_blocked_report(settings, context_of(settings, as_of, known_at), verdict)
    return ReportBlocked(path, verdict.summary())


def publish(settings: Settings) -> dict[str, int]:
    """Step 4. The judged build becomes the published warehouse."""
    return publish_database(settings.candidate_database, settings.published_database)


def run(settings: Settings, as_of: date | None = None, progress: Progress = silent) -> RunOutcome:
    """From the inbox to the monthly report.

    as_of: the day whose balances are reported; None takes the day of the last delivery.
    Raises ReportBlocked when a check or control refuses, NothingDelivered, BuildDatabaseBusy.
    """
    refuse_without_inbox(settings)
    with alone(settings):
        return run_steps(settings, as_of, progress)


def run_steps(settings: Settings, as_of: date | None, progress: Progress) -> RunOutcome:
    """The steps of ``run``, for a caller that holds off other runs."""
    deliveries = land_deliveries(settings, progress)
    day, known_at = set_clocks(settings, as_of)
    results = transform(settings, progress)
    progress("judge")
    verdict = judge_build(settings, day, results)
    if not verdict.is_open:
        raise refuse(settings, day, known_at, verdict)
    progress("publish")
    rows = publish(settings)
    progress("report")
    report = write_monthly_report(settings, month_start(day))
    return RunOutcome(day, deliveries, rows, report)


def close(
    settings: Settings, month: date, progress: Progress = silent, reopen: str | None = None
) -> RunOutcome:
    """Runs as of the month's last day and seals the month.

    reopen: why a sealed month is sealed again, as a version beside the one there is.
    Raises what ``run`` raises, and SnapshotError, before anything is done, for a sealed month
    without a reason.
    """
    refuse_without_inbox(settings)
    with alone(settings):
        next_seal(settings.snapshots, month, reopen)
        outcome = run_steps(settings, month_end(month), progress)
        progress("seal")
        return replace(outcome, seal=seal_month(settings, outcome.report, reopen))


def seal_month(settings: Settings, report: WrittenReport, reopen: str | None = None) -> Path:
    """Step 6. Parquet, report and manifest of a month, once a version. Returns its folder."""
    versions = running_versions()
    versions["published_database_sha256"] = sha256_of(settings.published_database)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return seal(
        settings.published_database,
        settings.snapshots,
        report.verdict.period_month,
        [report.path, *report.pages],
        Occasion(now, versions, reopen),
        language=settings.language,
    )
