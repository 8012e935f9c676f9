"""Microsip table dumps, good and bad: each kind of bad input by a file that is exactly that."""

from datetime import date, datetime
from decimal import Decimal

import pytest

VENDEDORES = "VENDEDORES.csv"
PLAZOS = "PLAZOS_COND_PAG.csv"
PLAZOS_HEADER = b"PLAZO_COND_PAG_ID,COND_PAGO_ID,DIAS_PLAZO,PCTJE_VEN\r\n"
SALDOS_HEADER = b"CLIENTE_ID,ANO,MES,CARGOS_CXC,CREDITOS_CXC,CARGOS_XACR,CREDITOS_XACR\r\n"
RATES_HEADER = b"HISTORIA_CAMB_ID,MONEDA_ID,FECHA,TIPO_CAMBIO\r\n"


def saldos(amount: bytes) -> bytes:
    return SALDOS_HEADER + b"1,2026,10," + amount + b",0,0,0\r\n2,2026,10,5.00,0,0,0\r\n"


def rates(day: bytes) -> bytes:
    return RATES_HEADER + b"1,620," + day + b",18.5\r\n2,620,2026-10-02,18.6\r\n"


def test_a_dump_becomes_typed_rows_with_their_lines(take):
    done = take("microsip", "historia_cambiaria.CSV", rates(b"2026-10-01"))
    assert done.frame.rows() == [
        (1, 620, date(2026, 10, 1), Decimal("18.500000"), None, 2),
        (2, 620, date(2026, 10, 2), Decimal("18.600000"), None, 3),
    ]
    assert done.missing_columns == ("tipo_cambio_cobros",)
    assert done.rejects.is_empty()


def test_unknown_columns_are_left_out_and_named(take):
    done = take("microsip", VENDEDORES, b"Vendedor_Id,NOMBRE , OCULTO\n1,Ana,N\n")
    assert done.unknown_columns == ("OCULTO",)
    assert done.frame.columns == ["vendedor_id", "nombre", "file_line"]


def test_a_date_may_come_with_its_time(take):
    done = take("microsip", "HISTORIA_CAMBIARIA.csv", rates(b"2026-10-01 00:00:00.0000"))
    assert done.frame["fecha"].to_list() == [date(2026, 10, 1), date(2026, 10, 2)]


def test_timestamps_keep_their_seconds(take):
    content = (
        b"CLIENTE_ID,NOMBRE,MONEDA_ID,FECHA_HORA_CREACION,FECHA_HORA_ULT_MODIF\n"
        b"1,A,1,2026-10-01 10:11:12,2026-10-01T10:11:13\n"
    )
    done = take("microsip", "CLIENTES.csv", content)
    assert done.frame["fecha_hora_creacion"].item() == datetime(2026, 10, 1, 10, 11, 12)
    assert done.frame["fecha_hora_ult_modif"].item() == datetime(2026, 10, 1, 10, 11, 13)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (b"11600", "11600.00"),
        (b"11600.0000", "11600.00"),
        (b" -0.1 ", "-0.10"),
        (b"9999999999999999.99", "9999999999999999.99"),
    ],
)
def test_amounts_are_exact(take, written, amount):
    done = take("microsip", "SALDOS_CC.csv", saldos(written))
    assert done.frame["cargos_cxc"][0] == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b'"1.234,56"', "number with a comma decimal"),
        (b'"1234,5"', "number with a comma decimal"),
        (b'"1,234.56"', "number with thousands commas"),
        (b"1e3", "number in exponent notation"),
        (b"(12.00)", "number in a notation that is not the expected one"),
        (b"abc", "text where a number is expected"),
        (b"0.105", "more decimals than the column holds"),
        (b"12345678901234567.00", "number too large for the column"),
    ],
)
def test_an_amount_that_is_none_is_quarantined_with_its_kind(take, written, reason):
    done = take("microsip", "SALDOS_CC.csv", saldos(written))
    assert done.frame["cliente_id"].to_list() == [2]
    reject = done.rejects.row(0, named=True)
    assert (reject["file_line"], reject["column_name"]) == (2, "cargos_cxc")
    assert reject["reason"] == reason
    assert '"CLIENTE_ID":"1"' in reject["row_json"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"2026-02-31", "a date that does not exist or lies outside 1900-2199"),
        (b"0026-02-01", "a date that does not exist or lies outside 1900-2199"),
        (b"31/02/2026", "a date in another format than the expected one"),
        (b"ayer", "text where a date is expected"),
    ],
)
def test_a_date_that_is_none_is_quarantined_with_its_kind(take, written, reason):
    done = take("microsip", "HISTORIA_CAMBIARIA.csv", rates(written))
    assert done.rejects["reason"].to_list() == [reason]
    assert done.frame.height == 1


