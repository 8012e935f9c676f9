"""What a book is: its columns, its closed lists and the rules across its columns.

Belongs here: the shapes in which books are defined. Does not belong here: which books there are
(catalogue.py names their modules), Excel (template.py), reading (sources/books.py). One definition
drives the template, the contract, the reader and the documentation of a book.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from pipelines.contracts.raw_table import MONEY, PERCENT
from pipelines.sources.text_table import folded

Kind = Literal["text", "code", "choice", "date", "amount", "percent", "whole", "rfc", "uuid"]
Number = int | Decimal

DTYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "code": pl.String(),
    "choice": pl.String(),
    "date": pl.Date(),
    "amount": MONEY,
    "percent": PERCENT,
    "whole": pl.Int64(),
    "rfc": pl.String(),
    "uuid": pl.String(),
}
# A date before it is a slip of the keyboard; ledgers have the same limit.
FIRST_DATE, LAST_DATE = date(1990, 1, 1), date(2199, 12, 31)
PATTERNS: dict[Kind, tuple[str, str]] = {
    "rfc": (r"^[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}$", "not the form of an RFC"),
    "uuid": (r"^[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}$", "not the form of a UUID"),
}
ANNULLED = "Anulado"


@dataclass(frozen=True)
class OnlyIn:
    """The rows that a column is for: those where a list column says one of these words."""

    header: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class BookColumn:
    """One column of a book.

    header: as the person reads it, in Spanish; the raw column is the same in plain letters.
    kind: a ``code`` is a text in capitals without blanks.
    description, example: for the person, in Spanish. The example is a valid value.
    is_required: in every row, or in all rows that ``only_in`` names.
    words: of a choice: what the person chooses → the code that is stored.
    only_in: a value in any other row is a mistake; None for all rows.
    minimum, maximum: of numbers, both allowed. max_length: of texts, in characters.
    """

    header: str
    kind: Kind
    description: str
    example: str | Number | date | None
    is_required: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    only_in: OnlyIn | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    max_length: int = 40

    @property
    def name(self) -> str:
        return column_name(self.header)

    @property
    def dtype(self) -> pl.DataType:
        return DTYPES[self.kind]


@dataclass(frozen=True)
class RowRule:
    """Something that must not be true of a row.

    header: the column to blame. is_broken: over raw columns; null is not broken.
    reason: what is wrong, without values.
    """

    header: str
    is_broken: pl.Expr
    reason: str


@dataclass(frozen=True)
class Book:
    """A book of one table.

    code: in the template's mark. entity: second half of the raw table's name.
    version: of the layout, in the mark; raise it when a filled-in older template would be misread.
    title, purpose, row_means: for the person, in Spanish. ``row_means`` ends "un renglón por …".
    key: headers that tell rows apart. delivery: ``full`` for a book of one owner, which is the
        whole truth each time; ``incremental`` for one that grows, or that several people keep.
    """

    code: str
    entity: str
    version: int
    title: str
    purpose: str
    row_means: str
    delivery: Literal["full", "incremental"]
    key: tuple[str, ...]
    columns: tuple[BookColumn, ...]
    own_rules: tuple[RowRule, ...] = ()

    @property
    def rules(self) -> tuple[RowRule, ...]:
        """The rules across columns: its own, and those that follow from ``only_in``."""
        return (*self.own_rules, *(rule for c in self.columns for rule in rules_of(self, c)))

    @property
    def file_name(self) -> str:
        return f"plantilla_{column_name(self.title)}.xlsx"

    def column(self, header: str) -> BookColumn:
        """Raises KeyError for a header the book has not."""
        for column in self.columns:
            if column.header == header:
                return column
        raise KeyError(header)


def column_name(header: str) -> str:
    """The raw column of a header: ``Fecha de gestión`` → ``fecha_de_gestion``."""
    return folded(header).replace(" ", "_")


def rules_of(book: Book, column: BookColumn) -> tuple[RowRule, ...]:
    if column.only_in is None:
        return ()
    named = book.column(column.only_in.header)
    meant = [named.words[word] for word in column.only_in.words]
    # A word that is not of the list is a fault of its own, and says nothing about this column.
    others = [code for code in named.words.values() if code not in meant]
    is_empty = pl.col(column.name).is_null()
    words = " or ".join(column.only_in.words)
    stray = RowRule(
        column.header,
        pl.col(named.name).is_in(others) & ~is_empty,
        f"filled in although {named.header} is not {words}",
    )
    if not column.is_required:
        return (stray,)
    missing = f"empty although {named.header} is {words}"
    return (stray, RowRule(column.header, pl.col(named.name).is_in(meant) & is_empty, missing))


def not_before(later: str, earlier: str) -> RowRule:
    """A date column must not lie before another. Both are headers."""
    is_before = pl.col(column_name(later)) < pl.col(column_name(earlier))
    return RowRule(later, is_before, f"before {earlier}")


def goes_with(header: str, other: str) -> RowRule:
    """A column must be filled in where another one is. Both are headers."""
    is_alone = pl.col(column_name(other)).is_not_null() & pl.col(column_name(header)).is_null()
    return RowRule(header, is_alone, f"empty although {other} is filled in")
