"""What sealed months reported, as data of the run: the models compare it with what is known now.

Belongs here: which seals a run knows, and landing their items. Does not belong here: opening and
verifying a seal (seals/reading.py), and why a month changed (dbt, marts/audit).

Both tables are written anew in each run: the seals themselves are the history.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.periods import month_start
from pipelines.seals.catalogue import Snapshot, SnapshotError, all_snapshots
from pipelines.seals.contents import literal
from pipelines.seals.manifest import Manifest, ManifestError, read_manifest
from pipelines.seals.reading import sealed_table
from pipelines.versions import policy_version

SEALED_MONTHS_DDL = """
create or replace table raw.sealed_months (
    closed_month date, snapshot_id varchar, as_of_date date, known_at timestamp,
    has_other_policies boolean)
"""
SEALED_BALANCES_DDL = """
create or replace table raw.sealed_balances (
    closed_month date, item_id varchar, document_id varchar, is_charge boolean,
    customer_id varchar, document_number varchar, document_date date, due_date date,
    bucket_number integer, currency_code varchar, balance_amount decimal(18, 2),
    balance_amount_mxn decimal(18, 2), closing_balance_amount_mxn decimal(18, 2))
"""
OPEN_ITEMS = "marts.fct_open_items_monthly"
UNAPPLIED_CREDITS = "marts.fct_unapplied_credits_monthly"


@dataclass(frozen=True)
class Reported:
    """What was reported of a month. name: of the seal, or of what stands in its place.

    open_items, credits: relations with the columns of OPEN_ITEMS and UNAPPLIED_CREDITS that the
    connection can read; rows of other months are left out. known_at: UTC without zone.
    """

    closed_month: date
    name: str
    as_of_date: date
    known_at: datetime
    has_other_policies: bool
    open_items: str
    credits: str


def known_seals(snapshots: Path, as_of: date, known_at: datetime) -> list[Snapshot]:
    """The last seal, known by then, of each month before that of the as-of date, oldest first.

    A run's own month is left out, so that a rebuild at a seal's clocks sees what its close saw.
    Raises SnapshotError for a seal whose manifest cannot be trusted.
    """
    latest: dict[date, Snapshot] = {}
    for seal in all_snapshots(snapshots):
        is_earlier = seal.month < month_start(as_of)
        if is_earlier and manifest_of(snapshots, seal).known_at <= known_at:
            latest[seal.month] = seal
    return list(latest.values())


def manifest_of(snapshots: Path, seal: Snapshot) -> Manifest:
    try:
        return read_manifest(seal.folder(snapshots))
    except ManifestError as error:
        raise SnapshotError(f"the manifest of {seal.name} {error}") from error


def reported_by(snapshots: Path, seal: Snapshot) -> Reported:
    """What a seal reported. Raises SnapshotError, with its name, for one that was changed."""
    manifest = manifest_of(snapshots, seal)
    items, credits = (
        f"read_parquet({literal(sealed_table(snapshots, seal, table))})"
        for table in (OPEN_ITEMS, UNAPPLIED_CREDITS)
    )
    return Reported(
        closed_month=seal.month,
        name=seal.name,
        as_of_date=manifest.as_of_date,
        known_at=manifest.known_at,
        has_other_policies=manifest.versions.get("policies") != policy_version(),
        open_items=items,
        credits=credits,
    )


def reported_by_seals(snapshots: Path, as_of: date, known_at: datetime) -> list[Reported]:
    """What the seals known to a run with these clocks reported.

    Raises SnapshotError for a seal that is not what was sealed: nothing is compared with it.
    """
    return [reported_by(snapshots, seal) for seal in known_seals(snapshots, as_of, known_at)]


def land_sealed_balances(connection: duckdb.DuckDBPyConnection, months: list[Reported]) -> None:
    """Writes both tables anew, with these months."""
    connection.execute(SEALED_MONTHS_DDL)
    connection.execute(SEALED_BALANCES_DDL)
    for reported in months:
        land_reported(connection, reported)


def land_reported(connection: duckdb.DuckDBPyConnection, reported: Reported) -> None:
    """Adds a month to both tables. A credit's balance is negative."""
    connection.execute(
        "insert into raw.sealed_months values (?, ?, ?, ?, ?)",
        [
            reported.closed_month,
            reported.name,
            reported.as_of_date,
            reported.known_at,
            reported.has_other_policies,
        ],
    )
    connection.execute(
        f"""
        insert into raw.sealed_balances
        select period_month, charge_id || '#' || installment_number::varchar, charge_id, true,
            customer_id, document_number, charge_date, due_date, bucket_number, currency_code,
            open_amount, open_amount_mxn, closing_amount_mxn
        from {reported.open_items} where period_month = $month
        union all
        select period_month, entry_id, credit_id, false,
            customer_id, credit_number, credit_date, null, null, currency_code,
            -unapplied_amount, -unapplied_amount_mxn, -closing_amount_mxn
        from {reported.credits} where period_month = $month
        """,
        {"month": reported.closed_month},
    )
