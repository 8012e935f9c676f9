"""One Excel table on a sheet: totals that follow its filters, a header, the rows of a frame.

Belongs here: turning a table into cells, formulas and a named range with filters.
Does not belong here: which columns a sheet shows, and in which order its rows stand.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal

import polars as pl
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ListObject
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from pipelines.reports.column_widths import header_height, row_height, wrapping_columns
from pipelines.reports.safe_text import clean_text, looks_like_formula
from pipelines.reports.sheet import Formula, Sheet, Value, put_value
from pipelines.reports.styles import (
    BODY,
    CHANGE_FORMAT,
    COUNT_FORMAT,
    DAYS_FORMAT,
    HEADER,
    NUMBER_FORMAT,
    PERCENT_FORMAT,
    RATE_FORMAT,
    SCORE_FORMAT,
    TOTAL,
    Look,
    amount_format,
)
from pipelines.reports.table import Column, Place, Table
from pipelines.reports.wording import Wording


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
    rooms = wrapping_columns(sheet, table)
    plain: dict[str | None, list[Cell]] = {}
    quoted: dict[str | None, list[Cell]] = {}
    for unit, row in zip(units, frame.select(names).iter_rows(), strict=True):
        if unit not in plain:
            looks = body_looks(table, unit, wording, wrapping=rooms.keys())
            plain[unit] = [sheet.cell(look) for look in looks]
            quoted[unit] = [sheet.cell(look, is_quoted=True) for look in looks]
        cells = plain[unit].copy()
        for index, value in enumerate(row):
            if isinstance(value, str) and looks_like_formula(value):
                cells[index] = quoted[unit][index]
            put_value(cells[index], value)
        sheet.append_cells(cells, row_height(row, rooms))


def body_looks(
    table: Table, unit: str | None, wording: Wording, wrapping: Collection[int]
) -> list[Look]:
    formats = {
        "date": wording.text("format.date"),
        "time": wording.text("format.time"),
        "count": COUNT_FORMAT,
        "days": DAYS_FORMAT,
        "percent": PERCENT_FORMAT,
        "rate": RATE_FORMAT,
        "number": NUMBER_FORMAT,
        "change": CHANGE_FORMAT,
        "score": SCORE_FORMAT,
        "amount": amount_format(unit),
        "functional": amount_format(table.functional),
    }
    looks = []
    for position, column in enumerate(table.columns):
        look = BODY.but(
            number_format=formats.get(column.kind, "General"), wraps=position in wrapping
        )
        if column.kind in {"date", "time", "code"}:
            look = look.but(horizontal="center")
        if column.kind == "hash":
            look = look.but(font="Consolas", size=7)
        looks.append(look)
    return looks


def add_list_object(sheet: Sheet, table: Table, place: Place) -> None:
    last = get_column_letter(len(table.columns))
    reference = f"A{place.header_row}:{last}{place.last_row}"
    columns = [
        TableColumn(id=index, name=column.header)
        for index, column in enumerate(table.columns, start=1)
    ]
    list_object = ListObject(
        displayName=table.name,
        name=table.name,
        ref=reference,
        tableColumns=columns,
        autoFilter=AutoFilter(ref=reference),
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=True),
    )
    # The sheet's own add_table warns of columns that it cannot know; here they are given.
    sheet.worksheet.tables.add(list_object)
