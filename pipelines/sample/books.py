"""The desk's books as workbooks made from the templates: mark, sheet and header where they belong.

Belongs here: how rows become the files of a delivery. Does not belong here: what the desk wrote
(``desk.py``, ``desk_credit.py``), what a book holds (``pipelines/books``).
"""

from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.books.accounting_books import APPROVALS
from pipelines.books.book import Book
from pipelines.books.collection_books import COLLECTION_LOG, PAYMENT_PLANS
from pipelines.books.credit_books import CREDIT_DOCUMENTS, CREDIT_FILE
from pipelines.books.customer_books import PORTAL_SUBMISSIONS
from pipelines.books.delivery_books import RECIPIENTS
from pipelines.books.layout import DATA_SHEET, MARK_SHEET, mark_cells
from pipelines.sample.desk import (
    collection_log,
    ordinary_charges,
    payment_plans,
    portal_submissions,
)
from pipelines.sample.desk_credit import approvals, credit_documents, credit_lines
from pipelines.sample.desk_recipients import recipients
from pipelines.sample.ledger import Ledger
from pipelines.sample.periods import Delivery
from pipelines.sample.workbook import Row, Value, write_sheets

CENTS = 2


def desk_books(ledger: Ledger, delivery: Delivery) -> list[tuple[Book, pl.DataFrame]]:
    """What the desk hands over with a delivery: the books in which something stands."""
    charges = ordinary_charges(ledger)
    books = [
        (COLLECTION_LOG, collection_log(charges, delivery.last_day)),
        (PAYMENT_PLANS, payment_plans(charges)),
        (PORTAL_SUBMISSIONS, portal_submissions(charges, delivery.last_day)),
        (CREDIT_FILE, credit_lines(ledger.shown_in(delivery))),
        (CREDIT_DOCUMENTS, credit_documents(ledger.shown_in(delivery))),
        (APPROVALS, approvals(ledger, delivery)),
        (RECIPIENTS, recipients()),
    ]
    return [(book, rows) for book, rows in books if rows.height]


def write_book(path: Path, book: Book, rows: pl.DataFrame, company: str, delivery: Delivery) -> int:
    """Write a book's rows as its template would hold them; the number of rows.

    rows: by the template's headers, amounts in whole cents. company: its folder's name.
    """
    data = [
        [_value(column.kind, row.get(column.header)) for column in book.columns]
        for row in rows.iter_rows(named=True)
    ]
    headers = [column.header for column in book.columns]
    sheets: dict[str, list[Row]] = {
        DATA_SHEET: [[book.title], [book.purpose], headers, *data],
        MARK_SHEET: [mark_cells(book, company)],
    }
    write_sheets(path, sheets, delivery.delivered_at)
    return rows.height


def _value(kind: str, value: Value) -> Value:
    if kind == "amount" and isinstance(value, int):
        return Decimal(value).scaleb(-CENTS)
    return value
