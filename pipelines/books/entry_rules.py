"""What Excel itself checks and colours while a person types: the same limits as the contract's.

Belongs here: data validations, their messages in Spanish, and the two colours of a data sheet. Does
not belong here: the rules themselves (the definitions), the rest of the sheet (template.py).
"""

from datetime import date
from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.books.book import FIRST_DATE, LAST_DATE, Book, BookColumn, OnlyIn
from pipelines.books.instructions import form, need
from pipelines.books.layout import FIRST_ROW, MARK_SHEET, ROOM

ExcelKind = Literal["list", "date", "whole", "decimal", "textLength"]
Operator = Literal["between", "equal", "lessThanOrEqual"]

LAST_ROW = FIRST_ROW + ROOM - 1
# Excel's own limits: a longer message makes it offer to repair the file.
MOST_TITLE, MOST_MESSAGE = 32, 255
EXCEL_EPOCH = date(1899, 12, 30)
MISSING, NOT_MEANT = "FFE9B8", "E3E6EB"
LARGEST = "9999999999999.99"


def validation_of(column: BookColumn, words_at: str | None) -> DataValidation:
    """The validation of one column's cells. words_at: where a choice's words are listed."""
    kind, operator, first, second = limits_of(column, words_at)
    return DataValidation(
        type=kind,
        operator=operator,
        formula1=first,
        formula2=second,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle="Valor no permitido",
        error=cut(f"{form(column)}.", MOST_MESSAGE),
        promptTitle=cut(column.header, MOST_TITLE),
        prompt=cut(f"{column.description} Obligatoria: {need(column).lower()}.", MOST_MESSAGE),
    )


def limits_of(
    column: BookColumn, words_at: str | None
) -> tuple[ExcelKind, Operator | None, str, str | None]:
    """Type, operator and limits, in the words of the file format."""
    match column.kind:
        case "choice":
            return "list", None, str(words_at), None
        case "date":
            return "date", "between", serial(FIRST_DATE), serial(LAST_DATE)
        case "amount" | "percent" | "whole":
            least = f"-{LARGEST}" if column.minimum is None else str(column.minimum)
            most = LARGEST if column.maximum is None else str(column.maximum)
            return ("whole" if column.kind == "whole" else "decimal"), "between", least, most
        case "rfc":
            return "textLength", "between", "12", "13"
        case "uuid":
            return "textLength", "equal", "36", None
        case "text" | "code":
            return "textLength", "lessThanOrEqual", str(column.max_length), None


def serial(day: date) -> str:
    return str((day - EXCEL_EPOCH).days)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def add_validations(sheet: Worksheet, book: Book, words_at: dict[str, str]) -> None:
    """words_at: header of a choice → the range of its words."""
    for number, column in enumerate(book.columns, start=1):
        validation = validation_of(column, words_at.get(column.header))
        validation.add(cells(number))
        sheet.add_data_validation(validation)


def add_colours(sheet: Worksheet, book: Book) -> None:
    """Amber where a value is missing in a row that was begun, grey where none belongs."""
    last = get_column_letter(len(book.columns))
    begun = f"COUNTA($A{FIRST_ROW}:${last}{FIRST_ROW})>0"
    for number, column in enumerate(book.columns, start=1):
        empty = f"ISBLANK({get_column_letter(number)}{FIRST_ROW})"
        meant = "" if column.only_in is None else chosen(book, column.only_in)
        if column.is_required:
            colour(sheet, number, f"AND({meant or begun},{empty})", MISSING)
        if meant:
            colour(sheet, number, f"AND({begun},NOT({meant}))", NOT_MEANT)


def chosen(book: Book, only_in: OnlyIn) -> str:
    place = get_column_letter(book.columns.index(book.column(only_in.header)) + 1)
    return "OR(" + ",".join(f'${place}{FIRST_ROW}="{word}"' for word in only_in.words) + ")"


def colour(sheet: Worksheet, number: int, formula: str, rgb: str) -> None:
    # In a differential style it is the background that fills the cell.
    fill = PatternFill(fill_type="solid", bgColor=rgb)
    rule = Rule(type="expression", formula=[formula], dxf=DifferentialStyle(fill=fill))
    sheet.conditional_formatting.add(cells(number), rule)


def cells(number: int) -> str:
    letter = get_column_letter(number)
    return f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}"


def words_range(number: int, count: int, first_row: int) -> str:
    """Where a list stands on the hidden sheet, as a validation wants it."""
    letter = get_column_letter(number)
    return f"'{MARK_SHEET}'!${letter}${first_row}:${letter}${first_row + count - 1}"
