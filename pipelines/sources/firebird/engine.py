"""Delivered backups and database files, opened by an embedded engine in a process of its own.

Belongs here: asking that process, its bounds, and the private folder that is gone afterwards. Does
not belong here: what the process does (worker.py), what the rows must be (dump.py and on).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.contracts.raw_table import RawTable
from pipelines.sources.firebird.client import INSTALL, FirebirdMissing, is_installed
from pipelines.sources.firebird.extract import Wanted
from pipelines.sources.firebird.tables import usable_tables, wanted_of
from pipelines.sources.firebird.worker import ANSWER, DELIVERED, REQUEST
from pipelines.sources.reading import UnreadableFile

# A restored database is some two or three times its backup.
MAX_FILE_BYTES = 32 << 30
MAX_RATIO, ROOM_FOR_ANY = 12, 256 << 20
# Of processor time; restoring and reading take a quarter of a second a megabyte.
SECONDS, SECONDS_PER_MIB = 8, 1
# A process that waits for what never comes spends none of it.
PATIENCE = 3
ROOT = Path(__file__).resolve().parents[3]
SECRETS = "CARTERA_"

BREAKS_OFF = (
    "the Firebird engine broke off while reading it",
    "Make a new backup (gbak -b) and deliver it whole",
)


def tables_in(path: Path, tables: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Which of these tables a backup or database file holds, in their order.

    Raises UnreadableFile that names the required tables it lacks, or the required columns.
    """
    names = tuple(table.entity.upper() for table in tables)
    return usable_tables(dict(described(state_of(path), names)), tables)


@dataclass(frozen=True)
class FileState:
    """A file as long as nobody changes it."""

    path: Path
    size_bytes: int
    modified_ns: int


def state_of(path: Path) -> FileState:
    stat = path.stat()
    return FileState(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=4)
def described(file: FileState, names: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The columns of each of these tables that the file has, in upper case. Kept, because the same
    file is asked about more than once.
    """
    wanted = {name: Wanted((), ()) for name in names}
    with private_folder(file.path) as folder:
        answer = ask(folder, file.path, wanted, with_data=False)
    return tuple((name, frozenset(columns)) for name, columns in answer["columns"].items())


@contextmanager
def extracted(path: Path, tables: Sequence[RawTable]) -> Iterator[Path]:
    """A folder with ``<TABLE>.parquet`` for each table, valid while the context lasts."""
    with private_folder(path) as folder:
        ask(folder, path, wanted_of(tables), with_data=True)
        yield folder


@contextmanager
def private_folder(path: Path) -> Iterator[Path]:
    """Raises UnreadableFile when there is no room for a copy in the temporary folder."""
    if not is_installed():
        raise FirebirdMissing("it takes Firebird to read it, which is not installed", INSTALL)
    with tempfile.TemporaryDirectory(prefix="cartera-") as name:
        needed = 3 * path.stat().st_size
        free = shutil.disk_usage(name).free
        if needed > free:
            raise UnreadableFile(
                f"a private copy of it takes some {needed >> 20:,} MB and {free >> 20:,} are free",
                "Make room, or let TMPDIR name a folder on a larger disk",
            )
        yield Path(name)


def ask(
    folder: Path, path: Path, wanted: Mapping[str, Wanted], *, with_data: bool
) -> dict[str, Any]:
    """Request and answer are files of the private folder. Raises UnreadableFile."""
    size = path.stat().st_size
    seconds = SECONDS + SECONDS_PER_MIB * (size >> 20)
    request = {
        "wanted": {name: {"columns": w.columns, "key": w.key} for name, w in wanted.items()},
        "with_data": with_data,
        "max_file_bytes": min(MAX_FILE_BYTES, MAX_RATIO * size + ROOM_FOR_ANY),
        "max_seconds": seconds,
    }
    # To Firebird a path can be more than a path; it gets one that we have chosen.
    (folder / DELIVERED).symlink_to(path.resolve())
    (folder / REQUEST).write_text(json.dumps(request), encoding="utf-8")
    # The engine may print to its output and ask questions on its input: it has neither.
    try:
        subprocess.run(
            [sys.executable, "-m", "pipelines.sources.firebird.worker", str(folder)],
            env=environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE * seconds,
            check=False,
        )
        answer: dict[str, Any] = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise UnreadableFile(*BREAKS_OFF) from error
    if "reason" in answer:
        raise UnreadableFile(answer["reason"], answer["remedy"])
    return answer


def environment(folder: Path) -> dict[str, str]:
    """The process's own temporary files and locks, and none of our secrets."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(SECRETS)}
    own = {"FIREBIRD_LOCK": str(folder), "FIREBIRD_TMP": str(folder), "PYTHONPATH": str(ROOT)}
    return kept | own
