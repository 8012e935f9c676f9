"""Printed reports: the header wherever it stands, groups, footers and totals between the lines."""

import contextlib
import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts.microsip_reports import AGING, BALANCES, DOCUMENTS, MOVEMENTS
from pipelines.contracts.raw_table import RawTable
from pipelines.contracts.validation import Validated, validate
from pipelines.sources import report_grid
from pipelines.sources.microsip_reports import MICROSIP_REPORTS
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.report_layout import LayoutError, layouts_of, standard_layouts

# Each example writes its own file, so a folder shared by all of them is no matter.
FUZZ = settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

Rows = list[list[Any]]
Take = Callable[..., tuple[RawTable, Validated]]

TITLES: Rows = [
    ["HIDRÁULICA DE PRUEBA SA DE CV"],
    [None, None, "Antigüedad de saldos"],
    ["Al 31 de octubre de 2026"],
    [],
]
AGING_HEADER = [
    "Clave",
    "Cliente",
    "Concepto",
    "Folio",
    "Fecha",
    "Vencimiento",
    "Atraso",
    "Por vencer",
    "1-30",
    "31-60",
    "61-90",
    "Más de 90",
    "Saldo",
]
AGING_LINES: Rows = [
    [
        "C01",
        "ÁGUILA",
        "Venta",
        "A1",
        "03/02/2026",
        "05/03/2026",
        240,
        0,
        0,
        0,
        0,
        "11,600.00",
        "11,600.00",
    ],
    [
        "C01",
        "ÁGUILA",
        "Venta",
        "A2",
        "03/10/2026",
        "02/11/2026",
        -2,
        "1,000.50",
        0,
        0,
        0,
        0,
        "1,000.50",
    ],
    ["C02", "BUJES", "Venta", "A3", "01/09/2026", "01/10/2026", 30, 0, "250.25", 0, 0, 0, "250.25"],
]
AGING_TOTAL = ["Total general", *[None] * 6, "1,000.50", "250.25", 0, 0, "11,600.00", "12,850.75"]
AGING_ROWS: Rows = [*TITLES, AGING_HEADER, *AGING_LINES, AGING_TOTAL]

MOVEMENTS_HEADER = ["Fecha", "Concepto", "Folio", "Descripción", "Cargo", "Crédito", "Saldo"]
MOVEMENTS_ROWS: Rows = [
    ["Movimientos de clientes"],
    ["Del 01/10/2026 al 31/10/2026"],
    MOVEMENTS_HEADER,
    ["CLIENTE: C01 ÁGUILA SA DE CV"],
    [None, "Saldo inicial", None, None, None, None, "500.00"],
    ["02/10/2026", "Venta", "A9", "Factura", "100.00", None, "600.00"],
    ["09/10/2026", "Cobro", "R1", "Pago", None, "250.00", "350.00"],
    ["Total cliente", None, None, None, "100.00", "250.00", "350.00"],
    ["CLIENTE: C02 BUJES SA"],
    ["30/10/2026", "Venta", "A10", "Factura", "40.00", None, "40.00"],
    ["Total cliente", None, None, None, "40.00", None, None],
    ["Total general", None, None, None, "140.00", "250.00", None],
]

BALANCES_ROWS: Rows = [
    ["Saldos por cliente"],
    ["Saldos al 31/10/2026"],
    [
        "Clave",
        "Cliente",
        "Límite de crédito",
        "Saldo anterior",
        "Cargos",
        "Créditos",
        "Por acreditar",
        "Saldo actual",
    ],
    ["C01", "ÁGUILA", "50,000.00", "500.00", "100.00", "250.00", "0.00", "350.00"],
    ["C02", "BUJES", None, "0.00", "40.00", "0.00", "15.00", "25.00"],
    ["Totales", None, None, "500.00", "140.00", "250.00", "15.00", "375.00"],
]

DOCUMENTS_ROWS: Rows = [
    ["Relación de documentos"],
    ["Del 1 al 31 de octubre de 2026"],
    [
        "Fecha",
        "Folio",
        "Clave",
        "Cliente",
        "Concepto",
        "Importe",
        "Impuesto",
        "Total",
        "Moneda",
        "Tipo de cambio",
        "Estatus",
    ],
    [
        "02/10/2026",
        "A00000009",
        "C01",
        "ÁGUILA",
        "Venta",
        "100.00",
        "16.00",
        "116.00",
        "Pesos",
        "1",
        None,
    ],
    [
        "03/10/2026",
        "A00000010",
        "C02",
        "BUJES",
        "Venta",
        "50.00",
        "8.00",
        "58.00",
        "Dólares",
        "18.3512",
        "CANCELADO",
    ],
    ["Total general", None, None, None, None, "100.00", "16.00", "116.00"],
]


