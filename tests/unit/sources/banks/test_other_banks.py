"""Banks of one layout each, in small: Banamex, HSBC, Inbursa, Banregio, Afirme."""

from datetime import date
from decimal import Decimal

import pytest
from bank_files import clabe

PAYER = clabe("072", "123")

BANAMEX = (
    "Citibanamex\nCuenta,7012345678\nMoneda: MXN\n\nDetalle de Movimientos - Depósitos y Retiros\n"
    "Fecha,Descripción,Depósitos,Retiros,Saldo\n"
    '03/08/26,"PAGO RECIBIDO DE BANORTE POR ORDEN DE CLIENTE SA FACT A1234 Referencia Númerica: '
    '0000123 Autorización: 00456789","11,600.00",,"1,011,600.00"\n'
    '04-08-26,"COMISION",,10.00,"1,011,590.00"\n'
)


def test_banamex_has_years_of_two_digits_and_its_reference_in_the_text(take):
    taken = take("movimientos.csv", BANAMEX.encode("latin-1"))
    assert taken.format_code == "banamex_csv"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "1011600.00"),
        (date(2026, 8, 4), "0.00", "10.00", "1011590.00"),
    ]
    first = taken.rows[0]
    assert (first["account_number"], first["currency_code"]) == ("7012345678", "MXN")
    assert (first["reference"], first["spei_reference"]) == ("00456789", "0000123")
    assert first["counterparty_bank_code"] == "072"


def test_the_same_columns_without_the_title_are_no_statement_of_banamex(refuse):
    content = BANAMEX[BANAMEX.index("Fecha,") :]
    assert "no bank format" in refuse("7012345678_a.csv", content.encode("latin-1")).reason


HSBC: list[list[object]] = [
    ["Cuenta", "4012345678", None],
    [],
    [
        "Fecha del apunte", "Descripción", "Referencia de cliente", "Referencia bancaria",
        "Importe de crédito", "Importe del débito", "Saldo",
    ],
    ["04/08/2026", "COMISION", "NONREF", "B2", None, -10.1, 89.9],
    ["03/08/2026", "SPEI RECIBIDO", "NONREF", "B1", 100, None, 100],
]  # fmt: skip


def test_hsbc_debits_are_negative_and_its_newest_movement_comes_first(take):
    taken = take("hsbcnet.xlsx", HSBC)
    assert taken.format_code == "hsbc_xlsx"
    assert taken.money == [
        (date(2026, 8, 3), "100.00", "0.00", "100.00"),
        (date(2026, 8, 4), "0.00", "10.10", "89.90"),
    ]
    assert taken.column("reference") == ["B1", "B2"]
    assert taken.column("account_number") == ["4012345678"] * 2


def test_a_positive_debit_of_hsbc_is_quarantined(take):
    rows = [*HSBC, ["02/08/2026", "X", "R", "B0", None, 5, 0]]
    assert take("h.xlsx", rows).movements.rejects["column_name"].to_list() == ["withdrawal_amount"]


def inbursa(*, total: object) -> list[list[object]]:
    header = [
        "Fecha", "Referencia", "Ref. Externa", "Referencia Leyenda", "Ref. Numérica", "Movimiento",
        "Cargo", "Abono", "Saldo", "Ordenante", "Clave de Rastreo",
    ]  # fmt: skip
    return [
        ["Banco Inbursa"],
        ["Estado de cuenta"],
        [],
        [f"Cuenta: {clabe('036', '55')}"],
        ["Moneda: Pesos"],
        *[[]] * 3,
        header,
        ["SALDO INICIAL", *[None] * 7, 1000],
        [
            date(2026, 8, 3),
            "7",
            "E",
            "FACT A1",
            "123",
            "SPEI",
            None,
            50.5,
            1050.5,
            "CLIENTE",
            "KEY1",
        ],
        ["04/08/2026", "8", "E", None, None, "COMISION", 0.5, None, 1050, None, None],
        ["Totales", *[None] * 5, 0.5, total, None],
    ]


