"""The sample company: a deterministic distributor of hydraulic parts, in its sources' own formats.

Belongs here: the generator, whole. Does not belong here: anything that reads what it writes.
``write_sample`` is the way in; ``cases.CASES`` says where to find the hard cases. The same
arguments write the same bytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import polars as pl

from pipelines.books.book import column_name
from pipelines.contracts.raw_table import RawTable
from pipelines.sample.balances import monthly_balances
from pipelines.sample.banks import BANORTE, BBVA, account_movements
from pipelines.sample.books import desk_books, write_book
from pipelines.sample.bulk import ordinary_life
from pipelines.sample.cases import hard_cases
from pipelines.sample.catalogues import NATURES, catalogue_tables
from pipelines.sample.files import write_delimited, write_lines
from pipelines.sample.firebird import write_database
from pipelines.sample.ledger import Ledger, join_ledgers
from pipelines.sample.letterhead import write_letterhead
from pipelines.sample.orders import order_tables
from pipelines.sample.periods import DELIVERIES, Delivery, Period
from pipelines.sample.rates import (
    Fix,
    central_bank_export,
    draw_fix,
    history_rows,
    service_answer,
)
from pipelines.sample.statements import banorte_rows, bbva_rows, exported
from pipelines.sample.tables import (
    ROWS_AT_ONCE,
    TABLES,
    customer_tables,
    document_table,
    dumped,
    line_table,
)
from pipelines.sample.workbook import write_workbook

ErpForm = Literal["csv", "fdb", "fbk"]
WORKBOOK_TABLE = "historia_cambiaria"
COMPANY = """\
name: Hidráulica de Muestra SA de CV
functional_currency: MXN
language: es
timezone: America/Mexico_City
sources: [microsip, banks, banxico, books]
"""


@dataclass(frozen=True)
class SampleSummary:
    """What was written.

    files: rows (or lines, for the exchange rates) of each file, by its path below the folder.
    charges, credits, lines, customers: counts over the whole life of the sample.
    """

    files: Mapping[str, int]
    charges: int
    credits: int
    lines: int
    customers: int


def write_sample(
    out: Path, *, charges: int, months: int, seed: int, form: ErpForm = "csv"
) -> SampleSummary:
    """Write a sample company of so many charges over so many months into the folder ``out``, which
    is to be named like the company: the desk's books carry that name.

    ``charges`` counts those of the hard cases too. Files of the same name are replaced. ``form`` is
    that of the ERP's tables: dumps, a database or a backup of one.
    Raises ValueError when ``charges`` is too small for the hard cases or ``months`` out of bounds.
    """
    period = Period(months)
    fix = draw_fix(period, _stream(seed, "rates"))
    cases = hard_cases()
    ordinary = charges - _count(cases, "C")
    if ordinary < 1:
        raise ValueError(f"charges must be more than the {charges - ordinary} of the hard cases")
    ledger = join_ledgers([ordinary_life(ordinary, period, _stream(seed, "life")), cases])
    out.mkdir(parents=True, exist_ok=True)
    (out / "company.yaml").write_bytes(COMPANY.encode())
    write_letterhead(out)
    files: dict[str, int] = {}
    for delivery in DELIVERIES:
        files |= _write_erp(out, _erp_tables(ledger, fix, delivery, seed), delivery, form)
        files |= _write_rates(out, fix, period, delivery)
        files |= _write_books(out, ledger, delivery)
    files |= _write_statements(out, ledger, period)
    return SampleSummary(
        files=MappingProxyType(files),
        charges=_count(ledger, "C"),
        credits=_count(ledger, "R"),
        lines=ledger.lines["impte_docto_cc_id"].n_unique(),
        customers=ledger.customers["cliente_id"].n_unique(),
    )


def _stream(seed: int, purpose: str) -> np.random.Generator:
    """A generator of its own for each purpose, so that one does not disturb the other."""
    return np.random.Generator(np.random.PCG64([seed, *purpose.encode()]))


def _count(ledger: Ledger, nature: str) -> int:
    natures = pl.col("concepto_cc_id").replace_strict(NATURES, return_dtype=pl.String)
    return ledger.documents.filter(natures == nature)["docto_cc_id"].n_unique()


def _folder(out: Path, source: str, delivery: Delivery) -> Path:
    folder = out / source / delivery.folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_erp(
    out: Path, tables: Iterator[tuple[RawTable, pl.DataFrame]], delivery: Delivery, form: ErpForm
) -> dict[str, int]:
    """A full extract of every table, as of the delivery: a file each, or one database."""
    folder = _folder(out, "microsip", delivery)
    if form != "csv":
        path = folder / f"microsip.{form}"
        dumps = ((table, dumped(frame, table)) for table, frame in tables)
        return {path.relative_to(out).as_posix(): write_database(path, dumps, form)}
    written = {}
    for table, frame in tables:
        is_workbook = table.entity == WORKBOOK_TABLE
        path = folder / f"{table.entity.upper()}.{'xlsx' if is_workbook else 'csv'}"
        if is_workbook:
            text = pl.concat(dumped(frame, table))
            rows = write_workbook(path, table.entity.upper(), text, delivery.delivered_at)
        else:
            rows = write_delimited(path, dumped(frame, table), encoding="cp1252")
        written[path.relative_to(out).as_posix()] = rows
    return written


def _erp_tables(
    ledger: Ledger, fix: Fix, delivery: Delivery, seed: int
) -> Iterator[tuple[RawTable, pl.DataFrame]]:
    """One table at a time; the largest are made only when it is their turn."""
    shown = ledger.shown_in(delivery)
    frames = {
        **catalogue_tables(),
        **customer_tables(shown),
        "historia_cambiaria": history_rows(fix, delivery, _stream(seed, "history")),
        "vencimientos_cargos_cc": shown.dues,
        "saldos_cc": monthly_balances(shown, delivery),
        **order_tables(ledger, delivery, fix),
    }
    for entity, table in TABLES.items():
        if entity == "doctos_cc":
            yield table, document_table(shown, delivery, fix)
        elif entity == "importes_doctos_cc":
            yield table, line_table(shown, delivery)
        elif entity in frames:
            yield table, frames[entity]


def _write_rates(out: Path, fix: Fix, period: Period, delivery: Delivery) -> dict[str, int]:
    folder = _folder(out, "banxico", delivery)
    written = {
        folder / "tipo_de_cambio.csv": central_bank_export(fix, period, delivery),
        folder / "udis.json": service_answer(period, delivery),
    }
    return {
        path.relative_to(out).as_posix(): write_lines(path, lines, encoding="cp1252")
        for path, lines in written.items()
    }


def _write_books(out: Path, ledger: Ledger, delivery: Delivery) -> dict[str, int]:
    """A book is marked as this company's: by the name of the folder it is written for."""
    written = {}
    for book, rows in desk_books(ledger, delivery):
        path = _folder(out, "books", delivery) / f"{column_name(book.title)}.xlsx"
        company = out.resolve().name
        written[path.relative_to(out).as_posix()] = write_book(path, book, rows, company, delivery)
    return written


def _write_statements(out: Path, ledger: Ledger, period: Period) -> dict[str, int]:
    written = {}
    for account in (BBVA, BANORTE):
        movements = account_movements(ledger, account, period)
        for delivery in DELIVERIES:
            folder = _folder(out, "banks", delivery)
            parts = exported(movements, delivery).iter_slices(ROWS_AT_ONCE)
            if account is BBVA:
                path = folder / f"{account.number}_movimientos.txt"
                printed = (bbva_rows(part) for part in parts)
                rows = write_delimited(
                    path, printed, encoding="latin-1", separator="\t", quotes="never"
                )
            else:
                path = folder / "cuentas_de_cheques.csv"
                printed = (banorte_rows(part, account.number, ledger.customers) for part in parts)
                rows = write_delimited(path, printed, encoding="utf-8-sig", quotes="always")
            written[path.relative_to(out).as_posix()] = rows
    return written
