"""Delimited text (CSV, TSV) as a TextTable, at the speed of Polars and with no row lost.

Belongs here: delimiters, quoting, the header's line, rows that do not split into the header's
fields. Does not belong here: encodings (encodings.py), types (typed_columns.py).
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.encodings import as_utf8
from pipelines.sources.reading import REJECT_SCHEMA, UnreadableFile
from pipelines.sources.rejects import refuse_too_many
from pipelines.sources.text_table import (
    HEADER_SEARCH_ROWS,
    HeaderSearch,
    TextTable,
    cell,
    no_header,
    trimmed_header,
)

CHUNK_BYTES = 8 << 20
MAX_LINE_BYTES = 1 << 20
DELIMITERS = ",;\t|"
NEWLINE, RETURN, QUOTE = ord("\n"), ord("\r"), ord('"')
MOST_BLANK_LINES = 1000

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dialect:
    """How a text table is written.

    encoding, delimiter: None finds them out. header: the header's line, 1-based, or what tells it.
    quoted: fields may stand in double quotes. short_rows: ``pad`` where the format leaves trailing
    fields out, else a row with too few fields is rejected.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header: int | HeaderSearch = 1
    quoted: bool = True
    short_rows: Literal["reject", "pad"] = "reject"


@dataclass(frozen=True)
class Header:
    line: int
    cells: tuple[str, ...]
    delimiter: str


@contextmanager
def open_delimited(path: Path, dialect: Dialect) -> Iterator[TextTable]:
    """The table's text, valid while the context lasts.

    ``file_line`` is the 1-based physical line, exact unless a quoted field spans lines in a file
    that is otherwise regular: then later rows count one line for each row before them.
    Raises UnreadableFile for bad encodings, a missing header, and a last row that is cut off.
    """
    with as_utf8(path, dialect.encoding) as text:
        header = find_header(text.path, dialect)
        if is_regular(text.path, header, dialect.quoted):
            rows = scan(text.path, header, dialect.quoted)
            yield TextTable(header.cells, rows, needs_repair=text.needs_repair)
            return
        with tempfile.TemporaryDirectory(prefix="cartera-") as folder:
            sifted = Path(folder) / "sifted.csv"
            unsplit = sift(text.path, sifted, header, dialect)
            schema = {FILE_LINE: pl.Int64()} | {
                cell(place): pl.String() for place in range(len(header.cells))
            }
            rows = pl.scan_csv(sifted, has_header=False, schema=schema, glob=False)
            yield TextTable(header.cells, rows, unsplit, text.needs_repair)


def find_header(path: Path, dialect: Dialect) -> Header:
    """Raises UnreadableFile when there is none within the first lines."""
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        lines = [file.readline(MAX_LINE_BYTES) for _ in range(HEADER_SEARCH_ROWS)]
    if isinstance(dialect.header, int):
        numbers = range(dialect.header, dialect.header + 1)
    else:
        numbers = range(1, HEADER_SEARCH_ROWS + 1)
    for number in numbers:
        line = without_line_end(lines[number - 1]) if number <= len(lines) else ""
        if not line.strip():
            continue
        if len(line) >= MAX_LINE_BYTES - 2:
            break
        delimiter = dialect.delimiter or max(DELIMITERS, key=line.count)
        cells = split_line(line, delimiter, dialect.quoted)
        if isinstance(dialect.header, int) or dialect.header.tells(cells):
            return Header(number, trimmed_header(cells), delimiter)
    raise no_header(dialect.header)


def without_line_end(line: str) -> str:
    """The line without its end; a carriage return elsewhere is no line end, and becomes space."""
    return line.rstrip("\r\n").replace("\r", " ")


def split_line(line: str, delimiter: str, quoted: bool) -> list[str]:
    """The fields of one line; none when it is no row at all."""
    quoting: Any = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    try:
        return next(csv.reader([line], delimiter=delimiter, quoting=quoting), [])
    except csv.Error:
        return []


def scan(path: Path, header: Header, quoted: bool) -> pl.LazyFrame:
    return pl.scan_csv(
        path,
        has_header=True,
        skip_lines=header.line - 1,
        new_columns=[cell(place) for place in range(len(header.cells))],
        infer_schema=False,
        separator=header.delimiter,
        quote_char='"' if quoted else None,
        glob=False,
        row_index_name=FILE_LINE,
        row_index_offset=header.line + 1,
    ).with_columns(pl.col(FILE_LINE).cast(pl.Int64))


def is_regular(path: Path, header: Header, quoted: bool) -> bool:
    """Whether every row has as many fields as the header and quotes are only around fields.

    Polars fills short rows up and cuts long ones without a word, so this is counted in the bytes.
    """
    with path.open("rb") as file:
        for _ in range(header.line):
            file.readline()
        return all(
            has_rows_of(chunk, ord(header.delimiter), len(header.cells) - 1, quoted)
            for chunk in whole_rows(file, quoted)
        )


def whole_rows(file: BinaryIO, quoted: bool) -> Iterator[bytes]:
    """Chunks that end with a row: at a line end, outside of quotes.

    Raises UnreadableFile for a line longer than any row of ours.
    """
    while chunk := file.read(CHUNK_BYTES):
        parts = [chunk]
        quotes = chunk.count(b'"')
        spent = 0
        while not parts[-1].endswith(b"\n") or (quoted and quotes % 2):
            line = file.readline(MAX_LINE_BYTES)
            if not line or spent > MAX_LINE_BYTES:
                break
            if len(line) == MAX_LINE_BYTES:
                raise UnreadableFile(
                    f"it has a line of more than {MAX_LINE_BYTES:,} bytes",
                    "Export the table again with one row a line",
                )
            spent += len(line)
            quotes += line.count(b'"')
            parts.append(line)
        yield b"".join(parts)


