"""Books of the desk in which one row does not fit the ledger.

Belongs here: books, and the subject that the control must name. Does not belong here: rows that
the reader itself refuses (tests/unit/books).
"""

from datetime import date

from pipelines.books.book import Book
from pipelines.books.collection_books import COLLECTION_LOG
from pipelines.books.credit_books import CREDIT_FILE
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.template import build_template
from tests.warehouse.deliveries import NEXT
from tests.workspace import COMPANY, Workspace

UNKNOWN_CODE = "NADIE-1"


def a_credit_file_of_an_unknown_customer(company: Workspace) -> str:
    """One limit of a customer that there is, and one of a code that is nobody's."""
    ((code,),) = company.published("select min(customer_code) from marts.dim_customers")
    deliver_book(company, CREDIT_FILE, [{"Cliente": code}, {"Cliente": UNKNOWN_CODE}])
    return UNKNOWN_CODE


def a_promise_of_an_invoice_that_is_nobodys(company: Workspace) -> str:
    """Beside one on account, which names no invoice."""
    ((code,),) = company.published("select min(customer_code) from marts.dim_customers")
    made = {"Gestor": "ANA", "Fecha": date(2026, 10, 30), "Cliente": code}
    promise = {**made, "Folio": 1, "Documento": "A99999999"}
    deliver_book(company, COLLECTION_LOG, [promise, {**made, "Folio": 2, "Documento": None}])
    return "B-ANA/1"


def deliver_book(company: Workspace, book: Book, rows: list[dict[str, object]]) -> None:
    """The book's own example, changed row by row, in the next delivery."""
    workbook = build_template(book, COMPANY, "Demo")
    sheet = workbook[DATA_SHEET]
    example = {c.header: c.example for c in book.columns if c.example is not None}
    for row_number, changes in enumerate(rows, start=FIRST_ROW):
        row = example | changes
        for place, book_column in enumerate(book.columns, start=1):
            sheet.cell(row_number, place).value = row.get(book_column.header)  # type: ignore[assignment]
    path = company.inbox / "books" / NEXT / f"{book.code}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
