"""Backups and database files: telling them by their bytes, and making a private database of one.

Belongs here: the first bytes of both, and restoring. Does not belong here: the process this is done
in (engine.py, worker.py): a damaged backup may end it.
"""

import shutil
import struct
from pathlib import Path
from typing import Literal

from pipelines.sources.firebird import client
from pipelines.sources.unreadable import UnreadableFile

# A backup begins with a record of type 0 whose first attribute, of 4 bytes, is its format.
BACKUP = b"\x00\x02\x04"
# A database begins with a page of type 1; its size and structure follow, the latter marked as
# Firebird's by the highest bit.
HEADER_PAGE = 1
HEADER = struct.Struct("<B15xHH")
FIREBIRD = 0x8000
PAGE_SIZES = {1 << power for power in range(10, 16)}

# gbak's last words but one, which it does not speak when a backup stops early: it then ends without
# an error and leaves what there is.
FINISHED = "finishing, closing, and going home"


def kind_of_firebird(path: Path) -> Literal["backup", "database"] | None:
    """What a file is by its first bytes; None for anything that is not Firebird's."""
    with path.open("rb") as file:
        head = file.read(HEADER.size)
    if head.startswith(BACKUP):
        return "backup"
    if len(head) < HEADER.size:
        return None
    page, page_size, structure = HEADER.unpack(head)
    is_header = page == HEADER_PAGE and page_size in PAGE_SIZES and structure & FIREBIRD
    return "database" if is_header else None


def make_private(path: Path, target: Path, tables: list[str], *, with_data: bool) -> None:
    """A database of our own from a backup or a database file, which itself is only read.

    tables: the only ones whose rows are restored, in upper case. with_data: whether any are.
    Raises UnreadableFile, with target in an unknown state.
    """
    if kind_of_firebird(path) == "database":
        shutil.copyfile(path, target)
    else:
        restore(path, target, tables, with_data=with_data)


def restore(backup: Path, target: Path, tables: list[str], *, with_data: bool) -> None:
    """Indices and validity checks stay off: they may call code that came with the backup, and a
    ledger is read even where one of its rows breaks a rule.
    """
    driver = client.load()
    flags = driver.SrvRestoreFlag.CREATE | driver.SrvRestoreFlag.DEACTIVATE_IDX
    flags |= driver.SrvRestoreFlag.NO_VALIDITY | driver.SrvRestoreFlag.NO_SHADOW
    if not with_data:
        flags |= driver.SrvRestoreFlag.METADATA_ONLY
    said: list[str] = []
    with (
        client.translated_errors(own=True),
        driver.connect_server("", user=client.PRIVATE_USER) as server,
    ):
        server.database.restore(
            backup=str(backup),
            database=str(target),
            flags=flags,
            include_data="|".join(tables) if with_data else None,
            verbose=True,
            callback=lambda line: said.append(line) if FINISHED in line else None,
        )
        server.wait()
    if not said:
        raise UnreadableFile(
            "the backup stops early, so the rest of it is missing",
            "Copy it whole, or make a new backup (gbak -b)",
        )
