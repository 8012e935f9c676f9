"""A reconciliation of 50,000 open items, from file to workbook: at most 30 seconds.

``python -m tests.bench.counterpart [--items 50000]``. Never a timed test.
"""

import argparse
import resource
import time
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pipelines.counterpart.frames import BALANCES, DOCUMENTS, PAYMENTS, OurSide
from pipelines.counterpart.reconcile import reconcile
from pipelines.counterpart.their_list import read_list
from pipelines.counterpart.workbook import write_workbook
from pipelines.reports.context import ReportContext

AS_OF = date(2026, 12, 31)
CONTEXT = ReportContext(
    "bench", date(2026, 12, 1), AS_OF, datetime(2027, 1, 3, 12), "cartera bench"
)


def documents_of(items: int) -> pl.DataFrame:
    """As many invoices, no two of one folio, and amounts that many share."""
    number = pl.int_range(items, eager=True).alias("number")
    amount = (number % 997 + 100).cast(pl.Decimal(18, 2))
    return (
        pl.DataFrame({"number": number, "balance_amount": amount, "original_amount": amount})
        .with_columns(
            document_id=pl.format("M-{}", "number"),
            document_number="A" + pl.col("number").cast(pl.String).str.zfill(8),
            document_date=pl.date(2026, 1, 1) + pl.duration(days=pl.col("number") % 300),
            due_date=pl.date(2026, 12, 1),
            side_code=pl.lit("charge"),
            class_code=pl.lit("invoice"),
            currency_code=pl.lit("MXN"),
            uuid=pl.lit(None, pl.String),
            is_disputed=pl.col("number") % 500 == 0,
        )
        .select(list(DOCUMENTS))
        .cast(pl.Schema(DOCUMENTS))
    )


def write_list(documents: pl.DataFrame, path: Path) -> None:
    """What the customer has: three spellings, one in 50 a peso less, one in 20 not booked."""
    number = pl.int_range(pl.len())
    plain = number.cast(pl.String)
    documents.select(
        number=number,
        Factura=pl.when(number % 3 == 0)
        .then("Fact. " + plain)
        .when(number % 3 == 1)
        .then("A-" + plain)
        .otherwise("document_number"),
        Fecha="document_date",
        Saldo=pl.col("balance_amount") - (number % 50 == 0).cast(pl.Int64),
    ).filter(pl.col("number") % 20 != 7).drop("number").write_csv(path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=50_000)
    documents = documents_of(parser.parse_args().items)
    balances = documents.group_by("currency_code").agg(pl.col("balance_amount").sum())
    ours = OurSide(documents, pl.DataFrame(schema=PAYMENTS), balances.cast(pl.Schema(BALANCES)))
    with TemporaryDirectory(prefix="cartera-bench-") as folder:
        path = Path(folder) / "list.csv"
        write_list(documents, path)
        started = time.perf_counter()
        theirs = read_list(path, Path(folder), (), "MXN")
        found = reconcile(theirs, ours, AS_OF, 10)
        compared = time.perf_counter()
        write_workbook(found, "bench", CONTEXT, Path(folder) / "book.xlsx")
        ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{documents.height:,} open items, {theirs.rows.height:,} lines of theirs")
    print(f"read, paired, classed and bridged  {compared - started:6.2f} s")
    print(f"workbook                           {ended - compared:6.2f} s")
    print(f"in all                             {ended - started:6.2f} s, at most 30; {peak:.2f} GB")


if __name__ == "__main__":
    main()
