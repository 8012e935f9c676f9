"""What is found when something about a sealed month is no longer as it was."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from published import MONTH

from pipelines.files import sha256_of
from pipelines.snapshots import MANIFEST
from pipelines.verification import verify

TABLE = "reports.rpt_kpis.parquet"


def found(snapshots: Path, month: date = MONTH) -> list[tuple[str, str]]:
    return [(item.file_name, item.problem) for item in verify(snapshots, month)]


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_month_as_it_was_sealed_is_well(snapshots: Path) -> None:
    assert found(snapshots) == []
    assert found(snapshots, date(2026, 9, 1)) == []


def test_a_flipped_bit_is_found(snapshots: Path) -> None:
    path = snapshots / "2026-10" / TABLE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert found(snapshots) == [(TABLE, "was changed: its hash is not the manifest's")]


def test_a_missing_file_is_found(snapshots: Path) -> None:
    (snapshots / "2026-10" / "informe_cartera_2026-10.xlsx").unlink()
    assert found(snapshots) == [("informe_cartera_2026-10.xlsx", "is missing")]


def test_a_file_more_is_found(snapshots: Path) -> None:
    (snapshots / "2026-10" / "nota.txt").write_text("x", encoding="utf-8")
    assert found(snapshots) == [("nota.txt", "is not in the manifest")]


def test_a_row_count_that_is_not_the_files_is_found(snapshots: Path) -> None:
    path = snapshots / "2026-10" / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (item,) = (item for item in manifest["files"] if item["file"] == TABLE)
    item["rows"] += 1
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert found(snapshots) == [(TABLE, "does not hold the number of rows the manifest says")]


def test_a_changed_manifest_of_the_month_before_is_found(snapshots: Path) -> None:
    rewrite(snapshots / "2026-09" / MANIFEST, '"files"', '"files" ')
    assert found(snapshots) == [(MANIFEST, "the manifest of 2026-09 was changed afterwards")]


def test_a_month_before_that_is_gone_is_found(snapshots: Path) -> None:
    shutil.rmtree(snapshots / "2026-09")
    assert found(snapshots) == [(MANIFEST, "the snapshot of 2026-09 is missing")]


def test_all_that_is_wrong_is_found_at_once(snapshots: Path) -> None:
    (snapshots / "2026-10" / TABLE).write_bytes(b"")
    (snapshots / "2026-10" / "nota.txt").write_text("x", encoding="utf-8")
    shutil.rmtree(snapshots / "2026-09")
    assert [name for name, _ in found(snapshots)] == ["nota.txt", TABLE, MANIFEST]


def test_a_lost_manifest_is_found(snapshots: Path) -> None:
    (snapshots / "2026-10" / MANIFEST).unlink()
    assert found(snapshots) == [(MANIFEST, "is missing")]


def test_a_month_that_was_never_sealed_is_not_well(snapshots: Path) -> None:
    assert found(snapshots, date(2020, 1, 1)) == [("2020-01", "is not sealed")]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"files": [{}], "previous": null}',
        '{"files": {"a": 1}, "previous": null}',
        '{"files": [], "previous": {}}',
        '{"files": [], "previous": {"month": 7, "sha256": ""}}',
        "[" * 200_000,
    ],
    ids=lambda content: content[:20],
)
def test_a_manifest_that_is_none_is_found(content: str, snapshots: Path) -> None:
    (snapshots / "2026-10" / MANIFEST).write_text(content, encoding="utf-8")
    assert (MANIFEST, "is not a manifest") in found(snapshots)


def test_a_manifest_leads_nowhere_outside_its_folder(snapshots: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    outside = {"file": "../../secret.txt", "sha256": sha256_of(secret)}
    content = {"files": [outside], "previous": {"month": "../..", "sha256": ""}}
    folder = snapshots / "2026-10"
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    (folder / "link.txt").symlink_to(secret)
    assert found(snapshots) == [
        ("link.txt", "is not in the manifest"),
        ("../../secret.txt", "is missing"),
        (MANIFEST, "does not say which month was sealed before"),
    ]
