"""Rows of a table as Arrow batches: column by column in numpy, or row by row by the driver.

Belongs here: the two ways of fetching and the layout of Firebird's messages. Does not belong here:
what to select (introspection.py), where batches go (extract.py).

The fast way lets the client library write its rows side by side into one buffer, and cuts every
column out of it at once. It uses parts of the driver that are not public; where they are not as
expected, or a column is of a type it does not know, the driver fetches by itself. Both give the
same batches.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.sources.firebird.introspection import TEXT, Column
from pipelines.sources.firebird.texts import text_array, text_of_bytes
from pipelines.sources.unreadable import UnreadableFile

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

BATCH_ROWS = 65_536
BATCH_BYTES = 32 << 20
ALIGNMENT = 16
MAX_TEXT_BYTES = 1 << 20

# Types of the wire, by the number that the driver and the client library give them.
VARYING = 448
SHORT, LONG, INT64, INT128 = 500, 496, 580, 32752
FLOAT, DOUBLE = 482, 480
DATE, TIME, TIMESTAMP = 570, 560, 510
BOOLEAN = 32764

UNIX_EPOCH = 40_587  # 1970-01-01, counted from Firebird's day zero of 1858-11-17
TICK = 100  # microseconds; Firebird counts time in tenths of a millisecond
DAY = 86_400_000_000


@dataclass(frozen=True)
class Field:
    """Where a column lies in a row's message, in bytes."""

    column: Column
    kind: int
    offset: int
    length: int
    null_offset: int


@dataclass(frozen=True)
class Layout:
    """fetch: writes the next row to an address, tells whether there was one. stride: bytes from one
    row to the next.
    """

    fields: tuple[Field, ...]
    stride: int
    fetch: Callable[[int], bool]


def fetch_batches(
    cursor: Any, columns: Sequence[Column], rows: int = BATCH_ROWS
) -> Iterator[pa.RecordBatch]:
    """The rows of the statement that ``cursor`` has executed, at most ``rows`` at a time.

    columns: what it selects, in that order. Without rows there is no batch.
    Raises UnreadableFile for a value that is too long or too large.
    """
    layout = layout_of(cursor, columns)
    if layout is None:
        return fetch_by_driver(cursor, columns, rows)
    return fetch_by_column(layout, rows)


