"""A full extract read by what it changes: only the lines that the extract before it did not hold.

Belongs here: when that may be done, and the rows that come of it. Does not belong here: comparing
lines (sources/changed_lines.py), storing versions (row_versions.py).

It gives what reading the whole file would give, or nothing, and then the whole file is read.
"""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl

from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.contracts.validation import validate
from pipelines.files import sha256_of
from pipelines.landing import TableRows
from pipelines.sources.changed_lines import Buffer, Stretch, changed_lines, mapped
from pipelines.sources.encodings import survey_bytes, transcode
from pipelines.sources.file_kind import kind_of
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.source import Source
from pipelines.versions import code_version

# Ten years of a company with a million invoices a year are 3 GB; no ledger is ten times that.
MAX_BYTES = 32 << 30


@dataclass(frozen=True)
class EarlierExtract:
    """The accepted full extract that is now known of a table: every row of it, and no other, is."""

    delivery_id: str
    path: Path
    sha256: str
    rows_read: int


def earlier_extract(
    connection: duckdb.DuckDBPyConnection, table: RawTable, inbox: Path
) -> EarlierExtract | None:
    """The last full extract, if all of its rows are known as this code reads them."""
    row = connection.execute(
        """
        select delivery_id, file_name, sha256, rows_read, rows_quarantined, code_version
        from raw.deliveries where status_code = 'accepted' and table_name = ?
        order by delivered_at desc limit 1
        """,
        [table.name],
    ).fetchone()
    if row is None:
        return None
    delivery_id, file_name, sha256, rows_read, quarantined, code = row
    if quarantined or code != code_version():
        return None
    return EarlierExtract(delivery_id, inbox / file_name, sha256, rows_read)


def read_changes(
    path: Path, source: Source, table: RawTable, inbox: Path, earlier: EarlierExtract
) -> TableRows | None:
    """The changed rows of a file, or None when the whole file has to be read."""
    if not is_comparable(path, earlier):
        return None
    is_utf8 = is_utf8_text(path)
    with (
        tempfile.TemporaryDirectory(prefix="cartera-") as folder,
        mapped(earlier.path) as before,
        mapped(path) as after,
    ):
        changes = changed_lines(before, after)
        if changes is None:
            return None
        gone_file, new_file = Path(folder, "gone", path.name), Path(folder, "new", path.name)
        write_lines(gone_file, before, changes.gone, is_utf8)
        lines = write_lines(new_file, after, changes.new, is_utf8)
        try:
            (gone,) = source.read(gone_file, (table,), inbox)
            (new,) = source.read(new_file, (table,), inbox)
        except UnreadableFile:
            # Its words would name a line of the short file.
            return None
    if gone.rejects.height:
        return None
    new = replace(new, frame=in_whole_file(new.frame, lines))
    new = replace(new, rejects=in_whole_file(new.rejects, lines))
    validated = validate(table, new)
    untouched = earlier.rows_read - gone.rows_read
    whole = replace(validated, rows_read=new.rows_read + untouched, untouched_rows=untouched)
    return TableRows(table, whole, gone_keys=gone.frame.select(table.key))


def is_comparable(path: Path, earlier: EarlierExtract) -> bool:
    """Whether both files are text in the same encoding, the earlier one as it was when it landed.

    Raises UnreadableFile for a file that is of no kind that is read.
    """
    files = path, earlier.path
    if not earlier.path.is_file() or any(kind_of(file, MAX_BYTES) != "text" for file in files):
        return False
    is_as_landed = sha256_of(earlier.path) == earlier.sha256
    return is_as_landed and is_utf8_text(path) == is_utf8_text(earlier.path)


def is_utf8_text(path: Path) -> bool:
    return survey_bytes(path, "utf-8").bad_line is None


def write_lines(
    target: Path, buffer: Buffer, stretches: tuple[Stretch, ...], is_utf8: bool
) -> pl.DataFrame:
    """Writes the header and these lines, in UTF-8: so few lines would not always tell their
    encoding. Returns where each stretch begins: ``file_line`` there, ``line`` in the whole file.
    """
    target.parent.mkdir()
    plain = target.with_name("lines")
    begins: list[tuple[int, int]] = []
    line = 2
    with plain.open("wb") as file:
        file.write(buffer[: stretches[0].start])
        for part in stretches:
            text = buffer[part.start : part.end]
            begins.append((line, part.line))
            line += text.count(b"\n")
            file.write(text)
    if is_utf8:
        plain.rename(target)
    else:
        with plain.open("rb") as source, target.open("wb") as file:
            transcode(source, file, declared=None)
    return pl.DataFrame(begins, schema={FILE_LINE: pl.Int64, "line": pl.Int64}, orient="row")


def in_whole_file(rows: pl.DataFrame, begins: pl.DataFrame) -> pl.DataFrame:
    """The rows with the line numbers of the whole file."""
    placed = rows.sort(FILE_LINE, maintain_order=True).join_asof(
        begins.with_columns(begins=pl.col(FILE_LINE)), on=FILE_LINE
    )
    line = pl.col(FILE_LINE) - pl.col("begins") + pl.col("line")
    return placed.with_columns(line.alias(FILE_LINE)).select(rows.columns)


def contradicts(connection: duckdb.DuckDBPyConnection, part: TableRows) -> bool:
    """Whether a key among the changed lines also stands on a line that did not change: reading the
    whole file would then find the two and reject them.
    """
    table, validated = part.table, part.validated
    assert part.gone_keys is not None
    keys = pl.concat([validated.frame.select(table.key), validated.rejected_keys]).unique()
    touched = keys.join(part.gone_keys, on=table.key, how="anti")
    connection.register("touched", touched)
    try:
        row = connection.execute(
            f"""
            select count(*) from raw.{table.name} semi join touched using ({", ".join(table.key)})
            where known_to is null
            """
        ).fetchone()
    finally:
        connection.unregister("touched")
    return row is not None and row[0] > 0
