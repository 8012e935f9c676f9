"""Which seals there are, and which of them a person means."""

from pathlib import Path

import pytest
from published import MONTH, SEPTEMBER

from pipelines.seals.catalogue import (
    Snapshot,
    SnapshotError,
    all_snapshots,
    choose,
    latest,
    latest_of_each_month,
    sealed_months,
)

SEALS = ("2026-10", "2026-09", "2026-09.v2", "2026-09.v10")


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name in SEALS:
        (tmp_path / name).mkdir()
    return tmp_path


def names(seals: list[Snapshot]) -> list[str]:
    return [seal.name for seal in seals]


def test_seals_are_ordered_by_month_and_version(folders: Path) -> None:
    assert names(all_snapshots(folders)) == ["2026-09", "2026-09.v2", "2026-09.v10", "2026-10"]
    assert sealed_months(folders) == [SEPTEMBER, MONTH]


def test_only_folders_named_after_a_month_and_version_are_seals(tmp_path: Path) -> None:
    others = ("2026-13", "old", ".2026-08.77.tmp", "2026-10.v1", "2026-10.v02", "2026-10.v0")
    for name in others:
        (tmp_path / name).mkdir()
    (tmp_path / "2026-07").write_text("a file", encoding="utf-8")
    assert all_snapshots(tmp_path) == []
    assert sealed_months(tmp_path / "none") == []


def test_the_last_version_is_the_months(folders: Path) -> None:
    assert latest(folders, SEPTEMBER) == Snapshot(SEPTEMBER, 10)
    assert latest(folders, Snapshot(MONTH).month) == Snapshot(MONTH, 1)
    assert latest(folders, SEPTEMBER.replace(month=1)) is None
    assert names(latest_of_each_month(folders)) == ["2026-09.v10", "2026-10"]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("2026-09", ["2026-09.v10"]),
        ("2026-09.v1", ["2026-09"]),
        ("2026-09.v1, 2026-09.v2,2026-09.v2", ["2026-09", "2026-09.v2"]),
        ("2026-10,2026-09", ["2026-09.v10", "2026-10"]),
        ("all", ["2026-09.v10", "2026-10"]),
    ],
)
def test_a_person_names_seals_by_month_or_version(
    text: str, chosen: list[str], folders: Path
) -> None:
    assert names(choose(folders, text)) == chosen


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-08", "2026-08 is not sealed; sealed: 2026-09, 2026-09.v2, 2026-09.v10, 2026-10"),
        ("2026-09.v3", r"2026-09\.v3 is not sealed"),
        ("october", "named by its month"),
        ("2026-10,", "named by its month"),
        ("../2026-10", "named by its month"),
    ],
)
def test_a_seal_that_is_not_there_is_said(text: str, said: str, folders: Path) -> None:
    with pytest.raises(SnapshotError, match=said):
        choose(folders, text)


def test_of_no_seals_none_can_be_chosen(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="no month is sealed"):
        choose(tmp_path, "all")
