"""The Excel template of a book: instructions, the data sheet, and the hidden mark and lists.

Belongs here: sheets and looks. Does not belong here: what a book holds (its definition), sentences
(instructions.py), what Excel checks (entry_rules.py). Data sheets hold no example: what stands in
them is data.
"""

import math
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from pipelines.books.book import Book, BookColumn
from pipelines.books.catalogue import BOOKS
from pipelines.books.entry_rules import LAST_ROW, add_colours, add_validations, words_range
from pipelines.books.instructions import COLUMN_HEADINGS, column_rows, mistakes, steps
from pipelines.books.layout import (
    DATA_SHEET,
    FIRST_ROW,
    HEADER_ROW,
    INSTRUCTIONS_SHEET,
    MARK_SHEET,
    mark_cells,
)
from pipelines.files import replacing
from pipelines.reports.sheet import LETTER_PAPER, put_value
from pipelines.reports.styles import (
    BODY,
    HEADER,
    NAVY,
    REMARK,
    SECTION,
    STEEL,
    SUBTITLE,
    TITLE,
    Look,
)
from pipelines.reports.workbook_file import SteadyArchive

# Templates are dated by their layout, not by the clock: the same layout is the same file.
MADE_AT = datetime(2026, 11, 1)
FIRST_LIST_ROW = 3
FROZEN = f"C{FIRST_ROW}"
HEADER_HEIGHT = 34.0

INSTRUCTION_WIDTHS = (25.0, 26.0, 44.0, 40.0, 24.0)
# A width of 1 is one digit of the default font, which is larger than the two of the instructions.
IN_TABLE, IN_PARAGRAPH = 1.4, 1.3
LINE_HEIGHT = 12.5
MARGIN_INCHES = 0.5

FORMATS = {"date": "dd/mm/yyyy", "amount": "#,##0.00", "percent": "0.00", "whole": "0"}
WIDTHS = {"date": 13.0, "amount": 16.0, "percent": 14.0, "whole": 12.0, "rfc": 16.0, "uuid": 39.0}
NARROWEST, WIDEST, PADDING = 12.0, 42.0, 4.0


class TemplateExists(Exception):
    """A file of a template's name is there already; it may be a book that someone filled in."""


def write_templates(folder: Path, company: str, company_name: str) -> list[Path]:
    """Writes one template per book and returns them.

    company: the folder's name, by which the reader knows whose book it is. company_name: shown.
    Raises TemplateExists, and writes none, when one of the files is there already.
    """
    paths = [folder / book.file_name for book in BOOKS]
    for path in paths:
        if path.exists():
            raise TemplateExists(f"{path.name} is in that folder already; choose an empty one")
    for book, path in zip(BOOKS, paths, strict=True):
        with replacing(path) as partial:
            ExcelWriter(
                build_template(book, company, company_name), SteadyArchive(partial, {})
            ).save()
    return paths


def build_template(book: Book, company: str, company_name: str) -> Workbook:
    workbook = Workbook()
    instructions = workbook.active
    assert isinstance(instructions, Worksheet)
    instructions.title = INSTRUCTIONS_SHEET
    data = workbook.create_sheet(DATA_SHEET)
    hidden = workbook.create_sheet(MARK_SHEET)
    write_instructions(instructions, book, company_name)
    words_at = write_hidden(hidden, book, company)
    write_data_sheet(data, book, company_name)
    add_validations(data, book, words_at)
    add_colours(data, book)
    workbook.active = 1
    properties = workbook.properties
    properties.title, properties.creator = book.title, "cartera"
    properties.created = properties.modified = MADE_AT
    return workbook


def write_hidden(sheet: Worksheet, book: Book, company: str) -> dict[str, str]:
    """The mark and the lists; returns where the words of each choice stand, by header."""
    for number, content in enumerate(mark_cells(book, company), start=1):
        put(sheet, 1, number, content, BODY)
    words_at = {}
    choices = [column for column in book.columns if column.words]
    for number, column in enumerate(choices, start=1):
        for place, word in enumerate(column.words):
            put(sheet, FIRST_LIST_ROW + place, number, word, BODY)
        words_at[column.header] = words_range(number, len(column.words), FIRST_LIST_ROW)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    return words_at


def write_data_sheet(sheet: Worksheet, book: Book, company_name: str) -> None:
    put(sheet, 1, 1, f"{book.title} · {company_name}", TITLE)
    put(sheet, 2, 1, f"{book.purpose} Vea la hoja «{INSTRUCTIONS_SHEET}».", REMARK)
    for number, column in enumerate(book.columns, start=1):
        look = HEADER.but(fill=NAVY if always_required(column) else STEEL)
        put(sheet, HEADER_ROW, number, column.header, look)
        # A style of the whole column: no cell exists before something is typed into it.
        cells = sheet.column_dimensions[get_column_letter(number)]
        cells.width = width_of(column)
        cells.number_format = FORMATS.get(column.kind, "@")
        cells.protection = Protection(locked=False)
        cells.font = BODY.but(size=10).openpyxl_font()
        cells.alignment = Alignment(vertical="center")
    lock_above_header(sheet, len(book.columns))
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEADER_ROW].height = 26, HEADER_HEIGHT
    sheet.freeze_panes = FROZEN
    sheet.sheet_view.showGridLines = True
    add_table(sheet, book)
    protect(sheet)
    set_page(sheet, HEADER_ROW)


