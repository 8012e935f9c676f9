"""SpreadsheetML 2003: the XML that some banks name .xls, as rows of text.

Belongs here: sheets, rows and cells, bounded. Does not belong here: what the cells mean
(tabular.py and the layouts). Numbers are as stored; a date is then a serial number or ISO text.
"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipelines.sources.bounded_xml import declares_document_type, hardened_events
from pipelines.sources.reading import UnreadableFile

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
SHEET, ROW, CELL, DATA = (f"{{{NAMESPACE}}}{name}" for name in ("Worksheet", "Row", "Cell", "Data"))
INDEX, ACROSS = f"{{{NAMESPACE}}}Index", f"{{{NAMESPACE}}}MergeAcross"
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 200_000, 100, 10_000

Row = tuple[str, ...]
DAMAGED = "Export the statement again; this file is cut off or was edited"


def read_sheets(path: Path, top_rows: int | None = None) -> tuple[tuple[Row, ...], ...]:
    """The rows of each sheet; empty ones are (). A row's place is its number in the sheet less one.

    top_rows: of the first sheet that has any row, so many rows; what lies beyond is not read.
    Raises UnreadableFile for XML that is not whole, has a document type, or exceeds the bounds.
    """
    most = top_rows or MAX_ROWS
    sheets: list[list[Row]] = []
    try:
        for element in elements(path):
            if element.tag == SHEET:
                if top_rows and any(sheets):
                    break
                sheets.append([])
            elif element.tag == ROW and sheets:
                place = number_of(element, INDEX, len(sheets[-1]) + 1)
                if place > most and top_rows:
                    break
                if place > most:
                    raise UnreadableFile(
                        f"a sheet has more than {MAX_ROWS:,} rows", "Export a shorter stretch"
                    )
                sheets[-1].extend([()] * (place - 1 - len(sheets[-1])))
                sheets[-1].append(cells_of(element))
                element.clear(keep_tail=False)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("its XML is not well-formed", DAMAGED) from error
    return tuple(tuple(rows) for rows in sheets)


def elements(path: Path) -> Iterator[etree._Element]:
    """Sheets when they begin, rows when they are whole. Raises UnreadableFile for a DOCTYPE."""
    is_first = True
    for event, element in hardened_events(str(path), ("start", "end")):
        if is_first and declares_document_type(element):
            raise UnreadableFile("the XML declares a document type", DAMAGED)
        is_first = False
        if (event == "start") == (element.tag == SHEET):
            yield element


def cells_of(row: etree._Element) -> Row:
    cells: list[str] = []
    for item in row.iterchildren(CELL):
        place = number_of(item, INDEX, len(cells) + 1)
        if place > MAX_COLUMNS:
            raise UnreadableFile(f"a row has more than {MAX_COLUMNS} columns", DAMAGED)
        cells.extend([""] * (place - 1 - len(cells)))
        data = item.find(DATA)
        text = "" if data is None else "".join(data.itertext("*"))
        cells.append(text[:MAX_CELL])
        merged = number_of(item, ACROSS, 0)
        cells.extend([""] * min(merged, MAX_COLUMNS))
    return tuple(cells)


def number_of(element: etree._Element, name: str, otherwise: int) -> int:
    """A place attribute, never before what was read. Raises UnreadableFile where it is none."""
    text = element.get(name)
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) < otherwise:
        raise UnreadableFile("a cell's place in the sheet is no number that can be", DAMAGED)
    return int(text)
