"""Proposals that add up, the book in which they are decided, and what is read back of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from proposed import AS_OF, approval, charges, frame, proposal

from pipelines.books.accounting_books import APPROVALS
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.charges import decisions_book
from pipelines.charges.decisions_book import write_book
from pipelines.charges.proposals import ChargesDisagree, check_sums
from pipelines.charges.workbook import write_workbook
from pipelines.contracts.validation import Validated, validate
from pipelines.reports.context import ReportContext
from pipelines.sources.books import BOOKS

HEADERS = [column.header for column in APPROVALS.columns]
CONTEXT = ReportContext(
    "Muestra", date(2026, 10, 1), AS_OF, charges([proposal()], [approval()]).known_at, "cartera 0"
)


@pytest.mark.parametrize(
    "changes", [{"vat_amount": "8.01"}, {"rejected_amount": "0.01"}, {"net_amount": None}]
)
def test_a_proposal_whose_parts_are_not_its_total_is_refused(changes: dict[str, str | None]):
    check_sums("proposals", frame([proposal()]))
    with pytest.raises(ChargesDisagree, match="1 rows of proposals"):
        check_sums("proposals", frame([proposal(), proposal("I-2", **changes)]))


def test_an_approval_whose_parts_are_not_its_amount_is_refused():
    check_sums("to_post", frame([approval()]))
    with pytest.raises(ChargesDisagree, match="1 rows of to_post"):
        check_sums("to_post", frame([approval(approved_amount="58.01")]))


def delivered(folder: Path, rows: list[dict], **decided: object) -> Validated:
    """The book of the proposals, its first row filled in by a person, as it is read back."""
    inbox = folder / "acme"
    path = inbox / "books" / "aprobaciones.xlsx"
    write_book(frame(rows), "acme", "Acme", path)
    book = load_workbook(path)
    for header, value in decided.items():
        book[DATA_SHEET].cell(FIRST_ROW, HEADERS.index(header.replace("_", " ")) + 1).value = value  # type: ignore[assignment]
    book.save(path)
    (table,) = tables = BOOKS.route(path, inbox)
    (reading,) = BOOKS.read(path, tables, inbox)
    return validate(table, reading)


def test_the_book_as_it_is_prepared_decides_nothing_and_is_no_error(tmp_path: Path):
    found = delivered(tmp_path, [proposal(), proposal("C-2", kind_code="cheque_indemnity")])
    assert found.rejects.is_empty()
    assert found.frame.select("folio", "tipo", "documento", "importe", "decision").rows() == [
        ("I-20261031-M-11", "late_interest", "A-1", Decimal("58.00"), "pending"),
        ("C-2", "cheque_indemnity", "A-1", Decimal("58.00"), "pending"),
    ]


@pytest.mark.parametrize(("word", "code"), [("Aprobado", "approved"), ("Rechazado", "rejected")])
def test_a_decision_with_its_name_and_day_is_read_back(word: str, code: str, tmp_path: Path):
    signed = {"Autorizó": "Dirección", "Fecha_de_autorización": date(2026, 11, 4)}
    found = delivered(tmp_path, [proposal()], Decisión=word, **signed)
    assert found.rejects.is_empty()
    assert found.frame["decision"].to_list() == [code]


@pytest.mark.parametrize(
    ("decided", "column"),
    [
        ({"Decisión": "Aprobado", "Autorizó": "Dirección"}, "Fecha de autorización"),
        ({"Decisión": "Aprobado", "Fecha_de_autorización": AS_OF}, "Autorizó"),
        ({"Decisión": None, "Fecha_de_autorización": AS_OF}, "Autorizó"),
        ({"Decisión": None, "Autorizó": "Dirección"}, "Fecha de autorización"),
        ({"Autorizó": "Dirección"}, "Autorizó"),
        ({"Decisión": "Quizás"}, "Decisión"),
    ],
)
def test_a_decision_without_a_name_or_a_name_without_a_decision_is_told(
    decided: dict[str, object], column: str, tmp_path: Path
):
    found = delivered(tmp_path, [proposal()], **decided)
    assert column in found.rejects["column_name"].to_list()
    assert found.frame.is_empty()


def test_what_the_proposal_says_is_locked_and_the_decision_is_a_list(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    assert write_book(frame([proposal(document_number="=A1")]), "acme", "Acme", path) == 1
    sheet = load_workbook(path)[DATA_SHEET]
    cells = {header: sheet.cell(FIRST_ROW, n) for n, header in enumerate(HEADERS, start=1)}
    assert cells["Folio"].protection.locked
    assert not cells["Decisión"].protection.locked
    assert cells["Documento"].data_type == "s"
    assert cells["Comentario"].value == "50.00 más IVA 8.00; 6 % anual sobre 1,000.00, 45 días"
    letter = cells["Decisión"].column_letter
    assert any(
        rule.type == "list" and f"{letter}{FIRST_ROW}" in rule.sqref
        for rule in sheet.data_validations.dataValidation
    )


def test_the_largest_proposals_have_room_in_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(decisions_book, "ROOM", 2)
    many = frame([proposal(f"I-{n}", total_amount=str(n)) for n in range(1, 4)])
    path = tmp_path / "book.xlsx"
    assert write_book(many, "acme", "Acme", path) == 2
    sheet = load_workbook(path)[DATA_SHEET]
    assert [sheet.cell(FIRST_ROW + n, 1).value for n in range(3)] == ["I-3", "I-2", None]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_workbook_has_what_is_proposed_and_what_is_to_be_posted(language, tmp_path: Path):
    path = tmp_path / "cargos.xlsx"
    context = replace(CONTEXT, language=language)
    write_workbook(charges([proposal()], [approval()]), context, path)
    book = load_workbook(path)
    assert (
        book.sheetnames
        == {
            "es": ["Propuestas", "Por registrar"],
            "en": ["Proposals", "To be posted"],
        }[language]
    )
    for sheet, table in zip(book, ("proposed_charges", "charges_to_post"), strict=True):
        (_, row) = sheet[sheet.tables[table].ref]
        assert [cell.value for cell in row if cell.value == 58] == [58] * (
            2 if table == "proposed_charges" else 1
        )
    before = path.read_bytes()
    write_workbook(charges([proposal()], [approval()]), context, path)
    assert path.read_bytes() == before
