"""What lies in a delivery: the files of a folder and the entries of its ZIP archives, as bytes.

Belongs here: finding them, and the bounds on their number and size before anything is unpacked.
Does not belong here: what the bytes are (kinds.py). Nothing is ever written, and the name of an
entry is a label only, never a path.
"""

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.files import sha256_of
from pipelines.sources.reading import UnreadableFile

MAX_FILES = 200_000
MAX_FILE_BYTES = 16 << 20
MAX_ARCHIVE_BYTES = 2 << 30
MAX_ENTRIES = 65_535
MAX_DIRECTORY_BYTES = 16 << 20
MAX_UNPACKED_BYTES = 2 << 30
MAX_RATIO = 100
RATIO_MATTERS_FROM = 1 << 20
MAX_NAME_LENGTH = 400

ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
END_RECORD, ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
END_RECORD_BYTES, ZIP64_LOCATOR_BYTES, MAX_COMMENT_BYTES = 22, 20, 65_535
IS_ENCRYPTED = 0x1
NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# What the standard library raises on a container that is cut, damaged or forged.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Item:
    """One file of a delivery.

    file_name: its path within the delivery; an entry's stands below its archive's.
    content: its bytes, None where a bound or damage forbids to read them; then ``refusal`` is why.
    sha256: of the bytes, and of the archive for an entry whose bytes could not be had.
    """

    file_name: str
    content: bytes | None
    sha256: str
    size_bytes: int
    refusal: str = ""


class RefusedArchive(Exception):
    """An archive of which nothing is read; the message says why."""


def items_of(delivery: Path) -> Iterator[Item]:
    """Every file of a folder, or the one file, in the order of their names; archives unpacked.

    Raises UnreadableFile when there are more than one delivery may hold.
    """
    count = 0
    for path, label in files_below(delivery):
        for item in items_of_file(path, label):
            count += 1
            if count > MAX_FILES:
                raise UnreadableFile(
                    f"it holds more than {MAX_FILES:,} files",
                    "Deliver them in several folders, one a month for instance",
                )
            yield item


def files_below(delivery: Path) -> Iterator[tuple[str, str]]:
    """Path and label of regular files; hidden ones and links are not seen, as in the inbox."""
    if delivery.is_file():
        yield str(delivery), labelled(delivery.name)
        return
    waiting = [(str(delivery), "")]
    while waiting:
        folder, prefix = waiting.pop()
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.is_symlink():
                continue
            label = f"{prefix}{entry.name}"
            if entry.is_dir():
                waiting.append((entry.path, f"{label}/"))
            elif entry.is_file():
                yield entry.path, labelled(label)


def items_of_file(path: str, label: str) -> Iterator[Item]:
    size = os.stat(path).st_size  # noqa: PTH116 - a Path object for each of ten thousand files is slow
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        content = file.read(min(size, MAX_FILE_BYTES))
    if content.startswith(ZIP_HEADS):
        yield from entries_of(Path(path), label)
    elif size > MAX_FILE_BYTES:
        reason = too_large("the file", MAX_FILE_BYTES)
        yield Item(label, None, sha256_of(Path(path)), size, reason)
    else:
        yield Item(label, content, hashlib.sha256(content).hexdigest(), size)


def entries_of(path: Path, label: str) -> Iterator[Item]:
    """The entries of an archive, or the archive itself where it is refused."""
    try:
        package = open_archive(path)
    except RefusedArchive as error:
        yield Item(label, None, sha256_of(path), path.stat().st_size, str(error))
        return
    with package:
        for entry in package.infolist():
            if entry.is_dir() or is_hidden(entry.filename):
                continue
            name = labelled(f"{label}/{entry.filename}")
            try:
                content = package.read(entry)
            except DAMAGE:
                reason = "the entry is damaged, so the archive cannot be trusted"
                yield Item(name, None, sha256_of(path), entry.file_size, reason)
                continue
            yield Item(name, content, hashlib.sha256(content).hexdigest(), len(content))


def open_archive(path: Path, max_entry_bytes: int = MAX_FILE_BYTES) -> zipfile.ZipFile:
    """An archive whose every entry may be read without harm, none above ``max_entry_bytes``.

    Raises RefusedArchive when it is damaged, encrypted, an Office document, or beyond the bounds.
    """
    check_directory(path)
    try:
        package = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise RefusedArchive("the archive is damaged or cut off") from error
    try:
        check_entries(package.infolist(), max_entry_bytes)
    except RefusedArchive:
        package.close()
        raise
    return package


def check_directory(path: Path) -> None:
    """Judges the list of entries before the standard library takes all of it into memory."""
    size = path.stat().st_size
    if size > MAX_ARCHIVE_BYTES:
        raise RefusedArchive(f"the archive has more than the {MAX_ARCHIVE_BYTES:,} bytes allowed")
    with path.open("rb") as file:
        file.seek(max(0, size - END_RECORD_BYTES - MAX_COMMENT_BYTES - ZIP64_LOCATOR_BYTES))
        tail = file.read()
    end = tail.rfind(END_RECORD)
    if end < 0 or len(tail) < end + END_RECORD_BYTES:
        raise RefusedArchive("the archive is damaged or cut off")
    if tail[max(0, end - ZIP64_LOCATOR_BYTES) :].startswith(ZIP64_LOCATOR):
        raise RefusedArchive(f"the archive is a ZIP64: pack at most {MAX_ENTRIES:,} files")
    if int.from_bytes(tail[end + 12 : end + 16], "little") > MAX_DIRECTORY_BYTES:
        raise RefusedArchive("the archive lists more entries than are allowed")


def check_entries(entries: list[zipfile.ZipInfo], max_entry_bytes: int) -> None:
    """The sizes that an archive states bind: reading an entry stops at them."""
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise RefusedArchive("it is an Office document and no archive of vouchers")
    if len(entries) > MAX_ENTRIES:
        raise RefusedArchive(f"the archive has more than the {MAX_ENTRIES:,} entries allowed")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise RefusedArchive(f"unpacked it is more than the {MAX_UNPACKED_BYTES:,} bytes allowed")
    for entry in entries:
        if entry.flag_bits & IS_ENCRYPTED:
            raise RefusedArchive("the archive is protected by a password")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise RefusedArchive("the archive is packed in another way than deflate")
        if entry.file_size > max_entry_bytes:
            raise RefusedArchive(too_large("an entry of the archive", max_entry_bytes))
        is_bomb = entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        if is_bomb and entry.file_size > RATIO_MATTERS_FROM:
            raise RefusedArchive(f"an entry is packed more than {MAX_RATIO} times")


def is_hidden(name: str) -> bool:
    """What packing programs add by themselves (``__MACOSX/._…``, ``.DS_Store``)."""
    parts = [part for part in name.split("/") if part.strip(".")]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def too_large(what: str, limit: int) -> str:
    return f"{what} has more than the {limit:,} bytes allowed"


def labelled(name: str) -> str:
    """A name as one line of printable text, its end kept when it is too long."""
    return NOT_PRINTABLE.sub("\ufffd", name)[-MAX_NAME_LENGTH:]
