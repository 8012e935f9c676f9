"""Any file as a grid of texts, row by row as it is printed: no header, no columns yet.

Belongs here: bounds, the delimiter, rows of unequal length, for files that are no tables. Does not
belong here: what a row means (report_bands.py), tables (any_table.py).
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, zip_longest
from pathlib import Path
from typing import TextIO

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.delimited import (
    DELIMITERS,
    MAX_LINE_BYTES,
    numbered,
    split_line,
    without_line_end,
)
from pipelines.sources.encodings import as_utf8
from pipelines.sources.file_kind import kind_of
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import HEADER_SEARCH_ROWS, MAX_COLUMNS, cell
from pipelines.sources.workbook import sheet_texts, with_lost_cells

MAX_BYTES = 64 << 20
MAX_CELLS = 4_000_000
SHORTER = "Print the report for a shorter period, or for fewer customers at a time"


@dataclass(frozen=True)
class Grid:
    """rows: ``file_line`` (Int64) and ``c0`` … ``cN`` (String), an empty cell null.
    needs_repair, is_workbook: as in TextTable.
    """

    rows: pl.DataFrame
    needs_repair: bool
    is_workbook: bool

    @property
    def cells(self) -> list[str]:
        return self.rows.columns[1:]

    def top(self) -> list[list[str]]:
        """The cells of the first rows, among which a header must be."""
        top = self.rows.head(HEADER_SEARCH_ROWS).select(pl.col(self.cells).fill_null(""))
        return [list(row) for row in top.rows()]


def read_grid(path: Path, fit: Callable[[Sequence[str]], int]) -> Grid:
    """All rows of a CSV or of a workbook's only sheet.

    fit: how well the cells of a row fit as a header; the delimiter is the one that fits best.
    Raises UnreadableFile as kind_of, as_utf8 and check_package do, and for more rows or columns
    than a report has.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(f"a report has at most {MAX_BYTES:,} bytes", SHORTER)
    if kind_of(path) == "xlsx":
        return sheet_grid(path)
    return text_grid(path, fit)


def sheet_grid(path: Path) -> Grid:
    name, texts = sheet_texts(path, None, only_sheet_will_do=True)
    cells = with_lost_cells(texts, path, name)
    check_bounds(cells.height, cells.width)
    columns = {old: cell(place) for place, old in enumerate(cells.columns)}
    rows = with_empty_as_null(cells.rename(columns)).with_row_index(FILE_LINE, offset=1)
    return Grid(rows.cast({FILE_LINE: pl.Int64}), needs_repair=True, is_workbook=True)


def text_grid(path: Path, fit: Callable[[Sequence[str]], int]) -> Grid:
    with as_utf8(path) as text, text.path.open(encoding="utf-8-sig", newline="\n") as file:
        top = list(islice(whole_lines(file), HEADER_SEARCH_ROWS))
        delimiter = max(
            DELIMITERS,
            key=lambda mark: max((fit(split_line(line, mark, True)) for line in top), default=0),
        )
        file.seek(0)
        lines: list[int] = []
        rows: list[list[str]] = []
        width = 0
        for line, fields in numbered(csv.reader(whole_lines(file), delimiter=delimiter), 0):
            lines.append(line)
            rows.append(fields)
            width = max(width, len(fields))
            check_bounds(len(rows), width)
    # Rows of unequal length: what a short one lacks is empty.
    columns = {
        cell(place): pl.Series(values, dtype=pl.String)
        for place, values in enumerate(zip_longest(*rows))
    }
    cells = with_empty_as_null(pl.DataFrame(columns))
    numbers = pl.Series(FILE_LINE, lines, dtype=pl.Int64)
    return Grid(cells.insert_column(0, numbers), text.needs_repair, is_workbook=False)


def whole_lines(file: TextIO) -> Iterator[str]:
    """Lines without a carriage return inside. Raises UnreadableFile for an endless one."""
    for number in count(1):
        line = file.readline(MAX_LINE_BYTES)
        if len(line) == MAX_LINE_BYTES:
            raise UnreadableFile(
                f"line {number} has more than {MAX_LINE_BYTES:,} characters",
                "Export the report again with one row a line",
            )
        if not line:
            return
        yield without_line_end(line) + "\n"


def check_bounds(height: int, width: int) -> None:
    """Raises UnreadableFile for a grid that no report of ours has."""
    if width > MAX_COLUMNS or height * width > MAX_CELLS:
        raise UnreadableFile(
            f"it has more than {MAX_COLUMNS} columns or {MAX_CELLS:,} cells", SHORTER
        )


def with_empty_as_null(cells: pl.DataFrame) -> pl.DataFrame:
    trimmed = pl.all().str.strip_chars()
    return cells.select(pl.when(trimmed != "").then(trimmed).name.keep())
