"""A delivered table as text: its header as found, and all cells as strings with their line.

Belongs here: the shape that both CSV and XLSX become, and finding the contract's columns in its
header. Does not belong here: how either is read (delimited.py, workbook.py), types
(typed_columns.py).
"""

import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from pipelines.sources.reading import REJECT_SCHEMA, UnreadableFile

MAX_COLUMNS = 500
HEADER_SEARCH_ROWS = 100


@dataclass(frozen=True)
class HeaderSearch:
    """Finds the header of exports that begin with a preamble.

    tells: whether these cells are the header. expected: its columns, for those who have to look.
    """

    tells: Callable[[Sequence[str]], bool]
    expected: str


@dataclass(frozen=True)
class TextTable:
    """header: column names as found, trimmed; a nameless one is ''.
    rows: ``file_line`` (Int64) and ``c0`` … ``cN`` (String), one per header cell.
    unsplit: rows that have more or fewer fields than the header, as REJECT_SCHEMA; not in rows.
    needs_repair: cells may hold characters that ``encodings.repaired`` would change.
    is_workbook: numbers were stored as binary floating point and dates as ISO timestamps.
    """

    header: tuple[str, ...]
    rows: pl.LazyFrame
    unsplit: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECT_SCHEMA))
    needs_repair: bool = True
    is_workbook: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Header names, each usable once: nameless columns are called by their position."""
        return tuple(name or f"column {place + 1}" for place, name in enumerate(self.header))


@dataclass(frozen=True)
class ColumnMatch:
    """places: contract column → position in the header. unknown, missing: as in Reading."""

    places: dict[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def cell(place: int) -> str:
    """The column of TextTable.rows that holds the header's cell at this position."""
    return f"c{place}"


# Each layout of a bank looks for its header among the same first lines of a file.
@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A header name without what exports vary: case, accents, spacing, mojibake, BOM."""
    # UTF-8 read as cp1252 ("DÃ­a") is undone; a name that is right already cannot be and stays.
    with contextlib.suppress(UnicodeError):
        name = name.encode("cp1252").decode("utf-8")
    plain = unicodedata.normalize("NFKD", name.removeprefix("\ufeff"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", letters).strip().casefold()


def match_columns(
    header: Sequence[str], wanted: Mapping[str, Sequence[str]], optional: frozenset[str]
) -> ColumnMatch:
    """Finds the contract's columns in a header.

    wanted: contract column → the names it may have in the file. optional: may be absent.
    Raises UnreadableFile naming the required columns that are missing, or the names that occur
    twice.
    """
    found = [folded(name) for name in header]
    places: dict[str, int] = {}
    for column, accepted in wanted.items():
        names = {folded(name) for name in accepted}
        hits = [place for place, name in enumerate(found) if name in names]
        if hits:
            places[column] = hits[0]
    absent = [column for column in wanted if column not in places]
    required = [column for column in absent if column not in optional]
    if required:
        raise UnreadableFile(
            f"the header lacks the required columns {', '.join(spelled(required, wanted))}",
            "Export the table again with these columns, named so",
        )
    twice = [name for name, count in Counter(found).items() if name and count > 1]
    if twice:
        raise UnreadableFile(
            f"the header names these columns more than once: {', '.join(sorted(twice))}",
            "Export the table again with each column once",
        )
    used = set(places.values())
    unknown = [name or f"column {n + 1}" for n, name in enumerate(header) if n not in used]
    return ColumnMatch(places, tuple(unknown), tuple(absent))


def spelled(columns: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> list[str]:
    """Each missing column by the name the file should have, and by its own where that differs."""
    words = []
    for column in columns:
        name = wanted[column][0]
        words.append(name if folded(name) == folded(column) else f"{name} ({column})")
    return words


def trimmed_header(cells: Sequence[str | None]) -> tuple[str, ...]:
    """Raises UnreadableFile when there are more columns than any table of ours has."""
    header = tuple((text or "").removeprefix("\ufeff").strip() for text in cells)
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(
            f"the header has {len(header)} columns, more than the {MAX_COLUMNS} allowed",
            "Deliver the table itself, with its header in the first row",
        )
    return header


def no_header(header: int | HeaderSearch) -> UnreadableFile:
    if isinstance(header, int):
        return UnreadableFile(
            f"row {header}, where the header should be, is empty", "Export it again with a header"
        )
    return UnreadableFile(
        f"none of the first {HEADER_SEARCH_ROWS} rows is a header with {header.expected}",
        "Export it again in the layout with these columns",
    )
