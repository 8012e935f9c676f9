"""XLSX workbooks as texts, by calamine.

Belongs here: the sheet, the header row, cells that calamine would lose. Does not belong here: the
package's bounds (workbook_package.py), types (typed_columns.py). Formulas give the value saved with
them.
"""

from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.lost_cells import survey_cells
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import (
    HEADER_SEARCH_ROWS,
    HeaderSearch,
    TextTable,
    cell,
    no_header,
    trimmed_header,
)
from pipelines.sources.workbook_package import SAVE_AGAIN, check_package, may_lose_cells


def read_workbook(
    path: Path, header: int | HeaderSearch, sheet: str | None, only_sheet_will_do: bool
) -> TextTable:
    """The text of one sheet; ``file_line`` is the row's number in the sheet.

    header: the header's row, 1-based, or what tells it. sheet and only_sheet_will_do: as in
    sheet_texts. An error value is its own text, such as #N/A, and a formula without a saved value
    is "=": neither is taken for an empty cell.
    Raises UnreadableFile as sheet_texts does, and where no row is the header.
    """
    name, grid = sheet_texts(path, sheet, only_sheet_will_do)
    return as_table(with_lost_cells(grid, path, name), header)


def sheet_texts(
    path: Path, sheet: str | None, only_sheet_will_do: bool
) -> tuple[str, pl.DataFrame]:
    """A sheet's name and its cells as String, from the first row on; lost cells are null.

    sheet: its name, in any case. only_sheet_will_do: a workbook of one sheet needs no name for it.
    Raises UnreadableFile for a broken, encrypted or oversized package and for a missing sheet.
    """
    check_package(path)
    try:
        reader = fastexcel.read_excel(path)
        name = choose_sheet(reader.sheet_names, sheet, only_sheet_will_do)
        loaded: Any = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        return name, loaded.to_polars()
    except fastexcel.FastExcelError as error:
        raise UnreadableFile("the workbook cannot be opened", SAVE_AGAIN) from error


def with_lost_cells(grid: pl.DataFrame, path: Path, sheet: str) -> pl.DataFrame:
    """What calamine gives as empty although it is not, as the text that it is."""
    if not may_lose_cells(path):
        return grid
    survey = survey_cells(path, sheet, header_row=0)
    shown: dict[str, dict[int, str]] = {}
    for fault in survey.faults:
        place = fault.column - survey.first_column
        if fault.shown is not None and 0 <= place < grid.width:
            shown.setdefault(grid.columns[place], {})[fault.row - 1] = fault.shown
    # A row of nothing else is beyond what calamine sees.
    last = max((max(rows) + 1 for rows in shown.values()), default=0)
    below = pl.DataFrame(
        [pl.Series(name, [None] * max(last - grid.height, 0), pl.String) for name in grid.columns]
    )
    numbered = pl.concat([grid, below]).with_row_index()
    return numbered.select(
        pl.coalesce(pl.col("index").replace_strict(shown[name], default=None), name).alias(name)
        if name in shown
        else pl.col(name)
        for name in grid.columns
    )


def as_table(grid: pl.DataFrame, header: int | HeaderSearch) -> TextTable:
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
