"""Later deliveries of the demo company, for a test to spoil.

Belongs here: copying a file into a newer delivery folder and editing its rows, byte for byte apart
from the edit. What is wrong with a delivery is for the tests to say.
"""

import contextlib
import csv
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

LAST = "2026-11-03T0630"
NEXT = "2026-11-04T0630"
AFTER_NEXT = "2026-11-05T0630"
# Every byte is a character of it, so that what is not edited stays as it is.
BYTES = "latin-1"
Row = dict[str, str]


def delivered(inbox: Path, source: str, name: str, delivery: str = LAST) -> Path:
    return inbox / source / delivery / name


def deliver_again(inbox: Path, source: str, name: str, delivery: str = NEXT) -> Path:
    """The file as it was last delivered, in a newer delivery; one that is there already stays."""
    path = delivered(inbox, source, name, delivery)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        shutil.copy(delivered(inbox, source, name), path)
    return path


@contextlib.contextmanager
def edited(path: Path) -> Iterator[list[Row]]:
    """The rows of a comma-separated table; what the block changes in the list is written back."""
    with path.open(encoding=BYTES, newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        columns = list(reader.fieldnames or ())
    yield rows
    with path.open("w", encoding=BYTES, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


@contextlib.contextmanager
def edited_lines(path: Path) -> Iterator[list[str]]:
    """The lines of a text file, without their ends."""
    lines = path.read_text(encoding=BYTES).splitlines()
    yield lines
    path.write_text("\r\n".join(lines) + "\r\n", encoding=BYTES, newline="")


def keep_sheet_rows(path: Path, header: str, last: str) -> None:
    """Drops the rows of a workbook's only sheet whose text in a column comes after ``last``."""
    workbook = load_workbook(path)
    (sheet,) = workbook.worksheets
    titles, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = titles.index(header)
    sheet.delete_rows(2, len(rows))
    for row in rows:
        if str(row[place])[: len(last)] <= last:
            sheet.append(row)
    workbook.save(path)


def the_row(rows: list[Row], **wanted: object) -> Row:
    """The one row with these values, columns in lower case."""
    (found,) = (row for row in rows if all(row[key.upper()] == str(v) for key, v in wanted.items()))
    return found


def add(row: Row, column: str, amount: str) -> None:
    row[column] = str(Decimal(row[column] or 0) + Decimal(amount))
