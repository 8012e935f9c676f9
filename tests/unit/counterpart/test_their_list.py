"""A customer's list as a file: any columns, the desk's template, and what is wrong with it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from pipelines.books.catalogue import BY_CODE
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.template import build_template
from pipelines.counterpart.frames import TheirList
from pipelines.counterpart.their_list import read_list, read_mapping
from pipelines.sources.reading import UnreadableFile

LISTED = "Proveedor: Muestra,,,\nFactura,Fecha,Moneda,Saldo\n"


def listed(folder: Path, text: str, currency: str | None = "MXN") -> TheirList:
    path = folder / "relacion.csv"
    path.write_text(text, encoding="utf-8")
    return read_list(path, folder, ("C-1",), currency)


def test_a_list_is_read_below_its_own_heading_in_the_words_of_its_writer(tmp_path: Path):
    found = listed(tmp_path, LISTED + 'A-1,05/10/2026,Pesos,"$1,200.50"\nA-2,2026-10-06,,40\n')
    assert found.faults.is_empty()
    assert found.rows.select("line", "document_number", "currency_code", "amount").rows() == [
        (3, "A-1", "MXN", Decimal("1200.50")),
        (4, "A-2", "MXN", Decimal("40.00")),
    ]
    assert found.rows["document_date"].to_list() == [date(2026, 10, 5), date(2026, 10, 6)]


def test_bad_lines_are_told_by_line_column_and_kind_and_the_others_go_on(tmp_path: Path):
    lines = (
        "A-1,05/10/2026,MXN,100\nA-2,31/31/2026,MXN,1\nA-3,05/10/2026,MXN,mil\n"
        "A-4,05/10/2026,MXN,\nA-5,05/10/2026,M$,1\nTotal,,,101\n"
    )
    found = listed(tmp_path, LISTED + lines)
    assert found.rows["document_number"].to_list() == ["A-1"]
    assert found.faults.select("line", "column_name").rows() == [
        (4, "Fecha"),
        (5, "Saldo"),
        (6, "Saldo"),
        (7, "Moneda"),
        (8, "Factura"),
    ]
    assert "mil" not in " ".join(found.faults["reason"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Factura,Fecha,Saldo\n", "relacion.csv: it holds no line"),
        ("Factura,Fecha\nA-1,05/10/2026\n", "none of the first 100 rows is a header"),
    ],
)
def test_a_list_without_lines_or_without_a_column_is_refused_by_name(
    text: str, reason: str, tmp_path: Path
):
    with pytest.raises(UnreadableFile, match=reason):
        listed(tmp_path, text)


def test_a_list_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableFile, match=r"none\.csv: it is not there"):
        read_list(tmp_path / "none.csv", tmp_path, (), "MXN")


def test_a_currency_is_asked_for_where_the_customer_has_several(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="without a currency"):
        listed(tmp_path, "Factura,Saldo\nA-1,100\n", currency=None)


def test_a_mapping_names_columns_signs_and_notation(tmp_path: Path):
    path = tmp_path / "payables.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Supplier list", None, None),
        ("Doc", "Posted", "Payable"),
        ("A-1", "10/05/2026", -99.9),
    ):
        sheet.append(row)
    book.save(path)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "list:\n  header_row: 2\n  sign: -1\n  date_format: '%m/%d/%Y'\n"
        "  columns: {document_number: Doc, document_date: Posted, amount: Payable}\n"
        "  constants: {currency_code: USD, statement_date: '10/31/2026'}\n"
    )
    found = read_list(path, tmp_path, (), None, read_mapping(mapping))
    assert found.rows.select(
        "document_number", "document_date", "amount", "currency_code"
    ).rows() == [("A-1", date(2026, 10, 5), Decimal("99.90"), "USD")]
    assert found.statement_date == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("list: 3", "columns and constants are expected"),
        ("list:\n  columns: {amount: Saldo}", "required columns document_number are missing"),
        ("list:\n  columns: {amount: Saldo, folio: X}", "unknown column"),
    ],
)
def test_a_wrong_mapping_is_refused_by_its_entry(text: str, reason: str, tmp_path: Path):
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    with pytest.raises(UnreadableFile, match=reason):
        read_mapping(path)


def template_of(folder: Path, code: str, rows: list[list[object]]) -> Path:
    path = folder / "libro.xlsx"
    build_template(BY_CODE[code], folder.name, "Muestra").save(path)
    book = load_workbook(path)
    for place, row in enumerate(rows):
        for number, value in enumerate(row, start=1):
            book[DATA_SHEET].cell(FIRST_ROW + place, number, value)
    book.save(path)
    return path


def test_the_desks_template_gives_the_newest_list_of_the_customer(tmp_path: Path):
    day, before = date(2026, 10, 31), date(2026, 9, 30)
    rows = [
        ["C-1", day, "A-1", "Factura", None, None, None, 100, "MXN"],
        ["C-1", day, "SPEI 7", "Pago", None, None, None, -40, "MXN"],
        ["C-1", before, "A-0", "Factura", None, None, None, 7, "MXN"],
        ["C-2", day, "A-9", "Factura", None, None, None, 9, "MXN"],
    ]
    path = template_of(tmp_path, "customer_statements", rows)
    found = read_list(path, tmp_path, ("c-1",), "MXN")
    assert found.statement_date == day
    assert found.rows.select("document_number", "kind_code", "amount").rows() == [
        ("A-1", "invoice", Decimal("100.00")),
        ("SPEI 7", "receipt", Decimal("-40.00")),
    ]
    assert found.rows["line"].to_list() == [FIRST_ROW, FIRST_ROW + 1]
    assert isinstance(found.rows, pl.DataFrame)


def test_another_book_of_the_desk_is_not_taken_for_a_list(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="it is the book «Aprobaciones»"):
        read_list(template_of(tmp_path, "approvals", []), tmp_path, ("C-1",), "MXN")