def has_rows_of(chunk: bytes, delimiter: int, expected: int, quoted: bool) -> bool:
    """Whether each line of whole rows has the expected delimiters outside of quotes, or is empty,
    and quotes stand only around fields.
    """
    whole = b"\n" + chunk.rstrip(b"\r\n") + b"\n"
    kept = {delimiter, NEWLINE} | ({QUOTE} if quoted else set())
    marks = whole.translate(None, bytes(byte for byte in range(256) if byte not in kept))[1:]
    quotes = np.empty(0, dtype=np.int64)
    if quoted and QUOTE in marks:
        data = np.frombuffer(whole, dtype=np.uint8)
        quotes = np.flatnonzero(data == QUOTE)
        if not are_around_fields(data, quotes, delimiter):
            return False
        marks = outside_of_quotes(marks)
    # Delimiters and line ends in strict turn: so it is in a chunk without blank lines.
    row = bytes([delimiter]) * expected + b"\n"
    if marks == row * (len(marks) // len(row)):
        return True
    ends = np.flatnonzero(np.frombuffer(whole, dtype=np.uint8) == NEWLINE)
    # So many quotes before it: an odd number of them, and the line end belongs to a field.
    ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    found = np.flatnonzero(np.frombuffer(marks, dtype=np.uint8) == NEWLINE)
    odd = np.flatnonzero(np.diff(found, prepend=-1) - 1 != expected)
    return odd.size <= MOST_BLANK_LINES and not any(
        whole[int(ends[line]) : int(ends[line + 1])].strip(b"\r\n") for line in odd
    )


def are_around_fields(data: Bytes, quotes: Places, delimiter: int) -> bool:
    """Whether quotes come in pairs, the first after a delimiter or line end and the second before
    one. A doubled quote within a field ends it and begins it again at once.
    """
    if quotes.size % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before, after = data[opening - 1], data[closing + 1]
    begins = (before == delimiter) | (before == NEWLINE)
    ends = (after == delimiter) | (after == NEWLINE) | (after == RETURN)
    is_doubled = opening[1:] == closing[:-1] + 1
    begins[1:] |= is_doubled
    ends[:-1] |= is_doubled
    return bool(begins.all() and ends.all())


def outside_of_quotes(marks: bytes) -> bytes:
    """Those of the delimiters and line ends that have an even number of quotes before them."""
    data = np.frombuffer(marks, dtype=np.uint8)
    is_quote = data == QUOTE
    # Only whether the number is odd matters, which a byte that runs over keeps.
    is_inside = np.cumsum(is_quote, dtype=np.uint8) & 1
    outside: Bytes = data[~is_quote & (is_inside == 0)]
    return outside.tobytes()


def sift(path: Path, target: Path, header: Header, dialect: Dialect) -> pl.DataFrame:
    """Copies the rows that split into the header's fields, each after its line number.

    Returns the others as rejects. The slow way, taken only by files that are not regular.
    Raises UnreadableFile when the last row stops early: then the rest of the file is missing.
    """
    quoting: Any = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    width = len(header.cells)
    rejects: list[tuple[int, str, str, str]] = []
    last_line, last_width = header.line, width
    with (
        path.open(encoding="utf-8-sig", newline="\n") as source,
        target.open("w", encoding="utf-8", newline="") as sink,
    ):
        skip_lines(source, header.line)
        lines = (without_line_end(line) + "\n" for line in source)
        reader = csv.reader(lines, delimiter=header.delimiter, quoting=quoting)
        writer = csv.writer(sink, lineterminator="\n")
        for line, fields in numbered(reader, header.line):
            if not any(text.strip() for text in fields):
                continue
            last_line, last_width = line, len(fields)
            if len(fields) == width:
                writer.writerow([line, *fields])
            elif len(fields) < width and dialect.short_rows == "pad":
                writer.writerow([line, *fields, *[""] * (width - len(fields))])
            else:
                kind = "fewer" if len(fields) < width else "more"
                reason = f"{kind} fields than the header: {len(fields)} instead of {width}"
                rejects.append((line, "", reason, fields_as_json(header.cells, fields)))
                refuse_too_many(len(rejects))
    if last_width < width and dialect.short_rows == "reject":
        raise UnreadableFile(
            f"line {last_line}, the last row, stops after {last_width} of {width} fields, "
            "so the rest of the file is missing",
            "Export it again and copy it whole",
        )
    return pl.DataFrame(rejects, schema=REJECT_SCHEMA, orient="row")


def skip_lines(source: TextIO, count: int) -> None:
    for _ in range(count):
        source.readline()


def numbered(reader: Any, line: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the physical line it begins on.

    line: lines already taken. Raises UnreadableFile for a field that never ends.
    """
    while True:
        begins = line + reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(
                f"line {begins} has a quotation mark that is never closed, or a field too long",
                "Export the table again with quotes doubled inside quoted fields",
            ) from error
        yield begins, fields


def fields_as_json(header: tuple[str, ...], fields: list[str]) -> str:
    named: dict[str, object] = dict(zip(header, fields, strict=False))
    if len(fields) > len(header):
        named["beyond the header"] = fields[len(header) :]
    return json.dumps(named, ensure_ascii=False)
