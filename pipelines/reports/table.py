"""What a table of a report is: its columns, its rows, the unit of each row.

Belongs here: facts about a table. Writing one is ``sheet_table``, measuring one ``column_widths``.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal[
    "text", "code", "hash", "date", "time", "count", "days", "percent", "rate", "number", "change",
    "score",
    "amount", "functional",
]  # fmt: skip

# What Excel can hold, less the rows above a table.
MAX_ROWS = 1_048_576 - 100


class TooManyRowsError(Exception):
    """A table would not fit on a sheet."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    name: column of the frame. header: as printed, different from every other of its table.
    kind: how values are shown; ``amount`` is in the row's own unit, ``functional`` in the
        company's functional currency, ``number`` in no unit at all; a ``rate`` of 1 is 100 %.
    is_totalled: whether it is added up above the table.
    """

    name: str
    header: str
    kind: Kind = "text"
    is_totalled: bool = False


@dataclass(frozen=True)
class Table:
    """A frame to be shown, in the order of its rows.

    name: of the Excel table; unique in a workbook. unit_column: column of the frame that says in
    which unit (ISO currency, rows, days ...) a row's ``amount`` columns are; totals are per unit.
    """

    name: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    functional: str
    unit_column: str | None = "currency_code"

    def __post_init__(self) -> None:
        headers = [column.header.casefold() for column in self.columns]
        if len(set(headers)) < len(headers):
            raise ValueError(f"table {self.name} has two columns of the same header")
        if self.frame.height > MAX_ROWS:
            raise TooManyRowsError(
                f"table {self.name}: {self.frame.height} rows, at most {MAX_ROWS}"
            )

    @property
    def has_totals(self) -> bool:
        return any(column.is_totalled for column in self.columns)

    @property
    def units(self) -> list[str]:
        """The units that occur, the functional currency first."""
        if self.unit_column is None:
            return []
        units = self.frame[self.unit_column].drop_nulls().unique().to_list()
        return sorted(units, key=lambda unit: (unit != self.functional, unit))

    @property
    def total_rows(self) -> list[str | None]:
        """One total per unit; None stands for all of them, in the functional currency alone."""
        if not self.has_totals:
            return []
        has_common = any(c.is_totalled and c.kind == "functional" for c in self.columns)
        is_needed = has_common and self.units != [self.functional]
        return [*self.units, None] if is_needed else [*self.units]


@dataclass(frozen=True)
class Place:
    """Where a table stands on its sheet: row numbers, the header's and those of its rows."""

    header_row: int
    first_row: int
    last_row: int
