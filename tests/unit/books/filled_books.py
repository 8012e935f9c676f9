"""Books filled in as a person does it: into the cells of the template, below its header."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.books.book import Book
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.template import build_template
from pipelines.contracts.validation import Validated, validate
from pipelines.sources.books import BOOKS as SOURCE
from pipelines.sources.reading import UnreadableFile

Row = Mapping[str, object]
COMPANY = "acme"
DATA_PART = "xl/worksheets/sheet2.xml"


def example_of(book: Book, **changes: object) -> dict[str, object]:
    """The book's own example by header; changes by raw column, None empties a cell."""
    by_name = {column.name: column.header for column in book.columns}
    row = {c.header: c.example for c in book.columns if c.example is not None}
    return row | {by_name[name]: value for name, value in changes.items()}


def fill(inbox: Path, book: Book, rows: list[Row], *, name: str = "libro.xlsx") -> Path:
    """The template with these rows, as a delivered file of company ``acme``."""
    workbook = build_template(book, COMPANY, "Acme")
    sheet = workbook[DATA_SHEET]
    assert isinstance(sheet, Worksheet)
    places = {column.header: number for number, column in enumerate(book.columns, start=1)}
    for row_number, row in enumerate(rows, start=FIRST_ROW):
        for header, value in row.items():
            sheet.cell(row_number, places[header]).value = value  # type: ignore[assignment]
    return saved(inbox, workbook, name)


def saved(inbox: Path, workbook: openpyxl.Workbook, name: str = "libro.xlsx") -> Path:
    path = inbox / "books" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def take(path: Path) -> Validated:
    """Route, read and validate, every count closed."""
    inbox = path.parents[1]
    (table,) = tables = SOURCE.route(path, inbox)
    (reading,) = SOURCE.read(path, tables, inbox)
    done = validate(table, reading)
    assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
    assert not done.missing_columns
    return done


def faults(done: Validated) -> list[tuple[int, str, str]]:
    """Row of the sheet, column as the person sees it, what is wrong."""
    return done.rejects.select("file_line", "column_name", "reason").rows()


def refusal(path: Path) -> UnreadableFile:
    """The refusal that must come of a file as a whole."""
    with pytest.raises(UnreadableFile) as refused:
        take(path)
    assert refused.value.remedy
    return refused.value


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with one of its parts changed."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == part else content)
    return target
