"""One Excel table on a sheet: totals that follow its filters, a header, the rows of a frame.

Belongs here: turning columns and a frame into cells, formulas and a named table.
Does not belong here: which columns a sheet shows, and in which order its rows stand.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ListObject
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from pipelines.reports.safe_text import clean_text, looks_like_formula
from pipelines.reports.sheet import Formula, Sheet, Value, put_value
from pipelines.reports.styles import (
    BODY,
    CHANGE_FORMAT,
    COUNT_FORMAT,
    DAYS_FORMAT,
    HEADER,
    PERCENT_FORMAT,
    TOTAL,
    Look,
    amount_format,
)
from pipelines.reports.wording import Wording

Kind = Literal[
    "text", "code", "hash", "date", "time", "count", "days", "percent", "change", "amount",
    "functional",
]  # fmt: skip

# What Excel can hold, less the rows above a table.
MAX_ROWS = 1_048_576 - 100
# Body text is set smaller than the font that column widths are measured in.
WIDTH_PER_CHARACTER = 0.9
PADDING = 1.6
FILTER_BUTTON = 2
LINE_HEIGHT = 12.0
WIDEST = 36.0


class TooManyRows(Exception):
    """A table would not fit on a sheet."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    name: column of the frame. header: as printed, different from every other of its table.
    kind: how values are shown; ``amount`` is in the row's own unit, ``functional`` in the
        company's functional currency.
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
            raise TooManyRows(f"table {self.name}: {self.frame.height} rows, at most {MAX_ROWS}")

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
        return [*self.units] if self.units == [self.functional] else [*self.units, None]


@dataclass(frozen=True)
class Place:
    """Where a table stands on its sheet: row numbers, the header's and those of its rows."""

    header_row: int
    first_row: int
    last_row: int


def fit_widths(*tables: Table) -> list[float]:
    """Widths of a sheet's columns, so that nothing in any of its tables is cut off."""
    count = max(len(table.columns) for table in tables)
    widths = [0.0] * count
    for table in tables:
        for index, column in enumerate(table.columns):
            widths[index] = max(widths[index], fit_width(column, table))
    return widths


def fit_width(column: Column, table: Table) -> float:
    longest_word = max(len(word) for word in column.header.split()) + FILTER_BUTTON
    characters = max(longest_word, longest_value(column, table))
    return min(characters * WIDTH_PER_CHARACTER + PADDING, WIDEST)


def longest_value(column: Column, table: Table) -> int:
    match column.kind:
        case "text" | "code":
            lengths = table.frame[column.name].str.len_chars()
            longest = lengths.max()
            return longest if isinstance(longest, int) else 0
        case "hash":
            return 24
        case "date":
            return 10
        case "time":
            return 16
        case "amount" | "functional":
            return longest_amount(column, table)
        case _:
            return 7


def longest_amount(column: Column, table: Table) -> int:
    """Characters of the widest amount or total, with its symbol and parentheses."""
    values = table.frame[column.name].drop_nulls()
    widest = values.abs().sum() if column.is_totalled else values.abs().max()
    is_peso = (table.functional if column.kind == "functional" else None) == "MXN"
    symbol = 1 if is_peso or set(table.units) <= {"MXN"} else 4
    return len(f"{widest if isinstance(widest, Decimal) else 0:,.2f}") + symbol + 2


def write_table(sheet: Sheet, table: Table, wording: Wording, empty_text: str) -> Place:
    """Write totals, header and rows below what the sheet has; returns where they stand.

    empty_text: what the one row says when the frame has none, for Excel has no table without rows.
    """
    header_row = sheet.row + len(table.total_rows) + 1
    first_row = header_row + 1
    place = Place(header_row, first_row, header_row + max(table.frame.height, 1))
    for unit in table.total_rows:
        sheet.append(total_cells(table, unit, place, wording))
    sheet.append(
        [(column.header, HEADER) for column in table.columns], height=header_height(sheet, table)
    )
    if table.frame.is_empty():
        sheet.append([(empty_text, BODY), *((None, BODY) for _ in table.columns[1:])])
    else:
        write_rows(sheet, table, wording)
    add_list_object(sheet, table, place)
    return place


def header_height(sheet: Sheet, table: Table) -> float:
    lines = 1
    for index, column in enumerate(table.columns, start=1):
        width = sheet.worksheet.column_dimensions[get_column_letter(index)].width
        characters = max(int((width - PADDING) / WIDTH_PER_CHARACTER) - FILTER_BUTTON, 1)
        lines = max(lines, len(textwrap.wrap(column.header, characters)))
    return lines * LINE_HEIGHT + 6


