"""What arrived when: every raw table's last delivery, what is late, and what was not taken.

Belongs here: facts of the inbox and of the list of deliveries, and judging them against the day
that is asked about. Does not belong here: opening the build database (warehouse.py).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal

import duckdb
import numpy as np

from pipelines.contracts.raw_table import RawTable
from pipelines.doctor.finding import Finding, fault, warning
from pipelines.inbox import Arrival, masked
from pipelines.status import PROBLEM_DELIVERIES, QUARANTINED

State = Literal["on time", "late", "missing", "delivered", "to come", "never", "not configured"]

LAST_DELIVERIES = """
    select table_name, max(delivered_at), max(delivered_on) from raw.deliveries
    where status_code = 'accepted' and table_name <> '' group by table_name
"""
FILES = """
    select distinct file_name, size_bytes, modified_ns, status_code from raw.deliveries
    where status_code in ('accepted', 'rejected')
"""
QUARANTINED_FILES = f"""
    select file_name, count(distinct file_line), string_agg(distinct column_name, ', ')
    from ({QUARANTINED}) group by file_name order by file_name
"""


@dataclass(frozen=True)
class TableState:
    """The last accepted delivery of one raw table, None without any: when in UTC, and the company's
    day of it. today: the day asked about. newest_on: the day of the newest delivery until then.
    """

    table: RawTable
    is_configured: bool
    delivered_at: datetime | None
    delivered_on: date | None
    newest_on: date | None
    today: date

    @property
    def age_days(self) -> int | None:
        return None if self.delivered_on is None else (self.today - self.delivered_on).days

    @property
    def behind_days(self) -> int | None:
        """Days between this delivery and the newest of any table, None for one still to come."""
        if self.delivered_on is None or self.newest_on is None or self.is_to_come:
            return None
        return (self.newest_on - self.delivered_on).days

    @property
    def is_to_come(self) -> bool:
        return self.delivered_on is not None and self.delivered_on > self.today

    @property
    def late_days(self) -> int:
        """Working days since the delivery was due; 0 when it is not overdue."""
        due_every = self.table.expected_every_days
        if self.delivered_on is None or due_every is None:
            return 0
        return max(0, working_days(self.delivered_on, self.today) - due_every)

    @property
    def state(self) -> State:
        if not self.is_configured:
            return "not configured"
        if self.delivered_on is None:
            return "missing" if self.table.is_required else "never"
        if self.is_to_come:
            return "to come"
        if self.table.expected_every_days is None:
            return "delivered"
        return "late" if self.late_days else "on time"


@dataclass(frozen=True)
class StandingFile:
    """A file that was not taken, or not whole. file_name: masked.
    rows: in quarantine; None for a rejected file. what: the reason, or the columns to blame.
    """

    file_name: str
    rows: int | None
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class Deliveries:
    """tables: of every source that cartera knows. standing: rejected files, then quarantined rows.
    waiting: files per folder that no run has seen. lost_files: accepted ones that are not in the
    inbox any more. listed_sources: those that must deliver, whatever tables they have.
    """

    tables: tuple[TableState, ...]
    standing: tuple[StandingFile, ...]
    waiting: dict[str, int]
    lost_files: int
    listed_sources: tuple[str, ...]

    @property
    def newest_on(self) -> date | None:
        return next((item.newest_on for item in self.tables), None)

    @property
    def findings(self) -> list[Finding]:
        return [
            *missing_findings(self),
            *late_findings(self.tables),
            *future_findings(self.tables),
            *standing_findings(self.standing),
            *inbox_findings(self),
        ]


def read_deliveries(
    connection: duckdb.DuckDBPyConnection | None,
    tables: Iterable[RawTable],
    arrivals: list[Arrival],
    configured: tuple[str, ...],
    today: date,
) -> Deliveries:
    """connection: to the build database, None when there is none yet. Nothing is written."""
    last = {} if connection is None else last_deliveries(connection)
    files = [] if connection is None else connection.execute(FILES).fetchall()
    seen = {tuple(file[:3]) for file in files}
    accepted = {name for name, _, _, status in files if status == "accepted"}
    unseen = sorted(
        item.source
        for item in arrivals
        if (item.file_name, item.size_bytes, item.modified_ns) not in seen
    )
    return Deliveries(
        tables=table_states(tables, last, configured, today),
        standing=() if connection is None else standing_files(connection),
        waiting={folder: len(list(group)) for folder, group in groupby(unseen)},
        lost_files=len(accepted - {item.file_name for item in arrivals}),
        listed_sources=configured,
    )


def last_deliveries(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, tuple[datetime, date]]:
    rows = connection.execute(LAST_DELIVERIES).fetchall()
    return {name: (delivered_at, delivered_on) for name, delivered_at, delivered_on in rows}


def table_states(
    tables: Iterable[RawTable],
    last: dict[str, tuple[datetime, date]],
    configured: tuple[str, ...],
    today: date,
) -> tuple[TableState, ...]:
    """last: table name → when its last accepted file was delivered, in UTC and as a day."""
    newest_on = max((day for _, day in last.values() if day <= today), default=None)
    states = []
    for table in tables:
        moment, day = last.get(table.name, (None, None))
        states.append(TableState(table, table.source in configured, moment, day, newest_on, today))
    return tuple(states)


def standing_files(connection: duckdb.DuckDBPyConnection) -> tuple[StandingFile, ...]:
    rejected = connection.execute(PROBLEM_DELIVERIES).fetchall()
    quarantined = connection.execute(QUARANTINED_FILES).fetchall()
    return (
        *(StandingFile(masked(name), None, reason, remedy) for name, reason, remedy in rejected),
        *(StandingFile(masked(name), rows, columns) for name, rows, columns in quarantined),
    )


def working_days(after: date, until: date) -> int:
    """Mondays to Fridays after one day, up to and with another; public holidays count as any."""
    if until <= after:
        return 0
    one_day = timedelta(days=1)
    return int(np.busday_count(after + one_day, until + one_day))


def by_source(
    tables: Iterable[TableState], is_meant: Callable[[TableState], bool]
) -> dict[str, list[TableState]]:
    found: dict[str, list[TableState]] = {}
    for item in tables:
        if is_meant(item):
            found.setdefault(item.table.source, []).append(item)
    return found


def missing_findings(deliveries: Deliveries) -> list[Finding]:
    """A source of which nothing came, and required tables that never came."""
    delivered = by_source(deliveries.tables, lambda item: item.delivered_on is not None)
    missing = by_source(deliveries.tables, lambda item: item.state == "missing")
    remedy = "Export it and put it into a new delivery folder, then `cartera run`"
    found = [
        fault(source, "nothing of it was ever accepted", remedy)
        for source in deliveries.listed_sources
        if source not in delivered
    ]
    for source, items in missing.items():
        if source in delivered:
            names = ", ".join(item.table.entity for item in items)
            found.append(fault(source, f"never delivered: {names}", remedy))
    return found


def late_findings(tables: Iterable[TableState]) -> list[Finding]:
    """One for the tables of a source that were last delivered on the same day."""
    found = []
    for source, items in by_source(tables, lambda item: item.state == "late").items():
        items.sort(key=lambda item: (item.age_days or 0, item.table.expected_every_days or 0))
        for _, alike in groupby(items, lambda item: (item.age_days, item.late_days)):
            late = list(alike)
            first = late[0]
            since = (
                f"{counted(first.behind_days, 'day')} behind the newest delivery"
                if first.behind_days
                else "no source delivered since"
            )
            these = f"{counted(len(late), 'table')} {'is' if len(late) == 1 else 'are'} late by"
            overdue = counted(first.late_days, "working day")
            age = counted(first.age_days or 0, "day")
            what = f"{these} {overdue}: {age} old, {since}"
            found.append(fault(source, what, "Export and deliver it, then `cartera run`"))
    return found


def future_findings(tables: Iterable[TableState]) -> list[Finding]:
    """A folder named after a day to come makes every later extract look stale."""
    ahead = by_source(tables, lambda item: item.state == "to come")
    what = "the last delivery carries a day that is still to come"
    remedy = "See whether its folder is named after the right day"
    return [warning(source, what, remedy) for source in ahead]


def standing_findings(standing: tuple[StandingFile, ...]) -> list[Finding]:
    rejected = [item for item in standing if item.rows is None]
    quarantined = [item for item in standing if item.rows is not None]
    found = []
    if rejected:
        what = f"{counted(len(rejected), 'file')} rejected"
        found.append(fault("inbox", what, "Replace each by a good one, or take it away"))
    if quarantined:
        rows = sum(item.rows or 0 for item in quarantined)
        what = f"{counted(rows, 'row')} in quarantine, of {counted(len(quarantined), 'file')}"
        remedy = "`cartera status` names the cells: correct them at their source, deliver again"
        found.append(fault("inbox", what, remedy))
    return found


def inbox_findings(deliveries: Deliveries) -> list[Finding]:
    found = []
    known = {item.table.source for item in deliveries.tables}
    for folder, files in deliveries.waiting.items():
        if folder in known:
            what, remedy = f"{counted(files, 'file')} no run has seen", "`cartera run`"
            found.append(warning(folder, what, remedy))
        else:
            what = f"{counted(files, 'file')} in no folder of a source"
            remedy = f"Put them into one of {', '.join(sorted(known))}, or take them away"
            found.append(warning("inbox", what, remedy))
    if deliveries.lost_files:
        what = f"{counted(deliveries.lost_files, 'accepted file')} no longer there"
        remedy = "Put them back from a backup: without them nothing can be built anew as it was"
        found.append(warning("inbox", what, remedy))
    return found


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
