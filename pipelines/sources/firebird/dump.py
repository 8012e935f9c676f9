"""Parquet dumps of a table: what extraction writes, and what a delivery may hold.

Belongs here: the bounds of a Parquet file, and its typed columns as a TextTable. Does not belong
here: what the values must be: from here on a dump goes the way of every other file, so that the
same repairs, checks and words hold for it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.firebird.extract import UNKNOWN_COLUMNS
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import TextTable, cell, trimmed_header

MAGIC = b"PAR1"
MAX_BYTES = 2 << 30
MAX_UNPACKED_BYTES = 4 << 30
# Flags and ids pack well; what unpacks to more than this, and by such a factor, is no ledger.
RATIO_MATTERS_FROM, MAX_RATIO = 256 << 20, 500
BATCH_ROWS = 16_384

AGAIN = "Pull or export the table again"
SECONDS = "%Y-%m-%d %H:%M:%S%.f"
# Years 1 to 9999, in days from 1970-01-01.
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
INT64 = 2**63 - 1
NO_DATE = "beyond any calendar"


@dataclass(frozen=True)
class Dump:
    """text: its rows, so many. unknown: columns of the table that were not taken.
    is_extract: it was written by an extraction, which knows that these are all rows.
    """

    text: TextTable
    rows: int
    unknown: tuple[str, ...]
    is_extract: bool


def is_dump(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read_dump(path: Path, table: RawTable) -> Dump:
    """A table's Parquet file; ``file_line`` is the row's number, 1-based.

    Raises UnreadableFile for a damaged or oversized file, and for a column that holds lists,
    records or plain bytes.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise too_much()
    try:
        with path.open("rb") as file:
            schema = pq.read_schema(file)
            texts = [
                name for name, kind in zip(schema.names, schema.types, strict=True) if is_text(kind)
            ]
            reader = pq.ParquetFile(file, read_dictionary=texts, page_checksum_verification=True)
            batches = list(bounded(reader.iter_batches(BATCH_ROWS), size))
        rows = pa.Table.from_batches(batches) if batches else schema.empty_table()
        frame = pl.DataFrame(rows.replace_schema_metadata())
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, UnicodeError) as error:
        raise UnreadableFile("the Parquet file is damaged or cut off", AGAIN) from error
    metadata = schema.metadata or {}
    return Dump(
        as_text(frame, table), frame.height, names_in(metadata), UNKNOWN_COLUMNS in metadata
    )


def is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def bounded(batches: Iterator[pa.RecordBatch], size: int) -> Iterator[pa.RecordBatch]:
    """The batches with their texts written out, as long as they stay within bounds.

    A text that repeats is stored once; written out, a small file could fill any memory.
    """
    spent = 0
    for batch in batches:
        spent += sum(written_out_bytes(column) for column in batch.columns)
        if spent > MAX_UNPACKED_BYTES or (spent > RATIO_MATTERS_FROM and spent > MAX_RATIO * size):
            raise too_much()
        columns = [
            column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
            for column in batch.columns
        ]
        yield pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def written_out_bytes(column: pa.Array) -> int:
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.take(pc.binary_length(column.dictionary), column.indices)
    return int(pc.sum(lengths).as_py() or 0) + int(column.indices.nbytes)


def too_much() -> UnreadableFile:
    return UnreadableFile(
        "the Parquet file is larger, or unpacks to far more, than a table of ours", AGAIN
    )


def names_in(metadata: dict[bytes, bytes]) -> tuple[str, ...]:
    try:
        names = json.loads(metadata.get(UNKNOWN_COLUMNS, b"[]"))
    except (ValueError, RecursionError):
        return ()
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def as_text(frame: pl.DataFrame, table: RawTable) -> TextTable:
    """Typed columns as the text that a CSV dump would hold; every number keeps all its digits."""
    header = trimmed_header(frame.columns)
    types = {name.upper(): dtype for name, dtype in table.columns.items()}
    cells = [
        written(pl.col(name), dtype, types.get(name.upper())).alias(cell(place))
        for place, (name, dtype) in enumerate(frame.schema.items())
    ]
    rows = frame.lazy().with_row_index(FILE_LINE, offset=1)
    return TextTable(header, rows.select(pl.col(FILE_LINE).cast(pl.Int64), *cells))


def written(column: pl.Expr, dtype: pl.DataType, wanted: pl.DataType | None) -> pl.Expr:
    if dtype.is_nested() or dtype == pl.Binary:
        raise UnreadableFile(
            "a column holds lists, records or plain bytes", "Export the table with plain columns"
        )
    if isinstance(dtype, pl.Date | pl.Datetime | pl.Time):
        return moment(column, dtype, is_timestamp=wanted == pl.Datetime)
    if dtype.is_float() and wanted == pl.Int64:
        # Programs without empty whole numbers write them all as floats.
        return column.cast(pl.String).str.replace(r"\.0$", "")
    return column.cast(pl.String)


def moment(column: pl.Expr, dtype: pl.Date | pl.Datetime | pl.Time, is_timestamp: bool) -> pl.Expr:
    """A date or time as text. Polars breaks off at one that no calendar has; it becomes a text that
    is no date, and is rejected as such.
    """
    if isinstance(dtype, pl.Datetime):
        bounds = [day * PER_DAY[dtype.time_unit] for day in (FIRST_DAY, LAST_DAY)]
    else:
        bounds = [FIRST_DAY, LAST_DAY] if dtype == pl.Date else [0, PER_DAY["ns"] - 1]
    exists = column.to_physical().is_between(max(bounds[0], -INT64), min(bounds[1], INT64))
    known: pl.Expr = pl.when(exists).then(column)
    if dtype == pl.Date and is_timestamp:
        known = known.cast(pl.Datetime("us"))
    has_time = isinstance(dtype, pl.Datetime) or (dtype == pl.Date and is_timestamp)
    text = known.dt.strftime(SECONDS) if has_time else known.cast(pl.String)
    return text.fill_null(pl.when(column.is_not_null()).then(pl.lit(NO_DATE)))
