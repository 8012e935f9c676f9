"""The workbook as a file: the same bytes for the same contents, formulas with their values.

Belongs here: what openpyxl does not do when it saves. Nothing about contents.

openpyxl stamps the time of day into the file and writes formulas without a value. The first would
change a hash that goes into a manifest; the second shows blank totals in mail previews, in Excel's
protected view and to every reader that does not calculate.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from pipelines.reports.sheet import Sheet

FORMULA_CELL = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?(?:/>|></v>)')
SHEET_PART = "xl/worksheets/sheet{number}.xml"
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3


class SteadyArchive(ZipFile):
    """A zip file whose entries carry no time and no trace of the machine.

    formula_values: per part of the archive, what each of its formulas comes to, by cell.
    """

    def __init__(
        self, path: Path, formula_values: Mapping[str, Mapping[str, Decimal | int]]
    ) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self.formula_values = formula_values

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        entry = ZipInfo(str(zinfo_or_arcname), EARLIEST_ZIP_TIME)
        entry.create_system = UNIX
        super().writestr(entry, data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        content = Path(filename).read_bytes()
        self.writestr(arcname, fill_in_values(content, self.formula_values.get(arcname, {})))


def fill_in_values(content: bytes, values: Mapping[str, Decimal | int]) -> bytes:
    """A sheet's XML with the value beside each formula that has one."""

    def with_value(match: re.Match[bytes]) -> bytes:
        value = values.get(match[2].decode())
        return match[0] if value is None else match[1] + f"<v>{value}</v>".encode()

    return FORMULA_CELL.sub(with_value, content) if values else content


def save_workbook(
    workbook: Workbook, sheets: Sequence[Sheet], path: Path, *, title: str, made_at: datetime
) -> None:
    """Write the workbook to ``path`` as a whole or not at all.

    sheets: all sheets of the workbook, in its order.
    made_at: UTC without an offset; the file's own date.
    """
    workbook.properties.title = title
    workbook.properties.creator = "cartera"
    workbook.properties.created = made_at
    workbook.properties.modified = made_at
    workbook.calculation.fullCalcOnLoad = True
    values = {
        SHEET_PART.format(number=number): sheet.values
        for number, sheet in enumerate(sheets, start=1)
    }
    partial = path.with_name(f"{path.name}.partial")
    try:
        ExcelWriter(workbook, SteadyArchive(partial, values)).save()
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
