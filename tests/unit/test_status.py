"""The state of a warehouse: what is published and what stands against it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from published import KNOWN_AT, change

from pipelines import runs, status
from pipelines.settings import Settings

ZONES = "microsip/2026-10-03T0630/ZONAS_CLIENTES.csv"


def deliver(settings: Settings, name: str, lines: Sequence[str]) -> Path:
    """Puts a file into the inbox and lands what is new, as a run's first step does."""
    path = settings.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    runs.land_deliveries(settings)
    return path


def test_a_published_warehouse_with_nothing_against_it_is_well(acme: Settings) -> None:
    state = status.read(acme)
    assert state.is_well
    assert (state.as_of_date, state.known_at) == (date(2026, 10, 31), KNOWN_AT)
    assert (state.months, state.sealed, state.problems) == (1, 0, ())


def test_nothing_published_is_not_well(acme: Settings) -> None:
    acme.published_database.unlink()
    state = status.read(acme)
    assert not state.is_well
    assert (state.as_of_date, state.months) == (None, 0)


@pytest.mark.parametrize("status_code", ["'failed'", "'absent'", "null"])
def test_a_red_control_is_named_with_its_month(status_code: str, acme: Settings) -> None:
    change(
        acme.published_database,
        f"update controls.ctl_period_controls set status_code = {status_code} "
        "where control_code in ('erp_balance', 'bank_chain')",
    )
    assert status.read(acme).problems == ("2026-10: bank_chain, erp_balance",)


def test_a_rejected_file_is_named_without_the_account_it_may_hold(acme: Settings) -> None:
    deliver(acme, "banks/2026-11-03/0192837465_oct.txt", ["nothing of a statement"])
    (problem,) = status.read(acme).problems
    assert problem.startswith("rejected banks/2026-11-03/…7465_oct.txt: ")
    assert "0192837465" not in problem


def test_a_quarantined_cell_is_told_by_file_line_column_and_kind_and_not_by_value(
    acme: Settings,
) -> None:
    deliver(acme, ZONES, ["ZONA_CLIENTE_ID,NOMBRE", "1,NORTE", "secreto,GOLFO", "x9,BAJIO"])
    first, second, remedy = status.read(acme).problems
    assert first.startswith(f"quarantined {ZONES}, line 3, zona_cliente_id: ")
    assert second.startswith(f"quarantined {ZONES}, line 4, zona_cliente_id: ")
    assert "deliver the file again" in remedy
    assert "secreto" not in first


def test_a_long_list_of_bad_cells_is_cut_and_counted(acme: Settings) -> None:
    rows = [f"x{number},ZONA" for number in range(25)]
    deliver(acme, ZONES, ["ZONA_CLIENTE_ID,NOMBRE", "1,NORTE", *rows])
    problems = status.read(acme).problems
    assert len(problems) == status.MAX_CELLS + 1
    assert problems[-1].startswith("5 more bad cells. ")


def test_a_later_extract_puts_quarantined_rows_right(acme: Settings) -> None:
    deliver(acme, ZONES, ["ZONA_CLIENTE_ID,NOMBRE", "1,NORTE", "x9,BAJIO"])
    later = ZONES.replace("2026-10-03", "2026-10-04")
    deliver(acme, later, ["ZONA_CLIENTE_ID,NOMBRE", "1,NORTE", "9,BAJIO"])
    assert status.read(acme).problems == ()


def test_a_blocked_report_stands_against_the_warehouse(acme: Settings) -> None:
    folder = acme.reports_folder(date(2026, 9, 1))
    folder.mkdir(parents=True)
    (folder / "bloqueado_2026-09.xlsx").write_bytes(b"x")
    assert status.read(acme).problems == ("blocked: reports/2026-09/bloqueado_2026-09.xlsx",)


def test_sealed_months_are_counted(acme: Settings) -> None:
    (acme.snapshots / "2026-09").mkdir(parents=True)
    assert status.read(acme).sealed == 1


def test_a_run_that_is_building_is_not_disturbed_and_what_was_not_taken_is_told(
    acme: Settings,
) -> None:
    deliver(acme, ZONES, ["ZONA_CLIENTE_ID,NOMBRE", "1,NORTE", "x9,BAJIO"])
    before = status.read(acme).problems
    with runs.build_connection(acme):
        # Opening the file now would be an error here, and in the run's next step elsewhere.
        assert status.read(acme).problems == before


def test_files_landed_by_an_earlier_version_are_said_not_to_be_shown(acme: Settings) -> None:
    deliver(acme, ZONES, ["ZONA_CLIENTE_ID,NOMBRE", "1,NORTE"])
    status.problems_file(acme).unlink()
    (problem,) = status.read(acme).problems
    assert problem.startswith("deliveries are not shown")


def test_no_clock_of_the_machine_is_in_the_state(acme: Settings) -> None:
    known_at = status.read(acme).known_at
    assert known_at is not None
    assert known_at.replace(tzinfo=UTC) == datetime(2026, 11, 3, 12, 30, tzinfo=UTC)
