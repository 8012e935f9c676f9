"""How wide a table's columns and how high its header must be, so that nothing is cut off.

Belongs here: measuring in characters; a width of 1 is one digit of the workbook's default font.
"""

import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from pipelines.reports.sheet import Sheet
from pipelines.reports.table import Column, Table

# Body text is set smaller than the font that column widths are measured in.
WIDTH_PER_CHARACTER = 0.84
PADDING = 1.8
FILTER_BUTTON = 2
LINE_HEIGHT = 12.0
WIDEST = 36.0
# A SHA-256 is shown in two lines.
HASH_LINE = 32
MOST_LINES = 8


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
            return HASH_LINE - 3
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


def header_height(sheet: Sheet, table: Table) -> float:
    """Points for the header's row, whose texts wrap between words."""
    lines = 1
    for index, column in enumerate(table.columns, start=1):
        room = max(characters_in(sheet, index) - FILTER_BUTTON, 1)
        lines = max(lines, len(textwrap.wrap(column.header, room)))
    return lines * LINE_HEIGHT + 6


def wrapping_columns(sheet: Sheet, table: Table) -> dict[int, int]:
    """The columns whose texts may need several lines: position in the table, characters a line."""
    rooms = {}
    for position, column in enumerate(table.columns):
        if column.kind == "hash":
            rooms[position] = HASH_LINE
        elif column.kind in {"text", "code"}:
            room = characters_in(sheet, position + 1)
            if longest_value(column, table) > room:
                rooms[position] = room
    return rooms


def row_height(row: Sequence[object], rooms: Mapping[int, int]) -> float | None:
    """Points for a row of values, or None where one line will do.

    rooms: as from ``wrapping_columns``. Programs differ in whether they work heights out by
    themselves, so a row of several lines says so.
    """
    lines = 1
    for position, room in rooms.items():
        value = row[position]
        if isinstance(value, str) and len(value) > room:
            lines = max(lines, len(textwrap.wrap(value, room)))
    return None if lines == 1 else min(lines, MOST_LINES) * LINE_HEIGHT + 3


def characters_in(sheet: Sheet, column: int) -> int:
    width = sheet.worksheet.column_dimensions[get_column_letter(column)].width
    return int((width - PADDING) / WIDTH_PER_CHARACTER)
