"""Printed reports: the header wherever it stands, groups and lines, and what is no line."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.contracts.microsip_reports import AGING, BALANCES, MOVEMENTS
from tests.unit.sources.printed_reports.printed_rows import (
    AGING_HEADER,
    AGING_LINES,
    AGING_ROWS,
    AGING_TOTAL,
    BALANCES_ROWS,
    DOCUMENTS_ROWS,
    MOVEMENTS_ROWS,
    TITLES,
    Rows,
    as_csv,
    as_xlsx,
    edited,
    lines,
)


def test_a_printed_line_is_a_row_with_the_date_on_top(take):
    table, done = take(as_csv(AGING_ROWS))
    assert table is AGING
    columns = ("fecha_corte", "clave", "folio", "vencimiento", "atraso", "vencido_1", "saldo")
    assert lines(done, *columns)[2] == (
        date(2026, 10, 31),
        "C02",
        "A3",
        date(2026, 10, 1),
        30,
        Decimal("250.25"),
        Decimal("250.25"),
    )
    assert done.rows_read == 3
    assert done.frame["renglon"].to_list() == done.frame["file_line"].to_list() == [6, 7, 8]
    assert done.missing_columns == ("moneda", "vencido_5")


@pytest.mark.parametrize(
    "content",
    [
        as_csv(AGING_ROWS, "cp1252"),
        as_csv(AGING_ROWS, "utf-8"),
        as_csv(AGING_ROWS, delimiter=";"),
        as_csv(AGING_ROWS, "cp1252", "\t"),
        as_csv(AGING_ROWS).replace(b"\r\n", b"\n"),
        as_xlsx(AGING_ROWS),
    ],
    ids=["cp1252", "utf-8", "semicolons", "tabs", "unix lines", "xlsx"],
)
def test_every_variant_of_a_report_gives_the_same_lines(take, content: bytes):
    _, expected = take(as_csv(AGING_ROWS))
    _, done = take(content)
    told = ["impresion"]
    assert done.frame.drop(told).equals(expected.frame.drop(told))
    assert done.frame["cliente"].to_list() == ["ÁGUILA", "ÁGUILA", "BUJES"]


def test_real_numbers_and_dates_of_a_workbook_are_exact(take):
    rows = edited(edited(AGING_ROWS, 5, 4, date(2026, 2, 3)), 5, 12, 11600)
    rows[7][8] = rows[7][12] = 250.25
    _, done = take(as_xlsx(rows))
    assert lines(done, "fecha", "saldo")[0] == (date(2026, 2, 3), Decimal("11600.00"))
    assert done.frame["vencido_1"][2] == Decimal("250.25")


def test_the_header_is_found_in_row_12(take):
    _, done = take(as_csv([*TITLES, *[[f"Filtro {n}"] for n in range(7)], *AGING_ROWS[4:]]))
    assert done.frame["renglon"][0] == 13


def test_columns_may_stand_in_another_order_and_under_other_names(take):
    order = [12, 3, 0, 1, 7, 8, 9, 10, 11, 5]
    names = {
        "Clave": "CLAVE  CLIENTE",
        "1-30": "De 1 a 30 días",
        "Vencimiento": "fecha vencimiento:",
    }
    header, *body = [[row[n] for n in order] for row in AGING_ROWS[4:8]]
    rows = [["Al 31-oct-2026"], [names.get(name, name) for name in header], *body]
    _, done = take(as_csv([*rows, ["12,850.75"]]))
    assert lines(done, "clave", "folio", "saldo")[2] == ("C02", "A3", Decimal("250.25"))


def test_a_value_of_merged_cells_is_found_beside_its_header(take):
    def spread(row: Sequence[Any], places: Sequence[int]) -> list[Any]:
        wide: list[Any] = [None] * 40
        for place, value in zip(places, row, strict=False):
            wide[place] = value
        return wide

    header = spread(AGING_HEADER, range(0, 39, 3))
    body = [spread(row, range(1, 40, 3)) for row in [*AGING_LINES, AGING_TOTAL]]
    _, done = take(as_xlsx([*TITLES, header, *body]))
    assert lines(done, "clave", "saldo")[0] == ("C01", Decimal("11600.00"))


def test_a_group_row_holds_for_the_lines_below_it(take):
    table, done = take(as_csv(MOVEMENTS_ROWS))
    assert table is MOVEMENTS
    assert lines(done, "clave", "cliente", "tipo_renglon", "cargo", "credito", "saldo") == [
        ("C01", "ÁGUILA SA DE CV", "I", None, None, Decimal("500.00")),
        ("C01", "ÁGUILA SA DE CV", "M", Decimal("100.00"), None, Decimal("600.00")),
        ("C01", "ÁGUILA SA DE CV", "M", None, Decimal("250.00"), Decimal("350.00")),
        ("C02", "BUJES SA", "M", Decimal("40.00"), None, Decimal("40.00")),
    ]
    assert done.frame["fecha_inicial"].unique().to_list() == [date(2026, 10, 1)]


def test_a_customer_named_among_the_titles_of_each_page_holds_for_its_lines(take):
    page_1, page_2 = [["Cliente: C01 ÁGUILA"]], [["Página 1"], ["Cliente: C02 BUJES"]]
    total: Rows = [["Total general", None, None, None, "140.00", "250.00"]]
    first = [*page_1, *MOVEMENTS_ROWS[:3], *MOVEMENTS_ROWS[4:7]]
    _, done = take(as_csv([*first, *page_2, *MOVEMENTS_ROWS[:3], MOVEMENTS_ROWS[9], *total]))
    assert done.frame["clave"].to_list() == ["C01", "C01", "C01", "C02"]
    assert done.frame["cliente"].unique().sort().to_list() == ["BUJES", "ÁGUILA"]


def test_groups_within_groups_have_totals_of_their_own(take):
    north, south = [["ZONA: Norte"], ["Vendedor:", "Prueba"]], [["ZONA: Sur"]]
    rows = [*TITLES, AGING_HEADER, *north, *AGING_LINES[:2]]
    rows += [["Total zona Norte", *[None] * 11, "12,600.50"], *south, AGING_LINES[2]]
    rows += [["Total de la zona: Sur", *[None] * 11, "250.25"], AGING_TOTAL]
    _, done = take(as_csv(rows))
    assert done.frame.height == 3


def test_a_group_repeated_on_the_next_page_goes_on(take):
    footer: Rows = [["Total página", *[None] * 3, "100.00"], ["Página 1 de 2"]]
    page = [*footer, *MOVEMENTS_ROWS[:4]]
    _, done = take(as_csv([*MOVEMENTS_ROWS[:6], *page, *MOVEMENTS_ROWS[6:]]))
    assert done.frame["clave"].to_list() == ["C01", "C01", "C01", "C02"]


def test_titles_headers_and_footers_of_later_pages_are_no_lines(take):
    page_2: Rows = [["Página 1", *[None] * 11, "03/11/2026"], *TITLES, AGING_HEADER]
    numbered = [["Hoja 1"], *TITLES, AGING_HEADER, *AGING_LINES[:2]]
    rows = [*numbered, *page_2, ["Hoja 2"], AGING_LINES[2], AGING_TOTAL, ["Impreso por PRUEBA"]]
    _, done = take(as_csv(rows))
    assert [code for (code,) in lines(done, "clave")] == ["C01", "C01", "C02"]


def test_a_customer_printed_once_holds_until_its_total(take):
    rows = [*TITLES, AGING_HEADER, AGING_LINES[0], [None, None, *AGING_LINES[1][2:]]]
    rows += [[*[None] * 12, "12,600.50"], [None, None, *AGING_LINES[2][2:]], AGING_TOTAL]
    _, done = take(as_csv(rows))
    assert done.frame["clave"].to_list() == ["C01", "C01"]
    assert done.frame["cliente"].to_list() == ["ÁGUILA", "ÁGUILA"]
    assert done.rejects.select("column_name", "reason").row(0) == (
        "clave",
        "empty where a value is required",
    )


def test_an_amount_in_brackets_or_with_a_minus_behind_is_negative(take):
    credit = [
        "C02",
        "BUJES",
        "Anticipo",
        "R7",
        "05/10/2026",
        None,
        None,
        "(1,000.00)",
        "-",
        0,
        0,
        0,
        "$ 1,000.00-",
    ]
    total = ["Total general", *[None] * 11, "$11,850.75"]
    _, done = take(as_csv([*TITLES, AGING_HEADER, *AGING_LINES, credit, total]))
    assert done.frame["saldo"][3] == done.frame["por_vencer"][3] == Decimal("-1000.00")
    assert done.frame["vencido_1"][3] is None


def test_balances_land_with_the_credit_that_is_not_applied_apart(take):
    table, done = take(as_xlsx(BALANCES_ROWS))
    assert table is BALANCES
    assert lines(
        done, "clave", "limite_credito", "por_acreditar", "saldo_actual", "saldo_neto"
    ) == [
        ("C01", Decimal("50000.00"), Decimal("0.00"), Decimal("350.00"), "S"),
        ("C02", None, Decimal("15.00"), Decimal("25.00"), "S"),
    ]


def test_a_note_between_the_lines_carries_no_money_and_is_left_out(take):
    _, done = take(
        as_csv([*AGING_ROWS[:6], ["", "", "  (continúa la descripción)"], *AGING_ROWS[6:]])
    )
    assert done.rows_read == 3


def test_columns_that_no_contract_knows_are_named_and_left_out(take):
    _, done = take(as_csv([[*row, "x"] if len(row) == 13 else row for row in AGING_ROWS]))
    assert done.unknown_columns == ("x",)


def test_the_same_report_in_another_file_is_another_print(take):
    _, first = take(as_csv(AGING_ROWS), "octubre.csv")
    _, again = take(as_csv(AGING_ROWS), "octubre_bis.csv")
    _, same = take(as_csv(AGING_ROWS), "octubre.csv")
    prints = [done.frame["impresion"].unique().to_list() for done in (first, again, same)]
    assert prints[0] == prints[2] != prints[1]


def test_money_of_a_report_is_exact_in_every_frame(take):
    for rows in (AGING_ROWS, MOVEMENTS_ROWS, BALANCES_ROWS, DOCUMENTS_ROWS):
        _, done = take(as_csv(rows))
        assert not any(dtype in (pl.Float32, pl.Float64) for dtype in done.frame.dtypes)