def always_required(column: BookColumn) -> bool:
    return column.is_required and column.only_in is None


def lock_above_header(sheet: Worksheet, columns: int) -> None:
    """Columns are unlocked as a whole, so that what is above the data is locked cell by cell."""
    for row in range(1, HEADER_ROW + 1):
        for number in range(1, columns + 1):
            sheet.cell(row, number).protection = Protection(locked=True)


def add_table(sheet: Worksheet, book: Book) -> None:
    reference = f"A{HEADER_ROW}:{get_column_letter(len(book.columns))}{LAST_ROW}"
    sheet.tables.add(
        Table(
            displayName=f"libro_{book.code}",
            name=f"libro_{book.code}",
            ref=reference,
            tableColumns=[
                TableColumn(id=number, name=column.header)
                for number, column in enumerate(book.columns, start=1)
            ],
            autoFilter=AutoFilter(ref=reference),
            tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=True),
        )
    )


def write_instructions(sheet: Worksheet, book: Book, company_name: str) -> None:
    for number, width in enumerate(INSTRUCTION_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    put(sheet, 1, 1, book.title, TITLE)
    put(sheet, 2, 1, company_name, SUBTITLE)
    row = write_paragraphs(sheet, 3, "", [book.purpose])
    row = write_paragraphs(sheet, row + 1, "Cómo se llena y se entrega", steps(book))
    put(sheet, row + 1, 1, "Columnas", SECTION)
    row += 2
    for number, heading in enumerate(COLUMN_HEADINGS, start=1):
        put(sheet, row, number, heading, HEADER)
    for texts in column_rows(book):
        row += 1
        for number, text in enumerate(texts, start=1):
            look = BODY.but(wraps=True, vertical="top", is_bold=number == 1)
            put(sheet, row, number, text, look)
        sheet.row_dimensions[row].height = height_of(
            max(lines(text, INSTRUCTION_WIDTHS[n] * IN_TABLE) for n, text in enumerate(texts))
        )
    write_paragraphs(sheet, row + 2, "Qué pasa con los errores", mistakes(book))
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    set_page(sheet)


def write_paragraphs(sheet: Worksheet, row: int, heading: str, texts: list[str]) -> int:
    """A heading, if any, and numbered paragraphs over all columns; returns the next free row."""
    if heading:
        put(sheet, row, 1, heading, SECTION)
        row += 1
    for number, text in enumerate(texts, start=1):
        told = f"{number}. {text}" if heading else text
        put(sheet, row, 1, told, Look(size=10, wraps=True, vertical="top"))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
        sheet.row_dimensions[row].height = height_of(
            lines(told, sum(INSTRUCTION_WIDTHS) * IN_PARAGRAPH)
        )
        row += 1
    return row


def lines(text: str, characters: float) -> int:
    return math.ceil(len(text) / characters)


def height_of(line_count: int) -> float:
    return LINE_HEIGHT * line_count + 3


def width_of(column: BookColumn) -> float:
    longest_word = max(map(len, column.header.split()))
    if column.words:
        wanted = max(map(len, column.words)) + PADDING
    else:
        wanted = WIDTHS.get(column.kind, min(column.max_length * 0.5, WIDEST))
    return min(max(wanted, longest_word + PADDING, NARROWEST), WIDEST)


def protect(sheet: Worksheet) -> None:
    """Without a password: against slips, not against people. Sorting and filtering stay allowed."""
    sheet.protection.sheet = True
    for allowed in ("sort", "autoFilter", "formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)


def set_page(sheet: Worksheet, repeated_row: int | None = None) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = LETTER_PAPER
    # The instructions are one page; data runs on over as many as it needs.
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if repeated_row is None else 0
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, MARGIN_INCHES)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if repeated_row is not None:
        sheet.print_title_rows = f"{repeated_row}:{repeated_row}"


def put(sheet: Worksheet, row: int, number: int, text: str, look: Look) -> None:
    """A text in a cell; one that looks like a formula stays a text."""
    cell = sheet.cell(row, number)
    assert isinstance(cell, Cell)
    put_value(cell, text)
    cell.font = look.openpyxl_font()
    cell.fill = look.openpyxl_fill()
    cell.border = look.openpyxl_border()
    cell.alignment = look.openpyxl_alignment()
