"""The manifest of a seal: what it holds, by hash, and its link in the chain of all seals.

Belongs here: its form, reading it, and the chain. Nothing here trusts what stands in one: it is a
file like any other. A manifest is written in one way only and holds the hash of its own content,
so that any changed byte shows; that nobody wrote another one in its place, the next seal's link
shows, and the hash that people note beside the signature.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.files import sha256_of
from pipelines.seals.catalogue import Snapshot, SnapshotError, all_snapshots

MANIFEST = "manifest.json"
OWN_HASH = "content_sha256"
MAX_MANIFEST_BYTES = 16 << 20
# A file of a seal lies in its folder: a name could lead anywhere.
TABLE_FILE = re.compile(r"([a-z0-9_]+\.[a-z0-9_]+)\.parquet")

CONTENT_KEYS = {
    "as_of_date",
    "controls",
    "files",
    "known_at",
    "number",
    "period_month",
    "previous",
    "reopened_because",
    "sealed_at",
    "snapshot",
    "versions",
}
# Of seals written before months could be reopened.
FIRST_KEYS = {
    "as_of_date",
    "controls",
    "files",
    "known_at",
    "period_month",
    "previous",
    "versions",
}


class ManifestError(SnapshotError):
    """A file that is not the manifest that was written; the message says in what."""


@dataclass(frozen=True)
class SealedFile:
    """name: in the seal's folder. rows, columns: of a table; None for any other file."""

    name: str
    sha256: str
    size_bytes: int
    rows: int | None = None
    columns: tuple[str, ...] | None = None

    @property
    def table(self) -> str | None:
        """The table it holds, such as ``marts.fct_charges``."""
        match = TABLE_FILE.fullmatch(self.name)
        return match.group(1) if match and self.rows is not None else None

    def content(self) -> dict[str, Any]:
        listed: dict[str, Any] = {"file": self.name, "sha256": self.sha256}
        listed["bytes"] = self.size_bytes
        if self.columns is not None:
            listed |= {"rows": self.rows, "columns": list(self.columns)}
        return listed


@dataclass(frozen=True)
class Link:
    """The seal written before this one, whatever its month, and the hash of its manifest."""

    snapshot: str
    sha256: str


@dataclass(frozen=True)
class Head:
    """The end of the chain. number: how many seals it has."""

    link: Link
    number: int


@dataclass(frozen=True)
class Manifest:
    """What a seal says of itself.

    known_at, sealed_at: UTC without zone; sealed_at is None in the first form of manifests.
    number: place in the chain, from 1; None in that form. reopened_because: of a later version.
    versions: of code and policies. controls: rows of ctl_period_controls, every value as text.
    """

    snapshot: str
    period_month: date
    as_of_date: date
    known_at: datetime
    versions: dict[str, str]
    controls: list[dict[str, str]]
    files: list[SealedFile]
    previous: Link | None
    number: int | None = None
    sealed_at: datetime | None = None
    reopened_because: str | None = None

    def text(self) -> str:
        """The manifest as it is written, in the form it has."""
        content: dict[str, Any] = {
            "period_month": self.period_month.isoformat(),
            "as_of_date": self.as_of_date.isoformat(),
            "known_at": self.known_at.isoformat(),
            "versions": self.versions,
            "controls": self.controls,
            "files": [item.content() for item in self.files],
        }
        previous = self.previous
        if self.sealed_at is None:
            link = previous and {"month": previous.snapshot, "sha256": previous.sha256}
            return written(content | {"previous": link})
        content |= {
            "snapshot": self.snapshot,
            "previous": previous and {"snapshot": previous.snapshot, "sha256": previous.sha256},
            "number": self.number,
            "sealed_at": self.sealed_at.isoformat(),
            "reopened_because": self.reopened_because,
        }
        digest = hashlib.sha256(written(content).encode()).hexdigest()
        return written(content | {OWN_HASH: digest})

    def file_of(self, table: str) -> SealedFile | None:
        return next((item for item in self.files if item.table == table), None)


def written(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Raises ManifestError for a manifest that is missing, damaged or of another seal."""
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise ManifestError("is missing")
    if path.stat().st_size > MAX_MANIFEST_BYTES:
        raise ManifestError("is too large for a manifest")
    try:
        text = path.read_bytes().decode()
        content = json.loads(text)
        manifest = manifest_of(content)
        is_as_written = manifest.text() == text
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestError("is not a manifest") from error
    if not is_as_written:
        raise ManifestError("was changed: it does not have the hash that it holds of itself")
    if manifest.snapshot != folder.name:
        raise ManifestError("is of another seal")
    return manifest


def manifest_of(content: dict[str, Any]) -> Manifest:
    first_form = set(content) == FIRST_KEYS
    if not first_form and set(content) != CONTENT_KEYS | {OWN_HASH}:
        raise ValueError("other entries")
    link = content["previous"]
    before = link and Link(
        text_of(link["month" if first_form else "snapshot"]), text_of(link["sha256"])
    )
    month = date.fromisoformat(content["period_month"])
    return Manifest(
        snapshot=Snapshot(month).name if first_form else text_of(content["snapshot"]),
        period_month=month,
        as_of_date=date.fromisoformat(content["as_of_date"]),
        known_at=datetime.fromisoformat(content["known_at"]),
        versions={key: text_of(value) for key, value in content["versions"].items()},
        controls=[
            {key: text_of(value) for key, value in row.items()} for row in content["controls"]
        ],
        files=[sealed_file(item) for item in content["files"]],
        previous=before,
        number=None if first_form else int(content["number"]),
        sealed_at=None if first_form else datetime.fromisoformat(content["sealed_at"]),
        reopened_because=None if first_form else content["reopened_because"],
    )


def sealed_file(item: dict[str, Any]) -> SealedFile:
    columns = item.get("columns")
    return SealedFile(
        name=text_of(item["file"]),
        sha256=text_of(item["sha256"]),
        size_bytes=int(item["bytes"]),
        rows=None if columns is None else int(item["rows"]),
        columns=None if columns is None else tuple(map(text_of, columns)),
    )


def text_of(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def head_of_chain(snapshots: Path) -> Head | None:
    """The last seal that was written, whatever its month; None when nothing is sealed.

    Raises SnapshotError when any manifest cannot be read: a broken chain is not continued.
    """
    seals = all_snapshots(snapshots)
    manifests = []
    for seal in seals:
        try:
            manifests.append(read_manifest(seal.folder(snapshots)))
        except ManifestError as error:
            raise SnapshotError(f"the manifest of {seal.name} {error}") from error
    if not manifests:
        return None
    last = max(manifests, key=lambda item: (item.number or 0, item.period_month))
    path = snapshots / last.snapshot / MANIFEST
    return Head(Link(last.snapshot, sha256_of(path)), last.number or len(manifests))