def test_every_bad_cell_of_a_row_is_told(take):
    done = take("microsip", PLAZOS, PLAZOS_HEADER + b"x,1,1.5,y\n2,1,30,100\n")
    assert done.rejects["column_name"].to_list() == [
        "plazo_cond_pag_id",
        "dias_plazo",
        "pctje_ven",
    ]
    assert "decimals in a whole number" in done.rejects["reason"].to_list()
    assert done.rejected_count == 1


def test_a_negative_due_percentage_is_quarantined(take):
    done = take("microsip", PLAZOS, PLAZOS_HEADER + b"1,1,30,-50\n2,1,30,100\n")
    assert done.rejects["reason"].to_list() == ["outside the range 0 to 100"]
    assert done.frame["plazo_cond_pag_id"].to_list() == [2]


def test_an_empty_required_value_is_quarantined(take):
    done = take("microsip", VENDEDORES, b"VENDEDOR_ID,NOMBRE\n1,\n,Eva\n3,Luz\n")
    assert done.rejects["reason"].to_list() == ["empty where a value is required"] * 2
    assert done.frame["vendedor_id"].to_list() == [3]


def test_blank_lines_are_no_rows(take):
    done = take("microsip", VENDEDORES, b"VENDEDOR_ID,NOMBRE\n1,Ana\n\n,\n4,Luz\n\n\n")
    assert done.rows_read == 2
    assert done.frame["file_line"].to_list() == [2, 5]


def test_a_row_with_only_unknown_columns_is_not_lost(take):
    done = take("microsip", VENDEDORES, b"VENDEDOR_ID,NOMBRE,OCULTO\n1,Ana,N\n,,N\n")
    assert done.rejects["reason"].to_list() == ["none of the columns that are read is filled"]


def test_a_missing_required_column_refuses_the_file_and_is_named(refuse):
    error = refuse("microsip", PLAZOS, b"PLAZO_COND_PAG_ID,COND_PAGO_ID,PCTJE_VEN\n1,1,100\n")
    assert "DIAS_PLAZO" in error.reason
    assert "PCTJE_VEN" not in error.reason


def test_a_repeated_column_refuses_the_file(refuse):
    error = refuse("microsip", VENDEDORES, b"VENDEDOR_ID,NOMBRE,nombre\n1,a,b\n")
    assert "more than once: nombre" in error.reason


def test_a_file_named_after_no_table_is_refused_with_the_accepted_names(refuse):
    error = refuse("microsip", "VENTAS.csv", b"a\n1\n")
    assert "DOCTOS_CC" in error.remedy


def test_an_empty_file_is_refused(refuse):
    assert refuse("microsip", VENDEDORES, b"").reason == "the file is empty"


def test_a_full_extract_without_rows_is_refused_for_it_would_close_every_row(refuse):
    assert (
        "would close every row" in refuse("microsip", VENDEDORES, b"VENDEDOR_ID,NOMBRE\r\n").reason
    )


def test_an_xlsx_dump_gives_the_same_exact_values(take):
    rows = [
        ["HISTORIA_CAMB_ID", "MONEDA_ID", "FECHA", "TIPO_CAMBIO"],
        [1, 620, date(2026, 10, 1), 18.5123],
        [2.0, 620, datetime(2026, 10, 2), 0.1 + 0.2],
        [None, None, None, None],
        [4, 620, "2026-02-31", 18],
    ]
    done = take("microsip", "HISTORIA_CAMBIARIA.xlsx", rows)
    assert done.frame.rows() == [
        (1, 620, date(2026, 10, 1), Decimal("18.512300"), None, 2),
        (2, 620, date(2026, 10, 2), Decimal("0.300000"), None, 3),
    ]
    assert done.rejects["file_line"].to_list() == [5]


@pytest.mark.parametrize(
    ("number", "amount"),
    [(0.07, "0.07"), (1234567890123.45, "1234567890123.45"), (-11600, "-11600.00")],
)
def test_money_survives_the_binary_numbers_of_a_workbook(take, number, amount):
    header = SALDOS_HEADER.decode().strip().split(",")
    done = take("microsip", "SALDOS_CC.xlsx", [header, [1, 2026, 10, number, 0, 0, 0]])
    assert done.frame["cargos_cxc"].item() == Decimal(amount)


def test_a_third_decimal_in_a_workbook_is_no_rounding_noise(take):
    header = SALDOS_HEADER.decode().strip().split(",")
    done = take("microsip", "SALDOS_CC.xlsx", [header, [1, 2026, 10, 0.105, 0, 0, 0]])
    assert done.rejects["reason"].to_list() == ["more decimals than the column holds"]
