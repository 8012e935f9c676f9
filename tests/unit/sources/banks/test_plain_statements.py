"""Statements in everyday columns, one month of an account written in three ways."""

from datetime import date

import pytest

NAME = "0123456789_octubre.csv"
MONEY = [
    (date(2026, 10, 1), "1000.00", "0.00", "6000.00"),
    (date(2026, 10, 2), "0.00", "50.50", "5949.50"),
    (date(2026, 10, 3), "0.00", "49.50", "5900.00"),
    (date(2026, 10, 3), "0.00", "100.00", "5800.00"),
]
TWO_COLUMNS = """Fecha,Descripcion,Cargo,Abono,Saldo,Referencia
2026-10-01,DEPOSITO,0,1000.00,6000.00,R1
2026-10-02,LUZ,-50.50,0,5949.50,R2
2026-10-03,AGUA,-49.50,0,5900.00,R3
2026-10-03,RENTA,-100.00,0,5800.00,R4
"""
SIGNED = """Date,Description,Amount,Balance,Reference Number
2026-10-01,DEPOSIT,1000.00,6000.00,T1
2026-10-02,LIGHT,-50.50,5949.50,T2
2026-10-03,WATER,-49.50,5900.00,T3
2026-10-03,RENT,-100.00,5800.00,T4
"""
INVERTED = """Fecha Operacion,Concepto,Importe,Saldo,Folio
01/10/2026,DEPOSITO,-1000.00,6000.00,F1
02/10/2026,LUZ,50.50,5949.50,F2
03/10/2026,AGUA,49.50,5900.00,F3
03/10/2026,RENTA,100.00,5800.00,F4
"""


@pytest.mark.parametrize(
    ("content", "format_code", "note"),
    [
        (TWO_COLUMNS, "plain_two_columns", None),
        (TWO_COLUMNS.replace(",-", ","), "plain_two_columns", None),
        (SIGNED, "plain_signed_english", None),
        (INVERTED, "plain_signed", "sign_turned"),
    ],
)
def test_the_same_month_is_the_same_movements_in_every_layout(take, content, format_code, note):
    taken = take(NAME, content.encode())
    assert (taken.format_code, taken.money) == (format_code, MONEY)
    assert (taken.statement["note_code"], taken.statement["bank_code"]) == (note, None)
    assert taken.column("account_number") == ["0123456789"] * 4


def test_two_balances_are_too_few_to_turn_a_sign(refuse):
    content = "".join(INVERTED.splitlines(keepends=True)[:4])
    assert "swapped" in refuse(NAME, content.encode()).reason


def test_one_balance_that_fits_the_sign_as_written_keeps_it(take):
    content = INVERTED.replace("5949.50", "6050.50")
    taken = take(NAME, content.encode())
    assert taken.statement["note_code"] is None
    assert taken.money[0][2] == "1000.00"


def test_an_everyday_header_with_a_column_more_is_not_guessed_at(refuse):
    content = SIGNED.replace("Reference Number", "Branch")
    assert "no bank format" in refuse(NAME, content.encode()).reason


def test_days_of_an_english_header_must_be_iso(take):
    rejects = take(NAME, SIGNED.replace("2026-10-02", "10/02/2026").encode()).movements.rejects
    assert rejects["column_name"].to_list() == ["posted_date"]
