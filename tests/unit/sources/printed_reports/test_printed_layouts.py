"""Reports laid out in the company's own way, and what a layout must say."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.contracts.microsip_reports import AGING
from pipelines.sources.report_layout import LayoutError, layouts_of, standard_layouts
from tests.unit.sources.printed_reports.printed_rows import (
    AGING_ROWS,
    Rows,
    as_csv,
    lines,
)

OWN = """
reports:
  - name: cartera_vencida
    report: aging
    balance: net
    columns:
      clave: [Cta]
      por_vencer: [Al corriente]
      vencido_1: ["0 a 15 días"]
      vencido_2: ["16 y más"]
      saldo: [Neto]
    groups:
      Ruta: []
      Deudor: [clave, cliente]
    labels:
      grand_total: [Suma de todo]
      footer: [Fin de hoja]
"""
OWN_ROWS: Rows = [
    ["Al 31/10/2026"],
    ["Folio", "Al corriente", "0 a 15 días", "16 y más", "Neto"],
    ["RUTA: 7"],
    ["DEUDOR: D-9 - Prueba"],
    ["F1", "5.00", "6.00", "7.00", "18.00"],
    ["Total de la ruta", "5.00", "6.00", "7.00", "18.00"],
    ["Fin de hoja", 1],
    ["Suma de todo", "5.00", "6.00", "7.00", "18.00"],
]


def test_a_company_describes_a_report_of_its_own(take, refuse, tmp_path: Path):
    assert "is the header of a report we know" in refuse(as_csv(OWN_ROWS))
    (tmp_path / "report_layouts.yaml").write_text(OWN, encoding="utf-8")
    table, done = take(as_csv(OWN_ROWS))
    assert table is AGING
    assert lines(done, "clave", "cliente", "folio", "vencido_2", "saldo", "saldo_neto") == [
        ("D-9", "Prueba", "F1", Decimal("7.00"), Decimal("18.00"), "S")
    ]
    assert take(as_csv(AGING_ROWS))[1].frame["saldo_neto"].unique().to_list() == ["N"]


@pytest.mark.parametrize(
    ("layouts", "entry"),
    [
        ("reports: {}", "reports"),
        ("- x", "reports"),
        ("reports: [", "the file"),
        ("reports: [x]", "reports[0]"),
        ("reports: [{name: a, report: aging, color: red}]", "reports[0].color"),
        ("reports: [{name: a, report: ageing}]", "reports[0].report"),
        ("reports: [{name: 'a b', report: aging}]", "reports[0].name"),
        ("reports: [{name: a, report: aging, columns: [saldo]}]", "reports[0].columns"),
        ("reports: [{name: a, report: aging, columns: {sald: x}}]", "reports[0].columns.sald"),
        (
            "reports: [{name: a, report: aging, columns: {impresion: x}}]",
            "reports[0].columns.impresion",
        ),
        ("reports: [{name: a, report: aging, columns: {saldo: 7}}]", "reports[0].columns.saldo"),
        (
            "reports: [{name: a, report: aging, columns: {saldo: ['*']}}]",
            "reports[0].columns.saldo",
        ),
        ("reports: [{name: a, report: aging, labels: {totals: x}}]", "reports[0].labels.totals"),
        ("reports: [{name: a, report: aging, groups: [Zona]}]", "reports[0].groups"),
        ("reports: [{name: a, report: aging, groups: {7: []}}]", "reports[0].groups"),
        ("reports: [{name: a, report: aging, groups: {Zona: [saldo]}}]", "reports[0].groups.Zona"),
        ("reports: [{name: a, report: aging, balance: all}]", "reports[0].balance"),
        ("reports: [{name: a, report: aging, grand_total: no}]", "reports[0].grand_total"),
    ],
)
def test_a_wrong_layout_is_refused_with_the_entry(tmp_path: Path, layouts: str, entry: str):
    (tmp_path / "report_layouts.yaml").write_text(layouts, encoding="utf-8")
    with pytest.raises(LayoutError) as error:
        layouts_of(tmp_path)
    assert error.value.entry == entry


def test_layouts_too_large_to_be_any_are_refused(tmp_path: Path):
    (tmp_path / "report_layouts.yaml").write_bytes(b"#" * (300 << 10))
    with pytest.raises(LayoutError, match="more than 262,144 bytes"):
        layouts_of(tmp_path)


@pytest.mark.parametrize("report", standard_layouts())
def test_a_standard_layout_names_every_printed_column(report: str):
    layout = standard_layouts()[report]
    told = {"impresion", "renglon", "fecha_corte", "fecha_inicial", "saldo_neto", "tipo_renglon"}
    assert layout.columns.keys() == layout.table.columns.keys() - told