def as_csv(rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """take(content, name) → the report's table and what may land, every count closed."""

    def run(content: bytes, name: str = "reporte.csv") -> tuple[RawTable, Validated]:
        path = tmp_path / "microsip_reports" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content)
        tables = MICROSIP_REPORTS.route(path, tmp_path)
        (table,), (reading,) = tables, MICROSIP_REPORTS.read(path, tables, tmp_path)
        done = validate(table, reading)
        assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
        return table, done

    return run


@pytest.fixture
def refuse(take: Take) -> Callable[..., str]:
    """refuse(...) → why the file is refused, with what to do."""

    def run(content: bytes) -> str:
        with pytest.raises(UnreadableFile) as refusal:
            take(content)
        assert refusal.value.remedy
        return str(refusal.value)

    return run


def lines(done: Validated, *columns: str) -> list[tuple[Any, ...]]:
    assert done.rejected_count == 0, done.rejects
    return done.frame.select(columns).rows()


def edited(rows: Rows, row: int, cell: int, value: object) -> Rows:
    copy = [list(each) for each in rows]
    copy[row][cell] = value
    return copy


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


def test_a_total_may_leave_cancelled_documents_out_or_count_them(take, refuse):
    table, done = take(as_csv(DOCUMENTS_ROWS))
    assert table is DOCUMENTS
    assert lines(done, "folio", "total", "moneda", "tipo_cambio", "estatus")[1] == (
        "A00000010",
        Decimal("58.00"),
        "Dólares",
        Decimal("18.351200"),
        "CANCELADO",
    )
    both = ["Total general", None, None, None, None, "150.00", "24.00", "174.00"]
    take(as_csv([*DOCUMENTS_ROWS[:-1], both]))
    neither = ["Total general", None, None, None, None, "150.00", "24.00", "116.00"]
    assert "58.00 less in total" in refuse(as_csv([*DOCUMENTS_ROWS[:-1], neither]))


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("Al 31 de octubre de 2026", None, "2026-10-31"),
        ("SALDOS AL 31/OCT/2026 EN PESOS", None, "2026-10-31"),
        ("Fecha de corte: 31-10-2026", None, "2026-10-31"),
        ("Al 31/10/26", None, "2026-10-31"),
        ("Al 2026-10-31 00:00:00", None, "2026-10-31"),
        ("Del 01/10/2026 al 31/10/2026", "2026-10-01", "2026-10-31"),
        ("Del 1 al 31 de octubre de 2026", "2026-10-01", "2026-10-31"),
        (
            "Desde el 1 de septiembre de 2026 hasta el 31 de octubre de 2026",
            "2026-09-01",
            "2026-10-31",
        ),
        ("Periodo: del 15 de septiembre al 31 de octubre del 2026", "2026-09-15", "2026-10-31"),
    ],
)
def test_the_date_is_read_as_reports_print_it(take, printed: str, first: str, last: str):
    if first is None:
        _, done = take(as_csv([[printed], *AGING_ROWS[4:]]))
    else:
        _, done = take(as_csv([[printed], *MOVEMENTS_ROWS[2:]]))
        assert str(done.frame["fecha_inicial"][0]) == first
    assert str(done.frame["fecha_corte"][0]) == last


def test_the_day_it_was_printed_is_not_its_date(take):
    _, done = take(as_csv([["Fecha: 03/11/2026", "Hora: 06:30"], *AGING_ROWS]))
    assert done.frame["fecha_corte"][0] == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("titles", "reason"),
    [
        ([["Antigüedad de saldos"]], "no date stands above its header"),
        ([["Al 31/10/2026"], ["Saldos al 30/09/2026"]], "more than one date"),
        ([["Al 31/02/2026"]], "does not exist"),
    ],
)
def test_a_report_without_one_date_is_refused_with_what_to_print(refuse, titles: Rows, reason: str):
    message = refuse(as_csv([*titles, *AGING_ROWS[4:]]))
    assert reason in message
    assert "Al 31 de octubre de 2026" in message


def test_movements_without_a_period_are_refused(refuse):
    assert "no period" in refuse(as_csv([["Al 31/10/2026"], *MOVEMENTS_ROWS[2:]]))


def test_a_period_that_ends_before_it_begins_is_refused(refuse):
    rows = [["Del 31/10/2026 al 01/10/2026"], *MOVEMENTS_ROWS[2:]]
    assert "ends before it begins" in refuse(as_csv(rows))


