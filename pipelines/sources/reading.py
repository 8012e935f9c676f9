"""What a reader gives back, and how it refuses a file.

Belongs here: the two shapes every source module shares. Formats belong in a module of their own.
"""

from dataclasses import dataclass, field

import polars as pl

from pipelines.sources.unreadable import UnreadableFile

__all__ = ["REJECT_SCHEMA", "Reading", "UnreadableFile"]

# One row per bad cell: where it stands, what is wrong with it, and the whole row as JSON.
REJECT_SCHEMA = {
    "file_line": pl.Int64,
    "column_name": pl.String,
    "reason": pl.String,
    "row_json": pl.String,
}


@dataclass(frozen=True)
class Reading:
    """The rows of one file, typed.

    frame: the contract's columns (those a file lacks are null) and ``file_line``.
    rejects: bad cells in the shape of REJECT_SCHEMA; their rows are not in ``frame``.
    rows_read: rows the file holds, good and bad, headers and blank lines apart.
    unknown_columns: columns of the file that no contract names; they were left out.
    missing_columns: optional columns of the contract that the file lacks.
    rejected_keys: natural keys of the rejected rows, null where a part of the key is itself bad.
        Rows that could not even be split into fields are not in it.
    """

    frame: pl.DataFrame
    rejects: pl.DataFrame
    rows_read: int
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    rejected_keys: pl.DataFrame = field(default_factory=pl.DataFrame)
