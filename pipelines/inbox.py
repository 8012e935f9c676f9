"""The inbox: which files were delivered, for which source, and when.

Belongs here: finding files and telling their delivery time. Reading them is for sources/, storing
them for landing.py. Files are never moved, changed or deleted.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DELIVERY_FOLDER = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2})([0-9]{2}))?")
LONG_NUMBER = re.compile(r"[0-9]+(?=[0-9]{4})")
CONFIG_FILES = frozenset({"company.yaml", "mapping.yaml", "report_layouts.yaml", "README.md"})
# How the company's letters look; nothing in it is a delivery.
CONFIG_FOLDERS = frozenset({"documents"})


@dataclass(frozen=True)
class Arrival:
    """One delivered file, or a folder of files that are one delivery.

    source: the folder it lies in. file_name: its path below the company's inbox; bytes that are
    not UTF-8 are written as escapes.
    delivered_at: UTC, without zone; from the delivery folder's name, else the file's own time.
    delivered_on: the company's calendar day of that moment.
    size_bytes, modified_ns: tell whether a file already landed could have changed.
    """

    source: str
    file_name: str
    path: Path
    delivered_at: datetime
    delivered_on: date
    size_bytes: int
    modified_ns: int


def find_arrivals(
    inbox: Path, zone: ZoneInfo, whole_folders: Set[str] = frozenset()
) -> list[Arrival]:
    """All files below the inbox, oldest delivery first, then by path. Hidden ones are left out.

    whole_folders: sources of which each folder is one delivery, however many files it holds.
    """
    if not inbox.is_dir():
        return []
    deliveries: dict[Path, list[Path]] = {}
    for path in delivered_files(inbox):
        parts = path.relative_to(inbox).parts
        is_in_folder = len(parts) > 2 and parts[0] in whole_folders
        whole = inbox / parts[0] / parts[1] if is_in_folder else path
        deliveries.setdefault(whole, []).append(path)
    arrivals = [arrival(whole, files, inbox, zone) for whole, files in deliveries.items()]
    return sorted(arrivals, key=lambda item: (item.delivered_at, item.file_name))


def masked(file_name: str) -> str:
    """A file's name for logs and screens: of a number longer than four digits, which may be a bank
    account, only the last four are left.
    """
    return LONG_NUMBER.sub("…", file_name)


def delivered_files(inbox: Path) -> Iterator[Path]:
    """Regular files; links are left alone, for they could lead anywhere."""
    for path in sorted(inbox.rglob("*")):
        parts = path.relative_to(inbox).parts
        if any(part.startswith((".", "~$")) for part in parts) or path.is_symlink():
            continue
        if len(parts) == 1 and path.name in CONFIG_FILES:
            continue
        if len(parts) > 1 and parts[0] in CONFIG_FOLDERS:
            continue
        if path.is_file():
            yield path


def arrival(path: Path, files: list[Path], inbox: Path, zone: ZoneInfo) -> Arrival:
    """path: the file, or the folder that ``files`` are delivered in."""
    relative = path.relative_to(inbox)
    stats = [file.stat() for file in files]
    folders = relative.parts[1:] if path.is_dir() else relative.parts[1:-1]
    named = [delivery_time(part, zone) for part in folders]
    from_folder = next((moment for moment in named if moment is not None), None)
    newest = max(stat.st_mtime for stat in stats)
    delivered = from_folder or datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)
    return Arrival(
        source=relative.parts[0] if len(relative.parts) > 1 else "",
        file_name=relative.as_posix()
        .encode(errors="surrogateescape")
        .decode(errors="backslashreplace"),
        path=path,
        delivered_at=delivered,
        delivered_on=delivered.replace(tzinfo=UTC).astimezone(zone).date(),
        size_bytes=sum(stat.st_size for stat in stats),
        modified_ns=max(stat.st_mtime_ns for stat in stats),
    )


def delivery_time(folder: str, zone: ZoneInfo) -> datetime | None:
    """The moment a folder such as ``2026-10-03T0630`` names, in UTC; None for any other name."""
    match = DELIVERY_FOLDER.fullmatch(folder)
    if match is None:
        return None
    year, month, day, hour, minute = (int(group or 0) for group in match.groups())
    try:
        local = datetime(year, month, day, hour, minute, tzinfo=zone)
        return local.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
