"""The first of a file, as far as telling its bank format needs it.

Belongs here: the kind of a file by its bytes, its first lines, rows or root element, all bounded.
Does not belong here: which format that is (formats.py), reading the rest (one module a format).
"""

from pathlib import Path

import fastexcel
import polars as pl
from lxml import etree

from pipelines.sources.banks.format import Glimpse
from pipelines.sources.banks.spreadsheetml import NAMESPACE, read_sheets
from pipelines.sources.bounded_xml import declares_document_type, hardened_events
from pipelines.sources.file_kind import MARKUP, kind_of
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import HEADER_SEARCH_ROWS, MAX_COLUMNS
from pipelines.sources.workbook_package import SAVE_AGAIN, check_package

HEAD_BYTES = 1 << 20
MAX_LINE = 1_000
MAX_XML_BYTES = 256 << 20
MAX_SHEETS = 20
HTML = tuple(start for start, name in MARKUP if name == "HTML")
BOM = b"\xef\xbb\xbf"


def glimpse_of(path: Path) -> Glimpse:
    """Raises UnreadableFile for what is neither text, XML, SpreadsheetML nor XLSX."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if is_markup(head):
        return glimpse_of_xml(path)
    if kind_of(path) == "xlsx":
        _, rows = first_sheet(path)
        return Glimpse("xlsx", rows=rows)
    return Glimpse("text", lines=first_lines(head))


def is_markup(head: bytes) -> bool:
    """XML, with or without its declaration; HTML is left to the refusal of foreign files."""
    start = head.removeprefix(BOM).lstrip()[:64].lower()
    return start.startswith(b"<") and not start.startswith(HTML)


def glimpse_of_xml(path: Path) -> Glimpse:
    if path.stat().st_size > MAX_XML_BYTES:
        raise UnreadableFile(
            f"the XML has more than {MAX_XML_BYTES:,} bytes", "Export a shorter stretch of time"
        )
    root = root_of(path)
    if root.startswith(f"{{{NAMESPACE}}}"):
        sheets = read_sheets(path, HEADER_SEARCH_ROWS)
        filled = next((rows for rows in sheets if rows), ())
        return Glimpse("spreadsheetml", rows=tuple(filled), root=root)
    return Glimpse("xml", root=root)


def root_of(path: Path) -> str:
    """The root element as ``{namespace}name``, without reading on. '' where there is none yet."""
    try:
        _, root = next(hardened_events(str(path), ("start",)))
    except (etree.XMLSyntaxError, StopIteration):
        return ""
    if declares_document_type(root):
        raise UnreadableFile(
            "the XML declares a document type, which no bank does",
            "Export the statement again in the bank's own layout",
        )
    return str(root.tag)


def first_lines(head: bytes) -> tuple[str, ...]:
    plain = head.removeprefix(BOM)
    if len(head) == HEAD_BYTES:
        # The cut may run through a character; a line of its own loses nothing that tells a format.
        plain = plain.rpartition(b"\n")[0] or plain
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        text = plain.decode("cp1252", errors="replace")
    lines = text.split("\n")[:HEADER_SEARCH_ROWS]
    return tuple(line.rstrip("\r")[:MAX_LINE] for line in lines)


def first_sheet(path: Path) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Name and first rows of the first sheet that holds any. Raises UnreadableFile as XLSX do."""
    check_package(path)
    try:
        book = fastexcel.read_excel(path)
        if len(book.sheet_names) > MAX_SHEETS:
            raise UnreadableFile(
                f"the workbook has {len(book.sheet_names):,} sheets, more than {MAX_SHEETS}",
                "Leave only the sheet with the statement",
            )
        for name in book.sheet_names:
            sheet = book.load_sheet(
                name, header_row=None, skip_rows=0, dtypes="string", n_rows=HEADER_SEARCH_ROWS
            )
            grid: pl.DataFrame = sheet.to_polars()
            if grid.height:
                return name, tuple(filled(row) for row in grid[:, :MAX_COLUMNS].rows())
    except fastexcel.FastExcelError as error:
        raise UnreadableFile("the workbook cannot be opened", SAVE_AGAIN) from error
    raise UnreadableFile("the workbook has no filled sheet", "Export the statement again")


def filled(row: tuple[str | None, ...]) -> tuple[str, ...]:
    """The cells as text, without those that are empty at the right end."""
    cells = [cell or "" for cell in row]
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells)
