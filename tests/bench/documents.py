"""How long statements take: ``python -m tests.bench.documents [--statements 500] [--rows 60]``.

Each is a PDF and a workbook, written one after another by one process, as the command writes them.
The accounts are made here; what reading them from a warehouse costs is not in the figures. Printed
are the seconds of one run, what 5,000 would take at that pace, and the peak of memory.
"""

import argparse
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pipelines.documents.company import load_company
from pipelines.documents.statement_rows import AMOUNTS, StatementRows, disagreements
from pipelines.documents.statements import write_statements
from pipelines.settings import ROOT, load_settings
from tests.bench.process import Stopwatch, peak_gb

DAY = date(2026, 10, 31)
GOAL, GOAL_SECONDS, GOAL_GB = 5_000, 600, 1.0
MONEY = pl.Decimal(18, 2)
ACCOUNT = {"holder_id": pl.String, "currency_code": pl.String}
# As in policy_aging_buckets: the last day past due of each bucket but the last.
LAST_DAYS = (0, 30, 60, 90, 120)
LABELS = ("label_es", "label_en")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.documents")
    parser.add_argument("--statements", type=int, default=500)
    parser.add_argument("--rows", type=int, default=60)
    options = parser.parse_args()
    rows = accounts(options.statements, options.rows)
    company = load_company(load_settings("demo", ROOT))
    before = peak_gb()
    watch = Stopwatch()
    with TemporaryDirectory() as folder:
        bundle = write_statements(Path(folder) / "out", rows, company)
        spent = watch.read()
        size = sum(path.stat().st_size for path in bundle.folder.iterdir()) / 1e6
    scale = GOAL / options.statements
    print(f"{options.statements:,} statements of {options.rows} rows, {size:.0f} MB")
    for name, clock in (("by the wall", "seconds"), ("of the processor", "cpu_seconds")):
        each = spent[clock] / options.statements
        print(
            f"seconds {name}: {spent[clock]:.1f}, {each * 1000:.0f} ms each; "
            f"{GOAL:,} would take {spent[clock] * scale:.0f}, at most {GOAL_SECONDS}"
        )
    print(f"peak memory {peak_gb():.2f} GB, {before:.2f} before; at most {GOAL_GB:.0f}")


def accounts(count: int, size: int) -> StatementRows:
    """As many customers with ``size`` open invoices each, from 30 days ahead to 150 past due."""
    holders = [f"M-{number:05d}" for number in range(1, count + 1)]
    lates = [place * 180 // size - 30 for place in range(size)]
    buckets = [sum(late > last for last in LAST_DAYS) for late in lates]
    numbers = [f"{place:03d}" for place in range(size)]
    amount = pl.lit(Decimal("1234.56")).cast(MONEY)
    nothing = pl.lit(Decimal("0.00")).cast(MONEY)
    lines = pl.DataFrame(
        {
            "number": numbers,
            "charge_date": [DAY - timedelta(late + 30) for late in lates],
            "due_date": [DAY - timedelta(late) for late in lates],
            "past_due_days": lates,
            "bucket_number": buckets,
        }
    )
    items = (
        pl.DataFrame({"holder_id": holders})
        .join(lines, how="cross")
        .with_columns(
            customer_code=pl.col("holder_id").str.replace("M-", "C"),
            charge_id=pl.col("holder_id") + "-" + pl.col("number"),
            installment_number=pl.lit(1),
            document_number=pl.lit("A00") + pl.col("holder_id").str.slice(2) + pl.col("number"),
            class_code=pl.lit("invoice"),
            currency_code=pl.lit("MXN"),
            original_amount=amount,
            open_amount=amount,
            disputed_amount=nothing,
            promised_amount=nothing,
            promised_date=pl.lit(None, dtype=pl.Date),
            claimable_amount=amount,
        )
    )
    in_buckets = [
        pl.col("open_amount").filter(pl.col("bucket_number") == number).sum().alias(name)
        for number, name in enumerate(AMOUNTS[:6])
    ]
    aging = items.group_by(list(ACCOUNT), maintain_order=True).agg(
        *in_buckets,
        pl.col("open_amount").filter(pl.col("past_due_days") > 0).sum().alias("overdue_amount"),
        pl.col("open_amount").sum(),
        nothing.alias("unapplied_amount"),
        pl.col("open_amount").sum().alias("balance_amount"),
    )
    credit_types = dict.fromkeys(("credit_number", "class_code"), pl.String)
    money = dict.fromkeys(("original_amount", "unapplied_amount"), MONEY)
    moved = {"document_id": pl.String, "entry_date": pl.Date, "document_number": pl.String}
    rows = StatementRows(
        as_of_date=DAY,
        since=None,
        customers=pl.DataFrame({"holder_id": holders}).with_columns(
            customer_id="holder_id",
            customer_code=pl.col("holder_id").str.replace("M-", "C"),
            customer_name=pl.lit("Cliente ") + pl.col("holder_id"),
            rfc=pl.lit("AAA010101AAA"),
            is_foreign=pl.lit(False),
            is_generic_rfc=pl.lit(False),
            email_text=pl.lit(None, dtype=pl.String),
        ),
        items=items,
        credits=pl.DataFrame(schema={**ACCOUNT, **credit_types, "credit_date": pl.Date, **money}),
        aging=aging,
        openings=aging.select(*ACCOUNT, pl.col("balance_amount").alias("opening_amount")),
        movements=pl.DataFrame(
            schema={**ACCOUNT, **moved, "class_code": pl.String, "amount": MONEY}
        ),
        kinds=pl.DataFrame(
            {"class_code": ["invoice"], "label_es": ["Factura"], "label_en": ["Invoice"]}
        ),
        buckets=pl.DataFrame(
            {name: ["0", "1-30", "31-60", "61-90", "91-120", ">120"] for name in LABELS}
        ),
    )
    ledger = aging.select(*ACCOUNT, pl.col("balance_amount").alias("ledger_amount"))
    assert disagreements(rows, ledger).is_empty()
    return rows


if __name__ == "__main__":
    main()
