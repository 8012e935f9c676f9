"""The monthly finance report, opened again and read cell by cell."""

from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pipelines.contracts.report_frames import FinanceFrames

SPANISH_SHEETS = [
    "Portada",
    "Resumen",
    "Indicadores",
    "Antigüedad por cliente",
    "Por agente, zona y moneda",
    "Vencido por documento",
    "Movimiento de cartera",
    "Aplicaciones del mes",
    "Saldos a favor",
    "Cambios del mes",
    "Riesgo",
    "Migraciones",
    "Acciones de crédito",
    "Cobranza",
    "Cambios a meses cerrados",
    "Provisión",
    "Incobrables e intereses",
    "Pronóstico de cobranza",
    "Calidad del pronóstico",
]
# With one table, whose header stays in view.
TABLE_SHEETS = SPANISH_SHEETS[3:4] + SPANISH_SHEETS[5:11] + SPANISH_SHEETS[17:18]


def all_values(workbook: Workbook) -> list[str]:
    cells = (cell for sheet in workbook for row in sheet.iter_rows() for cell in row)
    return [cell.value for cell in cells if isinstance(cell.value, str)]


def test_the_report_has_its_sheets_in_spanish(report: Workbook) -> None:
    assert report.sheetnames == SPANISH_SHEETS


def test_the_report_in_english_says_nothing_in_spanish(english_path: Path) -> None:
    workbook = load_workbook(english_path)
    assert workbook.sheetnames[0] == "Cover"
    assert not set(workbook.sheetnames) & set(SPANISH_SHEETS)
    words = " ".join(all_values(workbook))
    assert "Saldo" not in words
    assert "Ageing of balances by customer" in words


def test_every_table_header_is_the_text_of_its_cell(report: Workbook) -> None:
    tables = [(sheet, table) for sheet in report for table in sheet.tables.values()]
    assert len(tables) == 38
    for sheet, table in tables:
        header = [cell.value for cell in sheet[table.ref][0]]
        assert header == table.column_names
        assert len({name.casefold() for name in header}) == len(header)
        assert table.autoFilter.ref == table.ref


def test_no_two_tables_share_a_name_or_an_id(report: Workbook) -> None:
    tables = [table for sheet in report for table in sheet.tables.values()]
    assert len({table.displayName for table in tables}) == len(tables)
    assert len({table.id for table in tables}) == len(tables)


def test_tables_on_a_sheet_do_not_overlap(report: Workbook) -> None:
    for sheet in report:
        spans = sorted(
            (rows[0][0].row, rows[-1][0].row)
            for rows in (sheet[table.ref] for table in sheet.tables.values())
        )
        assert all(end < start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize("name", TABLE_SHEETS)
def test_totals_and_header_stay_in_view_and_the_header_repeats_on_paper(
    report: Workbook, name: str
) -> None:
    sheet = report[name]
    header = sheet[next(iter(sheet.tables.values())).ref][0][0].row
    assert sheet.freeze_panes == f"C{header + 1}"
    assert sheet.print_title_rows == f"${header}:${header}"


@pytest.mark.parametrize("name", SPANISH_SHEETS)
def test_every_sheet_prints_landscape_as_wide_as_the_page(report: Workbook, name: str) -> None:
    sheet = report[name]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_area
    assert sheet.oddFooter.center.text == "Página &P de &N"
    assert sheet.oddHeader.left.text == "Hidráulica Demo, S.A. de C.V. && Cía."


def test_cover_and_summary_begin_a_new_page_where_a_part_begins(report: Workbook) -> None:
    assert len(report["Portada"].row_breaks.brk) == 1
    assert 1 <= len(report["Resumen"].row_breaks.brk) <= 2


def test_the_page_of_ageing_ends_at_the_oldest_item_and_the_screen_goes_on(
    report: Workbook,
) -> None:
    sheet = report["Antigüedad por cliente"]
    header = [cell.value for cell in sheet[next(iter(sheet.tables.values())).ref][0]]
    last_printed = sheet[sheet.print_area.split(":")[1].replace("$", "")].column
    assert header[last_printed - 1] == "Días de atraso máximo"
    assert "Límite de crédito" in header[last_printed:]


def test_amounts_carry_the_format_of_their_own_currency(report: Workbook) -> None:
    sheet = report["Vencido por documento"]
    rows = sheet[sheet.tables["overdue_items"].ref]
    names = [cell.value for cell in rows[0]]
    currency, amount, functional = (
        names.index(name) for name in ("Moneda", "Saldo abierto", "Saldo abierto en MXN")
    )
    formats = {row[currency].value: row[amount].number_format for row in rows[1:]}
    assert formats["MXN"].startswith("$#,##0.00_);[Red]($#,##0.00)")
    assert formats["USD"].startswith("[$USD] #,##0.00_);[Red]([$USD] #,##0.00)")
    assert {row[functional].number_format for row in rows[1:]} == {formats["MXN"]}


def test_the_cover_shows_every_control_with_its_result(
    report: Workbook, frames: FinanceFrames
) -> None:
    sheet = report["Portada"]
    rows = [[cell.value for cell in row] for row in sheet[sheet.tables["controls"].ref]]
    assert rows[0][:5] == ["Control", "Resultado", "Esperado", "Encontrado", "Diferencia"]
    assert {row[0] for row in rows[1:]} == set(frames.controls["label_es"])
    assert {row[1] for row in rows[1:]} == {"Aprobado", "No aplica"}


def test_the_cover_has_lines_to_sign_and_the_hash_of_every_file(
    report: Workbook, frames: FinanceFrames
) -> None:
    values = all_values(report)
    assert {"Elaboró", "Revisó", "Autorizó", "Nombre", "Fecha", "Firma"} <= set(values)
    assert set(frames.deliveries["sha256"]) <= set(values)


def test_times_on_the_cover_are_on_the_company_clock(report: Workbook) -> None:
    assert "2026-11-03 06:30 (America/Mexico_City)" in all_values(report)


def test_the_summary_draws_balances_by_age_and_days_with_their_axes(report: Workbook) -> None:
    charts = report["Resumen"]._charts
    assert [len(chart.series) for chart in charts] == [6, 4]
    for chart in charts:
        assert chart.x_axis.delete is False
        assert chart.y_axis.delete is False
        assert "'Resumen'!$A$" in chart.series[0].cat.numRef.f


def test_each_proposed_entry_balances_and_a_loss_rate_is_a_percentage(report: Workbook) -> None:
    sheet = report["Provisión"]
    _, *entries = (
        [cell.value for cell in row] for row in sheet[sheet.tables["provision_journal"].ref]
    )
    for entry in {row[0] for row in entries}:
        debits, credits = (sum(row[n] for row in entries if row[0] == entry) for n in (-2, -1))
        assert debits == credits > 0
    header, *rows = sheet[sheet.tables["provision"].ref]
    place = [cell.value for cell in header].index("Pérdida esperada")
    assert {row[place].number_format for row in rows} == {"0.00%"}
