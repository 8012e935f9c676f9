"""The sheets of the cash forecast and of its quality: order, words, what was withdrawn and why."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

FORECAST, QUALITY = "Pronóstico de cobranza", "Calidad del pronóstico"


def rows_of(sheet: Worksheet, table: str) -> list[dict[str, object]]:
    header, *rows = ([cell.value for cell in row] for row in sheet[sheet.tables[table].ref])
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_every_currency_has_its_weeks_in_order_and_what_is_not_expected_last(
    report: Workbook,
) -> None:
    rows = rows_of(report[FORECAST], "cash_forecast")
    weeks = [*map(str, range(1, 14)), "Después de la semana 13", "No se espera su pago"]
    for currency in ("MXN", "USD"):
        assert [row["Semana"] for row in rows if row["Moneda"] == currency] == weeks
    assert [row["Moneda"] for row in rows[:15]] == ["MXN"] * 15


def test_what_may_come_at_least_is_never_more_than_what_is_expected_or_may_come_at_most(
    report: Workbook,
) -> None:
    names = [f"Acumulado {name}" for name in ("mínimo", "esperado", "máximo")]
    for row in rows_of(report[FORECAST], "cash_forecast"):
        amounts = [row[name] for name in names]
        is_week = str(row["Semana"]).isdigit()
        assert amounts == (sorted(amounts) if is_week else [None] * 3)


def test_each_currency_is_on_a_page_of_its_own_and_a_chart_shows_the_first(
    report: Workbook,
) -> None:
    sheet = report[FORECAST]
    assert len(sheet.row_breaks.brk) == 1
    assert report[FORECAST].tables["cash_forecast"].ref.startswith("A")
    assert len(sheet._charts) == 1


def test_a_segment_without_the_model_says_why_on_the_models_own_row(report: Workbook) -> None:
    said = {
        row["Grupo"]: (row["Se usa"], row["Por qué no se usa"])
        for row in rows_of(report[QUALITY], "model_quality")
        if row["Quién lo dice"] == "Modelo"
    }
    assert said == {
        "Todos": (None, None),
        "Por vencer": ("Sí", None),
        "Vencido, 1 a 30 días": ("No", "Peores fechas"),
        "Vencido, más de 30 días": ("Sí", None),
        "Cliente con poca historia": ("No", "Poca historia"),
    }


def test_each_month_end_has_the_model_beside_its_rivals(report: Workbook) -> None:
    rows = rows_of(report[QUALITY], "model_backtests")
    assert [f"{row['Cierre']:%Y-%m-%d}" for row in rows] == ["2026-08-31", "2026-09-30"]
    rivals = ("Modelo", "Mediana del cliente", "Vencimiento", "Mayoría")
    assert [rows[0][f"Error en días: {rival}"] for rival in rivals] == [9, 10, 11, 12]
    assert rows[0]["Dentro de la banda: Modelo"] == 85


def test_a_measure_that_could_not_be_taken_says_why(report: Workbook) -> None:
    for row in rows_of(report[QUALITY], "model_quality"):
        assert (row["AUC"] is None) == (row["Por qué no hay AUC"] == "Nada por vencer")
