"""The desk's own books: Excel workbooks made from our templates, and the SAT's balance in XML.

Belongs here: telling by its mark which book a file is, and what people write in its cells. Does not
belong here: which books there are (pipelines/books), the XML (balanza.py), judging rows
(book_rows.py).

A file is known by the mark inside it, whatever its name. Formulas count with the value that was
saved with them; one that was never calculated is a fault.
"""

import zipfile
from dataclasses import replace
from pathlib import Path

import fastexcel
import polars as pl

from pipelines.books.book import Book, BookColumn
from pipelines.books.catalogue import BY_CODE
from pipelines.books.collection_books import COLLECTION_LOG
from pipelines.books.layout import DATA_SHEET, HEADER_ROW, MARK_SHEET, Mark, parse_mark
from pipelines.books.worklist_book import OUTCOME, SHOWN_HEADERS, WORKLIST
from pipelines.contracts.books import TABLES, TABLES_BY_BOOK
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.balanza import balance_root, is_xml, read_balance
from pipelines.sources.book_rows import FAULT_SCHEMA, judge_rows
from pipelines.sources.file_kind import kind_of
from pipelines.sources.lost_cells import CellSurvey, survey_cells
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.source import Source
from pipelines.sources.text_table import TextTable, cell, folded, match_columns
from pipelines.sources.typed_columns import read_columns
from pipelines.sources.workbook import as_table, read_workbook, sheet_texts
from pipelines.sources.workbook_package import DAMAGE, SAVE_AGAIN, check_package

MAX_UNPACKED_BYTES = 24 << 20
GL_BALANCES = "gl_balances"

# Real dates need no format; this is for dates that were typed or pasted as text.
NOTATION = Notation(("%d/%m/%Y",), currency_sign="$")
GROUPED = r"^-?\$? ?-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"
FROM_TEMPLATE = "Copy its rows into the template that `cartera templates` writes, and deliver that"


def route(path: Path, inbox: Path) -> tuple[RawTable, ...]:
    """The table of the book that the file's mark names. Raises UnreadableFile for other files."""
    if is_xml(path):
        balance_root(path)
        return (TABLES_BY_BOOK[GL_BALANCES],)
    return (TABLES_BY_BOOK[log_of(book_of(path, inbox)).code],)


def read(path: Path, tables: tuple[RawTable, ...], inbox: Path) -> tuple[Reading, ...]:
    """The rows of one book. Raises UnreadableFile when it cannot be taken as a whole."""
    (table,) = tables
    if is_xml(path):
        return (read_balance(path, table),)
    return (read_book(path, book_of(path, inbox), table),)


def book_of(path: Path, inbox: Path) -> Book:
    """Raises UnreadableFile for a file without the mark of this company's template."""
    mark = mark_of(path)
    if mark is None:
        raise UnreadableFile("it carries no mark of a template of ours", FROM_TEMPLATE)
    book = BY_CODE.get(mark.book_code)
    if book is None:
        raise UnreadableFile("its mark names a book that does not exist", FROM_TEMPLATE)
    if mark.version != str(book.version):
        raise UnreadableFile(
            f"it is not made from version {book.version} of the template", FROM_TEMPLATE
        )
    if mark.company != inbox.name:
        raise UnreadableFile(
            "its template is that of another company",
            "Put it into that company's inbox, or copy its rows into this company's template",
        )
    return book


def mark_of(path: Path) -> Mark | None:
    """The mark of a whole, plain workbook. Raises UnreadableFile for anything else."""
    if kind_of(path) != "xlsx":
        raise UnreadableFile("it is no Excel workbook", FROM_TEMPLATE)
    refuse_oversized(path)
    check_package(path)
    try:
        names = fastexcel.read_excel(path).sheet_names
    except fastexcel.FastExcelError as error:
        raise UnreadableFile("the workbook cannot be opened", SAVE_AGAIN) from error
    if MARK_SHEET not in names:
        return None
    return parse_mark(read_workbook(path, 1, MARK_SHEET, only_sheet_will_do=False).header)


