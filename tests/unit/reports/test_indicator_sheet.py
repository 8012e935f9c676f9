"""The sheet of indicators: what it shows of the frames, and what it says without a value."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from sample_frames import CONTEXT, MONTH

from pipelines.contracts.indicator_frames import GROUP_GROUPINGS, KPI_CODES
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.contracts.report_validation import find_frame_failures
from pipelines.reports.indicator_sheet import remark_on
from pipelines.reports.wording import Wording
from pipelines.reports.workbook import build_finance_report

WORDING = Wording(CONTEXT)


def rows_of(report: Workbook, table: str) -> list[dict[str, object]]:
    sheet = report["Indicadores"]
    header, *rows = sheet[sheet.tables[table].ref]
    names = [str(cell.value) for cell in header]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]


def test_the_company_stands_first_with_every_indicator_in_its_order(report: Workbook):
    rows = rows_of(report, "kpis_by_span")
    assert len(rows) == 3 * len(KPI_CODES)
    first = rows[: len(KPI_CODES)]
    assert {row["Grupo"] for row in first} == {"Total"}
    assert [row["Indicador"] for row in first] == [WORDING.code("kpi", c) for c in KPI_CODES]
    assert {row["Grupo"] for row in rows[len(KPI_CODES) :]} == {"MXN", "USD"}


def test_target_status_and_parts_are_of_the_span_that_is_quoted(
    report: Workbook, frames: FinanceFrames
):
    is_row = (
        (pl.col("period_month") == MONTH)
        & (pl.col("scope_code") == "total")
        & (pl.col("kpi_code") == "dso_ending")
    )
    of_span = {row["span_months"]: row for row in frames.kpis.filter(is_row).to_dicts()}
    shown = rows_of(report, "kpis_by_span")[0]
    values = [shown[name] for name in ("Del mes", "3 meses", "12 meses")]
    assert values == [float(of_span[months]["kpi_value"]) for months in (1, 3, 12)]
    assert shown["Plazo, meses"] == 3
    assert (shown["Meta"], shown["Tolerancia de la meta"]) == (50, 60)
    assert shown["Resultado"] == WORDING.code("kpi_status", of_span[3]["status_code"])
    assert shown["Denominador"] == float(of_span[3]["denominator_amount"])


def test_an_indicator_without_a_target_says_so(report: Workbook):
    row = rows_of(report, "kpis_by_span")[-1]
    assert (row["Meta"], row["Resultado"]) == (None, "Sin meta")


def test_groups_stand_grouping_by_grouping_and_the_nameless_one_is_there(report: Workbook):
    rows = rows_of(report, "kpis_by_group")
    found = list(dict.fromkeys(str(row["Agrupación"]) for row in rows))
    assert found == [WORDING.code("kpi_grouping", code) for code in GROUP_GROUPINGS]
    assert "—" in {row["Grupo"] for row in rows}


@pytest.mark.parametrize(
    ("codes", "remark"),
    [
        ((None, None, None), ""),
        (("no_sales", "no_sales", "no_sales"), "Sin ventas en el periodo"),
        (("no_sales", None, None), "Del mes: Sin ventas en el periodo"),
        (
            ("no_sales", None, "short_history"),
            "Del mes: Sin ventas en el periodo; 12 meses: Historia menor que el periodo",
        ),
    ],
)
def test_a_missing_value_says_of_which_span_and_why(codes: tuple[str | None, ...], remark: str):
    assert remark_on(codes, WORDING) == remark


def test_a_group_that_has_neither_value_nor_reason_is_refused_without_its_name(
    frames: FinanceFrames,
):
    wrong = frames.kpis_by_group.with_columns(pl.lit(None, pl.Decimal(18, 4)).alias("kpi_value"))
    failures = find_frame_failures(replace(frames, kpis_by_group=wrong), MONTH)
    assert {failure.check_code for failure in failures} == {"kpis_by_group.value_or_reason"}
    assert not any("Karla" in str(failure.subject_id) for failure in failures)


def test_a_company_without_groups_still_has_its_sheet(frames: FinanceFrames, tmp_path: Path):
    path = tmp_path / "nobody.xlsx"
    nobody = frames.kpis_by_group.clear()
    build_finance_report(replace(frames, kpis_by_group=nobody), CONTEXT, path)
    assert rows_of(load_workbook(path), "kpis_by_group")[0]["Agrupación"] == "Sin registros"
