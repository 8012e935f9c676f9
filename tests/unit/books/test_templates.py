"""The templates: what a person finds in them, and what they let a person do."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from filled_books import COMPANY
from openpyxl.worksheet.worksheet import Worksheet

from pipelines import cli
from pipelines.books.book import Book
from pipelines.books.catalogue import BOOKS, BY_CODE
from pipelines.books.entry_rules import EXCEL_EPOCH, MOST_MESSAGE, MOST_TITLE
from pipelines.books.instructions import column_rows, form, need, steps
from pipelines.books.layout import DATA_SHEET, FIRST_ROW, HEADER_ROW, MARK_SHEET, ROOM
from pipelines.books.template import TemplateExists, build_template, write_templates
from pipelines.files import sha256_of
from pipelines.sources.books import BOOKS as SOURCE
from pipelines.sources.reading import UnreadableFile

each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.code)
LOG = BY_CODE["collection_log"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All templates of company ``acme``, written once. Not to be changed."""
    path = tmp_path_factory.mktemp("templates")
    write_templates(path, COMPANY, "Acme, S.A.")
    return path


@cache
def opened(folder: Path, book_code: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder / BY_CODE[book_code].file_name)


def data_sheet(folder: Path, book: Book) -> Worksheet:
    sheet = opened(folder, book.code)[DATA_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_there_is_one_template_a_book(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {book.file_name for book in BOOKS}


@each_book
def test_a_person_sees_the_instructions_and_the_data_and_not_the_mark(folder, book) -> None:
    states = [(sheet.title, sheet.sheet_state) for sheet in opened(folder, book.code)]
    assert states == [
        ("Instrucciones", "visible"),
        (DATA_SHEET, "visible"),
        (MARK_SHEET, "veryHidden"),
    ]


@each_book
def test_no_example_stands_where_data_belongs(folder, book) -> None:
    sheet = data_sheet(folder, book)
    assert sheet.max_row == HEADER_ROW
    headers = [cell.value for cell in sheet[HEADER_ROW]]
    assert headers == [column.header for column in book.columns]


@each_book
def test_the_header_is_locked_and_the_data_is_not(folder, book) -> None:
    sheet = data_sheet(folder, book)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert all(cell.protection.locked for row in sheet[1:HEADER_ROW] for cell in row)
    columns = sheet.column_dimensions.values()
    assert [column.protection.locked for column in columns] == [False] * len(book.columns)
    assert sheet.freeze_panes == f"C{FIRST_ROW}"


@each_book
def test_the_data_is_an_excel_table_with_room_for_two_thousand_rows(folder, book) -> None:
    (table,) = data_sheet(folder, book).tables.values()
    first, last = (int(number) for number in re.findall(r"\d+", table.ref))
    assert (first, last - first) == (HEADER_ROW, ROOM)
    assert [column.name for column in table.tableColumns] == [c.header for c in book.columns]


@each_book
def test_each_list_offers_exactly_the_words_of_its_column(folder, book) -> None:
    workbook = opened(folder, book.code)
    hidden = workbook[MARK_SHEET]
    offered = [
        [cell.value for (cell,) in hidden[validation.formula1.split("!")[1].replace("$", "")]]
        for validation in workbook[DATA_SHEET].data_validations.dataValidation
        if validation.type == "list"
    ]
    assert offered == [list(column.words) for column in book.columns if column.words]


@each_book
def test_every_column_is_checked_while_it_is_typed_with_words_that_excel_can_show(folder, book):
    validations = data_sheet(folder, book).data_validations.dataValidation
    assert len(validations) == len(book.columns)
    for validation in validations:
        assert validation.showErrorMessage
        assert 0 < len(validation.error) <= MOST_MESSAGE
        assert 0 < len(validation.prompt) <= MOST_MESSAGE
        assert len(validation.promptTitle) <= MOST_TITLE
        assert str(validation.sqref).endswith(str(FIRST_ROW + ROOM - 1))


def test_limits_of_numbers_and_dates_are_those_of_the_contract(folder: Path) -> None:
    found = {v.promptTitle: v for v in data_sheet(folder, LOG).data_validations.dataValidation}
    assert (found["Importe"].type, found["Importe"].formula1) == ("decimal", "0.01")
    assert (found["Folio"].formula1, found["Folio"].formula2) == ("1", "9999999")
    assert found["Fecha"].formula1 == str((date(1990, 1, 1) - EXCEL_EPOCH).days)
    assert found["Gestor"].formula1 == "20"


@each_book
def test_the_instructions_name_every_column(folder, book) -> None:
    sheet = opened(folder, book.code)["Instrucciones"]
    told = [str(cell.value) for (cell,) in sheet["A1:A80"] if cell.value]
    assert [text for text in told if text in {c.header for c in book.columns}] == [
        column.header for column in book.columns
    ]
    assert all(any(step in text for text in told) for step in steps(book))


def test_missing_and_stray_cells_are_coloured(folder: Path) -> None:
    rules = data_sheet(folder, LOG).conditional_formatting
    formulas = [rule.formula[0] for cells in rules for rule in cells.rules]
    assert 'AND(OR($E4="Promesa"),ISBLANK(I4))' in formulas
    assert 'AND(COUNTA($A4:$P4)>0,NOT(OR($E4="Promesa")))' in formulas


def test_the_same_layout_is_the_same_file(folder: Path, tmp_path: Path) -> None:
    for path in write_templates(tmp_path / "again", COMPANY, "Acme, S.A."):
        assert sha256_of(path) == sha256_of(folder / path.name)


def test_a_filled_in_book_is_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / BOOKS[-1].file_name
    mine.write_bytes(b"filled in")
    with pytest.raises(TemplateExists, match=mine.name):
        write_templates(tmp_path, COMPANY, "Acme")
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]
    assert mine.read_bytes() == b"filled in"


def test_a_company_name_never_becomes_a_formula() -> None:
    workbook = build_template(LOG, COMPANY, "=1+1")
    cell = workbook["Instrucciones"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@each_book
def test_a_template_delivered_as_it_is_is_refused(folder, book, tmp_path) -> None:
    path = tmp_path / COMPANY / "books" / "libro.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes((folder / book.file_name).read_bytes())
    with pytest.raises(UnreadableFile, match="no row"):
        SOURCE.read(path, SOURCE.route(path, path.parents[1]), path.parents[1])


def test_what_is_needed_and_its_form_are_said_in_a_few_words() -> None:
    assert need(LOG.column("Cliente")) == "Sí"
    assert need(LOG.column("Contacto")) == "No"
    assert need(LOG.column("Importe")) == "Sí, si Tipo es Promesa o Disputa"
    assert need(LOG.column("Fecha de solución")) == "Sólo si Tipo es Disputa"
    assert form(LOG.column("Folio")) == "Número entero, de 1 a 9999999"
    statement = BY_CODE["customer_statements"]
    assert form(statement.column("Saldo")) == "Importe con 2 decimales, con signo"


def test_the_command_writes_the_templates_of_a_company(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("CARTERA_ROOT", str(tmp_path))
    cli.app(
        ["templates", "--out", str(tmp_path / "out"), "--company", COMPANY], standalone_mode=False
    )
    assert f"{len(BOOKS)} templates" in capsys.readouterr().out
    hidden = openpyxl.load_workbook(tmp_path / "out" / LOG.file_name)[MARK_SHEET]
    assert [cell.value for cell in hidden[1]] == ["cartera", "collection_log", "1", COMPANY]


def documented_rows(text: str, book: Book) -> list[str]:
    section = text.split(f"## {book.title}\n")[1].split("\n## ", maxsplit=1)[0]
    return [line for line in section.splitlines() if line.startswith("| **")]


@each_book
def test_the_documentation_of_a_book_is_its_definition(book: Book) -> None:
    path = Path(__file__).parents[3] / "docs" / "es" / "fuentes" / "libros.md"
    expected = ["| **" + row[0] + "** | " + " | ".join(row[1:]) + " |" for row in column_rows(book)]
    assert documented_rows(path.read_text(encoding="utf-8"), book) == expected
