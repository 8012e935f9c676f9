"""Which seals there are: their names, versions and folders.

Belongs here: what a folder's name says. What lies in a seal is for manifest.py and reading.py.
The first seal of a month is the folder ``2026-09``; one that was reopened lies beside it, as
``2026-09.v2``. The last version is the month's.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.periods import month_code, parse_month

# "v1" is said, never written: it means the first seal, of which there may be later versions.
NAME = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))(?:\.v([1-9][0-9]{0,3}))?")
ALL = "all"


class SnapshotError(RuntimeError):
    """A month cannot be sealed, or its seal not be read; the message says why."""


@dataclass(frozen=True, order=True)
class Snapshot:
    """One seal. month: its first day. version: 1 for the first seal of the month."""

    month: date
    version: int = 1

    @property
    def name(self) -> str:
        suffix = "" if self.version == 1 else f".v{self.version}"
        return f"{month_code(self.month)}{suffix}"

    def folder(self, snapshots: Path) -> Path:
        return snapshots / self.name


def all_snapshots(snapshots: Path) -> list[Snapshot]:
    """Every seal, by month and version; one that has lost its manifest is still one."""
    if not snapshots.is_dir():
        return []
    matches = [NAME.fullmatch(path.name) for path in snapshots.iterdir() if path.is_dir()]
    seals = [(snapshot_of(match), match.group()) for match in matches if match is not None]
    return sorted(seal for seal, name in seals if seal.name == name)


def snapshot_of(match: re.Match[str]) -> Snapshot:
    return Snapshot(parse_month(match.group(1)), int(match.group(2) or 1))


def sealed_months(snapshots: Path) -> list[date]:
    """Months with a seal, oldest first."""
    return sorted({seal.month for seal in all_snapshots(snapshots)})


def versions_of(snapshots: Path, month: date) -> list[Snapshot]:
    """The seals of a month, the first one first."""
    return [seal for seal in all_snapshots(snapshots) if seal.month == month]


def latest(snapshots: Path, month: date) -> Snapshot | None:
    """The seal that is the month's; None when it was never sealed."""
    versions = versions_of(snapshots, month)
    return versions[-1] if versions else None


def latest_of_each_month(snapshots: Path) -> list[Snapshot]:
    return list({seal.month: seal for seal in all_snapshots(snapshots)}.values())


def choose(snapshots: Path, text: str) -> list[Snapshot]:
    """The seals that a person names, without repetition: ``2026-09`` is the last version of the
    month, ``2026-09.v1`` the first; several are parted by commas; ``all`` is the last version of
    every month.

    Raises SnapshotError for a name that is none, and for a seal that is not there.
    """
    if text.strip() == ALL:
        chosen = latest_of_each_month(snapshots)
        if not chosen:
            raise SnapshotError("no month is sealed")
        return chosen
    return sorted({named(snapshots, name.strip()) for name in text.split(",")})


def named(snapshots: Path, name: str) -> Snapshot:
    match = NAME.fullmatch(name)
    if match is None:
        raise SnapshotError("a snapshot is named by its month, such as 2026-10 or 2026-10.v2")
    month = parse_month(match.group(1))
    versions = versions_of(snapshots, month)
    if match.group(2) is None and versions:
        return versions[-1]
    if match.group(2) is not None and snapshot_of(match) in versions:
        return snapshot_of(match)
    sealed = ", ".join(seal.name for seal in all_snapshots(snapshots)) or "none"
    raise SnapshotError(f"{name} is not sealed; sealed: {sealed}")
