"""The command line: exit codes, what is shown, and that no error ends in a traceback."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from called import Call
from published import change

from pipelines import cli, cli_views, runs
from pipelines.deliveries import Delivery
from pipelines.settings import Settings
from pipelines.worklist import lists

RED = "update controls.ctl_period_controls set status_code = 'failed'"


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "--month", "2026-13"],
        ["report", "--month", "octubre"],
        ["report"],
        ["close", "--month", "2026-10-31"],
        ["run", "--as-of", "31/10/2026"],
        ["run", "--as-of", "20261031"],
        ["run", "--as-of", "2026-02-30"],
        ["snapshot", "verify", "last"],
        ["snapshot", "verify", "--month", "last"],
        ["snapshot", "verify", "--all", "--month", "2026-10"],
        ["snapshot", "reproduce"],
        ["status", "--company", "../demo"],
        ["sample", "--out", "x", "--months", "3"],
        ["sample", "--out", "x", "--charges", "100"],
        ["sql"],
        ["sql", "select 1", "--limit", "-1"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_two_and_changes_nothing(
    arguments: list[str], cartera: Call, acme: Settings
) -> None:
    before = sorted(acme.root.rglob("*"))
    called = cartera(*arguments)
    assert called.exit_code == 2
    assert called.errors
    assert sorted(acme.root.rglob("*")) == before


def test_a_wrong_setting_is_named_and_ends_with_two(cartera: Call, acme: Settings) -> None:
    (acme.inbox / "company.yaml").write_text("lenguage: es\n", encoding="utf-8")
    called = cartera("status")
    assert called.exit_code == 2
    assert called.errors.startswith("company.yaml: unknown entry lenguage;")


def test_status_of_a_good_warehouse_ends_with_zero(cartera: Call) -> None:
    called = cartera("status")
    assert called.exit_code == 0
    assert "acme: as of 2026-10-31" in called.out
    assert "no control and no file stands against it" in called.out


def test_status_names_what_stands_against_the_warehouse_and_ends_with_one(
    cartera: Call, acme: Settings
) -> None:
    change(acme.published_database, f"{RED} where control_code = 'bank_chain'")
    called = cartera("status")
    assert called.exit_code == 1
    assert "2026-10: bank_chain" in called.out


def test_a_report_is_written_and_its_path_printed_whole(cartera: Call, acme: Settings) -> None:
    called = cartera("report", "--month", "2026-10")
    assert called.exit_code == 0
    path = called.out.split(maxsplit=1)[1].strip()
    assert (acme.root / path).is_file()


def test_a_blocked_month_says_where_the_reasons_are_and_ends_with_one(
    cartera: Call, acme: Settings
) -> None:
    change(acme.published_database, f"{RED} where control_code = 'bank_chain'")
    called = cartera("report", "--month", "2026-10")
    assert called.exit_code == 1
    assert "no report: bank_chain" in called.errors
    path = called.errors.split("rows: ")[1].splitlines()[0]
    assert (acme.root / path).name == "bloqueado_2026-10.xlsx"
    assert (acme.root / path).is_file()


def test_a_month_that_was_not_built_ends_with_one(cartera: Call) -> None:
    called = cartera("report", "--month", "2031-01")
    assert called.exit_code == 1
    assert "has no 2031-01" in called.errors


def test_an_empty_inbox_is_said_and_ends_with_one(cartera: Call) -> None:
    called = cartera("run")
    assert called.exit_code == 1
    assert "data/raw/acme" in called.errors


@pytest.mark.parametrize("command", [["run"], ["close", "--month", "2026-10"]], ids=" ".join)
def test_a_company_that_nobody_set_up_gets_no_warehouse(
    command: list[str], cartera: Call, acme: Settings
) -> None:
    called = cartera(*command, "--company", "acne")
    assert called.exit_code == 1
    assert called.errors.startswith("there is no company acne")
    assert not (acme.root / "data" / "warehouse" / "acne").exists()


def test_a_day_on_which_nobody_is_to_be_called_is_said(
    cartera: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lists, "read_lists", lambda *_: (date(2026, 10, 31), []))
    called = cartera("worklist", "--out", str(tmp_path / "lists"))
    assert called.exit_code == 0
    assert called.out.startswith("nobody has anything overdue")


def test_a_refused_run_ends_with_one(
    cartera: Call, acme: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise runs.ReportBlocked(acme.warehouse / "bloqueado.xlsx", "erp_balance")

    monkeypatch.setattr(runs, "run", refuse)
    called = cartera("run", "--as-of", "2026-10-31")
    assert called.exit_code == 1
    assert "no report: erp_balance" in called.errors


def test_no_room_on_the_disk_is_said_and_ends_with_one(
    cartera: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runs, "close", no_room)
    called = cartera("close", "--month", "2026-10")
    assert called.exit_code == 1
    assert "No space left on device" in called.errors


def test_a_fault_of_the_code_stays_loud(cartera: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "run", fail)
    with pytest.raises(ZeroDivisionError):
        cartera("run")


def test_rows_of_a_query_are_printed(cartera: Call) -> None:
    called = cartera("sql", "select 12.50::decimal(18, 2) as amount, 'norte' as zone, null as n")
    assert called.exit_code == 0
    assert "12.50" in called.out
    assert "norte" in called.out


def test_rows_are_text_and_neither_markup_nor_terminal_commands(cartera: Call) -> None:
    called = cartera("sql", "select '[/red] [bold]x' || chr(27) || '[2J' as \"[/b]\"")
    assert called.exit_code == 0
    assert "[/red] [bold]x[2J" in called.out
    assert "\x1b" not in called.out


def test_a_query_that_fails_shows_the_databases_words_and_ends_with_one(cartera: Call) -> None:
    called = cartera("sql", "select '[/red]' from nowhere")
    assert called.exit_code == 1
    assert "nowhere" in called.errors


def test_rows_are_written_to_every_file_asked_for(cartera: Call, tmp_path: Path) -> None:
    paths = [tmp_path / f"out{ending}" for ending in (".csv", ".parquet", ".xlsx")]
    options = ["--csv", str(paths[0]), "--parquet", str(paths[1]), "--xlsx", str(paths[2])]
    called = cartera("sql", "select 1 as n", *options)
    assert called.exit_code == 0
    assert called.out.splitlines() == [f"1 rows to {path}" for path in paths]
    assert all(path.stat().st_size for path in paths)


def test_a_file_that_cannot_be_written_is_said_and_ends_with_one(
    cartera: Call, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    called = cartera("sql", "select 1 as n", "--csv", str(tmp_path / "file" / "out.csv"))
    assert called.exit_code == 1
    assert called.errors.endswith("file: file exists\n")
    assert "Errno" not in called.errors


def test_before_anything_was_sent_there_is_no_table(cartera: Call) -> None:
    called = cartera("sent")
    assert (called.exit_code, called.out) == (0, "nothing was sent\n")


def test_a_sample_company_is_written(cartera: Call, tmp_path: Path) -> None:
    out = tmp_path / "sample"
    called = cartera("sample", "--out", str(out), "--charges", "150", "--months", "24")
    assert called.exit_code == 0
    count = int(called.out.split()[0])
    settings = (out, out / "documents")
    assert count == len([path for path in out.rglob("*.*") if path.parent not in settings])


def test_rejected_files_are_shown_with_reason_and_remedy_and_without_accounts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "banks/2026-11-03/0192837465_[/b]\x1b[31m.txt"
    refused = Delivery("1", "", name, "rejected", reason="it is empty", remedy="Export it again")
    extra = Delivery("2", "t", "a.csv", "accepted", 3, 1, 1, 1, unknown_columns=("[x]",))
    cli_views.show_deliveries(cli.console, [refused, extra])
    out = capsys.readouterr().out
    assert "rejected banks/2026-11-03/…7465_[/b][31m.txt: it is empty. Export it again" in out
    assert "1 files landed: 3 rows read, 1 new or changed, 1 unchanged, 1 in quarantine" in out
    assert "columns no contract knows, left out: [x]" in out


def test_progress_shows_each_step_and_how_much_it_did(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with cli_views.progress(cli.console) as follow:
        follow("land", "a.csv")
        follow("land", "b.csv")
        follow("judge")
    out = capsys.readouterr().out
    assert "reading deliveries 2" in out
    assert "judging controls" in out
    assert "a.csv" not in out


def test_every_step_a_run_reports_has_words() -> None:
    source = Path(runs.__file__).read_text(encoding="utf-8")
    reported = {part.split('"')[1] for part in source.split("progress(")[1:] if '"' in part[:2]}
    assert reported <= cli_views.STEPS.keys()


def test_a_table_shows_as_many_rows_as_asked_and_counts_the_rest() -> None:
    frame = pl.DataFrame({"n": range(50)})
    table = cli_views.frame_table(frame, 40)
    assert (table.row_count, table.caption) == (40, "50 rows")
    assert cli_views.frame_table(frame, 50).caption is None
