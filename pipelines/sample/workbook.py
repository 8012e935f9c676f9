"""A plain XLSX workbook, the same byte for byte with any version of any library.

Belongs here: the few parts of the file format that sheets of dates, numbers and texts need. Does
not belong here: workbooks for people (``pipelines/reports``), which are written with openpyxl.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import polars as pl

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{OFFICE}/spreadsheetml/2006/main"'
RELATIONS = f'xmlns="{OFFICE}/package/2006/relationships"'
KIND = f"{OFFICE}/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"
DAY_ZERO = date(1899, 12, 30)
DATE_STYLE = 1
PLAIN = 'fontId="0" fillId="0" borderId="0"'

Value = str | int | Decimal | date | None
Row = Sequence[Value]

CONTENT_TYPES = (
    f'<Types xmlns="{OFFICE}/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{PACKAGE}"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{CONTENT}.styles+xml"/>'
)
ROOT_RELATIONS = (
    f"<Relationships {RELATIONS}>"
    f'<Relationship Id="rId1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
STYLES = (
    f'<styleSheet {MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
    f'</borders><cellStyleXfs count="1"><xf {PLAIN}/></cellStyleXfs><cellXfs count="2">'
    f'<xf numFmtId="0" {PLAIN} xfId="0"/>'
    f'<xf numFmtId="14" {PLAIN} xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def write_workbook(path: Path, sheet_name: str, frame: pl.DataFrame, written: datetime) -> int:
    """Write a frame of text as one sheet; the number of its rows.

    Columns whose name begins with FECHA hold ISO dates and become dates; all others hold numbers
    and are written digit for digit. ``written`` is the time that the parts of the file carry.
    """
    columns = [
        frame[name].str.to_date() if name.startswith("FECHA") else frame[name].str.to_decimal()
        for name in frame.columns
    ]
    write_sheets(path, {sheet_name: [frame.columns, *zip(*columns, strict=True)]}, written)
    return frame.height


def write_sheets(path: Path, sheets: Mapping[str, Sequence[Row]], written: datetime) -> None:
    """Write sheets of rows; None is an empty cell. ``written`` as in ``write_workbook``."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/sheet{number}.xml" ContentType="{CONTENT}.worksheet+xml"/>'
        for number in numbers
    )
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{KIND}/worksheet" Target="sheet{number}.xml"/>'
        for number in numbers
    )
    parts = {
        "[Content_Types].xml": f"{CONTENT_TYPES}{overrides}</Types>",
        "_rels/.rels": ROOT_RELATIONS,
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships {RELATIONS}>{related}<Relationship Id="rId{len(sheets) + 1}" '
            f'Type="{KIND}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": STYLES,
        "xl/workbook.xml": (
            f'<workbook {MAIN} xmlns:r="{KIND}"><sheets>{named}</sheets></workbook>'
        ),
    }
    for number, rows in zip(numbers, sheets.values(), strict=True):
        data = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        parts[f"xl/sheet{number}.xml"] = (
            f"<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>"
        )
    path.write_bytes(_zipped(parts, written))


def _cell(value: Value) -> str:
    match value:
        case None:
            return "<c/>"
        case date():
            return f'<c s="{DATE_STYLE}"><v>{(value - DAY_ZERO).days}</v></c>'
        case str():
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case _:
            return f"<c><v>{value}</v></c>"


def _zipped(parts: dict[str, str], written: datetime) -> bytes:
    """The parts in one archive, stored: compressed bytes differ between versions of the library."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as file:
        for name, content in parts.items():
            entry = ZipInfo(name, date_time=written.timetuple()[:6])
            entry.create_system = 0
            file.writestr(entry, (DECLARATION + content).encode())
    return archive.getvalue()