@pytest.mark.parametrize(
    ("total", "says"),
    [
        (
            ["Total general", *[None] * 11, "12,850.74"],
            "total of the report, has 0.01 less in saldo",
        ),
        (["Total cliente C02", *[None] * 11, "251.25"], "total of cliente, has 1.00 more in saldo"),
        (
            ["Total página", *[None] * 11, "12,000.00"],
            "total of the page, has 850.75 less in saldo",
        ),
        (["Subtotal", *[None] * 11, "250.00"], "total of the lines above, has 0.25 less in saldo"),
        ([*[None] * 12, "99.00"], "total of the lines above, has 151.25 less in saldo"),
        (["Total general", *[None] * 11, "###"], "total of the report, holds no amount in saldo"),
    ],
)
def test_a_printed_total_that_differs_refuses_the_file_and_says_by_how_much(
    refuse, total: list[Any], says: str
):
    message = refuse(as_csv([*TITLES, AGING_HEADER, *AGING_LINES, total, AGING_TOTAL]))
    assert says in message
    assert message.startswith("row 9, ")


def test_a_wrong_total_of_a_workbook_is_refused_too(refuse):
    assert "12.00 more in vencido_1" in refuse(as_xlsx(edited(AGING_ROWS, -1, 8, "262.25")))


def test_a_wrong_total_with_lines_that_cannot_be_read_says_so(refuse):
    message = refuse(as_csv(edited(AGING_ROWS, 6, 12, "1.000,50")))
    assert "the amounts of 1 lines cannot be read, the first in row 7" in message


def test_a_report_without_its_last_total_is_refused_unless_its_layout_has_none(
    refuse, take, tmp_path: Path
):
    assert "the rest may be missing" in refuse(as_csv(AGING_ROWS[:-1]))
    lenient = "reports:\n  - {name: sin_total, report: aging, grand_total: optional}\n"
    (tmp_path / "report_layouts.yaml").write_text(lenient)
    assert take(as_csv(AGING_ROWS[:-1]))[1].frame.height == 3


def test_a_total_by_currency_covers_the_report(take):
    rows = [*TITLES, AGING_HEADER, ["MONEDA: Pesos"], *AGING_LINES[:2]]
    rows += [["Total moneda", *[None] * 11, "12,600.50"], ["MONEDA: Dólares"], AGING_LINES[2]]
    _, done = take(as_csv([*rows, ["Total moneda", *[None] * 11, "250.25"]]))
    assert done.frame["moneda"].to_list() == ["Pesos", "Pesos", "Dólares"]


def test_a_running_balance_that_does_not_go_on_refuses_the_file(refuse):
    message = refuse(as_csv(edited(MOVEMENTS_ROWS, 6, 6, "351.00")))
    assert "row 7: the running balance is off by 1.00" in message


def test_a_closing_balance_must_be_the_last_one(take, refuse):
    closing: list[Any] = ["Saldo final", *[None] * 5, "350.00"]
    take(as_csv([*MOVEMENTS_ROWS[:7], closing, *MOVEMENTS_ROWS[7:]]))
    wrong = [*MOVEMENTS_ROWS[:7], edited([closing], 0, 6, "349.00")[0], *MOVEMENTS_ROWS[7:]]
    assert "off by 1.00" in refuse(as_csv(wrong))


def test_a_line_whose_buckets_are_not_its_balance_is_rejected(take):
    rows = edited(AGING_ROWS, 5, 9, "5.00")[:-1]
    _, done = take(as_csv([*rows, [*[None] * 12, "12,850.75"]]))
    assert done.rejects.select("file_line", "column_name", "reason").row(0) == (
        6,
        "saldo",
        "the buckets do not add up to the balance",
    )
    assert done.all_rejected_keys_known


def test_a_balance_that_its_movements_do_not_make_is_rejected(take):
    rows = edited(edited(BALANCES_ROWS, 3, 4, "101.00"), -1, 4, "141.00")
    _, done = take(as_csv(rows))
    assert done.rejects["reason"].to_list() == [
        "last balance and movements do not make this balance"
    ]


def test_dates_in_three_formats_are_read_and_a_fourth_is_rejected(take):
    rows = edited(edited(AGING_ROWS, 5, 4, "03-feb-2026"), 6, 4, "2026-10-03")
    _, done = take(as_csv(edited(rows, 7, 4, "Sept 1st")))
    assert done.frame["fecha"].to_list() == [date(2026, 2, 3), date(2026, 10, 3)]
    assert done.rejects["reason"].to_list() == ["text where a date is expected"]


def test_a_note_between_the_lines_carries_no_money_and_is_left_out(take):
    _, done = take(
        as_csv([*AGING_ROWS[:6], ["", "", "  (continúa la descripción)"], *AGING_ROWS[6:]])
    )
    assert done.rows_read == 3


def test_columns_that_no_contract_knows_are_named_and_left_out(take):
    _, done = take(as_csv([[*row, "x"] if len(row) == 13 else row for row in AGING_ROWS]))
    assert done.unknown_columns == ("x",)


