"""Diff: the bridge from what was reported of a month to what is known, by reason and document.

Belongs here: from which warehouse to which, and reading the bridge. Why a document changed is for
dbt (marts/audit), how the bridge is shown for diff_view.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from pipelines.periods import month_code, month_end
from pipelines.rebuild import rebuilt
from pipelines.runs import Progress, silent
from pipelines.sealed_balances import (
    OPEN_ITEMS,
    UNAPPLIED_CREDITS,
    Reported,
    reported_by,
)
from pipelines.seals.catalogue import latest
from pipelines.seals.contents import literal
from pipelines.settings import Settings

ENDS = """
    select currency_code, reported_amount, known_amount, reported_amount_mxn, known_amount_mxn
    from marts.fct_closed_month_bridges where closed_month = ? order by currency_code
"""
CHANGES = """
    select changes.reason_code, changes.document_id, changes.document_number,
        coalesce(customers.customer_code, changes.customer_id) as customer_code,
        changes.currency_code, changes.change_amount, changes.change_amount_mxn,
        changes.moved_amount, changes.learned_at, deliveries.file_name as evidence_file_name
    from marts.fct_closed_month_changes as changes
    inner join policies.policy_change_reasons as reasons using (reason_code)
    left join marts.dim_customers as customers using (customer_id)
    left join marts.fct_deliveries as deliveries
        on changes.evidence_delivery_id = deliveries.delivery_id
    where changes.closed_month = ?
    order by reasons.reason_order, changes.currency_code, abs(changes.change_amount) desc,
        changes.document_id
"""
TABLES = (OPEN_ITEMS, UNAPPLIED_CREDITS)
# What either end is built of: the tables that are asked above, and what they rest on.
OF_A_BRIDGE = (
    "+fct_closed_month_bridges",
    "+fct_closed_month_changes",
    "+dim_customers",
    "+fct_deliveries",
    "policy_change_reasons",
)
OF_A_REPORT = tuple(f"+{table.removeprefix('marts.')}" for table in TABLES)


class NothingToCompare(ValueError):
    """There is no such bridge: the month was not sealed, or nothing is published yet."""


@dataclass(frozen=True)
class Bridge:
    """Both ends of a bridge and the lines between them; amounts are exact.

    reported_name: the seal, or the moment, that is compared. reported_at, known_at: until when had
    been told what at either end, UTC without zone.
    ends: one row per currency. changes: one row per document, customer, currency and reason.
    """

    closed_month: date
    reported_name: str
    reported_at: datetime
    known_at: datetime
    ends: pl.DataFrame
    changes: pl.DataFrame


def compare(
    settings: Settings,
    month: date,
    reported_at: datetime | None = None,
    known_at: datetime | None = None,
    progress: Progress = silent,
) -> Bridge:
    """The bridge of a month from what was known at one time to what was known at another.

    reported_at: UTC without zone; None takes what the month's last seal reported. known_at: None
    takes what is published. Rebuilds where no published warehouse has the answer.
    Raises NothingToCompare, SnapshotError for a seal that was changed, and what ``rebuild`` raises.
    """
    if known_at is None:
        known_at = published_known_at(settings)
    if reported_at is None:
        seal = latest(settings.snapshots, month)
        if seal is None:
            raise NothingToCompare(
                f"{month_code(month)} is not sealed: name the time it was reported at, "
                "such as --from 2026-10-05T09:00"
            )
        reported = reported_by(settings.snapshots, seal)
        return published_bridge(settings, reported, known_at) or rebuilt_bridge(
            settings, reported, known_at, progress
        )
    with reported_then(settings, month, reported_at, progress) as reported:
        return rebuilt_bridge(settings, reported, known_at, progress)


def published_known_at(settings: Settings) -> datetime:
    if not settings.published_database.is_file():
        raise NothingToCompare("nothing is published yet: run `cartera run` first")
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        return known_at_of(connection)


def published_bridge(settings: Settings, reported: Reported, known_at: datetime) -> Bridge | None:
    """The bridge as it is published; None when that compares another seal, or at another time."""
    if not settings.published_database.is_file():
        return None
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        compared = connection.execute(
            "select distinct snapshot_id from marts.fct_closed_month_bridges "
            "where closed_month = ?",
            [reported.closed_month],
        ).fetchall()
        if compared != [(reported.name,)] or known_at_of(connection) != known_at:
            return None
        return read_bridge(connection, reported)


def rebuilt_bridge(
    settings: Settings, reported: Reported, known_at: datetime, progress: Progress
) -> Bridge:
    """The bridge of a warehouse that is built for it."""
    if known_at < reported.known_at:
        raise NothingToCompare(
            f"{reported.name} was reported with what was known at {reported.known_at} UTC: "
            "the time to compare it with must not be earlier"
        )

    day = month_end(reported.closed_month)
    with (
        rebuilt(
            settings, known_at, day, lambda *_: [reported], progress, select=OF_A_BRIDGE
        ) as database,
        duckdb.connect(str(database), read_only=True) as connection,
    ):
        return read_bridge(connection, reported)


@contextmanager
def reported_then(
    settings: Settings, month: date, reported_at: datetime, progress: Progress
) -> Iterator[Reported]:
    """What a report of the month would have said at a time, for the time of the block."""

    with TemporaryDirectory(prefix="cartera-") as folder:
        items, credits = (Path(folder) / f"{table}.parquet" for table in TABLES)
        with (
            rebuilt(
                settings, reported_at, month_end(month), lambda *_: [], progress, select=OF_A_REPORT
            ) as database,
            duckdb.connect(str(database), read_only=True) as connection,
        ):
            for table, path in zip(TABLES, (items, credits), strict=True):
                query = f"select * from {table} where period_month = date '{month}'"
                connection.execute(f"copy ({query}) to {literal(path)} (format parquet)")
            known = known_at_of(connection)
        yield Reported(
            closed_month=month,
            name=f"{reported_at:%Y-%m-%dT%H:%M}Z",
            as_of_date=month_end(month),
            known_at=known,
            has_other_policies=False,
            open_items=f"read_parquet({literal(items)})",
            credits=f"read_parquet({literal(credits)})",
        )


def known_at_of(connection: duckdb.DuckDBPyConnection) -> datetime:
    row = connection.execute("select known_at from marts.dim_run_parameters").fetchone()
    assert row is not None, "dbt tests that there is one"
    known_at: datetime = row[0]
    return known_at


def read_bridge(connection: duckdb.DuckDBPyConnection, reported: Reported) -> Bridge:
    month = [reported.closed_month]
    return Bridge(
        closed_month=reported.closed_month,
        reported_name=reported.name,
        reported_at=reported.known_at,
        known_at=known_at_of(connection),
        ends=connection.execute(ENDS, month).pl(),
        changes=connection.execute(CHANGES, month).pl(),
    )
