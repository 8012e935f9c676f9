"""The package of an XLSX workbook: whole, plain and within bounds once unpacked.

Belongs here: what is refused before a cell is read. Does not belong here: sheets and cells
(workbook.py, lost_cells.py).
"""

import re
import zipfile
import zlib
from pathlib import Path

from pipelines.sources.reading import UnreadableFile

MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 200
MAX_ENTRIES = 2_000
MAX_CELLS = 40_000_000
CHUNK_BYTES = 4 << 20
OVERLAP_BYTES = 64
RATIO_MATTERS_FROM = 50 << 20

CELL_PLACE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
LOSABLE = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st\s*=\s*["']e["']""")
# What the standard library raises on a container that is cut, damaged or forged.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
SAVE_AGAIN = "Open it in Excel or LibreOffice and save it as XLSX again"


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


def may_lose_cells(path: Path) -> bool:
    """Whether any part holds a formula or an error value: most tables have neither, and need no
    second look at every cell. The package must have been checked before.
    """
    with zipfile.ZipFile(path) as package:
        return any(holds(package, entry, LOSABLE) for entry in package.infolist())


def holds(package: zipfile.ZipFile, entry: zipfile.ZipInfo, what: re.Pattern[bytes]) -> bool:
    with package.open(entry) as part:
        tail = b""
        while chunk := part.read(CHUNK_BYTES):
            if what.search(tail + chunk):
                return True
            tail = chunk[-OVERLAP_BYTES:]
    return False


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
