"""What banks write above their tables, in the ways they write it."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.sources.banks.preamble import account_in_name, preamble_of


@pytest.mark.parametrize(
    ("row", "account"),
    [
        (("Cuenta", "0123456789"), "0123456789"),
        (("Cuenta: 0123456789",), "0123456789"),
        (("No. de cuenta", "", "0123 4567 89"), "0123456789"),
        (("Número de Cuenta:", "****6789"), "****6789"),
        (("CLABE", "012180001928374657"), "012180001928374657"),
        (("Cuentas", "0123456789"), None),
        (("Cuenta", "123"), None),
        (("Saldo", "0123456789"), None),
    ],
)
def test_an_account_stands_behind_its_label(row, account):
    assert preamble_of([("Banco",), row]).account_number == account


@pytest.mark.parametrize(
    "row",
    [
        ("Periodo: 01/10/2026 al 31/10/2026",),
        ("Periodo", "01-10-2026", "31-10-2026"),
        ("PERÍODO", "del 31/oct/2026 al 01/oct/26"),
        ("Del 1/10/2026 al 31/10/2026",),
    ],
)
def test_a_period_is_two_days_whichever_comes_first(row):
    found = preamble_of([row])
    assert (found.from_date, found.to_date) == (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize("text", ["01/10/2026", "32/10/2026 al 33/10/2026", "01/xyz/2026 al 02/10"])
def test_what_is_not_two_days_is_no_period(text):
    assert preamble_of([("Periodo", text)]).to_date is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("Pesos", "MXN"), ("M.N.", "MXN"), ("USD", "USD"), ("Dólares", "USD"), ("Soles", None)],
)
def test_a_currency_goes_by_many_names(text, code):
    assert preamble_of([("Moneda", text)]).currency_code == code


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("0123456789_octubre.csv", "0123456789"),
        ("123_octubre.csv", None),
        ("octubre_0123456789.csv", None),
        ("0123456789.csv", None),
    ],
)
def test_a_file_name_begins_with_the_account_and_a_low_line(name, account):
    assert account_in_name(Path(name)) == account
