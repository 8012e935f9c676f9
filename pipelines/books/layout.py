"""Where things stand in a template, for those who write it and those who read it back.

Belongs here: sheets, rows and the mark by which a book is known. Does not belong here: looks
(template.py), files (sources/books.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.books.book import Book

INSTRUCTIONS_SHEET = "Instrucciones"
DATA_SHEET = "Datos"
HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
ROOM = 2_000

# The mark is the first row of a hidden sheet, so that it survives any program and any file name.
MARK_SHEET = "_cartera"
MARK_WORD = "cartera"


@dataclass(frozen=True)
class Mark:
    """book_code and version: of the template. company: its folder's name."""

    book_code: str
    version: str
    company: str


def mark_cells(book: Book, company: str) -> tuple[str, ...]:
    return (MARK_WORD, book.code, str(book.version), company)


def parse_mark(cells: Sequence[str]) -> Mark | None:
    """None when the cells are no mark of ours."""
    if len(cells) != 4 or cells[0] != MARK_WORD:
        return None
    return Mark(*cells[1:])
