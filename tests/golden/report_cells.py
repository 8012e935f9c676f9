"""The cells of a finance report as text, table by table.

Belongs here: how a cell is written down so that people can read a change in review. Does not belong
here: which report, or comparing.
"""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

EXPECTED = Path(__file__).parent / "expected"


def tables_of(report: Path) -> dict[str, str]:
    """Every Excel table of a report as CSV, by its name: values only, as stored in the file."""
    workbook = load_workbook(report, data_only=True)
    return {
        name: as_csv([[cell.value for cell in row] for row in sheet[place]])
        for sheet in workbook
        for name, place in sheet.tables.items()
    }


def as_csv(rows: list[list[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow(plain(value) for value in row)
    return text.getvalue()


def plain(value: object) -> str:
    """Numbers without trailing zeros, dates in ISO form, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        is_day = value.time() == datetime.min.time()
        return (value.date() if is_day else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{Decimal(str(value)).normalize():f}"
    return str(value)


def expected_tables() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in EXPECTED.glob("*.csv")}


def write_expected(tables: dict[str, str]) -> None:
    """Replaces what is expected by these tables."""
    EXPECTED.mkdir(exist_ok=True)
    for path in EXPECTED.glob("*.csv"):
        path.unlink()
    for name, content in tables.items():
        (EXPECTED / f"{name}.csv").write_text(content, encoding="utf-8")
