"""Validation: a reading against its contract, every failure as a row of data.

Belongs here: Pandera's lazy validation of the collected frame, and natural keys. Does not belong
here: the contracts themselves (one module per source beside this one), storing what comes out.
"""

import re
from dataclasses import dataclass

import pandera.errors
import polars as pl

from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.reading import Reading
from pipelines.sources.rejects import (
    as_rejects,
    refuse_too_many,
    rejected_rows,
    rows_as_json,
)
from pipelines.stored_rows import StoredRows

ROW = "row"
CONFLICT = "same key, different content"

REASONS = (
    (r"not_nullable", "empty where a value is required"),
    (r"isin\(\[(.*)\]\)", r"not one of the accepted codes \1"),
    (r"in_range\((.*), (.*)\)", r"outside the range \1 to \2"),
    (r"greater_than_or_equal_to\((.*)\)", r"less than \1"),
    (r"greater_than\((.*)\)", r"not greater than \1"),
    (r"str_matches\((.*)\)", r"a text that does not have the form \1"),
)


@dataclass(frozen=True)
class Validated:
    """What may land, and what may not.

    frame: the contract's columns and ``file_line``; valid rows, each key once.
    rejects: bad cells as REJECT_SCHEMA, those of the reading included.
    duplicate_rows: rows that repeat another in all columns; one of them is in ``frame`` or
        ``rejects``.
    rejected_count: distinct rows in ``rejects``; with the two above it makes up rows_read.
    rejected_keys: the keys of rejected rows, as far as they are known; a full extract that
        rejects a row has not made that key vanish.
    all_rejected_keys_known: False when a rejected row's key could not be read.
    untouched_rows: rows that were not looked at, because their lines are those of the extract
        before; they are unchanged, and part of rows_read.
    stored: the valid rows of a file too large for memory, ``frame`` is empty then.
    """

    frame: pl.DataFrame
    rejects: pl.DataFrame
    rows_read: int
    duplicate_rows: int
    rejected_count: int
    rejected_keys: pl.DataFrame
    all_rejected_keys_known: bool
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    untouched_rows: int = 0
    stored: StoredRows | None = None

    @property
    def height(self) -> int:
        """How many rows may land."""
        return self.stored.height if self.stored else self.frame.height


def validate(table: RawTable, reading: Reading) -> Validated:
    """Checks every row of a reading against its table's contract.

    Raises UnreadableFile when more rows are bad than a quarantine is for, and
    pandera.errors.SchemaErrors when the frame itself has not the contract's columns and types,
    which is a fault of the reader and not of the file.
    """
    frame = reading.frame.with_row_index(ROW)
    repeats, conflicts = repeated_keys(table, frame)
    failures = pl.concat([contract_failures(table, frame), conflicts])
    failures = failures.join(repeats, on=ROW, how="anti", maintain_order="left")
    bad_rows = failures.select(ROW).unique()
    refuse_too_many(bad_rows.height)
    rejects = reading.rejects
    rejected_keys = [reading.rejected_keys] if reading.rejected_keys.width else []
    if bad_rows.height:
        bad = frame.filter(pl.col(ROW).is_in(bad_rows[ROW].implode()))
        rejected_keys.append(bad.select(table.key))
        rejects = as_rejects([rejects, with_rows(failures, bad, table)])
    if bad_rows.height or repeats.height:
        out = pl.concat([bad_rows, repeats])[ROW].implode()
        frame = frame.filter(~pl.col(ROW).is_in(out))
    keys = known_keys(table, rejected_keys)
    rejected = rejected_rows(rejects)
    return Validated(
        frame=frame.drop(ROW),
        rejects=rejects,
        rows_read=reading.rows_read,
        duplicate_rows=repeats.height,
        rejected_count=rejected,
        rejected_keys=keys.unique(),
        all_rejected_keys_known=keys.height == rejected,
        unknown_columns=reading.unknown_columns,
        missing_columns=reading.missing_columns,
    )


def repeated_keys(table: RawTable, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose key occurs more than once: those that repeat another in all of the contract's
    columns (``row``), and those that contradict another (as contract_failures).
    """
    # Most files repeat no key, and counting keys is far cheaper than comparing rows.
    if frame.select(table.key).n_unique() == frame.height:
        repeated = frame.clear()
    else:
        repeated = frame.filter(pl.struct(table.key).is_duplicated())
    once = repeated.unique(subset=list(table.columns), keep="first", maintain_order=True)
    repeats = repeated.select(ROW).join(once.select(ROW), on=ROW, how="anti")
    conflicts = once.filter(pl.struct(table.key).is_duplicated()).select(
        ROW,
        pl.lit(", ".join(table.key)).alias("column_name"),
        pl.lit(CONFLICT).alias("reason"),
    )
    return repeats, conflicts


def contract_failures(table: RawTable, frame: pl.DataFrame) -> pl.DataFrame:
    """One row per bad cell: ``row``, ``column_name``, ``reason``."""
    empty = pl.DataFrame(
        schema={ROW: frame.schema[ROW], "column_name": pl.String, "reason": pl.String}
    )
    try:
        table.schema.validate(frame.select(list(table.columns)), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases
        if cases["index"].null_count():
            raise
        checks = cases["check"].unique().to_list()
        return cases.select(
            pl.col("index").cast(frame.schema[ROW]).alias(ROW),
            pl.col("column").alias("column_name"),
            pl.col("check")
            .replace_strict({check: readable(check) for check in checks})
            .alias("reason"),
        )
    return empty


def readable(check: str) -> str:
    """A check's name in words; a check without words of its own goes by its name."""
    for pattern, words in REASONS:
        match = re.fullmatch(pattern, check)
        if match:
            return match.expand(words)
    return check


def with_rows(failures: pl.DataFrame, bad: pl.DataFrame, table: RawTable) -> pl.DataFrame:
    """The failures in REJECT_SCHEMA."""
    as_text = {name: pl.col(name).cast(pl.String) for name in table.columns}
    rows = bad.select(ROW, FILE_LINE, rows_as_json(as_text))
    return failures.join(rows, on=ROW, how="left", maintain_order="left").drop(ROW)


def known_keys(table: RawTable, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Complete keys among those of rejected rows, as often as they were rejected."""
    empty = pl.DataFrame(schema={name: table.columns[name] for name in table.key})
    return pl.concat([empty, *parts]).drop_nulls()