def total_cells(
    table: Table, unit: str | None, place: Place, wording: Wording
) -> list[tuple[Value | Formula, Look] | None]:
    label = (
        wording.text("table.total_functional")
        if unit is None
        else wording.text("table.total", currency=unit)
    )
    cells: list[tuple[Value | Formula, Look] | None] = [(label, TOTAL)]
    for index, column in enumerate(table.columns[1:], start=2):
        # Amounts of different currencies have no common total.
        if not column.is_totalled or (unit is None and column.kind != "functional"):
            cells.append((None, TOTAL))
            continue
        shown = table.functional if column.kind == "functional" else unit
        look = TOTAL.but(number_format=amount_format(shown))
        cells.append((total_formula(table, index, column, unit, place), look))
    return cells


def total_formula(
    table: Table, index: int, column: Column, unit: str | None, place: Place
) -> Formula:
    """A sum over the rows that a filter shows, of one unit or, for None, of all."""
    letter = get_column_letter(index)
    cells = f"{letter}${place.first_row}:{letter}${place.last_row}"
    if unit is None:
        return Formula(f"=SUBTOTAL(109,{cells})", sum_of(table.frame[column.name]))
    names = [each.name for each in table.columns]
    units = get_column_letter(names.index(str(table.unit_column)) + 1)
    first = f"{letter}${place.first_row}"
    # SUBTOTAL knows which rows are hidden but not which are of this currency; row by row it can
    # be combined with a condition.
    visible = f"SUBTOTAL(109,OFFSET({first},ROW({cells})-ROW({first}),0))"
    of_unit = f'--(${units}${place.first_row}:${units}${place.last_row}="{unit}")'
    rows = table.frame.filter(pl.col(str(table.unit_column)) == unit)
    return Formula(f"=SUMPRODUCT({of_unit},{visible})", sum_of(rows[column.name]))


def sum_of(amounts: pl.Series) -> Decimal | int:
    total = amounts.sum()
    return total if isinstance(total, Decimal | int) else 0


def write_rows(sheet: Sheet, table: Table, wording: Wording) -> None:
    """Write the frame's rows. One cell per column and unit is filled again for every row."""
    frame = clean_text(table.frame)
    names = [column.name for column in table.columns]
    units: Iterable[str | None] = (
        frame[table.unit_column].to_list() if table.unit_column else [None] * frame.height
    )
    plain: dict[str | None, list[WriteOnlyCell]] = {}
    quoted: dict[str | None, list[WriteOnlyCell]] = {}
    for unit, row in zip(units, frame.select(names).iter_rows(), strict=True):
        if unit not in plain:
            looks = body_looks(sheet, table, unit, wording)
            plain[unit] = [sheet.cell(look) for look in looks]
            quoted[unit] = [sheet.cell(look, is_quoted=True) for look in looks]
        cells = plain[unit].copy()
        for index, value in enumerate(row):
            if isinstance(value, str) and looks_like_formula(value):
                cells[index] = quoted[unit][index]
            put_value(cells[index], value)
        sheet.append_cells(cells)


def body_looks(sheet: Sheet, table: Table, unit: str | None, wording: Wording) -> list[Look]:
    formats = {
        "date": wording.text("format.date"),
        "time": wording.text("format.time"),
        "count": COUNT_FORMAT,
        "days": DAYS_FORMAT,
        "percent": PERCENT_FORMAT,
        "change": CHANGE_FORMAT,
        "amount": amount_format(unit),
        "functional": amount_format(table.functional),
    }
    looks = []
    for index, column in enumerate(table.columns, start=1):
        look = BODY.but(number_format=formats.get(column.kind, "General"))
        if column.kind in {"date", "time", "code"}:
            look = look.but(horizontal="center")
        if column.kind == "hash":
            look = look.but(font="Consolas", size=7, wraps=True)
        width = sheet.worksheet.column_dimensions[get_column_letter(index)].width
        if column.kind == "text" and width >= WIDEST:
            look = look.but(wraps=True)
        looks.append(look)
    return looks


def add_list_object(sheet: Sheet, table: Table, place: Place) -> None:
    last = get_column_letter(len(table.columns))
    reference = f"A{place.header_row}:{last}{place.last_row}"
    columns: Sequence[TableColumn] = [
        TableColumn(id=index, name=column.header)
        for index, column in enumerate(table.columns, start=1)
    ]
    list_object = ListObject(
        displayName=table.name,
        name=table.name,
        ref=reference,
        tableColumns=list(columns),
        autoFilter=AutoFilter(ref=reference),
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=True),
    )
    # The sheet's own add_table warns of columns that it cannot know; here they are given.
    sheet.worksheet.tables.add(list_object)
