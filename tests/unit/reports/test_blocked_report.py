"""The workbook that says why there is no report."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from sample_frames import CONTEXT
from sample_ledger import make_frame

from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports import blocked
from pipelines.reports.blocked import build_blocked_report

CHECK = FailedCheck(
    check_code="rollforward.closing_is_aging_balance",
    subject_type_code="customer",
    subject_id="=C0001",
    currency_code="USD",
    expected_amount=Decimal("10.00"),
    actual_amount=Decimal("10.01"),
    difference_amount=Decimal("0.01"),
)


@pytest.fixture
def failed_controls(frames: FinanceFrames) -> pl.DataFrame:
    is_erp = pl.col("control_code") == "erp_balance"
    return frames.controls.with_columns(
        pl.when(is_erp)
        .then(pl.lit("failed"))
        .otherwise(pl.col("status_code"))
        .alias("status_code"),
        pl.when(is_erp)
        .then(pl.lit(Decimal("-1234.56"), pl.Decimal(18, 2)))
        .otherwise(pl.col("difference_amount"))
        .alias("difference_amount"),
    )


@pytest.fixture
def exceptions() -> pl.DataFrame:
    rows = [
        {
            "period_month": CONTEXT.period_month,
            "control_code": "erp_balance",
            "subject_type_code": "customer",
            "subject_id": f"C{number:04d}",
            "currency_code": "MXN",
            "expected_amount": Decimal("100.00"),
            "actual_amount": Decimal("100.00") + number,
            "difference_amount": Decimal(number),
        }
        for number in range(1, 8)
    ]
    return make_frame("control_exceptions", rows)


def test_it_says_which_controls_failed_by_how_much_and_shows_the_rows(
    failed_controls: pl.DataFrame, exceptions: pl.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / CONTEXT.blocked_report_name
    build_blocked_report(failed_controls, exceptions, [CHECK], CONTEXT, path)
    workbook = load_workbook(path)
    assert path.name == "bloqueado_2026-10.xlsx"
    assert workbook.sheetnames == ["Bloqueado", "Excepciones"]
    sheet = workbook["Bloqueado"]
    failed = [[c.value for c in row] for row in sheet[sheet.tables["failed_controls"].ref]]
    assert len(failed) == 2
    assert failed[1][0] == "Auxiliar = SALDOS_CC del ERP (por cliente)"
    assert failed[1][1] == "No cuadra"
    assert failed[1][4] == -1234.56
    every = sheet[sheet.tables["controls"].ref]
    assert len(every) == failed_controls.height + 1
    rows = workbook["Excepciones"]
    shown = [[c.value for c in row] for row in rows[rows.tables["exceptions"].ref]]
    assert [row[2] for row in shown[1:]] == [f"C{number:04d}" for number in range(7, 0, -1)]


def test_a_check_of_the_frames_is_shown_with_its_id_as_text(
    frames: FinanceFrames, exceptions: pl.DataFrame, tmp_path: Path
) -> None:
    build_blocked_report(frames.controls, exceptions, [CHECK], CONTEXT, tmp_path / "b.xlsx")
    sheet = load_workbook(tmp_path / "b.xlsx")["Bloqueado"]
    assert "failed_controls" not in sheet.tables
    header, row = sheet[sheet.tables["failed_checks"].ref]
    cells = dict(zip([cell.value for cell in header], row, strict=True))
    assert cells["Verificación"].value == CHECK.check_code
    assert cells["Tipo de registro"].value == "Cliente"
    assert (cells["Identificador"].value, cells["Identificador"].data_type) == ("=C0001", "s")
    assert cells["Diferencia"].number_format.startswith("[$USD]")


def test_a_month_without_controls_is_blocked_and_says_so(
    frames: FinanceFrames, tmp_path: Path
) -> None:
    nothing = frames.controls.clear()
    build_blocked_report(nothing, frames.control_exceptions, [], CONTEXT, tmp_path / "b.xlsx")
    workbook = load_workbook(tmp_path / "b.xlsx")
    assert workbook.sheetnames == ["Bloqueado"]
    sheet = workbook["Bloqueado"]
    rows = sheet[sheet.tables["failed_controls"].ref]
    assert rows[1][0].value == "No hay controles para este periodo: sin controles no hay informe."


def test_too_many_rows_are_cut_and_it_says_so(
    failed_controls: pl.DataFrame,
    exceptions: pl.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocked, "MOST_EXCEPTIONS", 3)
    build_blocked_report(failed_controls, exceptions, [], CONTEXT, tmp_path / "b.xlsx")
    sheet = load_workbook(tmp_path / "b.xlsx")["Excepciones"]
    assert len(sheet[sheet.tables["exceptions"].ref]) == 4
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "Se muestran los primeros 3 de 7 registros." in values


def test_the_same_inputs_give_the_same_bytes(
    failed_controls: pl.DataFrame, exceptions: pl.DataFrame, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    build_blocked_report(failed_controls, exceptions, [CHECK], CONTEXT, one)
    build_blocked_report(failed_controls.reverse(), exceptions.reverse(), [CHECK], CONTEXT, other)
    assert one.read_bytes() == other.read_bytes()
