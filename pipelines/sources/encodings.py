"""Encodings of text files: bytes of an unknown or declared encoding to UTF-8, and text repaired.

Belongs here: deciding the encoding, transcoding, and undoing what clients do to characters.
Does not belong here: rows, columns and delimiters (delimited.py).
"""

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipelines.sources.reading import UnreadableFile

CHUNK_BYTES = 8 << 20

# Only supersets of ASCII, so that delimiters and line ends can be found in bytes.
DECLARABLE = frozenset(
    {"ascii", "utf-8", "cp1252", "iso8859-1", "iso8859-15", "cp437", "cp850", "mac-roman"}
)

# Control characters that are neither a tab nor part of a line end.
CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\r\n")

# cp1252 gives no meaning to these five bytes; they carry no text and are dropped.
UNDEFINED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"

# Control characters in Latin-1, quotes and dashes in cp1252.
C1_BYTES = bytes(range(0x80, 0xA0))

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


@dataclass(frozen=True)
class Utf8Text:
    """path: the text in UTF-8. needs_repair: it may hold control characters, C1 characters or
    letters composed of several characters; text without any of them can skip ``repaired``.
    """

    path: Path
    needs_repair: bool


@contextmanager
def as_utf8(path: Path, declared: str | None = None) -> Iterator[Utf8Text]:
    """The file's text in UTF-8: the file itself, or a temporary copy of it.

    declared: the encoding the file must have; None tries UTF-8 and else takes cp1252.
    Raises UnreadableFile when the declared encoding does not fit, naming the first bad line, and
    when the text holds NUL bytes.
    """
    survey = survey_bytes(path, declared or "utf-8")
    if declared is not None and survey.bad_line is not None:
        raise UnreadableFile(
            f"line {survey.bad_line} is not valid {declared}, the encoding its mapping declares",
            "Correct the encoding in mapping.yaml, or export the file again in that encoding",
        )
    if survey.bad_line is None and (survey.is_ascii or declared in (None, "utf-8")):
        yield Utf8Text(path, needs_repair=not survey.is_ascii or survey.has_controls)
        return
    with tempfile.TemporaryDirectory(prefix="cartera-") as folder:
        copy = Path(folder) / "utf8.txt"
        with path.open("rb") as source, copy.open("wb") as target:
            transcode(source, target, declared)
        yield Utf8Text(copy, needs_repair=declared is not None)


@dataclass(frozen=True)
class Survey:
    """bad_line: the first line (1-based) with bytes that are not valid; the rest was not read."""

    bad_line: int | None
    is_ascii: bool
    has_controls: bool


def survey_bytes(path: Path, encoding: str) -> Survey:
    """Raises UnreadableFile when there is a NUL byte."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    is_ascii, has_controls = True, False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            if b"\0" in chunk:
                line += chunk[: chunk.index(0)].count(b"\n")
                raise UnreadableFile(
                    f"line {line} holds a NUL byte", "Export the file again as CSV UTF-8"
                )
            has_controls = has_controls or len(chunk.translate(None, CONTROLS)) < len(chunk)
            # All declarable encodings extend ASCII, and isascii() is many times faster.
            if not (is_ascii and chunk.isascii()):
                is_ascii = False
                pending = decoder.getstate()[0]
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    line += (pending + chunk)[: error.start].count(b"\n")
                    return Survey(line, is_ascii, has_controls)
            line += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Survey(line, is_ascii, has_controls)
    return Survey(None, is_ascii, has_controls)


def transcode(source: BinaryIO, target: BinaryIO, declared: str | None) -> None:
    """Copies the text as UTF-8, chunk by chunk; every encoding here has one byte a character."""
    while chunk := source.read(CHUNK_BYTES):
        if declared is None:
            text = from_cp1252(chunk.translate(None, CONTROLS + UNDEFINED_IN_CP1252))
        else:
            text = chunk.decode(declared)
        target.write(text.encode("utf-8"))


def from_cp1252(text: bytes) -> str:
    """Without the bytes that cp1252 alone gives a meaning to, it is Latin-1: decoded far faster."""
    is_latin = len(text.translate(None, C1_BYTES)) == len(text)
    return text.decode("latin-1" if is_latin else "cp1252")


def repaired(text: pl.Expr) -> pl.Expr:
    """Text as people meant it: C1 characters mapped back, NFC, no control characters."""
    odd = pl.when(text.str.contains(r"[^ -~]")).then(text)
    meant = (
        odd.str.replace_many(C1_REPAIRS)
        .str.replace_all(r"[\p{Cc}--[\t\r\n]]", "")
        .str.normalize("NFC")
    )
    # Most text is plain ASCII, and is left as it is without a copy.
    return meant.fill_null(text)


def on_one_line(text: pl.Expr) -> pl.Expr:
    """Line breaks and tabs inside a field become one space; trailing spaces go."""
    broken = pl.when(text.str.contains(r"[\t\r\n]")).then(text)
    return broken.str.replace_all(r"[\t\r\n]+", " ").fill_null(text).str.strip_chars_end()
