"""Microsip: dumps of single tables (CSV, often WIN1252, XLSX or Parquet), and whole databases.

Belongs here: what is particular to the ERP: which file fills which tables. Column names live in
contracts/microsip.py, how Firebird is read in firebird/.
"""

from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.contracts.microsip import TABLES
from pipelines.contracts.microsip_balances import SALDOS_CARGOS
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.any_table import open_table
from pipelines.sources.firebird.backup import kind_of_firebird
from pipelines.sources.firebird.dump import is_dump, read_dump
from pipelines.sources.firebird.engine import extracted, tables_in
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.rejects import as_rejects
from pipelines.sources.source import Source
from pipelines.sources.text_table import ColumnMatch, TextTable, match_columns
from pipelines.sources.typed_columns import cells_of, read_columns

# A database holds the ERP's tables; what its procedures compute comes as a file of its own.
BY_NAME = {table.entity: table for table in (*TABLES, SALDOS_CARGOS)}


def route(path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    """The table that the file's name without its extension names, in any case. A backup or a
    database file may have any name: it fills all tables it has.
    """
    if kind_of_firebird(path) is not None:
        return tables_in(path, TABLES)
    table = BY_NAME.get(path.stem.casefold())
    if table is None:
        raise UnreadableFile(
            "its name is not that of a Microsip table",
            f"Name the file after its table: {', '.join(sorted(BY_NAME)).upper()}",
        )
    return (table,)


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """The tables of a file. Raises UnreadableFile when it cannot be taken as a whole."""
    if kind_of_firebird(path) is not None:
        with extracted(path, tables) as folder:
            return tuple(
                read_parquet(folder / f"{table.entity.upper()}.parquet", table) for table in tables
            )
    (table,) = tables
    if is_dump(path):
        return (read_parquet(path, table),)
    with open_table(path, sheet=table.entity) as text:
        return (read_text(text, table),)


def read_text(text: TextTable, table: RawTable) -> Reading:
    match = matched(text, table)
    return read_columns(text, table, cells_of(match), Notation(), match)


def read_parquet(path: Path, table: RawTable) -> Reading:
    """A dump that our own extraction wrote may be empty: then the table is. Any other would close
    every row by mistake.
    """
    dump = read_dump(path, table)
    match = matched(dump.text, table, dump.unknown)
    if dump.is_extract and dump.rows == 0:
        none = pl.DataFrame(schema=table.columns | {FILE_LINE: pl.Int64()})
        return Reading(none, as_rejects([]), 0, match.unknown, match.missing)
    return read_columns(dump.text, table, cells_of(match), Notation(), match)


def matched(text: TextTable, table: RawTable, unknown: tuple[str, ...] = ()) -> ColumnMatch:
    """unknown: columns of the table that were left out already."""
    wanted = {column: (column.upper(),) for column in table.columns}
    match = match_columns(text.header, wanted, table.optional_columns)
    return replace(match, unknown=(*match.unknown, *unknown))


MICROSIP = Source("microsip", tuple(BY_NAME.values()), route, read, has_plain_lines=True)
