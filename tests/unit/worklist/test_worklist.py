"""A person's worklist: its numbers, its workbook, and what comes back when it is filled in."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.worklist_book import WORKLIST
from pipelines.sources.books import BOOKS
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.worklist.lists import (
    NUMBERS_FROM,
    ROOM_PER_DAY,
    PersonsList,
    initials_of,
    split_lists,
)
from pipelines.worklist.workbook import ALERT_SHEET, HELD_SHEET, write_list

DAY = date(2026, 10, 31)
FIRST = (DAY - NUMBERS_FROM).days * (ROOM_PER_DAY + 1)
PLACES = {column.header: place for place, column in enumerate(WORKLIST.columns, start=1)}
CALL = {
    "call_order": 1,
    "is_to_call": True,
    "hold_code": None,
    "reason_code": "broken_promise",
    "legal_entity_id": "E-1",
    "legal_entity_name": "=TALLER UNO",
    "customer_codes": "C1",
    "collector_name": "COBRANZA 1",
    "salesperson_name": "VENTAS NORTE 1",
    "customer_code": "C1",
    "document_number": "A00000001",
    "currency_code": "MXN",
    "document_chase_amount": Decimal("900.50"),
    "overdue_amount_mxn": Decimal("1000.00"),
    "chase_amount_mxn": Decimal("900.50"),
    "expected_recovery_amount_mxn": Decimal("360.20"),
    "item_count": 1,
    "oldest_past_due_days": 40,
    "action_code": "call",
    "channel_code": "phone",
    "contact_name": "Cuentas por pagar",
    "last_contact_date": date(2026, 10, 20),
    "last_contact_kind_code": "promise",
    "next_action_date": None,
    "promised_amount_mxn": Decimal("0.00"),
    "next_promised_date": None,
    "last_broken_date": date(2026, 10, 25),
    "kept_promise_count": 1,
    "due_promise_count": 2,
    "disputed_amount_mxn": Decimal("0.00"),
    "portal_stuck_amount_mxn": Decimal("99.50"),
    "portal_scheduled_amount_mxn": Decimal("0.00"),
    "credit_action_code": "block",
    "grade_code": "none",
}
HELD = {
    **CALL,
    "call_order": 3,
    "is_to_call": False,
    "hold_code": "promise",
    "customer_codes": "C3",
    "next_promised_date": date(2026, 11, 5),
    "next_action_date": date(2026, 11, 6),
}
ALERT = {
    "customer_code": "C1",
    "customer_name": "TALLER UNO",
    "salesperson_name": "VENTAS NORTE 1",
    "collector_name": "COBRANZA 1",
    "portal_name": "Portal Norte",
    "document_number": "A00000001",
    "state_code": "rejected",
    "state_date": date(2026, 10, 20),
    "state_days": 11,
    "limit_days": 2,
    "action_code": "correct",
    "rejection_reason_text": "Falta orden de compra",
    "responsible_name": "Facturación",
    "currency_code": "MXN",
    "open_amount": Decimal("99.50"),
}


def lists_of(*calls: dict[str, object], used: dict[str, int] | None = None) -> list[PersonsList]:
    rows = pl.DataFrame(list(calls), infer_schema_length=None)
    return list(split_lists(rows, pl.DataFrame([ALERT]), used or {}, FIRST, "collector"))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """One list of two calls and one who is held, in the inbox of company ``acme``."""
    inbox = tmp_path / "acme" / "books" / "2026-11-02T0900"
    (persons,) = lists_of(CALL, {**CALL, "call_order": 2, "customer_code": "C2"}, HELD)
    return write_list(persons, DAY, "acme", "Acme", inbox)


def test_two_persons_whose_names_differ_in_case_or_stops_have_a_file_each(tmp_path: Path):
    names = ("Ana López", "ANA LÓPEZ", "Ana. López", "..")
    calls = [{**CALL, "collector_name": name, "call_order": at} for at, name in enumerate(names)]
    lists = lists_of(*calls)
    paths = {write_list(persons, DAY, "acme", "Acme", tmp_path) for persons in lists}
    assert {path.name for path in paths} == {
        "lista_2026-10-31_ana_lópez.xlsx",
        "lista_2026-10-31_ana_lópez_2.xlsx",
        "lista_2026-10-31_ana_lópez_3.xlsx",
        "lista_2026-10-31_x.xlsx",
    }


def fill(path: Path, row: int, **values: object) -> None:
    workbook = openpyxl.load_workbook(path)
    for header, value in values.items():
        place = PLACES[header.replace("_", " ")]
        workbook[DATA_SHEET].cell(row, place).value = value  # type: ignore[assignment]
    workbook.save(path)


def read(path: Path) -> Reading:
    inbox = path.parents[2]
    tables = BOOKS.route(path, inbox)
    assert [table.entity for table in tables] == ["collection_events"]
    (reading,) = BOOKS.read(path, tables, inbox)
    return reading


def test_a_promise_typed_into_the_list_is_an_entry_of_the_log(written: Path) -> None:
    fill(
        written,
        FIRST_ROW,
        Tipo="Promesa",
        Importe=900.5,
        Moneda="MXN",
        Fecha_prometida=date(2026, 11, 6),
    )
    reading = read(written)
    (row,) = reading.frame.to_dicts()
    assert reading.rejects.is_empty()
    assert reading.unknown_columns == ()
    assert (row["gestor"], row["folio"], row["fecha"]) == ("C1", FIRST + 1, DAY)
    assert (row["cliente"], row["documento"], row["tipo"]) == ("C1", "A00000001", "promise")
    assert (row["importe"], row["fecha_prometida"]) == (Decimal("900.50"), date(2026, 11, 6))


def test_a_call_that_was_not_made_says_nothing(written: Path) -> None:
    fill(written, FIRST_ROW + 1, Tipo="Llamada")
    assert read(written).frame["cliente"].to_list() == ["C2"]


def test_a_list_that_nobody_filled_in_is_refused(written: Path) -> None:
    with pytest.raises(UnreadableFile, match="holds no row"):
        read(written)


def test_a_promise_without_a_date_is_a_fault_of_its_row_alone(written: Path) -> None:
    fill(written, FIRST_ROW, Tipo="Promesa", Importe=900.5, Moneda="MXN")
    fill(written, FIRST_ROW + 1, Tipo="Llamada")
    reading = read(written)
    assert reading.frame.height == 1
    assert reading.rejects.select("file_line", "column_name", "reason").rows() == [
        (FIRST_ROW, "Fecha prometida", "empty although Tipo is Promesa")
    ]


def test_an_error_value_counts_only_where_something_was_done(written: Path) -> None:
    fill(written, FIRST_ROW, Importe="#N/A")
    fill(written, FIRST_ROW + 1, Tipo="Llamada")
    assert read(written).rejects.is_empty()


def test_a_list_whose_outcomes_were_cut_off_is_refused(written: Path) -> None:
    workbook = openpyxl.load_workbook(written)
    workbook[DATA_SHEET].cell(FIRST_ROW - 1, PLACES["Tipo"]).value = "Otra cosa"
    workbook.save(written)
    with pytest.raises(UnreadableFile, match="no column Tipo"):
        read(written)


def test_the_outcome_is_chosen_from_a_list(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)[DATA_SHEET]
    letter = sheet.cell(1, PLACES["Tipo"]).column_letter
    (rule,) = [
        each
        for each in sheet.data_validations.dataValidation
        if str(each.sqref).startswith(f"{letter}{FIRST_ROW}:")
    ]
    assert rule.type == "list"


def test_the_list_says_why_and_what_to_do_and_a_name_stays_a_text(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)[DATA_SHEET]
    shown = {header: sheet.cell(FIRST_ROW, place).value for header, place in PLACES.items()}
    assert shown["Motivo"] == "Rompió su promesa"
    assert (shown["Qué hacer"], shown["Canal"]) == ("Llamar", "Teléfono")
    assert shown["Promesa"] == "rota el 25/10/2026"
    assert shown["Promesas cumplidas"] == "1 de 2"
    assert shown["Última gestión"] == "Promesa 20/10/2026"
    assert shown["Portal"] == "detenido 99.50"
    assert shown["Crédito"] == "Bloquear, sin calificación"
    name = sheet.cell(FIRST_ROW, PLACES["Nombre"])
    assert (name.value, name.data_type) == ("=TALLER UNO", "s")


def test_who_is_held_and_what_is_stuck_stand_on_sheets_of_their_own(written: Path) -> None:
    workbook = openpyxl.load_workbook(written)
    held = [cell.value for cell in workbook[HELD_SHEET][4]]
    alert = [cell.value for cell in workbook[ALERT_SHEET][4]]
    assert held[:3] == ["C3", "=TALLER UNO", "Promesa o convenio vigente"]
    assert (alert[4], *alert[6:9]) == ("Rechazada", 11, 2, "Corregir y subir otra vez")


def test_numbers_follow_those_that_the_log_holds_of_the_day() -> None:
    (persons,) = lists_of(CALL, {**CALL, "call_order": 2}, used={"C1": FIRST + 7})
    assert persons.calls["event_number"].to_list() == [FIRST + 8, FIRST + 9]


def test_two_persons_of_the_same_initials_share_no_number() -> None:
    one, other = lists_of(CALL, {**CALL, "collector_name": "CORTES 1"})
    assert one.initials == other.initials == "C1"
    assert one.calls["event_number"].to_list() != other.calls["event_number"].to_list()


def test_what_has_no_room_in_the_days_numbers_is_counted() -> None:
    (persons,) = lists_of(CALL, CALL, used={"C1": FIRST + ROOM_PER_DAY - 1})
    assert (persons.calls.height, persons.left_out) == (1, 1)


def test_an_account_of_nobody_is_on_a_list_too() -> None:
    (persons,) = lists_of({**CALL, "collector_name": None})
    assert persons.name == "SIN ASIGNAR"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("COBRANZA 1", "C1"), ("VENTAS NORTE 12", "VN12"), ("Ana María Ñu", "AMÑ"), ("--", "X")],
)
def test_initials_are_first_letters_and_whole_numbers(name: str, initials: str) -> None:
    assert initials_of(name) == initials
