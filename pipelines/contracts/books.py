"""Contracts of the desk's own books, each made from the book's one definition (pipelines/books).

Belongs here: how a definition becomes a contract. Raw columns are the Spanish headers in plain
letters, and a choice is stored as its code. Rules across columns are the reader's, which knows the
columns by the words that the person sees.
"""

import pandera.polars as pa
import polars as pl

from pipelines.books.book import FIRST_DATE, PATTERNS, Book, BookColumn
from pipelines.books.catalogue import BOOKS
from pipelines.contracts.raw_table import RawTable


def contract_of(book: Book) -> RawTable:
    """The raw table of a book. No book is required: a desk keeps those it needs."""
    schema = pa.DataFrameSchema({c.name: contract_column(c) for c in book.columns}, strict=True)
    key = tuple(book.column(header).name for header in book.key)
    return RawTable(
        "books",
        book.entity,
        key,
        book.delivery,
        schema,
        kind="book",
        is_required=False,
        expected_every_days=25,
    )


def contract_column(column: BookColumn) -> pa.Column:
    """Empty is allowed where the book does not ask for a value in every row."""
    always = column.is_required and column.only_in is None
    checks = checks_of(column)
    return pa.Column(column.dtype, checks, nullable=not always, required=column.is_required)


def checks_of(column: BookColumn) -> list[pa.Check]:
    checks = []
    if column.words:
        words = ", ".join(column.words)
        told = f"not one of the words of the list: {words}"
        checks.append(pa.Check.isin(list(column.words.values()), error=told))
    elif column.kind in PATTERNS:
        pattern, told = PATTERNS[column.kind]
        checks.append(pa.Check.str_matches(pattern, error=told))
    elif column.dtype == pl.String:
        told = f"longer than {column.max_length} characters"
        checks.append(pa.Check.str_length(max_value=column.max_length, error=told))
    elif column.kind == "date":
        checks.append(pa.Check.ge(FIRST_DATE, error=f"before the year {FIRST_DATE.year}"))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error=f"less than {column.minimum}"))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum, error=f"more than {column.maximum}"))
    return checks


TABLES_BY_BOOK = {book.code: contract_of(book) for book in BOOKS}
TABLES = tuple(TABLES_BY_BOOK.values())
