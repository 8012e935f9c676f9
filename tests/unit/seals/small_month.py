"""October 2026 of two customers, small enough to be added up by hand, and hands that change a seal.

Belongs here: rows that agree with each other in every table, and forging them: a forger knows the
manifest's form and writes its hashes anew.
"""

from dataclasses import replace
from pathlib import Path

import duckdb
from published import MONTH

from pipelines.files import sha256_of
from pipelines.seals.catalogue import Snapshot
from pipelines.seals.contents import literal
from pipelines.seals.manifest import MANIFEST, read_manifest

OCTOBER = Snapshot(MONTH)
Row = dict[str, str | int]


def both(rate: int = 1, **amounts: int) -> Row:
    """Amounts in the row's currency and in pesos."""
    return amounts | {f"{name}_mxn": amount * rate for name, amount in amounts.items()}


# M-1: an invoice of 1000.00 of September, 16 days late, 400.00 paid; 50.00 kept without an invoice.
# M-2: an invoice of 100.00 dollars at 18.00, not due, valued at 18.50.
FIRST = {"customer_id": "M-1", "currency_code": "MXN"}
SECOND = {"customer_id": "M-2", "currency_code": "USD"}
ROWS: dict[str, list[Row]] = {
    "marts.fct_ledger_entries": [
        {**FIRST, "entry_id": "E-1", "entry_date": "2026-09-15", "amount": 1000},
        {**FIRST, "entry_id": "E-2", "entry_date": "2026-10-20", "amount": -400},
        {**FIRST, "entry_id": "E-3", "entry_date": "2026-10-25", "amount": -50},
        {**SECOND, "entry_id": "E-4", "entry_date": "2026-10-05", "amount": 100},
    ],
    "marts.fct_open_items_monthly": [
        {
            **FIRST,
            "charge_id": "C-1",
            "due_date": "2026-10-15",
            "past_due_days": 16,
            "bucket_number": 1,
            "open_amount": 600,
            "open_amount_mxn": 600,
        },
        {
            **SECOND,
            "charge_id": "C-2",
            "due_date": "2026-11-04",
            "past_due_days": -4,
            "bucket_number": 0,
            "open_amount": 100,
            "open_amount_mxn": 1800,
        },
    ],
    "marts.fct_unapplied_credits_monthly": [
        {**FIRST, "entry_id": "E-3", "unapplied_amount": 50, "unapplied_amount_mxn": 50}
    ],
    "marts.fct_aging_monthly": [
        {
            **FIRST,
            **both(bucket_1_amount=600, overdue_amount=600, open_amount=600),
            **both(unapplied_amount=50, balance_amount=550),
            "closing_balance_amount_mxn": 550,
        },
        {
            **SECOND,
            **both(rate=18, not_due_amount=100, open_amount=100, balance_amount=100),
            "closing_balance_amount_mxn": 1850,
            "unrealised_fx_amount_mxn": 50,
        },
    ],
    "marts.fct_rollforward_monthly": [
        {
            **FIRST,
            **both(opening_amount=1000, closing_amount=550),
            "receipts_amount": -450,
            "movements_amount_mxn": -450,
        },
        {
            **SECOND,
            **both(closing_amount=100),
            "charges_amount": 100,
            "movements_amount_mxn": 1800,
            "fx_amount_mxn": 50,
            "closing_amount_mxn": 1850,
        },
    ],
}
# What every row of these tables has, where it says nothing else.
SHARED: Row = {"period_month": "2026-10-01", "as_of_date": "2026-10-31"}
SHARED |= {"installment_number": 1, "open_item_count": 1}


def publish_rows(published: Path) -> None:
    """Writes the rows into a published file; an amount that a row does not name is 0."""
    with duckdb.connect(str(published)) as connection:
        for table, rows in ROWS.items():
            columns = [str(c[0]) for c in connection.execute(f"from {table}").description or []]
            zeros: Row = {name: 0 for name in columns if name.endswith(("_amount", "_amount_mxn"))}
            for row in rows:
                whole = {k: v for k, v in (zeros | SHARED | row).items() if k in columns}
                names, values = ", ".join(whole), ", ".join("?" * len(whole))
                connection.execute(
                    f"insert into {table} ({names}) values ({values})", list(whole.values())
                )


def open_up(folder: Path) -> None:
    """Makes a seal writable, as somebody would who means to change it."""
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)


def forge(folder: Path, table: str, statement: str) -> None:
    """Changes the rows of a sealed table, here called ``rows``, and lists its new hash."""
    path = folder / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table rows as from read_parquet({literal(path)})")
        connection.execute(statement)
        path.unlink()
        connection.execute(f"copy rows to {literal(path)} (format parquet)")
        (count,) = connection.execute("select count(*) from rows").fetchone() or (0,)
    relist(folder, path, int(count))


def relist(folder: Path, path: Path, rows: int | None) -> None:
    """Writes the manifest anew with the hash that a file has now."""
    manifest = read_manifest(folder)
    size = path.stat().st_size
    files = [
        replace(item, sha256=sha256_of(path), size_bytes=size, rows=rows)
        if item.name == path.name
        else item
        for item in manifest.files
    ]
    rewritten = replace(manifest, files=files)
    (folder / MANIFEST).write_text(rewritten.text(), encoding="utf-8")
