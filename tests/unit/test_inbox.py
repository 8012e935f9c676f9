"""Which files count as delivered, when they were, and how their names may be shown."""

import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.inbox import Arrival, delivery_time, find_arrivals, masked

MEXICO_CITY = ZoneInfo("America/Mexico_City")
TIJUANA = ZoneInfo("America/Tijuana")


def put(inbox: Path, name: str, at: int = 1_790_000_000) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (at, at))
    return path


def names(arrivals: list[Arrival]) -> list[str]:
    return [item.file_name for item in arrivals]


def test_an_inbox_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert find_arrivals(tmp_path / "none", MEXICO_CITY) == []


def test_a_delivery_folder_tells_when_a_file_was_delivered(tmp_path: Path) -> None:
    put(tmp_path, "banks/2026-10-03T0630/a.txt")
    put(tmp_path, "banks/2026-10-03/more/b.txt")
    late, early = find_arrivals(tmp_path, MEXICO_CITY)[::-1]
    assert (late.file_name, late.delivered_at) == (
        "banks/2026-10-03T0630/a.txt",
        datetime(2026, 10, 3, 12, 30),
    )
    assert early.delivered_at == datetime(2026, 10, 3, 6, 0)
    assert (late.source, late.size_bytes) == ("banks", 1)


def test_a_delivery_is_of_the_companys_day(tmp_path: Path) -> None:
    put(tmp_path, "banks/2026-10-31T2330/a.txt")
    (item,) = find_arrivals(tmp_path, MEXICO_CITY)
    assert (item.delivered_on, item.delivered_at.date()) == (date(2026, 10, 31), date(2026, 11, 1))


def test_without_a_delivery_folder_the_files_own_time_counts(tmp_path: Path) -> None:
    put(tmp_path, "banks/a.txt", at=1_790_000_000)
    (item,) = find_arrivals(tmp_path, MEXICO_CITY)
    assert item.delivered_at == datetime(2026, 9, 21, 14, 13, 20)


def test_summer_time_moves_the_moment_where_the_company_keeps_it() -> None:
    assert delivery_time("2026-07-15T0630", TIJUANA) == datetime(2026, 7, 15, 13, 30)
    assert delivery_time("2026-12-15T0630", TIJUANA) == datetime(2026, 12, 15, 14, 30)
    assert delivery_time("2026-07-15T0630", MEXICO_CITY) == datetime(2026, 7, 15, 12, 30)


def test_the_hour_that_occurs_twice_is_the_first_of_the_two() -> None:
    assert delivery_time("2026-11-01T0130", TIJUANA) == datetime(2026, 11, 1, 8, 30)


@pytest.mark.parametrize(
    "folder",
    [
        "2026-02-31",
        "2026-13-01",
        "2026-10-03T2560",
        "2026-10-03T06",
        "2026-10-3",
        "2026-10-03\n",
        "9999-12-31T2359",
        "0000-01-01",
        "\u0662\u0660\u0662\u0666-10-03",
        "octubre",
        "",
    ],
)
def test_any_other_folder_names_no_time(folder: str) -> None:
    assert delivery_time(folder, MEXICO_CITY) is None


def test_the_oldest_delivery_comes_first_and_paths_decide_within_one(tmp_path: Path) -> None:
    for name in ("b/2026-10-03/z", "a/2026-10-03/y", "c/2026-10-02/x"):
        put(tmp_path, name)
    assert names(find_arrivals(tmp_path, MEXICO_CITY)) == [
        "c/2026-10-02/x",
        "a/2026-10-03/y",
        "b/2026-10-03/z",
    ]


def test_hidden_files_and_locks_of_office_are_no_deliveries(tmp_path: Path) -> None:
    for name in (
        "banks/.a.txt.swp",
        "banks/~$a.xlsx",
        ".git/config",
        "banks/.2026-10-03/a.txt",
        "company.yaml",
        "mapping.yaml",
        "README.md",
    ):
        put(tmp_path, name)
    put(tmp_path, "banks/company.yaml")
    assert names(find_arrivals(tmp_path, MEXICO_CITY)) == ["banks/company.yaml"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "outside"
    put(outside, "secret/2026-10-03/a.txt")
    (inbox / "banks").mkdir(parents=True)
    (inbox / "banks" / "a.txt").symlink_to(outside / "secret" / "2026-10-03" / "a.txt")
    (inbox / "secret").symlink_to(outside / "secret")
    (inbox / "banks" / "broken.txt").symlink_to(outside / "none")
    assert find_arrivals(inbox, MEXICO_CITY) == []


def test_only_regular_files_are_deliveries(tmp_path: Path) -> None:
    (tmp_path / "banks" / "folder.txt").mkdir(parents=True)
    os.mkfifo(tmp_path / "banks" / "pipe.txt")
    assert find_arrivals(tmp_path, MEXICO_CITY) == []


def test_a_file_beside_the_folders_belongs_to_no_source(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (item,) = find_arrivals(tmp_path, MEXICO_CITY)
    assert (item.source, item.file_name) == ("", "a.txt")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("banks/2026-10-03T0630/0192837465_oct.txt", "banks/2026-10-03T0630/…7465_oct.txt"),
        ("banks/mov 012345678901234567.txt", "banks/mov …4567.txt"),
        ("banks/12345_a.txt", "banks/…2345_a.txt"),
        ("microsip/2026-10-03/DOCTOS_CC.csv", "microsip/2026-10-03/DOCTOS_CC.csv"),
    ],
)
def test_of_an_account_number_only_the_last_four_digits_are_shown(name: str, shown: str) -> None:
    assert masked(name) == shown
