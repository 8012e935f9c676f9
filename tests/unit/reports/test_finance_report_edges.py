"""The monthly finance report on unusual input: bait, gaps, empty months, refusals."""

import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from sample_frames import CONTEXT, MONTH
from sample_ledger import make_frame

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.contracts.report_validation import InvalidReportFramesError
from pipelines.reports.table import Column, Table, TooManyRowsError
from pipelines.reports.workbook import ReportRefusedError, build_finance_report

BAIT = '=HYPERLINK("http://example.com","ver")'
BAITS = (BAIT, "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r\n=1", "#N/A")
UNCLEAN, CLEANED = "\x00Ñandú\x0b\u202e \x85& <Cía>\r\n", "Ñandú & <Cía>"
STRANGE = (*BAITS, UNCLEAN)


@pytest.fixture(scope="module")
def strange_path(frames: FinanceFrames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with hostile texts, a KPI without a value, and failed controls that do not block."""
    count = frames.overdue_items.height
    names = pl.Series("concept_name", [STRANGE[n % len(STRANGE)] for n in range(count)])
    is_lost = (pl.col("period_month") == MONTH) & (pl.col("kpi_code") == "dso_ending")
    kpis = frames.kpis.with_columns(
        pl.when(~is_lost).then(pl.col("kpi_value")).alias("kpi_value"),
        pl.when(is_lost).then(pl.lit("no_sales")).alias("null_reason_code"),
        pl.when(is_lost)
        .then(pl.lit("not_computable"))
        .otherwise("status_code")
        .alias("status_code"),
    ).filter(pl.col("kpi_value").is_not_null() | is_lost)
    controls = frames.controls.with_columns(
        pl.lit("failed").alias("status_code"), pl.lit(False).alias("is_blocking")
    )
    strange = replace(
        frames,
        overdue_items=frames.overdue_items.with_columns(names),
        kpis=kpis,
        controls=controls,
    )
    path = tmp_path_factory.mktemp("strange") / "strange.xlsx"
    build_finance_report(strange, replace(CONTEXT, note=BAIT), path)
    return path


@pytest.fixture(scope="module")
def strange_report(strange_path: Path) -> Workbook:
    return load_workbook(strange_path)


def test_a_kpi_without_a_value_is_blank_and_says_why(strange_report: Workbook) -> None:
    sheet = strange_report["Resumen"]
    row = [cell.value for cell in sheet[sheet.tables["indicators"].ref][1]]
    assert row[:2] == ["DSO al cierre", None]
    assert row[-1] == "Sin ventas en el periodo"


def test_texts_that_look_like_formulas_or_errors_stay_text(strange_report: Workbook) -> None:
    sheet = strange_report["Vencido por documento"]
    rows = sheet[sheet.tables["overdue_items"].ref]
    place = [cell.value for cell in rows[0]].index("Concepto")
    cells = [row[place] for row in rows[1:]]
    assert {cell.value for cell in cells} == {*(bait.strip() for bait in BAITS), CLEANED}
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells if not cell.quotePrefix} == {"#N/A", CLEANED}


def test_a_note_that_looks_like_a_formula_stays_text(strange_report: Workbook) -> None:
    cell = strange_report["Portada"]["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (BAIT, "s", True)


def test_a_failed_control_that_does_not_block_is_a_warning_on_the_cover(
    strange_report: Workbook,
) -> None:
    sheet = strange_report["Portada"]
    rows = sheet[sheet.tables["controls"].ref]
    count = len(rows) - 1
    assert {row[1].value for row in rows[1:]} == {"Advertencia"}
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    counts = f"0 aprobados, 0 no aplican, {count} con advertencia, 0 no cuadran."
    assert f"{count} controles: {counts}" in texts
    assert "Una advertencia no detiene el informe: revise sus documentos antes de firmar." in texts


def test_a_report_without_a_warning_has_no_remark_about_one(report_path: Path) -> None:
    sheet = load_workbook(report_path)["Portada"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not any("advertencia no detiene" in text for text in texts)


def test_the_same_frames_give_the_same_bytes_in_whatever_order_their_rows_come(
    frames: FinanceFrames, report_path: Path, tmp_path: Path
) -> None:
    shuffled = FinanceFrames(**{name: frame.reverse() for name, frame in frames.by_name().items()})
    build_finance_report(shuffled, CONTEXT, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == report_path.read_bytes()


def test_the_file_carries_the_date_of_its_data_and_no_other(report_path: Path) -> None:
    archive = zipfile.ZipFile(report_path)
    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    properties = load_workbook(report_path).properties
    assert properties.created == properties.modified == CONTEXT.known_at


def test_a_month_without_open_items_still_has_all_its_sheets_and_tables(
    frames: FinanceFrames, tmp_path: Path
) -> None:
    empty_names = (
        "kpis_by_group",
        "aging_by_customer",
        "aging_by_group",
        "overdue_items",
        "rollforward",
        "applications",
        "unapplied_credits",
        "changes",
        "provision",
        "provision_bridge",
        "provision_journal",
        "bad_debt_candidates",
        "moratory_interest",
        "cash_forecast",
        "model_quality",
        "model_calibration",
        "overdue_causes",
        "desk_indicators",
        "strategy_results",
        "dispute_reasons",
        "portal_results",
    )
    amounts = [n for n in frames.balances.columns if n.endswith("_mxn")]
    zeros = frames.balances.with_columns(
        pl.lit("0.00").cast(pl.Decimal(18, 2)).alias(name) for name in amounts
    )
    empty = {name: make_frame(name, []) for name in empty_names}
    path = tmp_path / "empty.xlsx"
    build_finance_report(replace(frames, balances=zeros, **empty), CONTEXT, path)
    workbook = load_workbook(path)
    assert len(workbook.sheetnames) == 19
    sheet = workbook["Vencido por documento"]
    rows = sheet[sheet.tables["overdue_items"].ref]
    assert len(rows) == 2
    assert rows[1][0].value == "Sin registros"


def test_a_failed_blocking_control_refuses_the_report_and_writes_nothing(
    frames: FinanceFrames, tmp_path: Path
) -> None:
    controls = frames.controls.with_columns(
        pl.when(pl.col("control_code") == "erp_balance")
        .then(pl.lit("failed"))
        .otherwise(pl.col("status_code"))
        .alias("status_code")
    )
    with pytest.raises(ReportRefusedError, match="erp_balance"):
        build_finance_report(replace(frames, controls=controls), CONTEXT, tmp_path / "r.xlsx")
    assert not list(tmp_path.iterdir())


def test_an_absent_blocking_control_refuses_the_report(
    frames: FinanceFrames, tmp_path: Path
) -> None:
    controls = frames.controls.with_columns(pl.lit("absent").alias("status_code"))
    with pytest.raises(ReportRefusedError):
        build_finance_report(replace(frames, controls=controls), CONTEXT, tmp_path / "r.xlsx")


def test_frames_that_do_not_add_up_are_refused_and_nothing_is_written(
    frames: FinanceFrames, tmp_path: Path
) -> None:
    wrong = replace(frames, overdue_items=frames.overdue_items.head(1))
    with pytest.raises(InvalidReportFramesError):
        build_finance_report(wrong, CONTEXT, tmp_path / "r.xlsx")
    assert not list(tmp_path.iterdir())


def test_a_table_longer_than_a_sheet_is_refused_by_name() -> None:
    frame = pl.DataFrame({"n": pl.int_range(1_048_577, eager=True)})
    with pytest.raises(TooManyRowsError, match="long_one"):
        Table("long_one", (Column("n", "N", "count"),), frame, "MXN", None)


def test_two_columns_of_one_header_are_refused() -> None:
    columns = (Column("a", "Saldo"), Column("b", "saldo"))
    with pytest.raises(ValueError, match="same header"):
        Table("twice", columns, pl.DataFrame({"a": [], "b": []}), "MXN", None)


def test_a_month_that_does_not_begin_on_its_first_day_is_refused() -> None:
    with pytest.raises(ValueError, match="first day"):
        replace(CONTEXT, period_month=CONTEXT.as_of_date)
