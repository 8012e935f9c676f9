"""One sheet, written from top to bottom: cells, formulas with their values, and the page.

Belongs here: what every sheet needs. Does not belong here: tables (``sheet_table``) and contents.
The workbook is written as a stream, so widths and frozen rows are fixed before the first row.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from pipelines.reports.context import ReportContext
from pipelines.reports.safe_text import escape_page_text, looks_like_formula
from pipelines.reports.styles import REMARK, SUBTITLE, TITLE, Look
from pipelines.reports.wording import Wording

Value = str | int | Decimal | date | datetime | None

LETTER_PAPER = 1
LETTER_INCHES = (11.0, 8.5)
MARGIN_INCHES = 0.4
HEADER_INCHES = 0.35
POINTS_PER_INCH = 72
# A column of width 1 is seven pixels, of which 96 make an inch.
INCHES_PER_WIDTH = 7 / 96
ROW_HEIGHT = 15.0
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True)
class Formula:
    """A live formula and its value now, for readers that do not calculate.

    text: with its leading ``=``; made by us, never from data.
    """

    text: str
    value: Decimal | int


class Sheet:
    """A sheet of a write-only workbook; ``row`` is the last row written.

    values: what each formula comes to, by cell, to be put beside it in the file.
    """

    def __init__(
        self, workbook: Workbook, title: str, widths: Sequence[float], freeze: str | None = None
    ) -> None:
        if len(title) > LONGEST_SHEET_NAME:
            raise ValueError(f"a sheet name may have {LONGEST_SHEET_NAME} characters: {title}")
        self.worksheet = workbook.create_sheet(title)
        self.title = title
        self.width = len(widths)
        self.row = 0
        self.values: dict[str, Decimal | int] = {}
        # One empty cell per look, to be copied: working out a style costs more than writing a row.
        self.cells: dict[tuple[Look, bool], Cell] = {}
        for index, width in enumerate(widths, start=1):
            self.worksheet.column_dimensions[get_column_letter(index)].width = width
        self.worksheet.freeze_panes = freeze
        self.worksheet.sheet_view.showGridLines = False
        self.worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def cell(self, look: Look, *, is_quoted: bool = False) -> Cell:
        """An empty cell; text that looks like a formula wants one that is quoted."""
        known = self.cells.get((look, is_quoted))
        if known is not None:
            return copy(known)
        cell = WriteOnlyCell(self.worksheet)
        cell.font = look.openpyxl_font()
        cell.fill = look.openpyxl_fill()
        cell.border = look.openpyxl_border()
        cell.alignment = look.openpyxl_alignment()
        cell.number_format = look.number_format
        if is_quoted:
            cell.quotePrefix = True
        self.cells[look, is_quoted] = cell
        return copy(cell)

    def append(
        self, cells: Sequence[tuple[Value | Formula, Look] | None], height: float | None = None
    ) -> int:
        """Write the next row, from column A, and return its number. None leaves a cell out."""
        self.row += 1
        if height is not None:
            self.worksheet.row_dimensions[self.row].height = height
        written: list[Cell | None] = []
        for column, content in enumerate(cells, start=1):
            if content is None:
                written.append(None)
                continue
            value, look = content
            cell = self.cell(look, is_quoted=isinstance(value, str) and looks_like_formula(value))
            if isinstance(value, Formula):
                cell.value = value.text
                self.values[f"{get_column_letter(column)}{self.row}"] = value.value
            else:
                put_value(cell, value)
            written.append(cell)
        self.worksheet.append(written)
        return self.row

    def append_cells(self, cells: list[Cell], height: float | None = None) -> None:
        """Write the next row from cells that the caller fills again for each row."""
        self.row += 1
        if height is not None:
            self.worksheet.row_dimensions[self.row].height = height
        self.worksheet.append(cells)

    def skip(self, rows: int = 1) -> None:
        for _ in range(rows):
            self.append([])

    def head(self, title: str, context: ReportContext, wording: Wording, remark: str) -> None:
        """The lines at the top of every sheet: HEAD_ROWS of them."""
        about = wording.text(
            "page.about",
            company=context.company_name,
            month=wording.month(context.period_month),
            day=wording.day(context.as_of_date),
        )
        self.append([(title, TITLE)], height=24)
        self.append([(about, SUBTITLE)], height=15)
        self.append([(remark, REMARK)], height=13)

    def merge(self, row: int, first_column: int, last_column: int) -> None:
        first, last = get_column_letter(first_column), get_column_letter(last_column)
        self.worksheet.merged_cells.add(f"{first}{row}:{last}{row}")

    def break_page(self, after_row: int | None = None) -> None:
        """Let a new page begin after a row; None is the last one written."""
        self.worksheet.row_breaks.append(Break(id=after_row or self.row))

    def set_page(
        self,
        context: ReportContext,
        wording: Wording,
        repeated_row: int | None = None,
        printed_columns: int | None = None,
    ) -> None:
        """Print all rows, landscape on letter paper, as wide as the page.

        printed_columns: how many from the left; None for all.
        """
        sheet = self.worksheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = LETTER_PAPER
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = MARGIN_INCHES
        sheet.page_margins.top = sheet.page_margins.bottom = MARGIN_INCHES + HEADER_INCHES
        sheet.page_margins.header = sheet.page_margins.footer = MARGIN_INCHES
        sheet.print_area = f"A1:{get_column_letter(printed_columns or self.width)}{self.row}"
        if repeated_row is not None:
            sheet.print_title_rows = f"{repeated_row}:{repeated_row}"
        made = context.local_time(context.known_at)
        for part, text in (
            (sheet.oddHeader.left, escape_page_text(context.company_name)),
            (sheet.oddHeader.right, escape_page_text(self.title)),
            (sheet.oddFooter.left, wording.text("page.made", version=context.code_version)),
            (sheet.oddFooter.center, wording.text("page.number")),
            (sheet.oddFooter.right, wording.text("page.known_at", at=f"{made:%Y-%m-%d %H:%M}")),
        ):
            part.text = text
            part.size = 8


HEAD_ROWS = 3
HEAD_HEIGHT = 52.0


def height_of_page(widths: Sequence[float]) -> float:
    """Points of rows that fit on a page, when columns of these widths are shrunk to fit it."""
    across = LETTER_INCHES[0] - 2 * MARGIN_INCHES
    down = LETTER_INCHES[1] - 2 * (MARGIN_INCHES + HEADER_INCHES)
    scale = min(1.0, across / (sum(widths) * INCHES_PER_WIDTH))
    return down * POINTS_PER_INCH / scale


def put_value(cell: Cell, value: Value) -> None:
    """Set a cell's value; a text stays a text, whatever it looks like."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
