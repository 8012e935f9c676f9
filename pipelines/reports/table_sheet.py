"""What the sheets made of tables share: their columns' words, their frame, their few colours.

Belongs here: the shape of a sheet with one table, and the column expressions that turn codes and
flags into words. Does not belong here: which columns a particular sheet shows.
"""

from collections.abc import Mapping
from decimal import Decimal

import polars as pl
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import HEAD_ROWS, Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import RED, SECTION
from pipelines.reports.table import Column, Kind, Place, Table
from pipelines.reports.wording import Wording

# Past this an item is old; it is only a colour on the page, no figure depends on it.
OLD_AFTER_DAYS = 90


def column(name: str, wording: Wording, kind: Kind = "text", *, total: bool = False) -> Column:
    """A column under the words that the labels have for its name."""
    return Column(name, wording.text(f"column.{name}"), kind, total)


def worded(frame: pl.DataFrame, name: str, family: str, wording: Wording) -> pl.DataFrame:
    """The frame with the codes of a column replaced by the words a finance user reads."""
    words = {code: wording.code(family, code) for code in frame[name].drop_nulls().unique()}
    return frame.with_columns(pl.col(name).replace(words))


def worded_list(frame: pl.DataFrame, name: str, family: str, wording: Wording) -> pl.DataFrame:
    """The frame with a column of codes, by comma, in words; ``code:5.00`` keeps its number."""
    lists = frame.select(pl.col(name).str.split(",").explode().drop_nulls().unique())[name]
    words = {}
    for item in lists:
        code, _, number = item.partition(":")
        word = wording.code(family, code)
        words[item] = f"{word} {Decimal(number).normalize():+f}" if number else word
    spoken = pl.col(name).str.split(",").list.eval(pl.element().replace(words)).list.join(", ")
    return frame.with_columns(spoken)


def yes_no(name: str, wording: Wording) -> pl.Expr:
    """A flag as a word, under its own name."""
    yes, no = wording.text("word.yes"), wording.text("word.no")
    return pl.when(pl.col(name)).then(pl.lit(yes)).otherwise(pl.lit(no)).alias(name)


def only_positive(name: str) -> pl.Expr:
    """Days past due where there are any, under their own name; not yet due shows nothing."""
    return pl.when(pl.col(name) > 0).then(pl.col(name)).alias(name)


def write_single_table(
    workbook: Workbook,
    key: str,
    table: Table,
    context: ReportContext,
    wording: Wording,
    *,
    printed_columns: int | None = None,
) -> tuple[Sheet, Place]:
    """A sheet with one table: totals and header stay in view, the header repeats on paper.

    key: under which the labels hold the sheet's name, title and remark.
    printed_columns: how many from the left are printed; None for all.
    """
    rows_above = HEAD_ROWS + 1 + len(table.total_rows) + 1
    freeze = f"C{rows_above + 1}"
    sheet = Sheet(workbook, wording.text(f"{key}.sheet"), fit_widths(table), freeze)
    sheet.head(wording.text(f"{key}.title"), context, wording, wording.text(f"{key}.remark"))
    sheet.skip()
    place = write_table(sheet, table, wording, wording.text("table.empty"))
    sheet.set_page(context, wording, place.header_row, printed_columns)
    return sheet, place


def write_titled_tables(
    workbook: Workbook,
    key: str,
    tables: Mapping[str, Table],
    context: ReportContext,
    wording: Wording,
    *,
    frozen_columns: int = 1,
    printed_columns: int | None = None,
) -> tuple[Sheet, dict[str, Place]]:
    """A sheet with tables one below another, each under a title, and where each of them stands.

    key: as in write_single_table; below it the labels hold the titles, by the names of ``tables``.
    """
    freeze = f"{get_column_letter(frozen_columns + 1)}{HEAD_ROWS + 1}"
    sheet = Sheet(workbook, wording.text(f"{key}.sheet"), fit_widths(*tables.values()), freeze)
    sheet.head(wording.text(f"{key}.title"), context, wording, wording.text(f"{key}.remark"))
    places = {}
    for name, table in tables.items():
        sheet.skip()
        sheet.append([(wording.text(f"{key}.{name}"), SECTION)], height=18)
        places[name] = write_table(sheet, table, wording, wording.text("table.empty"))
    sheet.set_page(context, wording, printed_columns=printed_columns)
    return sheet, places


def cells_of(table: Table, place: Place, name: str) -> str:
    """The rows of one column, as ``F8:F120``."""
    letter = get_column_letter([each.name for each in table.columns].index(name) + 1)
    return f"{letter}{place.first_row}:{letter}{place.last_row}"


def colour_old(sheet: Sheet, cells: str) -> None:
    """Bold red where a number of days is past OLD_AFTER_DAYS."""
    colour_cells(sheet, cells, "greaterThan", str(OLD_AFTER_DAYS), RED)


def colour_words(sheet: Sheet, cells: str, colours: Mapping[str, str]) -> None:
    """Bold in the word's colour where a cell is one of the words."""
    for word, colour in colours.items():
        colour_cells(sheet, cells, "equal", f'"{word}"', colour)


def colour_cells(sheet: Sheet, cells: str, operator: str, operand: str, colour: str) -> None:
    style = DifferentialStyle(font=Font(bold=True, color=colour))
    rule = Rule(type="cellIs", operator=operator, formula=[operand], dxf=style)  # type: ignore[arg-type]  # the stubs want a literal
    sheet.worksheet.conditional_formatting.add(cells, rule)
