"""Verification of sealed snapshots: are they still what was sealed?

Belongs here: comparing a snapshot's files with its manifest and its manifest with the one before.
Nothing here trusts what stands in a manifest: it is a file like any other.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.files import sha256_of
from pipelines.periods import MONTH, month_code
from pipelines.snapshots import MANIFEST, snapshot_folder


@dataclass(frozen=True)
class Finding:
    """Something wrong with a sealed snapshot."""

    month: str
    file_name: str
    problem: str


def verify(snapshots: Path, month: date) -> list[Finding]:
    """Recomputes every hash and row count of a snapshot, and its link to the one before. Empty
    when all is as it was sealed.
    """
    folder, code = snapshot_folder(snapshots, month), month_code(month)
    if not folder.is_dir():
        return [Finding(code, folder.name, "is not sealed")]
    if not (folder / MANIFEST).is_file():
        return [Finding(code, MANIFEST, "is missing")]
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed = {str(item["file"]): item for item in manifest["files"]}
        problems = problems_of_files(folder, listed)
        problem = problem_of_chain(snapshots, manifest["previous"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [Finding(code, MANIFEST, "is not a manifest")]
    if problem is not None:
        problems.append((MANIFEST, problem))
    return [Finding(code, name, text) for name, text in problems]


def problems_of_files(folder: Path, listed: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Files that no manifest lists, and listed ones that are not what they were."""
    present = {path.name for path in folder.iterdir()}
    problems = [
        (name, "is not in the manifest") for name in sorted(present - listed.keys() - {MANIFEST})
    ]
    for name, item in listed.items():
        # Only what lies in the folder is looked at: a name could lead anywhere.
        problem = problem_of(folder / name, item) if name in present else "is missing"
        if problem is not None:
            problems.append((name, problem))
    return problems


def problem_of(path: Path, item: dict[str, Any]) -> str | None:
    if path.is_symlink() or not path.is_file():
        return "is not a file"
    if sha256_of(path) != item["sha256"]:
        return "was changed: its hash is not the manifest's"
    if "rows" in item and pl.scan_parquet(path).select(pl.len()).collect().item() != item["rows"]:
        return "does not hold the number of rows the manifest says"
    return None


def problem_of_chain(snapshots: Path, previous: dict[str, str] | None) -> str | None:
    if previous is None:
        return None
    month = previous["month"]
    if not MONTH.fullmatch(month):
        return "does not say which month was sealed before"
    path = snapshots / month / MANIFEST
    if not path.is_file():
        return f"the snapshot of {month} is missing"
    if sha256_of(path) != previous["sha256"]:
        return f"the manifest of {month} was changed afterwards"
    return None
