"""A plain XLSX workbook, the same byte for byte with any version of any library.

Belongs here: the few parts of the file format that one sheet of dates and numbers needs. Does not
belong here: workbooks for people (``pipelines/reports``), which are written with openpyxl.
"""

from datetime import date, datetime
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

FIXED_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{PACKAGE}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{CONTENT}.styles+xml"/>'
        f'<Override PartName="/xl/sheet1.xml" ContentType="{CONTENT}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f"<Relationships {RELATIONS}>"
        f'<Relationship Id="rId1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f"<Relationships {RELATIONS}>"
        f'<Relationship Id="rId1" Type="{KIND}/worksheet" Target="sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{KIND}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet {MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
        '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
        f'</borders><cellStyleXfs count="1"><xf {PLAIN}/></cellStyleXfs><cellXfs count="2">'
        f'<xf numFmtId="0" {PLAIN} xfId="0"/>'
        f'<xf numFmtId="14" {PLAIN} xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}


def write_workbook(path: Path, sheet_name: str, frame: pl.DataFrame, written: datetime) -> int:
    """Write a frame of text as one sheet; the number of its rows.

    Columns whose name begins with FECHA hold ISO dates and become dates; all others hold numbers
    and are written digit for digit. ``written`` is the time that the parts of the file carry.
    """
    head = "".join(f'<c t="inlineStr"><is><t>{escape(name)}</t></is></c>' for name in frame.columns)
    rows = [
        "".join(_cell(name, text) for name, text in zip(frame.columns, row, strict=True))
        for row in frame.iter_rows()
    ]
    data = "".join(f"<row>{cells}</row>" for cells in [head, *rows])
    parts = FIXED_PARTS | {
        "xl/workbook.xml": (
            f'<workbook {MAIN} xmlns:r="{KIND}"><sheets>'
            f'<sheet name="{escape(sheet_name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/sheet1.xml": f"<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>",
    }
    path.write_bytes(_zipped(parts, written))
    return frame.height


def _cell(name: str, text: str) -> str:
    if name.startswith("FECHA"):
        return f'<c s="{DATE_STYLE}"><v>{(date.fromisoformat(text) - DAY_ZERO).days}</v></c>'
    return f"<c><v>{escape(text)}</v></c>"


def _zipped(parts: dict[str, str], written: datetime) -> bytes:
    """The parts in one archive, stored: compressed bytes differ between versions of the library."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as file:
        for name, content in parts.items():
            entry = ZipInfo(name, date_time=written.timetuple()[:6])
            entry.create_system = 0
            file.writestr(entry, (DECLARATION + content).encode())
    return archive.getvalue()
