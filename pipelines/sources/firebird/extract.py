"""Tables of an open database to Parquet files, in one snapshot and little memory.

Belongs here: which columns of a table are taken, their order, and the files. Does not belong here:
fetching (columns.py), reading the files back (dump.py), where they are put (pull.py, engine.py).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sources.firebird.columns import fetch_batches
from pipelines.sources.firebird.introspection import Column, columns_of
from pipelines.sources.unreadable import UnreadableFile

# In a file's metadata: the columns of the table that were not taken, as a JSON list. A file with
# this entry was written here, and so holds every row of its table.
UNKNOWN_COLUMNS = b"cartera.unknown_columns"


@dataclass(frozen=True)
class Wanted:
    """What is asked of a table, in upper case. columns: all that a contract knows. key: by which
    its rows are put in order.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]


def extract(cursor: Any, wanted: Mapping[str, Wanted], folder: Path) -> dict[str, int]:
    """Writes ``<TABLE>.parquet`` for each wanted table that the database has; the rows of each.

    cursor: in a snapshot. wanted: by the table's name in upper case.
    Raises UnreadableFile when no table has a row, and the driver's own errors; some files may have
    been written by then.
    """
    rows = {
        table: write_table(cursor, table, columns, wanted[table], folder)
        for table, columns in columns_of(cursor, list(wanted)).items()
    }
    if rows and not any(rows.values()):
        raise UnreadableFile(
            "its tables hold no rows at all: every row known so far would be closed",
            "Make a backup with the data, not of the metadata only, and of the right company",
        )
    return rows


def write_table(
    cursor: Any, table: str, columns: Sequence[Column], wanted: Wanted, folder: Path
) -> int:
    """One table, ordered by its key; the number of its rows.

    Columns that no contract knows are never asked for; the file says which they are.
    """
    taken = [item for item in columns if item.name in wanted.columns and item.expression]
    unknown = [item.name for item in columns if item.name not in wanted.columns]
    schema = pa.schema([(item.name, item.dtype) for item in taken])
    schema = schema.with_metadata({UNKNOWN_COLUMNS: json.dumps(unknown).encode()})
    with pq.ParquetWriter(
        folder / f"{table}.parquet", schema, compression="zstd", write_page_checksum=True
    ) as writer:
        rows = 0
        for batch in table_batches(cursor, table, taken, wanted.key):
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def table_batches(
    cursor: Any, table: str, columns: Sequence[Column], key: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    if not columns:
        return iter(())
    cursor.execute(statement_of(table, columns, key))
    return fetch_batches(cursor, columns)


def statement_of(table: str, columns: Sequence[Column], key: Sequence[str]) -> str:
    """The names are those of the system tables and of contracts; no value is ever put in."""
    names = {column.name for column in columns}
    selected = ", ".join(f'{column.expression} as "{column.name}"' for column in columns)
    order = ", ".join(f't."{name}"' for name in key if name in names)
    return f'select {selected} from "{table}" t' + (f" order by {order}" if order else "")
