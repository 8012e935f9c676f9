"""Writing a file so that a reader sees the old one or the new one, never half of one.

Belongs here: atomic replacement and hashes. What is written is decided elsewhere.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HASH_CHUNK = 1 << 20


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a temporary path beside ``path``; on leaving without an error it is flushed to disk
    and takes the place of ``path`` in one step. After an error nothing has changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        yield temporary
        flush(temporary)
        temporary.replace(path)
        flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """fsync of a file, or of a folder so that a rename in it is kept."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(HASH_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sha256_of_tree(root: Path, patterns: tuple[str, ...]) -> str:
    """One hash over the names and contents of all files below a folder that match a pattern."""
    digest = hashlib.sha256()
    files = {path for pattern in patterns for path in root.rglob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(sha256_of(path).encode())
    return digest.hexdigest()


def sha256_of_delivery(path: Path) -> str:
    """The hash of a file; of a folder that is one delivery, over its files' names and contents."""
    return sha256_of_tree(path, ("*",)) if path.is_dir() else sha256_of(path)
