"""A folder of documents: names of files, the index that people read, the manifest that proves.

Belongs here: where documents lie and what is said of them. Does not belong here: what is in them.

A name of a file is made of ids and days, never of a customer's name: ids that hold anything but
letters, digits and hyphens are written by their hash, so that no name can leave the folder. The
manifest is written last: a folder without one was not finished.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ad_hoc import write
from pipelines.files import replacing, sha256_of

INDEX, PROBLEMS, MANIFEST = "index", "problems.csv", "manifest.json"
PLAIN_ID = re.compile(r"[ML]-[0-9A-Z]{1,40}|E-[0-9a-f]{12}")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z]{3,5}")


class FolderTaken(ValueError):
    """A folder whose manifest is not one of ours: nothing of it is replaced."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one holder, file or setting while the others went on.

    subject_id: an id. Neither a name nor an address is in any of the texts.
    """

    subject_id: str
    problem: str
    remedy: str


@dataclass
class Bundle:
    """What was written into a folder so far. index: one row per document and currency."""

    folder: Path
    as_of_date: date
    files: dict[str, str] = field(default_factory=dict)
    index: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def write(self, name: str, content: bytes) -> None:
        """Writes a file of the bundle. Raises ValueError for a name that is not one."""
        self.path_of(name).write_bytes(content)
        self.files[name] = hashlib.sha256(content).hexdigest()

    def path_of(self, name: str) -> Path:
        if not FILE_NAME.fullmatch(name):
            raise ValueError("a document has a plain name in the folder it was asked for")
        return self.folder / name

    def write_table(self, name: str, frame: pl.DataFrame) -> None:
        write(frame, self.path_of(name))
        self.files[name] = sha256_of(self.path_of(name))

    def finish(self, kind: str, facts: Mapping[str, Any], schema: pl.Schema) -> None:
        """Writes index, problems and the manifest, whose ``facts`` hold the totals."""
        frame = pl.DataFrame(self.index, schema=schema)
        self.write_table(f"{INDEX}.csv", frame)
        write(frame, self.folder / f"{INDEX}.xlsx")
        found = [(p.subject_id, p.problem, p.remedy) for p in self.problems]
        names = {"subject_id": pl.String, "problem": pl.String, "remedy": pl.String}
        self.write_table(PROBLEMS, pl.DataFrame(found, schema=names, orient="row"))
        manifest = {
            "kind": kind,
            "as_of_date": self.as_of_date.isoformat(),
            "problems": len(self.problems),
            **facts,
            "sha256": dict(sorted(self.files.items())),
        }
        with replacing(self.folder / MANIFEST) as temporary:
            temporary.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def begin(folder: Path, as_of: date) -> Bundle:
    """A bundle in a folder, which is made if need be. What an earlier one listed in its manifest is
    removed first: what nobody asked for again would look like a part of this one.

    Raises FolderTaken where the manifest is not one of ours.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MANIFEST).exists():
        for name in read_manifest(folder)["sha256"]:
            (folder / name).unlink(missing_ok=True)
        (folder / MANIFEST).unlink()
    return Bundle(folder, as_of)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a bundle. Raises FolderTaken for anything else of that name."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        names = manifest["sha256"]
        if all(isinstance(name, str) and FILE_NAME.fullmatch(name) for name in names):
            return dict(manifest)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise FolderTaken(f"{MANIFEST} of that folder is not one of cartera's: choose another folder")


def stem_of(identity: str) -> str:
    """An id as a part of a file's name, the same on every system; other ids by their hash."""
    if PLAIN_ID.fullmatch(identity):
        return identity
    return f"H-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"


def totals_by_currency(
    rows: Iterable[tuple[str, Mapping[str, Decimal]]],
) -> dict[str, dict[str, str]]:
    """Sums of amounts by currency, as exact texts. rows: a currency and its amounts, many times."""
    sums: dict[str, dict[str, Decimal]] = {}
    for currency, amounts in rows:
        of_currency = sums.setdefault(currency, dict.fromkeys(amounts, Decimal("0.00")))
        for name, amount in amounts.items():
            of_currency[name] += amount
    return {
        currency: {name: str(amount) for name, amount in amounts.items()}
        for currency, amounts in sorted(sums.items())
    }