def layout_of(cursor: Any, columns: Sequence[Column]) -> Layout | None:
    """None where the driver has to fetch by itself."""
    try:
        statement, result = cursor._stmt, cursor._result
        described = statement._out_desc
        size = ctypes.sizeof(statement._out_buffer)
        next_row, status, check = result.vtable.fetchNext, result.status, result._check
        fields = tuple(
            Field(column, int(d.datatype), d.offset, d.length, d.null_offset)
            for column, d in zip(columns, described, strict=True)
        )
    except (AttributeError, TypeError, ValueError):
        return None
    if any(field.kind not in DECODERS for field in fields):
        return None

    def fetch(address: int) -> bool:
        found: int = next_row(result, status, ctypes.c_void_p(address))
        if found:
            check()
        return found == 0

    return Layout(fields, -(-size // ALIGNMENT) * ALIGNMENT, fetch)


def fetch_by_column(layout: Layout, rows: int) -> Iterator[pa.RecordBatch]:
    """The fast way."""
    rows = max(1, min(rows, BATCH_BYTES // layout.stride))
    names = [field.column.name for field in layout.fields]
    buffer = np.zeros(rows * layout.stride, dtype=np.uint8)
    start, fetch, stride = buffer.ctypes.data, layout.fetch, layout.stride
    is_full = True
    while is_full:
        fetched = 0
        while fetched < rows and fetch(start + fetched * stride):
            fetched += 1
        is_full = fetched == rows
        if fetched:
            messages = buffer.reshape(rows, stride)[:fetched]
            arrays = [decoded(field, messages) for field in layout.fields]
            yield pa.RecordBatch.from_arrays(arrays, names=names)


def fetch_by_driver(cursor: Any, columns: Sequence[Column], rows: int) -> Iterator[pa.RecordBatch]:
    """The slow way, by the driver's public interface."""
    names = [column.name for column in columns]
    while found := cursor.fetchmany(rows):
        values = zip(*found, strict=True)
        arrays = [array_of(column, cells) for column, cells in zip(columns, values, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, names=names)


def array_of(column: Column, cells: Sequence[Any]) -> pa.Array:
    if column.dtype == TEXT:
        return pa.array([cell_text(column, cell) for cell in cells], type=TEXT)
    try:
        return pa.array(cells, type=column.dtype)
    except pa.ArrowInvalid:
        raise too_large(column) from None


def cell_text(column: Column, cell: Any) -> str | None:
    """A cell's bytes as text; long ones come as a stream. Raises UnreadableFile beyond a bound."""
    if cell is None:
        return None
    data: bytes = cell if isinstance(cell, bytes) else cell.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableFile(
            f"a text of column {column.name} is longer than {MAX_TEXT_BYTES:,} bytes",
            "Shorten it in the system, and deliver again",
        )
    return text_of_bytes(data, column.encoding)


def decoded(field: Field, messages: Bytes) -> pa.Array:
    """One column of all rows. messages: one row each, ``stride`` bytes wide."""
    nulls = messages[:, field.null_offset] != 0
    return DECODERS[field.kind](field, messages, nulls)


def part(messages: Bytes, offset: int, kind: str) -> npt.NDArray[Any]:
    """The bytes at an offset of all rows, as numbers."""
    width = np.dtype(kind).itemsize
    return np.ascontiguousarray(messages[:, offset : offset + width]).view(kind).ravel()


def built(dtype: Any, values: npt.NDArray[Any], nulls: Mask) -> pa.Array:
    """An Arrow array of fixed-width values."""
    data = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(dtype, len(nulls), [validity(nulls), data])


def validity(nulls: Mask) -> Any:
    return pa.py_buffer(np.packbits(~nulls, bitorder="little")) if nulls.any() else None


def decode_integer(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    values = part(messages, field.offset, f"<i{field.length}").astype("<i8")
    if field.column.dtype == pa.int64():
        return built(field.column.dtype, values, nulls)
    wide = np.stack([values, values >> 63], axis=1)
    return built(field.column.dtype, wide, nulls)


def decode_int128(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    halves = [part(messages, field.offset, "<i8"), part(messages, field.offset + 8, "<i8")]
    array = built(field.column.dtype, np.stack(halves, axis=1), nulls)
    try:
        # Of all types of the database only this one holds more than Arrow's does.
        array.validate(full=True)
    except pa.ArrowInvalid:
        raise too_large(field.column) from None
    return array


def too_large(column: Column) -> UnreadableFile:
    return UnreadableFile(
        f"a number of column {column.name} has more than 38 digits",
        "Correct it in the system, and deliver again",
    )


def decode_float(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    return built(field.column.dtype, part(messages, field.offset, f"<f{field.length}"), nulls)


def decode_date(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    days = part(messages, field.offset, "<i4") - UNIX_EPOCH
    return built(field.column.dtype, days.astype("<i4"), nulls)


def decode_time(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    ticks = part(messages, field.offset, "<u4").astype("<i8")
    return built(field.column.dtype, ticks * TICK, nulls)


def decode_timestamp(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    days = part(messages, field.offset, "<i4").astype("<i8") - UNIX_EPOCH
    ticks = part(messages, field.offset + 4, "<u4").astype("<i8")
    return built(field.column.dtype, days * DAY + ticks * TICK, nulls)


def decode_boolean(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    bits = np.packbits(messages[:, field.offset] != 0, bitorder="little")
    return built(field.column.dtype, bits, nulls)


def decode_text(field: Field, messages: Bytes, nulls: Mask) -> pa.Array:
    """All texts end to end, and where each begins: the form in which Arrow holds them."""
    lengths = part(messages, field.offset, "<u2").astype(np.int32)
    lengths[nulls] = 0
    longest = int(lengths.max())
    body = messages[:, field.offset + 2 : field.offset + 2 + longest]
    data = body[np.arange(longest)[None, :] < lengths[:, None]].tobytes()
    begins = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=begins[1:])
    return text_array(data, begins, validity(nulls), field.column.encoding)


DECODERS: dict[int, Callable[[Field, Bytes, Mask], pa.Array]] = {
    VARYING: decode_text,
    SHORT: decode_integer,
    LONG: decode_integer,
    INT64: decode_integer,
    INT128: decode_int128,
    FLOAT: decode_float,
    DOUBLE: decode_float,
    DATE: decode_date,
    TIME: decode_time,
    TIMESTAMP: decode_timestamp,
    BOOLEAN: decode_boolean,
}
