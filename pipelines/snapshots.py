"""Sealed snapshots: all that a month's signed report rests on, as Parquet, verifiable years later.

Belongs here: choosing the rows of a month, and the manifest. A snapshot is written once, whole, and
never again. Manifests are chained: each holds the hash of the one before. Whether one still is what
was sealed is for verification.py.
"""

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.files import flush, sha256_of
from pipelines.periods import MONTH, month_code, parse_month

MANIFEST = "manifest.json"
REPORT_TREND_MONTHS = 12

THE_MONTH = "period_month = $month"
TREND = f"period_month <= $month and period_month >= $month - interval {REPORT_TREND_MONTHS} month"
STARTED = (
    "from_month_number <= (select month_number from marts.dim_periods where period_month = $month)"
)
ALL = "true"

# Which rows of each published table a month rests on. A table that is not named stops the close,
# and so does a name without its table.
ROWS_OF_MONTH = {
    "marts.dim_customers": ALL,
    "marts.dim_dates": "calendar_date <= $as_of",
    "marts.dim_legal_entities": ALL,
    "marts.dim_periods": "period_month <= $month",
    "marts.dim_run_parameters": ALL,
    "marts.fct_aging_monthly": THE_MONTH,
    "marts.fct_applications": "effective_date <= $as_of",
    "marts.fct_bank_movements": "movement_date <= $as_of",
    "marts.fct_bank_movement_pairs": "movement_date <= $as_of",
    "marts.fct_bank_statements": "from_date <= $as_of",
    "marts.fct_charge_balance_spans": STARTED,
    "marts.fct_charges": "charge_date <= $as_of",
    "marts.fct_deliveries": ALL,
    "marts.fct_document_payment_forms": "document_date <= $as_of",
    "marts.fct_document_uuids": "document_date <= $as_of",
    "marts.fct_dso_countback_monthly": THE_MONTH,
    "marts.fct_exchange_rates_by_purpose": "rate_date <= $as_of",
    "marts.fct_exchange_rates_daily": "rate_date <= $as_of",
    "marts.fct_installments": (
        "charge_id in (select charge_id from marts.fct_charges where charge_date <= $as_of)"
    ),
    "marts.fct_invoice_charges": "invoice_date <= $as_of",
    "marts.fct_kpis_monthly": TREND,
    "marts.fct_ledger_entries": "entry_date <= $as_of",
    "marts.fct_metric_inputs_monthly": TREND,
    "marts.fct_open_items_monthly": THE_MONTH,
    "marts.fct_open_orders": "document_date <= $as_of",
    "marts.fct_rollforward_monthly": THE_MONTH,
    "marts.fct_sales_monthly": "period_month <= $month",
    "marts.fct_unapplied_credit_spans": STARTED,
    "marts.fct_unapplied_credits_monthly": THE_MONTH,
    "reports.rpt_aging_by_customer": THE_MONTH,
    "reports.rpt_aging_by_group": THE_MONTH,
    "reports.rpt_applications": THE_MONTH,
    "reports.rpt_balances": TREND,
    "reports.rpt_changes": THE_MONTH,
    "reports.rpt_kpis": TREND,
    "reports.rpt_overdue_items": THE_MONTH,
    "reports.rpt_rollforward": THE_MONTH,
    "reports.rpt_unapplied_credits": THE_MONTH,
    "controls.ctl_period_controls": THE_MONTH,
    "controls.ctl_control_exceptions": THE_MONTH,
}
# Parts of the two controls tables above.
NOT_SEALED = ("controls.ctl_",)


class SnapshotError(RuntimeError):
    """A month cannot be sealed; the message says why."""


def snapshot_folder(snapshots: Path, month: date) -> Path:
    return snapshots / month_code(month)


def sealed_months(snapshots: Path) -> list[date]:
    """Months with a snapshot, oldest first; one that has lost its manifest is still one."""
    if not snapshots.is_dir():
        return []
    names = [path.name for path in snapshots.iterdir() if path.is_dir()]
    return [parse_month(name) for name in sorted(names) if MONTH.fullmatch(name)]


def refuse_sealed(snapshots: Path, month: date) -> None:
    """Raises SnapshotError when the month is sealed already."""
    if snapshot_folder(snapshots, month).exists():
        raise SnapshotError(f"{month_code(month)} is sealed already; a seal is not written twice")


