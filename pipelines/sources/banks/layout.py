"""A bank's table as data: its columns, notation and peculiarities.

Belongs here: what a layout may say, and telling it by its header. Does not belong here: reading
(tabular.py), the layouts themselves (one module per bank).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from pipelines.sources.banks.format import Glimpse
from pipelines.sources.delimited import DELIMITERS, split_line
from pipelines.sources.notation import Notation
from pipelines.sources.text_table import ColumnMatch, HeaderSearch, TextTable, folded

Cells = dict[str, pl.Expr]
Kind = Literal["text", "xlsx", "spreadsheetml"]
WithdrawalSign = Literal["positive", "negative", "either"]

SIGNED, DETAIL = "signed_amount", "detail"


def as_found(cells: Cells) -> Cells:
    return cells


def as_it_is(table: TextTable, _match: ColumnMatch) -> TextTable:
    return table


def with_detail(cells: Cells) -> Cells:
    """The description and, where it says more, the column ``detail`` behind it."""
    others = {column: text for column, text in cells.items() if column != DETAIL}
    if DETAIL not in cells:
        return others
    short, detail = cells["description"].str.strip_chars(), cells[DETAIL].str.strip_chars()
    said = pl.when(detail != "").then(detail)
    both = pl.concat_str(short, said, separator=" / ", ignore_nulls=True)
    whole = pl.when(said.str.starts_with(short)).then(said).otherwise(both)
    return others | {"description": whole}


@dataclass(frozen=True)
class Layout:
    """columns: what the bank calls each column of MOVEMENT_SCHEMA, ``account_number``,
        ``currency_code`` and ``signed_amount`` (a deposit is positive); other names are for
        ``derive``, which must take them out again.
    optional: columns that an export may lack.
    kinds: what the file may be; the header decides, not the name.
    title: words that must stand above the header, '' where the header tells enough.
    only_these_columns: the header's names are everyday words, so no other may be beside them.
    fillers: what stands in a cell that is empty.
    opening_label, totals_label: a cell that marks a row as the opening balance or the totals.
    withdrawals: how the bank signs them; ``either`` where exports differ, but not within one.
    sign_may_turn: nobody says what the sign of ``signed_amount`` means, so the balances may.
    derive: text of each column → the same, where a bank packs one value into another's column.
    reshape: the table → a table of one row per movement.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    notation: Notation
    bank_code: str | None = None
    optional: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset({"text"})
    title: str = ""
    only_these_columns: bool = False
    delimiter: str | None = None
    quoted: bool = True
    short_rows: Literal["reject", "pad"] = "reject"
    fillers: tuple[str, ...] = ()
    opening_label: str = ""
    totals_label: str = ""
    withdrawals: WithdrawalSign = "positive"
    sign_may_turn: bool = False
    derive: Callable[[Cells], Cells] = as_found
    reshape: Callable[[TextTable, ColumnMatch], TextTable] = as_it_is

    def is_header(self, cells: Sequence[str]) -> bool:
        found = {folded(text) for text in cells} - {""}
        known: set[str] = set()
        for column, names in self.columns.items():
            spellings = {folded(name) for name in names}
            if column not in self.optional and not spellings & found:
                return False
            known |= spellings
        return not self.only_these_columns or found <= known

    @property
    def header(self) -> HeaderSearch:
        names = (names[0] for column, names in self.columns.items() if column not in self.optional)
        return HeaderSearch(self.is_header, ", ".join(names))

    def tells(self, glimpse: Glimpse) -> bool:
        return self.preamble(glimpse) is not None

    def preamble(self, glimpse: Glimpse) -> list[Sequence[str]] | None:
        """The rows above the header; None where there is no such header."""
        if glimpse.kind not in self.kinds:
            return None
        above: list[Sequence[str]] = []
        for cells in self.rows_of(glimpse):
            if self.is_header(cells) and self.has_title(above):
                return above
            above.append(cells)
        return None

    def rows_of(self, glimpse: Glimpse) -> Iterator[Sequence[str]]:
        if glimpse.kind != "text":
            yield from glimpse.rows
            return
        for line in glimpse.lines:
            delimiter = self.delimiter or max(DELIMITERS, key=line.count)
            yield split_line(line, delimiter, self.quoted)

    def has_title(self, rows: Sequence[Sequence[str]]) -> bool:
        return any(folded(self.title) in folded(" ".join(cells)) for cells in ((), *rows))
