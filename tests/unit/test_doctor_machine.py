"""The machine: a missing library, an optional one, and too little room."""

import pytest

from pipelines.doctor.machine import FIREBIRD_CLIENT, Disk, Installation, Library


def said(installation: Installation) -> list[tuple[str, str, str]]:
    return [(found.level, found.subject, found.what) for found in installation.findings]


def test_a_library_that_is_not_installed_is_a_fault() -> None:
    installation = Installation({"polars": "2.1.0", "lxml": None}, (), needs_firebird=False)
    assert said(installation) == [("fault", "lxml", "it is not installed")]


@pytest.mark.parametrize(("needed", "level"), [(True, "fault"), (False, "warning")])
def test_firebird_may_be_missing_where_nobody_reads_a_live_erp(needed: bool, level: str) -> None:
    client = Library(FIREBIRD_CLIENT, is_present=False, lost="no backup is read")
    installation = Installation({}, (client,), needs_firebird=needed)
    assert said(installation) == [(level, FIREBIRD_CLIENT, "not there: no backup is read")]


@pytest.mark.parametrize(("free", "is_warned"), [(300, False), (299, True)])
def test_less_room_than_three_builds_is_warned_of(free: int, is_warned: bool) -> None:
    findings = Disk({"inbox": 5000, "build": 100}, free).findings
    assert [finding.level for finding in findings] == ["warning"] * is_warned


def test_a_library_that_the_firebird_client_does_without_is_not_missed() -> None:
    libraries = (
        Library(FIREBIRD_CLIENT, is_present=True, lost=""),
        Library("libtommath", is_present=False, lost=""),
    )
    assert Installation({}, libraries, needs_firebird=True).findings == []
