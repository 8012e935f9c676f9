"""`cartera doctor`: exit codes, tables that fit 100 columns, and text that is only text."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from rich.console import Console
from small_landing import FULL

from pipelines import cli
from pipelines.doctor import view
from pipelines.doctor.deliveries import StandingFile, table_states
from pipelines.doctor.diagnosis import Diagnosis, diagnose
from pipelines.doctor.warehouse import BankAccount
from pipelines.settings import Settings

AS_OF = ("--as-of", "2026-11-03")
Doctor = Callable[..., tuple[int, str]]


@pytest.fixture
def doctor(
    well: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Doctor:
    """doctor("--as-of", "2026-11-03") → exit code and what is shown."""
    monkeypatch.setenv("CARTERA_ROOT", str(well.root))
    monkeypatch.setenv("CARTERA_COMPANY", "acme")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["cartera", "doctor", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), capsys.readouterr().out

    return call


def shown(settings: Settings, diagnosis: Diagnosis, width: int = 100) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        view.show(console, settings, diagnosis)
    return captured.get()


def diagnosed(settings: Settings) -> Diagnosis:
    return diagnose(settings, date(2026, 11, 3), {})


def test_a_company_that_has_all_ends_with_zero(doctor: Doctor) -> None:
    code, out = doctor(*AS_OF)
    assert code == 0
    assert "acme, asked on 2026-11-03" in out
    assert out.rstrip().endswith("nothing is missing, late or rejected")


def test_a_warning_alone_ends_with_zero(doctor: Doctor, well: Settings) -> None:
    (well.inbox / "banxico" / "2026-11-03T0630" / "fix.csv").unlink()
    code, out = doctor(*AS_OF)
    assert code == 0
    assert "! inbox: 1 accepted file no longer there." in out


def test_a_fault_ends_with_one_and_is_counted(doctor: Doctor, well: Settings) -> None:
    well.published_database.unlink()
    code, out = doctor(*AS_OF)
    assert code == 1
    assert "✗ published: nothing is published yet." in out
    assert out.rstrip().endswith("1 fault")


def test_a_day_that_is_none_ends_with_two(doctor: Doctor) -> None:
    assert doctor("--as-of", "03/11/2026")[0] == 2


def test_without_a_day_ages_are_counted_to_today(doctor: Doctor, well: Settings) -> None:
    _, out = doctor()
    assert f"acme, asked on {datetime.now(well.zone):%Y-%m-%d}" in out


@pytest.mark.parametrize("width", [80, 100, 200])
def test_every_line_fits(width: int, well: Settings) -> None:
    diagnosis = diagnosed(well)
    assert diagnosis.deliveries is not None
    tables = [replace(FULL, source="microsip", entity=f"table_{n}_of_many") for n in range(30)]
    last = {table.name: (datetime(2026, 10, 3), date(2026, 10, 3)) for table in tables}
    long = StandingFile(f"banks/2026-11-03/{'x' * 150}.txt", None, "it is empty " * 20, "Again")
    crowded = replace(
        diagnosis,
        deliveries=replace(
            diagnosis.deliveries,
            tables=table_states(tables, last, ("microsip",), date(2026, 11, 3)),
            standing=(long,) * 30,
        ),
    )
    out = shown(well, crowded, width)
    assert max(len(line) for line in out.splitlines()) <= min(width, view.WIDTH)
    assert all(table.entity in out for table in tables)
    assert "and 10 more" in out


def test_tables_that_are_alike_share_a_row_and_others_have_their_own(well: Settings) -> None:
    diagnosis = diagnosed(well)
    assert diagnosis.deliveries is not None
    first, second, third = (
        replace(FULL, entity=name, expected_every_days=1) for name in ("ones", "twos", "threes")
    )
    early, late = datetime(2026, 10, 30, 12, 30), datetime(2026, 11, 3, 12, 30)
    last = {
        first.name: (late, late.date()),
        second.name: (early, early.date()),
        third.name: (late, late.date()),
    }
    states = table_states((first, second, third), last, ("shop",), date(2026, 11, 3))
    out = shown(
        well, replace(diagnosis, deliveries=replace(diagnosis.deliveries, tables=states))
    ).splitlines()
    (alike,) = [" ".join(line.split()) for line in out if "ones, threes" in line]
    (other,) = [" ".join(line.split()) for line in out if "shop twos" in line]
    assert alike == "shop ones, threes 2026-11-03 06:30 0 0 1 on time"
    assert other == "shop twos 2026-10-30 06:30 4 4 1 late by 1"


def test_what_comes_from_outside_is_neither_markup_nor_a_terminal_command(well: Settings) -> None:
    diagnosis = diagnosed(well)
    assert diagnosis.deliveries is not None
    file = StandingFile("banks/[/red]\x1b[2J.txt", None, "[bold]empty\x07", "Again")
    standing = replace(diagnosis.deliveries, standing=(file,))
    build = replace(diagnosis.build, accounts=(BankAccount("[b]", "\x1b[2J", None),))
    out = shown(well, replace(diagnosis, deliveries=standing, build=build))
    assert "banks/[/red][2J.txt" in out
    assert "[bold]empty." in out
    assert "\x1b" not in out
    assert "\x07" not in out


def test_while_a_run_goes_on_the_rest_is_shown(well: Settings) -> None:
    diagnosis = diagnosed(well)
    build = replace(diagnosis.build, state="run going on", accounts=())
    out = shown(well, replace(diagnosis, deliveries=None, build=build))
    assert "What arrived when" not in out
    assert "! build: a run is going on" in out
    assert "Disk, in MB" in out


def test_paths_of_the_machine_are_not_shown(well: Settings, tmp_path: Path) -> None:
    assert str(tmp_path) not in shown(well, diagnosed(well))
