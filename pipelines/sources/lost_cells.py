"""Cells of a workbook whose value would be lost or changed without a word.

Belongs here: formulas that were never calculated, error values and numbers longer than a
spreadsheet can hold: calamine gives the first two as empty and rounds the third. Does not belong
here: values themselves (workbook.py).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lxml import etree

from pipelines.sources.bounded_xml import elements_named, hardened_parser
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import MAX_COLUMNS
from pipelines.sources.workbook_package import DAMAGE, SAVE_AGAIN, column_number

UNCALCULATED = "formula without a saved value: open the book in Excel, save it and deliver it again"
ERROR_VALUE = "error value such as #N/A"
TOO_LONG = "number of more than 15 digits, which Excel rounds: write it as text"

WORKBOOK_PART = "xl/workbook.xml"
RELATIONS_PART = "xl/_rels/workbook.xml.rels"
RELATION_ID = re.compile(r"\}id$")
LETTERS = re.compile(r"[A-Za-z]{1,3}")
EXACT_DIGITS = 15
LONGEST_EXACT = 10.0**EXACT_DIGITS
TIDY = "Delete what stands beside the table"


@dataclass(frozen=True)
class CellFault:
    """row, column: of the sheet, 1-based. shown: a text to stand for a cell that would be empty."""

    row: int
    column: int
    reason: str
    shown: str | None


@dataclass(frozen=True)
class CellSurvey:
    """faults: of the rows below the header. header_columns: those of its cells that hold
    something, 1-based, from left to right. first_column: where the first cell that holds something
    stands, 1-based, from which calamine counts.
    """

    faults: tuple[CellFault, ...]
    header_columns: tuple[int, ...]
    first_column: int


def survey_cells(path: Path, sheet: str, header_row: int) -> CellSurvey:
    """Looks at every cell of a sheet as it is stored. The package must have been checked before.

    Raises UnreadableFile when the sheet cannot be found or is not well-formed.
    """
    faults: list[CellFault] = []
    header: list[int] = []
    first = MAX_COLUMNS
    try:
        with zipfile.ZipFile(path) as package, package.open(sheet_part(package, sheet)) as part:
            number = 0
            for row in elements_named(part, "row", SAVE_AGAIN):
                number = int(row.get("r") or number + 1)
                if len(row) > MAX_COLUMNS:
                    raise UnreadableFile(f"row {number} has more than {MAX_COLUMNS} cells", TIDY)
                filled = filled_columns(row)
                if number == header_row:
                    header = list(filled)
                first = min([first, *header[:1], *islice(filled, 1)])
                if number > header_row:
                    faults += faults_of_row(row, number)
    except (*DAMAGE, KeyError, etree.LxmlError) as error:
        raise UnreadableFile("its sheets cannot be read one by one", SAVE_AGAIN) from error
    return CellSurvey(tuple(faults), tuple(header), first)


def sheet_part(package: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds a sheet. Raises KeyError when the workbook does not say."""
    relations = {
        element.get("name", "").strip().casefold(): value
        for element in small_part(package, WORKBOOK_PART).iterfind(".//{*}sheet")
        for name, value in element.attrib.items()
        if RELATION_ID.search(str(name))
    }
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in small_part(package, RELATIONS_PART).iterfind(".//{*}Relationship")
    }
    target = targets[relations[sheet.strip().casefold()]]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def small_part(package: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(package.read(name), hardened_parser())


def filled_columns(row: etree._Element) -> Iterator[int]:
    """The columns of the cells that hold something."""
    for place, cell in enumerate(row, start=1):
        parts = parts_of(cell)
        if parts.get("v") or "is" in parts:
            yield column_of(cell, place)


def parts_of(cell: etree._Element) -> dict[str, str | None]:
    """What a cell is made of: the texts of its elements by their names without a namespace."""
    # Far faster than a search by name, and every cell comes by.
    return {str(part.tag).rpartition("}")[2]: part.text for part in cell}


def column_of(cell: etree._Element, place: int) -> int:
    """The column that a cell names; one that names none stands where it is stored."""
    letters = LETTERS.match(cell.get("r", ""))
    return column_number(letters[0].encode()) if letters else place


def faults_of_row(row: etree._Element, number: int) -> list[CellFault]:
    return [
        CellFault(number, column_of(cell, place), reason, shown_of(cell, reason))
        for place, cell in enumerate(row, start=1)
        if (reason := fault_of(cell))
    ]


def fault_of(cell: etree._Element) -> str | None:
    kind = cell.get("t", "n")
    if kind == "e":
        return ERROR_VALUE
    parts = parts_of(cell)
    value = parts.get("v")
    # A formula that gives an empty text is saved as one, and is no fault.
    if not value and kind != "str" and "f" in parts:
        return UNCALCULATED
    if kind == "n" and value and len(value) > EXACT_DIGITS and abs(float(value)) >= LONGEST_EXACT:
        return TOO_LONG
    return None


def shown_of(cell: etree._Element, reason: str) -> str | None:
    if reason == ERROR_VALUE:
        return parts_of(cell).get("v") or "#N/A"
    return "=" if reason == UNCALCULATED else None
