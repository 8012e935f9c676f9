"""The sample company: a deterministic distributor of hydraulic parts, in its sources' own formats.

Belongs here: the generator, whole. Does not belong here: anything that reads what it writes.
``write_sample`` is the way in; ``cases.CASES`` says where to find the hard cases. The same
arguments write the same bytes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import polars as pl

from pipelines.books.book import column_name
from pipelines.contracts.raw_table import RawTable
from pipelines.sample.balances import monthly_balances
from pipelines.sample.banks import BBVA, account_movements
from pipelines.sample.blocks import MOST_CHARGES, life_in_blocks
from pipelines.sample.books import write_book
from pipelines.sample.carried import Carried, count_documents
from pipelines.sample.cases import hard_cases
from pipelines.sample.catalogues import catalogue_tables
from pipelines.sample.files import write_delimited, write_lines
from pipelines.sample.firebird import write_database
from pipelines.sample.ledger import Ledger
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
CHARGES_AT_ONCE = 1_000_000
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
    out: Path,
    *,
    charges: int,
    months: int,
    seed: int,
    form: ErpForm = "csv",
    deliveries: Sequence[Delivery] = DELIVERIES,
    at_once: int = CHARGES_AT_ONCE,
) -> SampleSummary:
    """Write a sample company of so many charges over so many months into the folder ``out``, which
    is to be named like the company: the desk's books carry that name.

    ``charges`` counts those of the hard cases too. Files of the same name are replaced. ``form`` is
    that of the ERP's tables: dumps, a database or a backup of one. ``at_once``: the most charges
    held in memory; of a company with more of them, only the first so many have orders and are
    worked by the desk, and its statements are files of a year each.
    Raises ValueError when ``charges`` is too small for the hard cases, too large for their ids or
    for a database, or ``months`` out of bounds.
    """
    period = Period(months)
    cases = hard_cases()
    ordinary = charges - count_documents(cases, "C")
    if ordinary < 1:
        raise ValueError(f"charges must be more than the {charges - ordinary} of the hard cases")
    if charges > MOST_CHARGES:
        raise ValueError(f"charges must be {MOST_CHARGES:,} at most")
    is_large = ordinary > at_once
    if form != "csv" and is_large:
        raise ValueError(f"a database holds {at_once:,} charges at most")
    fix = draw_fix(period, _stream(seed, "rates"))
    rngs = (_stream(seed, f"life{number or ''}") for number in count())
    out.mkdir(parents=True, exist_ok=True)
    (out / "company.yaml").write_bytes(COMPANY.encode())
    write_letterhead(out)
    files: Counter[str] = Counter()
    carried = Carried()
    for number, ledger in enumerate(life_in_blocks(ordinary, at_once, period, rngs, [cases])):
        is_first = number == 0
        for delivery in deliveries:
            tables = _erp_tables(ledger, fix, delivery, seed, is_first=is_first)
            files.update(_write_erp(out, tables, delivery, form, is_first=is_first))
        carried.add(ledger, deliveries, is_first=is_first)
    for delivery in deliveries:
        files.update(_write_rates(out, fix, period, delivery))
        files.update(_write_books(out, carried, delivery))
    files.update(_write_statements(out, carried, period, deliveries, by_year=is_large))
    return SampleSummary(files=MappingProxyType(dict(files)), **carried.counts)


def _stream(seed: int, purpose: str) -> np.random.Generator:
    """A generator of its own for each purpose, so that one does not disturb the other."""
    return np.random.Generator(np.random.PCG64([seed, *purpose.encode()]))


def _folder(out: Path, source: str, delivery: Delivery) -> Path:
    folder = out / source / delivery.folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_erp(
    out: Path,
    tables: Iterator[tuple[RawTable, pl.DataFrame]],
    delivery: Delivery,
    form: ErpForm,
    *,
    is_first: bool,
) -> dict[str, int]:
    """A full extract of every table, as of the delivery: a file each, or one database.

    is_first: else the rows go on in the files there are.
    """
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
            parts = dumped(frame, table)
            rows = write_delimited(path, parts, encoding="cp1252", is_continued=not is_first)
        written[path.relative_to(out).as_posix()] = rows
    return written


def _erp_tables(
    ledger: Ledger, fix: Fix, delivery: Delivery, seed: int, *, is_first: bool
) -> Iterator[tuple[RawTable, pl.DataFrame]]:
    """One table at a time; the largest are made only when it is their turn.

    is_first: with the tables that are not about the ledger's own documents and customers.
    """
    shown = ledger.shown_in(delivery)
    frames = {
        **customer_tables(shown),
        "vencimientos_cargos_cc": shown.dues,
        "saldos_cc": monthly_balances(shown, delivery),
    }
    if is_first:
        history = history_rows(fix, delivery, _stream(seed, "history"))
        frames |= {**catalogue_tables(), "historia_cambiaria": history}
        frames |= order_tables(ledger, delivery, fix)
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


def _write_books(out: Path, carried: Carried, delivery: Delivery) -> dict[str, int]:
    """A book is marked as this company's: by the name of the folder it is written for."""
    written = {}
    for book, rows in carried.books[delivery]:
        path = _folder(out, "books", delivery) / f"{column_name(book.title)}.xlsx"
        company = out.resolve().name
        written[path.relative_to(out).as_posix()] = write_book(path, book, rows, company, delivery)
    return written


def _write_statements(
    out: Path,
    carried: Carried,
    period: Period,
    deliveries: Sequence[Delivery],
    *,
    by_year: bool,
) -> dict[str, int]:
    written = {}
    customers = pl.concat(carried.customers)
    for account, cash in carried.cash.items():
        movements = account_movements(pl.concat(cash), period)
        for delivery in deliveries:
            folder = _folder(out, "banks", delivery)
            for which, export in exported(movements, delivery, by_year=by_year):
                parts = export.iter_slices(ROWS_AT_ONCE)
                if account is BBVA:
                    path = folder / f"{account.number}_movimientos{which}.txt"
                    printed = (bbva_rows(part) for part in parts)
                    rows = write_delimited(
                        path, printed, encoding="latin-1", separator="\t", quotes="never"
                    )
                else:
                    path = folder / f"cuentas_de_cheques{which}.csv"
                    printed = (banorte_rows(part, account.number, customers) for part in parts)
                    rows = write_delimited(path, printed, encoding="utf-8-sig", quotes="always")
                written[path.relative_to(out).as_posix()] = rows
    return written
