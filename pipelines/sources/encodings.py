"""Encodings of text files: bytes of an unknown or declared encoding to UTF-8, and text repaired.

Belongs here: deciding the encoding, transcoding, and undoing what clients do to characters.
Does not belong here: rows, columns and delimiters (delimited.py).
"""

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipelines.sources.reading import UnreadableFile

CHUNK_BYTES = 8 << 20

# Only supersets of ASCII, so that delimiters and line ends can be found in bytes.
DECLARABLE = frozenset(
    {"ascii", "utf-8", "cp1252", "iso8859-1", "iso8859-15", "cp437", "cp850", "mac-roman"}
)

# cp1252 gives no meaning to these five bytes; they carry no text and are dropped.
UNDEFINED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"

# Delphi clients write cp1252 bytes into ISO8859_1 columns: an en dash arrives as U+0096.
C1_REPAIRS = {
    chr(byte): bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in UNDEFINED_IN_CP1252
}


def canonical_encoding(name: str) -> str | None:
    """The one name of an encoding that a mapping may declare; None for any other."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    canonical = "utf-8" if found == "utf-8-sig" else found
    return canonical if canonical in DECLARABLE else None


@contextmanager
def as_utf8(path: Path, declared: str | None = None) -> Iterator[Path]:
    """A path to the file's text in UTF-8: the file itself, or a temporary copy of it.

    declared: the encoding the file must have; None tries UTF-8 and else takes cp1252.
    Raises UnreadableFile when the declared encoding does not fit, naming the first bad line, and
    when the text holds NUL bytes.
    """
    bad_line = first_bad_line(path, declared or "utf-8")
    if declared is not None and bad_line is not None:
        raise UnreadableFile(
            f"line {bad_line} is not valid {declared}, the encoding its mapping declares",
            "Correct the encoding in mapping.yaml, or export the file again in that encoding",
        )
    if bad_line is None and declared in (None, "utf-8", "ascii"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="cartera-") as folder:
        copy = Path(folder) / "utf8.txt"
        with path.open("rb") as source, copy.open("wb") as target:
            transcode(source, target, declared)
        yield copy


def first_bad_line(path: Path, encoding: str) -> int | None:
    """The first line (1-based) whose bytes are not valid in the encoding; None when all are."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            if b"\0" in chunk:
                line += chunk[: chunk.index(0)].count(b"\n")
                raise UnreadableFile(
                    f"line {line} holds a NUL byte", "Export the file again as CSV UTF-8"
                )
            pending = decoder.getstate()[0]
            # All declarable encodings extend ASCII, and isascii() is many times faster.
            if pending or not chunk.isascii():
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    return line + (pending + chunk)[: error.start].count(b"\n")
            line += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def transcode(source: BinaryIO, target: BinaryIO, declared: str | None) -> None:
    """Copies the text as UTF-8, chunk by chunk; every encoding here has one byte a character."""
    while chunk := source.read(CHUNK_BYTES):
        if declared is None:
            text = chunk.translate(None, UNDEFINED_IN_CP1252).decode("cp1252")
        else:
            text = chunk.decode(declared)
        target.write(text.encode("utf-8"))


def repaired(text: pl.Expr) -> pl.Expr:
    """Text as people meant it: C1 characters mapped back, NFC, no control characters.

    Line breaks and tabs inside a field become one space; trailing spaces go.
    """
    return (
        text.str.replace_many(C1_REPAIRS)
        .str.replace_all(r"[\t\r\n]+", " ")
        .str.replace_all(r"\p{Cc}", "")
        .str.normalize("NFC")
        .str.strip_chars_end()
    )
