"""Statements of account in a folder: one holder's or everybody's, as PDF and workbook.

Belongs here: the order of work. The rows were checked before (statement_rows.py): a statement that
does not add up is never begun.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import polars as pl

from pipelines.documents.bundle import Bundle, begin, stem_of, totals_by_currency
from pipelines.documents.company import Company
from pipelines.documents.house import house_problems
from pipelines.documents.statement import Section, Statement, accounts_of, statements_of
from pipelines.documents.statement_page import Vocabulary, statement_page
from pipelines.documents.statement_rows import AMOUNTS, StatementRows
from pipelines.documents.statement_workbook import write_statement_workbook
from pipelines.documents.typesetting import Typesetter, typesetter
from pipelines.documents.words import Words, words_of
from pipelines.files import sha256_of
from pipelines.reports.context import Language

# How many statements are written, of how many.
Progress = Callable[[int, int], None]
Speech = Mapping[Language, tuple[Words, Vocabulary]]

NAMES = {"es": "estado_de_cuenta", "en": "statement"}
TOTALS = (*AMOUNTS, "disputed_amount", "promised_amount")
INDEX = pl.Schema(
    {
        "holder_id": pl.String(),
        "holder_name": pl.String(),
        "language": pl.String(),
        "currency_code": pl.String(),
        **{name: pl.Decimal(18, 2) for name in TOTALS},
        "row_count": pl.Int64(),
        "pdf": pl.String(),
        "xlsx": pl.String(),
    }
)


def write_statements(
    folder: Path, rows: StatementRows, company: Company, progress: Progress = lambda *_: None
) -> Bundle:
    """Writes the statements of all holders in ``rows``, with their index and manifest.

    Raises PageFailed for a template at fault, and FolderTaken.
    """
    accounts = accounts_of(rows)
    count = accounts["holder_id"].n_unique()
    bundle = begin(folder, rows.as_of_date)
    speech = speech_of(rows, company)
    # Typst lets go of the interpreter: the page is set while the workbook is written.
    with typesetter(company) as pages, ThreadPoolExecutor(1) as beside:
        bundle.problems += house_problems(company, pages.logo_fault, accounts["currency_code"])
        for done, statement in enumerate(statements_of(rows, company.language), start=1):
            write_statement(bundle, pages, statement, company=company, speech=speech, beside=beside)
            progress(done, count)
    totals = ((row["currency_code"], {name: row[name] for name in TOTALS}) for row in bundle.index)
    facts = {
        "since": None if rows.since is None else rows.since.isoformat(),
        "statements": count,
        "totals": totals_by_currency(totals),
    }
    bundle.finish("statements", facts, INDEX)
    return bundle


def speech_of(rows: StatementRows, company: Company) -> Speech:
    return {
        language: (
            words_of(language, company.texts.get(language, {})),
            Vocabulary(language, rows.kinds, rows.buckets),
        )
        for language in get_args(Language)
    }


def write_statement(
    bundle: Bundle,
    pages: Typesetter,
    statement: Statement,
    *,
    company: Company,
    speech: Speech,
    beside: Executor,
) -> None:
    words, vocabulary = speech[statement.language]
    stem = f"{NAMES[statement.language]}_{stem_of(statement.holder_id)}_{statement.as_of_date}"
    pdf, xlsx = f"{stem}.pdf", f"{stem}.xlsx"
    page = statement_page(statement, words, vocabulary, company, pages.logo)
    typeset = beside.submit(pages.pdf, "statement", page)
    write_statement_workbook(bundle.path_of(xlsx), statement, words, vocabulary)
    bundle.write(pdf, typeset.result())
    bundle.files[xlsx] = sha256_of(bundle.path_of(xlsx))
    bundle.index += [index_row(statement, section, pdf, xlsx) for section in statement.sections]


def index_row(statement: Statement, section: Section, pdf: str, xlsx: str) -> dict[str, object]:
    return {
        "holder_id": statement.holder_id,
        "holder_name": statement.holder_name,
        "language": statement.language,
        "currency_code": section.currency_code,
        **section.totals,
        "row_count": len(section.items) + len(section.credits) + len(section.movements),
        "pdf": pdf,
        "xlsx": xlsx,
    }
