"""The command that asks the published file for one day: what it prints, writes and refuses."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from tests.workspace import Workspace

MIDDLE = date(2026, 9, 15)
ITEMS = "select sum(open_amount) from {} where currency_code = 'MXN'"


def test_the_command_prints_a_table_per_currency_and_writes_exact_rows(
    demo: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    monkeypatch.setenv("CARTERA_ROOT", str(demo.root))
    out = tmp_path / "aging.parquet"
    for extra in ([], ["--parquet", str(out)]):
        arguments = ["cartera", "aging", "--as-of", str(MIDDLE), "--by", "salesperson", *extra]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
    shown = capsys.readouterr().out
    assert "Antigüedad de saldos al 15 de septiembre de 2026" in shown
    assert "Total MXN" in shown
    assert "Total USD" in shown
    written = pl.read_parquet(out)
    assert written.schema["open_amount"] == pl.Decimal(18, 2)
    assert written.filter(currency_code="MXN")["open_amount"].sum() == Decimal(
        str(demo.published(ITEMS.format(f"open_items_as_of('{MIDDLE}')"))[0][0])
    )


def test_a_later_day_ends_the_command_with_one(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("CARTERA_ROOT", str(demo.root))
    monkeypatch.setattr(sys, "argv", ["cartera", "aging", "--as-of", "2026-11-01"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "no figures after 2026-10-31" in capsys.readouterr().err
