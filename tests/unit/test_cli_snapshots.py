"""The command line on sealed months: exit codes, and what is shown of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from called import Call

from pipelines import rebuild
from pipelines.settings import Settings


@pytest.fixture
def sealed(acme: Settings, snapshots: Path) -> Path:
    """October's snapshot among those of company ``acme``."""
    return snapshots.rename(acme.snapshots) / "2026-10"


def test_snapshots_are_listed_with_their_place_in_the_chain(cartera: Call, sealed: Path) -> None:
    listed = cartera("snapshot", "list").out
    assert "2026-09" in listed
    assert "2026-11-03" in listed
    (sealed / "manifest.json").unlink()
    assert "missing" in cartera("snapshot", "list").out


def test_without_snapshots_the_list_is_empty_and_there_is_nothing_to_verify(cartera: Call) -> None:
    assert cartera("snapshot", "list").exit_code == 0
    called = cartera("snapshot", "verify")
    assert (called.exit_code, called.errors) == (1, "no month is sealed\n")
    assert cartera("snapshot", "verify", "--all").exit_code == 1


def test_a_month_that_was_never_sealed_does_not_verify(cartera: Call) -> None:
    called = cartera("snapshot", "verify", "--month", "2020-01")
    assert called.exit_code == 1
    assert "2020-01 is not sealed" in called.errors


def test_a_sealed_month_verifies_until_somebody_changes_it(cartera: Call, sealed: Path) -> None:
    assert cartera("snapshot", "verify").out == "2 snapshots, nothing wrong\n"
    assert cartera("snapshot", "verify", "--all").exit_code == 0
    assert cartera("snapshot", "verify", "--month", "2026-10").out.startswith("1 snapshots")
    (sealed / "reports.rpt_kpis.parquet").unlink()
    called = cartera("snapshot", "verify", "--all")
    assert called.exit_code == 1
    assert "2026-10/reports.rpt_kpis.parquet is missing" in called.errors
    assert "1 findings" in called.errors
    assert cartera("snapshot", "verify", "--month", "2026-09").exit_code == 0


def test_a_month_is_closed_again_only_for_a_reason(cartera: Call, sealed: Path) -> None:
    called = cartera("close", "--month", "2026-10")
    assert called.exit_code == 1
    assert 'cartera close --month 2026-10 --reopen "the reason"' in called.errors
    called = cartera("close", "--month", "2026-08", "--reopen", "too early")
    assert called.exit_code == 1
    assert "there is nothing to reopen" in called.errors


def test_sealed_months_are_queried_side_by_side(cartera: Call, sealed: Path) -> None:
    query = "select snapshot_id, count(*) as n from controls.ctl_period_controls group by all"
    called = cartera("sql", query, "--snapshot", "2026-09,2026-10")
    assert called.exit_code == 0
    assert "2026-09" in called.out
    assert "2026-10" in called.out
    assert cartera("sql", query, "--snapshot", "all").exit_code == 0
    called = cartera("sql", query, "--snapshot", "2026-08")
    assert called.exit_code == 1
    assert "2026-08 is not sealed; sealed: 2026-09, 2026-10" in called.errors


def test_a_reproduction_says_what_differs_and_ends_with_one(
    cartera: Call, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def published_again(settings: Settings, *_: object) -> Iterator[Path]:
        yield settings.published_database

    monkeypatch.setattr(rebuild, "rebuilt", published_again)
    called = cartera("snapshot", "reproduce", "--month", "2026-10.v1")
    assert called.exit_code == 1
    assert "code: another version than at the seal" in called.out
    assert "marts.fct_ledger_entries: 0 of 1 rows equal, 0 with other values, 1 only" in called.out
    assert "1 differ; " in called.out
    (sealed / "reports.rpt_kpis.parquet").unlink()
    called = cartera("snapshot", "reproduce", "--month", "2026-10")
    assert called.exit_code == 1
    assert "the seal itself was changed: nothing was rebuilt" in called.errors
    assert cartera("snapshot", "reproduce", "--month", "october").exit_code == 1
