"""A full extract too large to be held in memory at once: read, checked and put aside in pieces.

Belongs here: when that is done, and that it gives what reading the whole file would give. Does not
belong here: formats (sources/), what a contract asks of a row (contracts/), storing (landing.py).

Rows are judged one by one, so a piece can be judged alone; only a key that stands in two pieces
cannot. Such keys are looked for by their hashes, and the few rows that have them judged together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.contracts.validation import Validated, validate
from pipelines.extract_changes import MAX_BYTES, is_utf8_text
from pipelines.sources.delimited import CHUNK_BYTES, MAX_LINE_BYTES, whole_rows
from pipelines.sources.encodings import transcode
from pipelines.sources.file_kind import kind_of
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.rejects import as_rejects, refuse_too_many
from pipelines.sources.source import Source
from pipelines.stored_rows import StoredRows

# Two files are read at a time, and a row takes several times its text.
LARGE_BYTES, PIECE_BYTES = 384 << 20, 128 << 20
FIRST_ROW = 2


def is_large(path: Path, source: Source) -> bool:
    """Whether a file has to be read in pieces: it is long, and one row of it is one line.

    Raises UnreadableFile for a file that is longer than any extract, or of no kind that is read.
    """
    return (
        source.has_plain_lines
        and path.stat().st_size > LARGE_BYTES
        and kind_of(path, MAX_BYTES) == "text"
    )


def read_in_pieces(
    path: Path, source: Source, table: RawTable, inbox: Path, scratch: Path
) -> Validated:
    """The rows of a file, those that may land as files below the folder ``scratch``.

    Raises UnreadableFile as reading the whole file does.
    """
    stored = StoredRows(scratch)
    parts, hashes = [], []
    for reading in readings(path, source, table, inbox, stored.folder):
        hashes.append(hashes_of_keys(table, reading.frame))
        parts.append(set_aside(validate(table, reading), stored))
    doubtful = repeated(hashes)
    if len(doubtful):
        stored.clear()
        parts, apart = [], []
        for reading in readings(path, source, table, inbox, stored.folder):
            is_doubtful = pl.Series(np.isin(hashes_of_keys(table, reading.frame), doubtful))
            apart.append(reading.frame.filter(is_doubtful))
            alone = replace(reading, frame=reading.frame.filter(~is_doubtful))
            parts.append(set_aside(validate(table, alone), stored))
        # They are counted among the rows read of their pieces.
        together = Reading(pl.concat(apart), as_rejects([]), rows_read=0)
        parts.append(set_aside(validate(table, together), stored))
    return joined(parts, stored)


def set_aside(validated: Validated, stored: StoredRows) -> Validated:
    """The same without its rows, which are put aside."""
    stored.put(validated.frame)
    return replace(validated, frame=validated.frame.clear())


def readings(
    path: Path, source: Source, table: RawTable, inbox: Path, folder: Path
) -> Iterator[Reading]:
    """Each piece as it is read, with the line numbers of the whole file."""
    for piece, line in pieces(path, folder):
        try:
            (reading,) = source.read(piece, (table,), inbox)
        except UnreadableFile as error:
            if line == FIRST_ROW:
                raise
            # Its own words count lines from there.
            reason = f"in the rows after line {line - FIRST_ROW + 1:,}: {error.reason}"
            raise UnreadableFile(reason, error.remedy) from error
        in_whole_file = pl.col(FILE_LINE) + (line - FIRST_ROW)
        yield replace(
            reading,
            frame=reading.frame.with_columns(in_whole_file),
            rejects=reading.rejects.with_columns(in_whole_file),
        )


def pieces(path: Path, folder: Path) -> Iterator[tuple[Path, int]]:
    """Files of the header and some whole rows each, to be read alike, and the line at which these
    begin in the whole file. A piece is gone when the next one is asked for. The first may have no
    rows.
    """
    piece = folder / "piece" / path.name
    piece.parent.mkdir(exist_ok=True)
    is_utf8 = cache(lambda: is_utf8_text(path))
    line = FIRST_ROW
    with path.open("rb") as file:
        header = file.readline(MAX_LINE_BYTES)
        rows = whole_rows(file, quoted=True)
        chunks = list(islice(rows, max(PIECE_BYTES // CHUNK_BYTES, 1)))
        while chunks or line == FIRST_ROW:
            write_piece(piece, (header, *chunks), is_utf8)
            ends = sum(chunk.count(b"\n") for chunk in chunks)
            if line == FIRST_ROW or any(chunk.strip() for chunk in chunks):
                chunks.clear()
                yield piece, line
            line += max(ends, 1)
            chunks = list(islice(rows, max(PIECE_BYTES // CHUNK_BYTES, 1)))
    piece.unlink(missing_ok=True)


def write_piece(piece: Path, texts: Sequence[bytes], is_utf8: Callable[[], bool]) -> None:
    """is_utf8: whether the whole file is; asked only where a piece cannot tell."""
    is_misleading = seems_utf8(texts) and not is_utf8()
    with piece.open("wb") as target:
        for text in texts:
            if is_misleading:
                transcode(BytesIO(text), target, declared=None)
            else:
                target.write(text)


def seems_utf8(chunks: Sequence[bytes]) -> bool:
    """Whether a piece reads as UTF-8 and is not plain ASCII. A reader tells cp1252 by what is not
    UTF-8: of a file in cp1252 it would take such a piece for something else than the others.
    """
    if all(chunk.isascii() for chunk in chunks):
        return False
    try:
        for chunk in chunks:
            chunk.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def hashes_of_keys(table: RawTable, frame: pl.DataFrame) -> np.ndarray:
    return frame.select(table.key).hash_rows().to_numpy()


def repeated(hashes: list[np.ndarray]) -> np.ndarray:
    """The hashes that occur more than once. Rows of one key have one hash."""
    every = np.concatenate(hashes) if hashes else np.empty(0, dtype=np.uint64)
    hashes.clear()
    every.sort()
    return np.unique(every[1:][every[1:] == every[:-1]])


def joined(parts: list[Validated], stored: StoredRows) -> Validated:
    """The outcomes of all pieces as that of one file."""
    rejects = as_rejects([part.rejects for part in parts])
    rejected = sum(part.rejected_count for part in parts)
    refuse_too_many(rejected)
    return replace(
        parts[0],
        frame=parts[0].frame.clear(),
        rejects=rejects,
        rows_read=sum(part.rows_read for part in parts),
        duplicate_rows=sum(part.duplicate_rows for part in parts),
        rejected_count=rejected,
        rejected_keys=pl.concat([part.rejected_keys for part in parts]).unique(),
        all_rejected_keys_known=all(part.all_rejected_keys_known for part in parts),
        stored=stored,
    )
