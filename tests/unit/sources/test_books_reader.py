"""The desk's books read back: what a person may write, and what is said of every mistake."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pipelines.books.catalogue import BY_CODE
from pipelines.books.layout import DATA_SHEET, FIRST_ROW, HEADER_ROW
from pipelines.contracts.validation import Validated
from tests.unit.books.filled_books import (
    COMPANY,
    DATA_PART,
    Row,
    example_of,
    faults,
    fill,
    rewritten,
    saved,
    take,
)

LOG = BY_CODE["collection_log"]
PLANS = BY_CODE["payment_plans"]
CREDIT = BY_CODE["credit_file"]

Deliver = Callable[..., Validated]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / COMPANY


@pytest.fixture
def log(inbox: Path) -> Deliver:
    """log(changes of the example, ...) → what may land of a collection log of such rows."""

    def run(*rows: dict[str, object]) -> Validated:
        numbered = [{"folio": number} | row for number, row in enumerate(rows, start=1)]
        return take(fill(inbox, LOG, [example_of(LOG, **row) for row in numbered]))

    return run


def test_a_row_lands_with_exact_values_and_codes(log: Deliver) -> None:
    row = log({"importe": 0.1 + 0.2, "tipo": "promesa"}).frame.row(0, named=True)
    assert row["importe"] == Decimal("0.30")
    assert (row["tipo"], row["moneda"]) == ("promise", "MXN")
    assert (row["fecha"], row["fecha_prometida"]) == (date(2026, 11, 5), date(2026, 11, 12))
    assert row["file_line"] == FIRST_ROW


@pytest.mark.parametrize("written", ["PROMESA", " promesa ", "Promesa"])
def test_a_word_of_a_list_is_known_without_its_capitals_and_blanks(log: Deliver, written) -> None:
    assert log({"tipo": written}).frame["tipo"].to_list() == ["promise"]


def test_a_word_of_a_list_is_known_without_its_accents(inbox: Path) -> None:
    book = BY_CODE["customer_statements"]
    done = take(fill(inbox, book, [example_of(book, tipo="nota de credito")]))
    assert done.frame["tipo"].to_list() == ["credit_memo"]


@pytest.mark.parametrize(
    "written", [date(2026, 11, 5), datetime(2026, 11, 5, 14, 30), "05/11/2026", "5/11/2026"]
)
def test_a_date_is_a_real_one_or_day_month_and_year(log: Deliver, written) -> None:
    assert log({"fecha": written}).frame["fecha"].to_list() == [date(2026, 11, 5)]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-11-05", "a date in another format than the expected one"),
        ("11/31/2026", "a date that does not exist or lies outside 1900-2199"),
        ("05/11/26", "a date in another format than the expected one"),
        ("5 nov", "text where a date is expected"),
        (46331, "text where a date is expected"),
        (date(1926, 11, 5), "before the year 1990"),
    ],
)
def test_any_other_date_is_told_and_nothing_is_guessed(log: Deliver, written, reason) -> None:
    assert faults(log({"fecha": written})) == [(FIRST_ROW, "Fecha", reason)]


@pytest.mark.parametrize(
    "written", [12500, 12500.0, "12,500.00", "$12,500.00", "12500", "$ 12,500"]
)
def test_an_amount_is_a_number_or_a_text_with_thousands_commas(log: Deliver, written) -> None:
    assert log({"importe": written}).frame["importe"].to_list() == [Decimal("12500.00")]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("12.500,00", "number with a comma decimal"),
        ("12 mil", "text where a number is expected"),
        ("1,23.00", "number in a notation that is not the expected one"),
        (333.3333, "more decimals than the column holds"),
        (0, "less than 0.01"),
        (-5, "less than 0.01"),
    ],
)
def test_any_other_amount_is_told(log: Deliver, written, reason) -> None:
    assert faults(log({"importe": written})) == [(FIRST_ROW, "Importe", reason)]


def test_a_missing_value_is_told_by_the_header_that_the_person_sees(log: Deliver) -> None:
    done = log({"cliente": None, "fecha_prometida": None, "gestor": None})
    assert faults(done) == [
        (FIRST_ROW, "Gestor", "empty where a value is required"),
        (FIRST_ROW, "Cliente", "empty where a value is required"),
        (FIRST_ROW, "Fecha prometida", "empty although Tipo is Promesa"),
    ]
    assert done.rejected_count == 1


def test_a_value_in_a_row_that_it_is_not_for_is_told(log: Deliver) -> None:
    assert faults(log({"responsable": "Ventas"})) == [
        (FIRST_ROW, "Responsable", "filled in although Tipo is not Disputa")
    ]


def test_a_word_that_is_not_of_the_list_is_told_with_the_list_and_nothing_follows(log) -> None:
    ((line, column, reason),) = faults(log({"tipo": "Promsa"}))
    assert (line, column) == (FIRST_ROW, "Tipo")
    assert reason.startswith("not one of the words of the list: Llamada, Correo")
    assert "Promsa" not in reason


def test_a_dispute_needs_its_document(log: Deliver) -> None:
    dispute = {
        "tipo": "Disputa",
        "fecha_prometida": None,
        "motivo_de_la_disputa": "Precio",
        "responsable": "Ventas",
    }
    assert log(dispute).frame.height == 1
    assert faults(log(dispute | {"documento": None})) == [
        (FIRST_ROW, "Documento", "empty although Tipo is Disputa")
    ]


def test_a_date_before_the_one_it_follows_is_told(log: Deliver) -> None:
    assert faults(log({"fecha_prometida": date(2026, 11, 4)})) == [
        (FIRST_ROW, "Fecha prometida", "before Fecha")
    ]


def test_a_text_that_is_too_long_is_told(log: Deliver) -> None:
    assert faults(log({"comentario": "x" * 501})) == [
        (FIRST_ROW, "Comentario", "longer than 500 characters")
    ]


def test_good_rows_land_beside_bad_ones_and_the_file_line_is_the_sheet_row(log: Deliver) -> None:
    done = log({}, {"importe": "mil"}, {})
    assert done.frame["file_line"].to_list() == [FIRST_ROW, FIRST_ROW + 2]
    assert faults(done)[0][0] == FIRST_ROW + 1
    assert '"Cliente":"C-0042"' in done.rejects["row_json"].item()


def test_two_rows_of_one_key_that_differ_are_both_told(log: Deliver) -> None:
    done = log({"folio": 7}, {"folio": 8}, {"folio": 7, "importe": 1})
    told = "same key, different content"
    assert faults(done) == [
        (FIRST_ROW, "Gestor, Folio", told),
        (FIRST_ROW + 2, "Gestor, Folio", told),
    ]
    assert done.frame["folio"].to_list() == [8]


def test_a_row_repeated_word_by_word_counts_once(log: Deliver) -> None:
    done = log({"folio": 7}, {"folio": 7})
    assert (done.frame.height, done.duplicate_rows) == (1, 1)


def test_initials_are_the_same_in_any_case(log: Deliver) -> None:
    assert log({"gestor": "ana"}, {"gestor": "Ana "}).frame["gestor"].to_list() == ["ANA", "ANA"]


def test_blank_rows_are_no_rows(inbox: Path) -> None:
    rows: list[Row] = [
        example_of(PLANS),
        {},
        {"Comentario": "  "},
        example_of(PLANS, parcialidad=2),
    ]
    done = take(fill(inbox, PLANS, rows))
    assert (done.rows_read, done.rejected_count) == (2, 0)
    assert done.frame["file_line"].to_list() == [FIRST_ROW, FIRST_ROW + 3]


def test_a_bad_row_of_a_whole_book_has_not_vanished(inbox: Path) -> None:
    rows: list[Row] = [example_of(CREDIT), example_of(CREDIT, cliente="C-2", dias_de_plazo=400)]
    done = take(fill(inbox, CREDIT, rows))
    assert faults(done) == [(FIRST_ROW + 1, "Días de plazo", "more than 365")]
    assert done.all_rejected_keys_known
    assert done.rejected_keys.rows() == [("C-2",)]


def test_a_row_whose_key_is_unreadable_keeps_a_whole_book_from_closing_others(inbox: Path) -> None:
    rows: list[Row] = [example_of(CREDIT), example_of(CREDIT, cliente=None)]
    assert not take(fill(inbox, CREDIT, rows)).all_rejected_keys_known


def test_a_formula_that_was_never_calculated_is_told_and_not_read_as_empty(log: Deliver) -> None:
    done = log({}, {"importe": "=G4*2"}, {"contacto": "=A4"})
    assert [(line, column) for line, column, _ in faults(done)] == [
        (FIRST_ROW + 1, "Importe"),
        (FIRST_ROW + 2, "Contacto"),
    ]
    assert {reason.split(":")[0] for _, _, reason in faults(done)} == {
        "formula without a saved value"
    }


def with_value(xml: bytes) -> bytes:
    return re.sub(rb"(</f>)<v ?(?:/>|></v>)", rb"\1<v>25</v>", xml)


def test_a_formula_with_a_saved_value_counts_with_it(inbox: Path) -> None:
    path = fill(inbox, LOG, [example_of(LOG, importe="=G9*2")])
    saved_value = rewritten(
        path,
        DATA_PART,
        lambda xml: (
            xml.replace(b"<v />", b"<v>25</v>")
            .replace(b"<v></v>", b"<v>25</v>")
            .replace(b"<v/>", b"<v>25</v>")
        ),
    )
    assert take(saved_value).frame["importe"].to_list() == [Decimal("25.00")]


def test_a_row_of_nothing_but_a_formula_without_value_is_counted(inbox: Path) -> None:
    done = take(fill(inbox, LOG, [example_of(LOG), {"Comentario": "=A1"}]))
    assert (done.rows_read, done.rejected_count) == (2, 1)


def test_an_error_value_is_told_and_not_read_as_empty(log: Deliver) -> None:
    assert faults(log({"contacto": "#N/A"})) == [
        (FIRST_ROW, "Contacto", "error value such as #N/A")
    ]


def test_faults_beside_the_table_are_nobody_s(inbox: Path) -> None:
    path = fill(inbox, LOG, [example_of(LOG)])
    workbook = openpyxl.load_workbook(path)
    workbook[DATA_SHEET]["Z4"] = "=1+1"
    done = take(saved(inbox, workbook))
    assert (done.frame.height, faults(done)) == (1, [])


def test_a_column_that_a_person_added_is_left_out_and_named(inbox: Path) -> None:
    workbook = openpyxl.load_workbook(fill(inbox, LOG, [example_of(LOG)]))
    workbook[DATA_SHEET].cell(HEADER_ROW, len(LOG.columns) + 1).value = "Mi nota"
    assert take(saved(inbox, workbook)).unknown_columns == ("Mi nota",)


def test_a_book_is_known_by_its_mark_and_not_by_its_name(inbox: Path) -> None:
    path = fill(inbox, PLANS, [example_of(PLANS)], name="bitácora de cobranza (1).XLSX")
    assert "parcialidad" in take(path).frame.columns