def refuse_oversized(path: Path) -> None:
    """A book is typed by people; what unpacks to more is none and would be slow to read."""
    try:
        with zipfile.ZipFile(path) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
    except DAMAGE as error:
        raise UnreadableFile("the workbook is damaged or cut off", SAVE_AGAIN) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableFile(
            f"the workbook unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB",
            "Delete sheets, pictures and empty formatted rows, or begin a new book",
        )


def read_book(path: Path, book: Book, table: RawTable) -> Reading:
    survey = survey_cells(path, DATA_SHEET, HEADER_ROW)
    _, grid = sheet_texts(path, DATA_SHEET, only_sheet_will_do=False)
    sheet = text = as_table(grid, HEADER_ROW)
    if book is WORKLIST:
        book, text = COLLECTION_LOG, worked_on(sheet)
    wanted = {column.name: (column.header,) for column in book.columns}
    match = match_columns(text.header, wanted, table.optional_columns)
    cells = {
        column.name: written(column, pl.col(cell(match.places[column.name])))
        for column in book.columns
        if column.name in match.places
    }
    reading = read_columns(text, table, cells, NOTATION, match)
    return judge_rows(
        reading,
        text,
        table,
        labels={column.name: column.header for column in book.columns},
        rules=book.rules,
        cell_faults=cell_faults(
            survey, sheet, {text.header[place] for place in match.places.values()}, text
        ),
    )


def log_of(book: Book) -> Book:
    """The book whose table a file fills: a worklist comes back as entries of the log."""
    return COLLECTION_LOG if book is WORKLIST else book


def worked_on(text: TextTable) -> TextTable:
    """The rows of a worklist that have an outcome, in the columns of the log.

    Raises UnreadableFile when the column of outcomes is gone: all would be left out in silence.
    """
    kept = [place for place, name in enumerate(text.header) if name not in SHOWN_HEADERS]
    outcome = next((n for n in kept if folded(text.header[n]) == folded(OUTCOME)), None)
    if outcome is None:
        raise UnreadableFile(f"it has no column {OUTCOME}", "Take a fresh list: `cartera worklist`")
    is_done = pl.col(cell(outcome)).str.strip_chars().fill_null("") != ""
    columns = {cell(place): cell(new) for new, place in enumerate(kept)}
    rows = text.rows.filter(is_done).select(FILE_LINE, *columns).rename(columns)
    return replace(text, header=tuple(text.header[place] for place in kept), rows=rows)


def written(column: BookColumn, text: pl.Expr) -> pl.Expr:
    """What a person writes in a cell, as the notation and the contract expect it."""
    trimmed = text.str.strip_chars()
    if column.kind in {"amount", "percent", "whole"}:
        is_grouped = trimmed.str.contains(GROUPED)
        plain = trimmed.str.replace_all(",", "", literal=True)
        return pl.when(is_grouped).then(plain).otherwise(trimmed)
    if column.kind == "choice":
        codes = {folded(word): code for word, code in column.words.items()}
        plain = trimmed.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
        return pl.coalesce(plain.replace_strict(codes, default=None), trimmed)
    if column.kind in {"code", "rfc", "uuid"}:
        return trimmed.str.to_uppercase().str.replace_all(" ", "", literal=True)
    return trimmed


def cell_faults(
    survey: CellSurvey, sheet: TextTable, read_names: set[str], text: TextTable
) -> pl.DataFrame:
    """What the workbook would give as empty or rounded, in the columns and rows that are read.

    sheet: all columns of the sheet. text: what is read of it.
    """
    named = dict(zip(survey.header_columns, filter(None, sheet.header), strict=False))
    found = [
        (fault.row, named[fault.column], fault.reason)
        for fault in survey.faults
        if named.get(fault.column) in read_names
    ]
    faults = pl.DataFrame(found, schema=FAULT_SCHEMA, orient="row")
    if text is sheet or faults.is_empty():
        return faults
    return faults.join(text.rows.select(FILE_LINE).collect(), on=FILE_LINE, how="semi")


BOOKS = Source("books", TABLES, route, read)
