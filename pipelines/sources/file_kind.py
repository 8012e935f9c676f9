"""What a delivered file really is, judged by its first bytes and its size, never by its name.

Belongs here: the refusal of everything that is neither a text table nor an XLSX workbook.
Does not belong here: reading either of them (delimited.py, workbook.py).
"""

from pathlib import Path
from typing import Literal

from pipelines.sources.reading import UnreadableFile

MAX_BYTES = 2 << 30
HEAD_BYTES = 1 << 20

EXPORT_AGAIN = "Export it again as CSV or XLSX"

# First bytes, what they mean, what to do. Formats that Polars would unpack by itself are here as
# well: a small archive can unpack to more than the machine holds.
FOREIGN = (
    (b"\x1f\x8b", "it is a gzip archive", "Deliver the file itself, not packed"),
    (b"\x28\xb5\x2f\xfd", "it is a zstd archive", "Deliver the file itself, not packed"),
    (b"Rar!", "it is a RAR archive", "Deliver the file itself, not packed"),
    (b"7z\xbc\xaf", "it is a 7z archive", "Deliver the file itself, not packed"),
    (b"%PDF", "it is a PDF", EXPORT_AGAIN),
    (b"\xff\xfe", "it is encoded in UTF-16", "Save it as CSV UTF-8"),
    (b"\xfe\xff", "it is encoded in UTF-16", "Save it as CSV UTF-8"),
)
MARKUP = ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<table", "HTML"), (b"<?xml", "XML"))
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def kind_of(path: Path, most: int | None = None) -> Literal["xlsx", "parquet", "text"]:
    """``xlsx`` for a ZIP container, ``parquet`` for such a file, else ``text``.

    most: bytes that a file may have; None for what can be read at once.
    Raises UnreadableFile for an empty or oversized file and for any other format.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("the file is empty", "Export it again; nothing was changed")
    allowed = most or MAX_BYTES
    if size > allowed:
        raise UnreadableFile(
            f"the file has {size:,} bytes, more than the {allowed:,} allowed",
            "Export a shorter stretch of time, or fewer columns",
        )
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith(b"PAR1"):
        return "parquet"
    refuse_foreign(head)
    return "text"


def refuse_foreign(head: bytes) -> None:
    """Raises UnreadableFile when the first bytes are those of another format."""
    for start, what, remedy in FOREIGN:
        if head.startswith(start):
            raise UnreadableFile(what, remedy)
    if head.startswith(OLE2):
        if ENCRYPTED_STREAM in head:
            raise UnreadableFile(
                "it is a workbook protected by a password", "Save it without the password"
            )
        raise UnreadableFile("it is an Excel 97-2003 workbook (.xls)", "Save it as XLSX")
    text = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, name in MARKUP:
        if text.startswith(start):
            raise UnreadableFile(f"it is {name}, whatever its name says", EXPORT_AGAIN)
    if b"\0" in head:
        raise UnreadableFile("it holds NUL bytes: UTF-16 text or no text at all", EXPORT_AGAIN)
