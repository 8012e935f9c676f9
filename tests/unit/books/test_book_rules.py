"""Rules of single books across their columns, each with a row that breaks it."""

from decimal import Decimal
from pathlib import Path

import pytest
from filled_books import COMPANY, Row, example_of, faults, fill, take

from pipelines.books.catalogue import BY_CODE
from pipelines.books.layout import FIRST_ROW

CREDIT = BY_CODE["credit_file"]
ALIASES = BY_CODE["payer_aliases"]
LEDGER = BY_CODE["gl_balances"]
PORTALS = BY_CODE["portal_submissions"]
APPROVALS = BY_CODE["approvals"]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / COMPANY


def test_an_insured_amount_needs_its_currency_and_expiry(inbox: Path) -> None:
    row = example_of(CREDIT, moneda_del_seguro=None, vencimiento_del_seguro=None)
    assert [column for _, column, _ in faults(take(fill(inbox, CREDIT, [row])))] == [
        "Moneda del seguro",
        "Vencimiento del seguro",
    ]


@pytest.mark.parametrize(
    ("kind", "written", "reason"),
    [
        (
            "CLABE",
            "012180001234567890",
            "not a CLABE: 18 digits of which the last checks the others",
        ),
        (
            "CLABE",
            "01218000123456789",
            "not a CLABE: 18 digits of which the last checks the others",
        ),
        ("Cuenta", "12-34", "not 4 to 18 digits"),
        ("RFC", "EKU9003173", "not the form of an RFC"),
        ("RFC", "XAXX010101000", "a generic RFC identifies nobody"),
    ],
)
def test_what_is_known_of_a_payer_must_have_its_form(inbox: Path, kind, written, reason) -> None:
    row = example_of(ALIASES, tipo_de_dato=kind, dato=written)
    assert faults(take(fill(inbox, ALIASES, [row]))) == [(FIRST_ROW, "Dato", reason)]


def test_a_clabe_typed_as_a_number_has_lost_digits_and_is_told(inbox: Path) -> None:
    done = take(fill(inbox, ALIASES, [example_of(ALIASES, dato=646180001234567894)]))
    ((line, column, reason),) = faults(done)
    assert (line, column) == (FIRST_ROW, "Dato")
    assert reason.startswith("number of more than 15 digits")


def test_a_percentage_typed_as_a_fraction_is_told(inbox: Path) -> None:
    book = BY_CODE["related_parties"]
    assert faults(take(fill(inbox, book, [example_of(book, participacion=0.5)]))) == [
        (FIRST_ROW, "Participación", "less than 1")
    ]


@pytest.mark.parametrize(("debit", "credit"), [("480000.00", "515000.00"), ("515000", "480000")])
def test_a_balance_may_grow_by_what_is_debited_or_by_what_is_credited(inbox, debit, credit) -> None:
    row = example_of(LEDGER, debe=Decimal(debit), haber=Decimal(credit))
    assert faults(take(fill(inbox, LEDGER, [row]))) == []


def test_a_balance_that_its_movements_do_not_explain_is_told(inbox: Path) -> None:
    row = example_of(LEDGER, saldo_final=Decimal("1215000.02"))
    ((_, column, reason),) = faults(take(fill(inbox, LEDGER, [row])))
    assert (column, reason.split()[0]) == ("Saldo final", "not")


def test_the_thirteenth_month_is_one_and_the_fourteenth_is_not(inbox: Path) -> None:
    rows: list[Row] = [example_of(LEDGER, mes=13), example_of(LEDGER, mes=14)]
    assert faults(take(fill(inbox, LEDGER, rows))) == [(FIRST_ROW + 1, "Mes", "more than 13")]


def test_a_rejected_invoice_needs_the_reason_and_no_payment_date(inbox: Path) -> None:
    row = example_of(PORTALS, estado="Rechazada")
    assert faults(take(fill(inbox, PORTALS, [row]))) == [
        (FIRST_ROW, "Motivo de rechazo", "empty although Estado is Rechazada"),
        (
            FIRST_ROW,
            "Fecha de pago programada",
            "filled in although Estado is not Programada",
        ),
    ]


def test_a_change_to_a_closed_month_names_the_month(inbox: Path) -> None:
    row = example_of(APPROVALS, tipo="Cambio a mes cerrado")
    assert faults(take(fill(inbox, APPROVALS, [row]))) == [
        (FIRST_ROW, "Mes cerrado", "empty although Tipo is Cambio a mes cerrado")
    ]
