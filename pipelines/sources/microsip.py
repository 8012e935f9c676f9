"""Microsip table dumps: one file per table, named after it, CSV (often WIN1252) or XLSX.

Belongs here: what is particular to dumps of the ERP. Column names live in contracts/microsip.py.
"""

from pathlib import Path

from pipelines.contracts.microsip import TABLES
from pipelines.contracts.raw_table import RawTable
from pipelines.sources.any_table import open_table
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.source import Source
from pipelines.sources.text_table import match_columns
from pipelines.sources.typed_columns import cells_of, read_columns

BY_NAME = {table.entity: table for table in TABLES}


def route(path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    """The table that the file's name without its extension names, in any case."""
    table = BY_NAME.get(path.stem.casefold())
    if table is None:
        raise UnreadableFile(
            "its name is not that of a Microsip table",
            f"Name the file after its table: {', '.join(sorted(BY_NAME)).upper()}",
        )
    return (table,)


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """One table dump. Raises UnreadableFile when it cannot be taken as a whole."""
    (table,) = tables
    with open_table(path, sheet=table.entity) as text:
        wanted = {column: (column.upper(),) for column in table.columns}
        match = match_columns(text.header, wanted, table.optional_columns)
        return (read_columns(text, table, cells_of(match), Notation(), match),)


MICROSIP = Source("microsip", TABLES, route, read, has_plain_lines=True)
