"""Banco de México's daily series: the export of its SIE as CSV or XLSX, or the answer of its API.

Belongs here: the export's layout (a preamble, a few lines about each series, the row
``Fecha,SF43718,…``, then dd/mm/yyyy and values) and what a value or its absence is. Does not belong
here: the API's answer (banxico_answer.py), which series there are (contracts/banxico.py).
A row is one series on one day; a day without a value ("N/E") is a row too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.contracts.banxico import EMPTY_CELL, NOT_PUBLISHED, RATES, SERIES
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.any_table import open_table
from pipelines.sources.banxico_answer import is_answer, read_answer
from pipelines.sources.delimited import Dialect
from pipelines.sources.file_kind import kind_of
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.source import Source
from pipelines.sources.text_table import ColumnMatch, HeaderSearch, TextTable, cell, folded
from pipelines.sources.typed_columns import read_columns

SERIES_CODE = re.compile(r"S[A-Z][0-9]{1,9}")
NOT_AVAILABLE = "N/E"
NOTATION = Notation(date_formats=("%d/%m/%Y",))
LONG = ("series_code", "Fecha", "rate")


def is_header(cells: Sequence[str]) -> bool:
    return bool(cells) and folded(cells[0]) == "fecha" and any(map(is_series, cells))


def is_series(name: str) -> bool:
    return SERIES_CODE.fullmatch(name.strip()) is not None


HEADER = HeaderSearch(is_header, "Fecha and series codes such as SF43718")


def route(_path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    return (RATES,)


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """The values of one export or answer.

    Raises UnreadableFile when it has no series, or none that is known.
    """
    (table,) = tables
    if kind_of(path) == "text" and is_answer(path):
        long, names = read_answer(path, SERIES)
        return (read_long(long, table, names),)
    with open_table(path, Dialect(header=HEADER)) as text:
        return (read_long(one_row_per_value(text), table, text.names[1:]),)


def read_long(long: TextTable, table: RawTable, names: Sequence[str]) -> Reading:
    """Types the rows (series, day, value). names: the columns or series that the file has."""
    unknown = tuple(name for name in names if name not in SERIES)
    if len(unknown) == len(names):
        raise UnreadableFile(
            "it holds none of the series that are read", f"Export one of {', '.join(SERIES)}"
        )
    value = pl.col("c2").str.strip_chars().fill_null("")
    reason = (
        pl.when(value.str.to_uppercase() == NOT_AVAILABLE)
        .then(pl.lit(NOT_PUBLISHED))
        .when(value == "")
        .then(pl.lit(EMPTY_CELL))
    )
    cells = {
        "series_code": pl.col("c0"),
        "rate_date": pl.col("c1"),
        "rate": pl.when(reason.is_null()).then("c2"),
        "no_rate_reason_code": reason,
    }
    return read_columns(long, table, cells, NOTATION, ColumnMatch({}, unknown, ()))


def one_row_per_value(text: TextTable) -> TextTable:
    """Known series from columns to rows; lines that are blank throughout are none."""
    series = {cell(place): name for place, name in enumerate(text.header) if name in SERIES}
    value = pl.col("value").str.strip_chars().fill_null("")
    day = pl.col("c0").str.strip_chars().fill_null("")
    codes = pl.col("code").replace_strict(series, return_dtype=pl.String)
    rows = (
        text.rows.unpivot(
            on=list(series), index=[FILE_LINE, "c0"], variable_name="code", value_name="value"
        )
        .filter((day != "") | (value != ""))
        .select(FILE_LINE, codes.alias("c0"), c1="c0", c2="value")
        .sort(FILE_LINE, maintain_order=True)
    )
    return replace(text, header=LONG, rows=rows)


BANXICO = Source("banxico", (RATES,), route, read)
