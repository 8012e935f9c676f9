"""The machine: which versions run, which optional libraries are there, how much disk is left.

Belongs here: facts about the installation and its folders. Does not belong here: what the files in
them hold.
"""

import ctypes
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipelines.doctor.finding import Finding, fault, warning
from pipelines.settings import Settings
from pipelines.sources.firebird import client
from pipelines.versions import code_version

DISTRIBUTIONS = (
    "dagster",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "polars",
    "pandera",
    "pyarrow",
    "fastexcel",
    "lxml",
    "openpyxl",
)
# A run makes the next database beside the last, and DuckDB spills what memory cannot hold.
BUILDS_OF_ROOM = 3
FIREBIRD_CLIENT = "Firebird client"


@dataclass(frozen=True)
class Library:
    """An optional library. lost: what cannot be done without it."""

    name: str
    is_present: bool
    lost: str


@dataclass(frozen=True)
class Installation:
    """versions: name → version, None for a library that is not installed.
    needs_firebird: a live ERP is configured.
    """

    versions: Mapping[str, str | None]
    libraries: tuple[Library, ...]
    needs_firebird: bool

    @property
    def findings(self) -> list[Finding]:
        found = [
            fault(name, "it is not installed", "Install the lock again: `make setup`")
            for name, number in self.versions.items()
            if number is None
        ]
        for library in self.libraries:
            if library.name == FIREBIRD_CLIENT and not library.is_present:
                say = fault if self.needs_firebird else warning
                found.append(say(library.name, f"not there: {library.lost}", client.INSTALL))
        return found


@dataclass(frozen=True)
class Disk:
    """size_bytes: of each place, by its name. free_bytes: where the warehouse lies."""

    size_bytes: Mapping[str, int]
    free_bytes: int

    @property
    def findings(self) -> list[Finding]:
        if self.free_bytes >= BUILDS_OF_ROOM * self.size_bytes["build"]:
            return []
        what = f"less is free than {BUILDS_OF_ROOM} times the build: a run may not fit"
        return [warning("disk", what, "Free some room; never in data/raw or in snapshots")]


def read_installation(settings: Settings) -> Installation:
    versions = {name: installed_version(name) for name in DISTRIBUTIONS}
    return Installation(
        versions={"cartera": code_version(), "Python": platform.python_version(), **versions},
        libraries=(
            Library("Firebird driver", client.is_installed(), "what the client is for"),
            Library(
                FIREBIRD_CLIENT,
                has_firebird_client(),
                "no .fbk or .fdb is read, and `cartera pull` cannot connect",
            ),
            Library("libtommath", has_math_library(), "the client of firebird-embedded"),
        ),
        needs_firebird=settings.microsip_dsn is not None,
    )


def installed_version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def has_firebird_client() -> bool:
    """Whether it loads, which is more than being installed."""
    try:
        client.load()
    except client.FirebirdMissing:
        return False
    return True


def has_math_library() -> bool:
    """On Linux only must it be there; elsewhere the client brings its own."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL(client.MATH_LIBRARY)
    except OSError:
        return False
    return True


def read_disk(settings: Settings, inbox_bytes: int) -> Disk:
    """inbox_bytes: of all files delivered."""
    warehouse = settings.warehouse
    standing = next(folder for folder in (warehouse, *warehouse.parents) if folder.is_dir())
    return Disk(
        size_bytes={
            "inbox": inbox_bytes,
            "build": tree_size(settings.build_database.parent),
            "published": file_size(settings.published_database),
            "reports": tree_size(warehouse / "reports"),
            "snapshots": tree_size(settings.snapshots),
        },
        free_bytes=shutil.disk_usage(standing).free,
    )


def tree_size(folder: Path) -> int:
    return sum(file_size(path) for path in folder.rglob("*"))


def file_size(path: Path) -> int:
    """In bytes; 0 for what is no file, or no longer one: a run may be going on."""
    try:
        return path.lstat().st_size if path.is_file() else 0
    except OSError:
        return 0
