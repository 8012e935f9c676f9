"""XLSX workbooks as a TextTable, by calamine.

Belongs here: the package's bounds, the sheet, the header row. Does not belong here: types
(typed_columns.py). Formulas give the value saved with them; error cells such as #N/A are empty.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import (
    HEADER_SEARCH_ROWS,
    HeaderSearch,
    TextTable,
    cell,
    no_header,
    trimmed_header,
)

MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 200
MAX_ENTRIES = 2_000
MAX_CELLS = 40_000_000
CHUNK_BYTES = 4 << 20
OVERLAP_BYTES = 64
RATIO_MATTERS_FROM = 50 << 20

CELL_PLACE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
# What the standard library raises on a container that is cut, damaged or forged.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
SAVE_AGAIN = "Open it in Excel or LibreOffice and save it as XLSX again"


def read_workbook(
    path: Path, header: int | HeaderSearch, sheet: str | None, only_sheet_will_do: bool
) -> TextTable:
    """The text of one sheet; ``file_line`` is the row's number in the sheet.

    header: the header's row, 1-based, or what tells it. sheet: its name, in any case.
    only_sheet_will_do: a workbook of one sheet needs no name for it.
    Raises UnreadableFile for a broken, encrypted or oversized package and for a missing sheet.
    """
    check_package(path)
    try:
        reader = fastexcel.read_excel(path)
        name = choose_sheet(reader.sheet_names, sheet, only_sheet_will_do)
        loaded: Any = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        grid: pl.DataFrame = loaded.to_polars()
    except fastexcel.FastExcelError as error:
        raise UnreadableFile("the workbook cannot be opened", SAVE_AGAIN) from error
    row, cells = find_header(grid, header)
    body = grid.slice(row, None)
    renamed = body.rename({old: cell(place) for place, old in enumerate(grid.columns)})
    rows = renamed.select(cell(place) for place in range(len(cells)))
    return TextTable(
        trimmed_header(cells),
        rows.with_row_index(FILE_LINE, offset=row + 1).cast({FILE_LINE: pl.Int64}).lazy(),
        is_workbook=True,
    )


def choose_sheet(names: list[str], wanted: str | None, only_sheet_will_do: bool) -> str:
    for name in names:
        if wanted is not None and name.strip().casefold() == wanted.casefold():
            return name
    if only_sheet_will_do and len(names) == 1:
        return names[0]
    raise UnreadableFile(
        f"it has {len(names)} sheets and "
        + (f"none is named {wanted}" if wanted else "nothing says which to read"),
        "Leave one sheet, or name the sheet after the table",
    )


def find_header(grid: pl.DataFrame, header: int | HeaderSearch) -> tuple[int, list[str | None]]:
    """The header's row number and cells, without empty columns at the right end."""
    top = grid.head(HEADER_SEARCH_ROWS).rows()
    numbers = [header] if isinstance(header, int) else range(1, len(top) + 1)
    for number in numbers:
        cells: list[str | None] = list(top[number - 1]) if number <= len(top) else []
        while cells and not (cells[-1] or "").strip():
            cells.pop()
        if cells and (isinstance(header, int) or header.tells([text or "" for text in cells])):
            return number, cells
    raise no_header(header)


def check_package(path: Path) -> None:
    """Raises UnreadableFile unless it is a whole, plain XLSX within bounds once unpacked."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            check_sizes(entries)
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise UnreadableFile("it is a ZIP archive and no XLSX workbook", SAVE_AGAIN)
            for entry in entries:
                check_entry(package, entry)
    except DAMAGE as error:
        raise UnreadableFile("the workbook is damaged or cut off", SAVE_AGAIN) from error


def check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or (unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * packed)
    ):
        raise UnreadableFile(
            "the workbook unpacks to far more than a table of ours",
            "Deliver the table as CSV, or in shorter stretches",
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile("the workbook is encrypted", "Save it without a password")


def check_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpacks one part for its checksum, and bounds the grid that a reader would allot for it.

    Two cells in far corners are enough to ask for billions. Any part may be a sheet: which one is,
    is for the workbook to say.
    """
    widest = longest = 0
    with package.open(entry) as part:
        tail = b""
        while chunk := part.read(CHUNK_BYTES):
            places = CELL_PLACE.findall(tail + chunk)
            widest = max([widest, *map(column_number, {letters for letters, _ in places})])
            longest = max([longest, *map(int, {digits for _, digits in places})])
            tail = chunk[-OVERLAP_BYTES:]
    if widest * longest > MAX_CELLS:
        raise UnreadableFile(
            f"a sheet spans {longest:,} rows and {widest:,} columns",
            "Delete the stray cells far from the table, or deliver it as CSV",
        )


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