def seal(
    published: Path,
    snapshots: Path,
    month: date,
    report_files: list[Path],
    versions: dict[str, str],
) -> Path:
    """Writes the snapshot of a month from the published database and returns its folder.

    Raises SnapshotError when the month is sealed already, when the database does not reach the
    month's end, or when a published table is not in ROWS_OF_MONTH.
    """
    refuse_sealed(snapshots, month)
    folder = snapshot_folder(snapshots, month)
    staging = snapshots / f".{month_code(month)}.{os.getpid()}.tmp"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        manifest = write_contents(published, staging, month, report_files)
        manifest |= {"versions": versions, "previous": previous_manifest(snapshots, month)}
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
        (staging / MANIFEST).write_text(text + "\n", encoding="utf-8")
        for path in staging.iterdir():
            flush(path)
            path.chmod(0o444)
        flush(staging)
        staging.replace(folder)
        flush(snapshots)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def write_contents(
    published: Path, staging: Path, month: date, report_files: list[Path]
) -> dict[str, Any]:
    connection = duckdb.connect(str(published), read_only=True)
    try:
        period = connection.execute(
            "select as_of_date, is_month_end from marts.dim_periods where period_month = ?", [month]
        ).fetchone()
        if period is None or not period[1]:
            raise SnapshotError(f"the warehouse does not reach the end of {month_code(month)}")
        run = connection.execute("select known_at from marts.dim_run_parameters").fetchone()
        controls = connection.execute(
            "select * exclude (label_es, label_en) from controls.ctl_period_controls "
            "where period_month = ? order by control_code",
            [month],
        ).pl()
        files = [
            write_table(connection, staging, name, condition, {"month": month, "as_of": period[0]})
            for name, condition in tables_to_seal(connection)
        ]
    finally:
        connection.close()
    for report in report_files:
        copy = staging / report.name
        shutil.copyfile(report, copy)
        files.append({"file": copy.name, "sha256": sha256_of(copy), "bytes": copy.stat().st_size})
    return {
        "period_month": month.isoformat(),
        "as_of_date": period[0].isoformat(),
        "known_at": run[0].isoformat() if run else None,
        "controls": [
            {key: str(value) for key, value in row.items()} for row in controls.to_dicts()
        ],
        "files": files,
    }


def tables_to_seal(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    published = connection.execute(
        """
        select table_schema || '.' || table_name from information_schema.tables
        where table_schema in ('marts', 'reports', 'controls', 'policies') order by all
        """
    ).fetchall()
    chosen = []
    for (name,) in published:
        if name.startswith("policies."):
            chosen.append((name, ALL))
        elif name in ROWS_OF_MONTH:
            chosen.append((name, ROWS_OF_MONTH[name]))
        elif not name.startswith(NOT_SEALED):
            raise SnapshotError(f"no rule says which rows of {name} belong to a month")
    missing = sorted(ROWS_OF_MONTH.keys() - {name for name, _ in chosen})
    if missing:
        raise SnapshotError(f"the published warehouse has no {missing[0]}")
    return chosen


def write_table(
    connection: duckdb.DuckDBPyConnection,
    staging: Path,
    name: str,
    condition: str,
    parameters: dict[str, date],
) -> dict[str, Any]:
    used = {key: value for key, value in parameters.items() if f"${key}" in condition}
    query = f"select * from {name} where {condition} order by all"
    path = staging / f"{name}.parquet"
    frame = connection.execute(query, used).to_arrow_table()
    connection.register("sealed_rows", frame)
    target = str(path).replace("'", "''")
    connection.execute(f"copy sealed_rows to '{target}' (format parquet, compression zstd)")
    connection.unregister("sealed_rows")
    return {
        "file": path.name,
        "sha256": sha256_of(path),
        "bytes": path.stat().st_size,
        "rows": frame.num_rows,
        "columns": frame.schema.names,
    }


def previous_manifest(snapshots: Path, month: date) -> dict[str, str] | None:
    """The last sealed month before this one, and the hash of its manifest."""
    earlier = [sealed for sealed in sealed_months(snapshots) if sealed < month]
    if not earlier:
        return None
    path = snapshot_folder(snapshots, earlier[-1]) / MANIFEST
    if not path.is_file():
        raise SnapshotError(f"the snapshot of {month_code(earlier[-1])} has lost its manifest")
    return {"month": month_code(earlier[-1]), "sha256": sha256_of(path)}