def test_inbursa_has_its_opening_balance_and_its_totals_among_the_rows(take):
    taken = take("inbursa.xlsx", inbursa(total=50.5))
    assert taken.format_code == "inbursa_xlsx"
    assert taken.money == [
        (date(2026, 8, 3), "50.50", "0.00", "1050.50"),
        (date(2026, 8, 4), "0.00", "0.50", "1050.00"),
    ]
    assert taken.statement["opening_balance_amount"] == Decimal("1000.00")
    assert taken.statement["account_number"] == clabe("036", "55")
    first = taken.rows[0]
    assert (first["concept"], first["spei_reference"]) == ("FACT A1", "123")
    assert (first["counterparty_name"], first["tracking_key"]) == ("CLIENTE", "KEY1")
    assert taken.movements.rows_read == 2


def test_totals_that_are_not_the_movements_refuse_the_statement(refuse):
    error = refuse("inbursa.xlsx", inbursa(total=51.5))
    assert error.reason == "its deposit_amounts do not add up to the total it prints"


def test_banregio_describes_a_transfer_as_a_dotted_list(take):
    content = (
        "Banregio\n" * 6 + "Cuenta: 123456789012\nMoneda: MXP\n\n"
        "Fecha,Descripción,Referencia,Cargo,Abonos,Saldo,Clasificación\n"
        f"03/08/2026,00123 SPEI. BANORTE. {PAYER}. CLIENTE SA. MX202608031234567890. 0000123. "
        'FACT A1,R1,,"$11,600.00","$11,600.00",SPEI\n'
        '04/08/2026,COMISION,R2,$10.00,,"$11,590.00",COMISIONES\n'
    )
    taken = take("banregio.csv", content.encode())
    assert taken.format_code == "banregio_csv"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "11600.00"),
        (date(2026, 8, 4), "0.00", "10.00", "11590.00"),
    ]
    first = taken.rows[0]
    assert (first["counterparty_clabe"], first["counterparty_name"]) == (PAYER, "CLIENTE SA")
    assert first["tracking_key"] == "MX202608031234567890"
    assert (first["currency_code"], first["account_number"]) == ("MXN", "123456789012")


AFIRME_HEADER = (
    "Concepto\tFecha DD/MM/AA\tReferencia\tCargo\tAbono\tSaldo\tCuenta\tCódigo\tNo. Secuencia\n"
)


def afirme(first: int) -> bytes:
    rows = (
        f"DEPÓSITO\t03/08/26\t1\t\t$100.00\t$100.00\t000123456789\t006\t{first}\n"
        f"COMISIÓN\t04/08/26\t2\t$10.00\t\t$90.00\t000123456789\t503\t{first + 1}\n"
    )
    return (AFIRME_HEADER + rows).encode("cp1252")


def test_afirme_is_text_whatever_its_name_says(take):
    taken = take("movimientos.xls", afirme(1))
    assert taken.format_code == "afirme_tsv"
    assert taken.money == [
        (date(2026, 8, 3), "100.00", "0.00", "100.00"),
        (date(2026, 8, 4), "0.00", "10.00", "90.00"),
    ]
    assert taken.column("description") == ["DEPÓSITO", "COMISIÓN"]


def test_the_sequence_that_afirme_numbers_anew_does_not_change_a_movement(take):
    before, after = (take("m.xls", afirme(first)).movements.frame for first in (1, 51))
    assert before.equals(after)


@pytest.mark.parametrize("word", ["Cuenta", "Clasificación", "Importe de crédito"])
def test_a_layout_without_one_of_its_columns_is_no_format_at_all(refuse, word):
    for content in (BANAMEX.encode("latin-1"), afirme(1)):
        changed = content.decode("cp1252").replace("Saldo", word)
        assert "no bank format" in refuse("1234567_a.csv", changed.encode("cp1252")).reason
