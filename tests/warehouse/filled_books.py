"""Books of the desk as people hand them in: a template, filled in, in a delivery.

Belongs here: filling in. What stands in the rows, and what must become of it, is for the tests.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.books.book import Book
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.template import build_template
from tests.warehouse.deliveries import NEXT
from tests.workspace import Workspace


def example_of(book: Book) -> dict[str, object]:
    """The row that the template shows a person, by header."""
    return {c.header: c.example for c in book.columns if c.example is not None}


def deliver_book(
    company: Workspace, book: Book, rows: Iterable[Mapping[str, object]], delivery: str = NEXT
) -> Path:
    """A template of the company with these rows, by header; a column that a row does not name stays
    empty.
    """
    settings = company.settings
    workbook = build_template(book, settings.company, settings.company_name)
    sheet = workbook[DATA_SHEET]
    for row_number, row in enumerate(rows, start=FIRST_ROW):
        for place, column in enumerate(book.columns, start=1):
            sheet.cell(row_number, place).value = row.get(column.header)  # type: ignore[assignment]
    path = company.inbox / "books" / delivery / f"{book.code}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path
