"""Banco de México's exchange rates: the CSV (or XLSX) export of its SIE, a column per series.

Belongs here: that layout: a preamble, the row ``Fecha,SF43718,…``, then dd/mm/yyyy and rates.
Days without a value ("N/E") are no rows; a row is one series on one day.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.contracts.banxico import RATES
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.any_table import open_table
from pipelines.sources.delimited import Dialect
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading
from pipelines.sources.source import Source
from pipelines.sources.text_table import ColumnMatch, HeaderSearch, TextTable, cell, folded
from pipelines.sources.typed_columns import read_columns

SERIES = re.compile(r"S[A-Z]\d+")
NO_VALUE = ("N/E", "")
NOTATION = Notation(date_formats=("%d/%m/%Y",))


def is_header(cells: Sequence[str]) -> bool:
    return bool(cells) and folded(cells[0]) == "fecha" and any(map(is_series, cells))


def is_series(name: str) -> bool:
    return SERIES.fullmatch(name.strip()) is not None


HEADER = HeaderSearch(is_header, "Fecha and series codes such as SF43718")


def route(_path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    return (RATES,)


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """The rates of one export. Raises UnreadableFile when it has no row of series codes."""
    (table,) = tables
    with open_table(path, Dialect(header=HEADER)) as text:
        others = [name for name in text.names[1:] if not is_series(name)]
        long = one_row_per_rate(text)
        cells = {"series_code": pl.col("c0"), "rate_date": pl.col("c1"), "rate": pl.col("c2")}
        match = ColumnMatch({}, tuple(others), ())
        return (read_columns(long, table, cells, NOTATION, match),)


def one_row_per_rate(text: TextTable) -> TextTable:
    series = {cell(place): name for place, name in enumerate(text.header) if is_series(name)}
    value = pl.col("value").str.strip_chars().fill_null("")
    rows = (
        text.rows.unpivot(
            on=list(series), index=[FILE_LINE, "c0"], variable_name="code", value_name="value"
        )
        .filter(~value.str.to_uppercase().is_in(NO_VALUE))
        .select(FILE_LINE, pl.col("code").replace_strict(series).alias("c0"), c1="c0", c2="value")
        .sort(FILE_LINE, maintain_order=True)
    )
    return replace(text, header=("series_code", "Fecha", "rate"), rows=rows)


BANXICO = Source("banxico", (RATES,), route, read)
