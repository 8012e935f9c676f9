"""How wide a table's columns and how high its rows must be, so that nothing is cut off.

Belongs here: measuring texts and amounts. A width of 1 is one digit of the workbook's default font,
which is larger than the one that tables are set in.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
from openpyxl.utils import get_column_letter

from pipelines.reports.sheet import Sheet
from pipelines.reports.table import Column, Table

PER_DIGIT = 0.84
# An ERP's names are often all capitals, which take more room than small letters; so do the digits
# of a bank's references.
PER_CHARACTER, MORE_PER_CAPITAL = 0.71, 0.11
MORE_PER_DIGIT = PER_DIGIT - PER_CHARACTER
PADDING = 1.8
FILTER_BUTTON = 2.0
WIDEST = 38.0
LINE_HEIGHT = 12.0
MOST_LINES = 8
# A SHA-256 stands in two lines of a small font.
HASH_WIDTH = 26.0


def fit_widths(*tables: Table) -> list[float]:
    """Widths of a sheet's columns, so that nothing in any of its tables is cut off."""
    count = max(len(table.columns) for table in tables)
    widths = [0.0] * count
    for table in tables:
        for index, column in enumerate(table.columns):
            widths[index] = max(widths[index], fit_width(column, table))
    return widths


def fit_width(column: Column, table: Table) -> float:
    word = max(column.header.split(), key=len)
    widest = max(text_width(word) + FILTER_BUTTON, value_width(column, table))
    return min(widest + PADDING, WIDEST)


def text_width(text: str) -> float:
    capitals, digits = sum(map(str.isupper, text)), sum(map(str.isdigit, text))
    return len(text) * PER_CHARACTER + capitals * MORE_PER_CAPITAL + digits * MORE_PER_DIGIT


def value_width(column: Column, table: Table) -> float:
    """The width of the widest value of a column, totals included."""
    match column.kind:
        case "text" | "code":
            text = pl.col(column.name)
            widths = (
                text.str.len_chars() * PER_CHARACTER
                + text.str.count_matches(r"\p{Lu}") * MORE_PER_CAPITAL
                + text.str.count_matches(r"\d") * MORE_PER_DIGIT
            )
            widest = table.frame.select(widths.max()).item()
            return 0.0 if widest is None else float(widest)
        case "hash":
            return HASH_WIDTH
        case "date":
            return 10 * PER_DIGIT
        case "time":
            return 16 * PER_DIGIT
        case "amount" | "functional" | "number":
            return longest_amount(column, table) * PER_DIGIT
        case _:
            return 7 * PER_DIGIT


def longest_amount(column: Column, table: Table) -> int:
    """Characters of the widest amount or total, with its symbol and parentheses."""
    values = table.frame[column.name].drop_nulls().abs()
    widest = values.sum() if column.is_totalled else values.max()
    units = {table.functional} if column.kind == "functional" else set(table.units)
    symbol = 1 if units <= {"MXN"} else 4
    return len(f"{widest if isinstance(widest, Decimal) else 0:,.2f}") + symbol + 2


def header_height(sheet: Sheet, table: Table) -> float:
    """Points for the header's row, whose texts wrap between words."""
    lines = 1
    for number, column in enumerate(table.columns, start=1):
        lines = max(lines, lines_of(column.header, room_in(sheet, number) - FILTER_BUTTON))
    return lines * LINE_HEIGHT + 6


def wrapping_columns(sheet: Sheet, table: Table) -> dict[int, float]:
    """The columns of which some text needs several lines: position in the table, width to fill."""
    rooms = {}
    for position, column in enumerate(table.columns):
        room = room_in(sheet, position + 1)
        if column.kind == "hash":
            rooms[position] = HASH_WIDTH
        elif column.kind in {"text", "code"} and value_width(column, table) > room:
            rooms[position] = room
    return rooms


def row_height(row: Sequence[object], rooms: Mapping[int, float]) -> float | None:
    """Points for a row of values, or None where one line will do.

    rooms: as from ``wrapping_columns``. Programs differ in whether they work heights out by
    themselves, so a row of several lines says so.
    """
    lines = 1
    for position, room in rooms.items():
        value = row[position]
        if isinstance(value, str):
            lines = max(lines, lines_of(value, room))
    return None if lines == 1 else min(lines, MOST_LINES) * LINE_HEIGHT + 3


def lines_of(text: str, room: float) -> int:
    width = text_width(text)
    if width <= room:
        return 1
    return len(textwrap.wrap(text, max(math.floor(len(text) * room / width), 1)))


def room_in(sheet: Sheet, column: int) -> float:
    return float(sheet.worksheet.column_dimensions[get_column_letter(column)].width) - PADDING
