"""The databases: who holds the build, which bank accounts it knows, what the published file is.

Belongs here: opening them to read, and what they say of themselves. Does not belong here: the list
of deliveries (deliveries.py), or the figures.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import duckdb

from pipelines.doctor.finding import Finding, fault, warning
from pipelines.periods import month_start
from pipelines.settings import Settings

BuildState = Literal["absent", "free", "run going on", "held", "damaged"]
PublishedState = Literal["absent", "readable", "unreadable", "of another version"]

HAS_LANDED = """
    select 1 from duckdb_tables() where schema_name = 'raw' and table_name = 'expected_tables'
"""
MAX_MANIFEST_BYTES = 1 << 20
ACCOUNTS = """
    with dated as (
        select bank_code, account_number, to_date as until_date from raw.banks_statements
        where known_to is null
        union all
        select bank_code, account_number, posted_date from raw.banks_movements
        where known_to is null)
    select bank_code, account_number, max(until_date) from dated group by all order by all
"""


@dataclass(frozen=True)
class BankAccount:
    """account: its last four characters. until_date: of its last statement or movement."""

    bank_code: str | None
    account: str
    until_date: date | None


@dataclass(frozen=True)
class Build:
    """The database of the next run; absent until something has landed. accounts: none when it
    cannot be read now.
    """

    state: BuildState
    accounts: tuple[BankAccount, ...] = ()
    storage_version: str | None = None

    @property
    def findings(self) -> list[Finding]:
        unread = "what arrived is not known now"
        match self.state:
            case "run going on":
                return [warning("build", f"a run is going on: {unread}", "Ask again when it ended")]
            case "held":
                what = f"another program holds build.duckdb and the next run will fail: {unread}"
                return [fault("build", what, "Close it there; read cartera.duckdb instead")]
            case "damaged":
                what = f"build.duckdb is damaged: {unread}"
                return [fault("build", what, "Build anew from the inbox: docs/runbook.md")]
            case _:
                return []


@dataclass(frozen=True)
class Published:
    """The file that people read. as_of_date and known_at (UTC): of the run that made it; known_on:
    the company's day of it. made_by: the code that wrote its report, None where there is none.
    installed: the code that is here.
    """

    state: PublishedState
    installed: str
    as_of_date: date | None = None
    known_at: datetime | None = None
    known_on: date | None = None
    storage_version: str | None = None
    made_by: str | None = None

    @property
    def findings(self) -> list[Finding]:
        again = "`cartera run`"
        match self.state:
            case "absent":
                return [fault("published", "nothing is published yet", again)]
            case "unreadable":
                return [fault("published", "cartera.duckdb cannot be read", again)]
            case "of another version":
                what = "cartera.duckdb lacks tables of this version"
                return [fault("published", what, again)]
        if self.made_by is not None and self.made_by != self.installed:
            what = "it was made by another version of the code than is installed"
            return [warning("published", what, again)]
        return []


def open_build(settings: Settings) -> tuple[BuildState, duckdb.DuckDBPyConnection | None]:
    """The build database to read, to be closed soon; None and why where it cannot be read. While a
    run goes on it is not touched: a reader would make the run's next step fail.
    """
    path = settings.build_database
    if path.with_name("run.duckdb").is_file() and not is_free(path.with_name("run.duckdb")):
        return "run going on", None
    if not path.is_file():
        return "absent", None
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        return ("held" if is_about_a_lock(error) else "damaged"), None
    # A first run that ended before it read a file leaves a database and no list of deliveries.
    if connection.execute(HAS_LANDED).fetchone() is None:
        connection.close()
        return "absent", None
    return "free", connection


def is_free(path: Path) -> bool:
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.Error as error:
        return not is_about_a_lock(error)
    return True


def is_about_a_lock(error: duckdb.Error) -> bool:
    """DuckDB has no error of its own for it; the second wording is that of Windows."""
    text = str(error)
    return "Could not set lock" in text or "being used by another process" in text


def read_build(state: BuildState, connection: duckdb.DuckDBPyConnection | None) -> Build:
    if connection is None:
        return Build(state)
    try:
        rows = connection.execute(ACCOUNTS).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        # It was made before there were banks.
        rows = []
    accounts = tuple(BankAccount(bank, number[-4:], until) for bank, number, until in rows)
    return Build(state, accounts, storage_version(connection))


def read_published(settings: Settings, installed: str) -> Published:
    path = settings.published_database
    if not path.is_file():
        return Published("absent", installed)
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error:
        return Published("unreadable", installed)
    try:
        row = connection.execute(
            "select as_of_date, known_at from marts.dim_run_parameters"
        ).fetchone()
        storage = storage_version(connection)
    except (duckdb.CatalogException, duckdb.BinderException):
        row = None
    except duckdb.Error:
        return Published("unreadable", installed)
    finally:
        connection.close()
    if row is None:
        return Published("of another version", installed)
    as_of, known_at = row
    return Published(
        "readable",
        installed,
        as_of_date=as_of,
        known_at=known_at,
        known_on=settings.local_day(known_at),
        storage_version=storage,
        made_by=maker_of(settings.reports_folder(month_start(as_of)), as_of, known_at),
    )


def storage_version(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Of the file on disk, such as ``v1.0.0+``: that DuckDB and any later one can open it."""
    row = connection.execute(
        "select tags['storage_version'] from duckdb_databases() where not internal"
    ).fetchone()
    return None if row is None else row[0]


def maker_of(folder: Path, as_of: date, known_at: datetime) -> str | None:
    """The code version in the manifest of the report that was written from this very run."""
    for path in sorted(folder.glob("*.json")):
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            continue
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue
        wanted = {"as_of_date": as_of.isoformat(), "known_at": known_at.isoformat()}
        if isinstance(content, dict) and wanted.items() <= content.items():
            made_by = content.get("code_version")
            return made_by if isinstance(made_by, str) else None
    return None
