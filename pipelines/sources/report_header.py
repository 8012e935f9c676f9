"""The header of a printed report: the row and the layout it is of, and where its columns are.

Belongs here: finding it among the titles, merged cells, headers of later pages. Does not belong
here: what headers are called (report_layout.py), the rows below one (report_bands.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.report_grid import Grid
from pipelines.sources.report_layout import ReportLayout, words
from pipelines.sources.text_table import HEADER_SEARCH_ROWS


@dataclass(frozen=True)
class Header:
    """row: its place in the grid, from 0. places: contract column → place of its cell.
    unknown: names of columns that no contract knows.
    """

    row: int
    layout: ReportLayout
    places: dict[str, int]
    unknown: tuple[str, ...]


def fit_of(layouts: Iterable[ReportLayout], cells: Sequence[str]) -> int:
    """How many columns of a report the cells of a row name, if they can be its header."""
    header = [words(text) for text in cells]
    return max((len(layout.places(header)) for layout in layouts), default=0)


def find_header(top: list[list[str]], layouts: Sequence[ReportLayout]) -> Header:
    """The row and the layout that fit best; the earlier one of both where several do.

    Raises UnreadableFile when no row is the header of a report.
    """
    best: tuple[int, Header] | None = None
    for row, cells in enumerate(top):
        header = [words(text) for text in cells]
        for layout in layouts:
            places = layout.places(header)
            if places and (best is None or len(places) > best[0]):
                unknown = [
                    text for n, text in enumerate(cells) if text and n not in places.values()
                ]
                best = len(places), Header(row, layout, places, tuple(unknown))
    if best is None:
        needed = "; ".join(f"{x.name}: {', '.join(sorted(x.needed_columns))}" for x in layouts)
        raise UnreadableFile(
            f"none of its first {HEADER_SEARCH_ROWS} rows is the header of a report we know: "
            + needed,
            "Print one of these reports, or describe its columns in report_layouts.yaml",
        )
    return best[1]


def refuse_moved_columns(headers: pl.DataFrame) -> None:
    """Raises UnreadableFile when the header of a later page is not where the first one is."""
    filled = headers.select(pl.exclude(FILE_LINE).is_not_null())
    for line, row in zip(headers[FILE_LINE], filled.rows(), strict=True):
        if row != filled.row(0):
            raise UnreadableFile(
                f"row {line} repeats the header in other columns than the first page",
                "Export the report again without editing it, or as CSV",
            )


def cells_by_column(grid: Grid, header: Header) -> dict[str, pl.Expr]:
    """Each contract column's text. Merged cells leave the value anywhere below their header: the
    first filled cell up to the next header is taken.
    """
    table, names = header.layout.table, grid.rows.select(grid.cells).row(header.row)
    filled = [place for place, name in enumerate(names) if name is not None]
    texts: dict[str, pl.Expr] = {}
    for column in table.columns:
        if column not in header.places:
            texts[column] = pl.lit(None, dtype=pl.String)
            continue
        place = header.places[column]
        end = min([later for later in filled if later > place], default=len(grid.cells))
        texts[column] = pl.coalesce(grid.cells[place:end])
    return texts