def test_a_later_page_with_moved_columns_is_refused(refuse):
    moved: Rows = [["", *row] for row in AGING_ROWS[4:]]
    message = refuse(as_csv([*AGING_ROWS[:-1], *moved]))
    assert "row 9 repeats the header in other columns" in message


def test_a_file_that_is_no_known_report_is_refused_with_the_columns_expected(refuse):
    message = refuse(b"Fecha;Cuenta;Debe;Haber\n01/10/2026;105-001;1;0\n")
    assert "aging: por_vencer, saldo, vencido_1" in message
    assert "report_layouts.yaml" in message


def test_a_report_without_lines_is_refused(refuse):
    assert "no lines" in refuse(as_csv([*TITLES, AGING_HEADER, ["Total general", *[None] * 12]]))


def test_a_report_of_more_cells_than_reports_have_is_refused(refuse, monkeypatch):
    monkeypatch.setattr(report_grid, "MAX_CELLS", 50)
    assert "more than" in refuse(as_csv(AGING_ROWS))
    assert "more than" in refuse(as_xlsx(AGING_ROWS))


def test_a_line_without_end_is_refused(refuse):
    assert "row a line" in refuse(b"Clave;" + b"x" * (1 << 20) + b"\n")


def test_the_same_report_in_another_file_is_another_print(take):
    _, first = take(as_csv(AGING_ROWS), "octubre.csv")
    _, again = take(as_csv(AGING_ROWS), "octubre_bis.csv")
    _, same = take(as_csv(AGING_ROWS), "octubre.csv")
    prints = [done.frame["impresion"].unique().to_list() for done in (first, again, same)]
    assert prints[0] == prints[2] != prints[1]


@pytest.mark.parametrize("row", range(4, len(AGING_ROWS)))
def test_no_name_code_or_amount_of_the_report_is_in_a_refusal(refuse, row: int):
    message = refuse(as_csv(edited(AGING_ROWS, row, 12, "777.77")))
    assert not any(word in message for word in ("ÁGUILA", "C01", "A1", "777.77", "11,600.00"))


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


def test_money_of_a_report_is_exact_in_every_frame(take):
    for rows in (AGING_ROWS, MOVEMENTS_ROWS, BALANCES_ROWS, DOCUMENTS_ROWS):
        _, done = take(as_csv(rows))
        assert not any(dtype in (pl.Float32, pl.Float64) for dtype in done.frame.dtypes)


CELLS = st.one_of(
    st.sampled_from(
        [
            *AGING_HEADER,
            *MOVEMENTS_HEADER,
            "CLIENTE: C01 X",
            "MONEDA:",
            "Total",
            "Total general",
            "Total página",
            "Saldo inicial",
            "Saldo final",
            "Al 31/10/2026",
            "Del 1 al 31 de octubre de 2026",
            "=1+1",
            "1,000.50",
            "(5.00)-",
            "99999999999999999999",
            "31/02/2026",
            "A1",
            "",
        ]
    ),
    st.text(max_size=12),
    st.integers(-(10**6), 10**6).map(str),
)
SHAPES = st.sampled_from([AGING_ROWS, MOVEMENTS_ROWS, BALANCES_ROWS, DOCUMENTS_ROWS])


@st.composite
def damaged_reports(draw: st.DrawFn) -> Rows:
    """A report of which some cells are others, some rows are gone, twice or in another place."""
    rows = [list(row) for row in draw(SHAPES)]
    for _ in range(draw(st.integers(0, 8))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row.insert(draw(st.integers(0, len(row))), draw(CELLS))
        if draw(st.booleans()):
            row.pop(draw(st.integers(0, len(row) - 1)))
    places = draw(st.lists(st.integers(0, len(rows) - 1), max_size=4))
    return [*rows, *(rows[place] for place in places)]


def read_or_refused(take: Take, content: bytes) -> None:
    """Anything but a reading whose counts close and a refusal is an error of ours."""
    with contextlib.suppress(UnreadableFile):
        take(content)


@FUZZ
@given(rows=damaged_reports(), delimiter=st.sampled_from(",;\t"))
def test_a_damaged_report_is_read_or_refused(take, rows: Rows, delimiter: str):
    read_or_refused(take, as_csv(rows, "utf-8", delimiter))


@FUZZ
@given(st.binary(max_size=200), st.integers(0, 900), st.integers(0, 60))
def test_bytes_of_any_kind_are_read_or_refused(take, junk: bytes, at: int, cut: int):
    sound = as_csv(MOVEMENTS_ROWS, "cp1252")
    read_or_refused(take, sound[:at] + junk + sound[at + cut :])
