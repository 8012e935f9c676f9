"""Files that are refused as a whole, each with the reason and with what to do."""

from pathlib import Path

import openpyxl
import pytest
from filled_books import COMPANY, DATA_PART, example_of, fill, refusal, rewritten, saved

from pipelines.books.catalogue import BY_CODE
from pipelines.books.layout import DATA_SHEET, HEADER_ROW, MARK_SHEET

LOG = BY_CODE["collection_log"]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / COMPANY


def without_mark(workbook: openpyxl.Workbook) -> None:
    del workbook[MARK_SHEET]


def of_no_book(workbook: openpyxl.Workbook) -> None:
    workbook[MARK_SHEET]["B1"] = "diary"


def of_another_version(workbook: openpyxl.Workbook) -> None:
    workbook[MARK_SHEET]["C1"] = "0"


def of_another_company(workbook: openpyxl.Workbook) -> None:
    workbook[MARK_SHEET]["D1"] = "other"


def with_a_spoiled_mark(workbook: openpyxl.Workbook) -> None:
    workbook[MARK_SHEET]["A1"] = "x"


def without_a_header(workbook: openpyxl.Workbook) -> None:
    workbook[DATA_SHEET].cell(HEADER_ROW, 4).value = "Client"


def without_the_data_sheet(workbook: openpyxl.Workbook) -> None:
    workbook[DATA_SHEET].title = "Hoja1"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (without_mark, "no mark of a template"),
        (with_a_spoiled_mark, "no mark of a template"),
        (of_no_book, "names a book that does not exist"),
        (of_another_version, "not made from version 1"),
        (of_another_company, "that of another company"),
        (without_a_header, "lacks the required columns Cliente"),
        (without_the_data_sheet, "sheets"),
    ],
)
def test_a_workbook_that_is_not_the_template_is_refused_with_the_reason(inbox, spoil, reason):
    workbook = openpyxl.load_workbook(fill(inbox, LOG, [example_of(LOG)]))
    spoil(workbook)
    assert reason in refusal(saved(inbox, workbook)).reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"Gestor,Folio\nANA,1\n", "no Excel workbook"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "97-2003"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(inbox: Path, content, reason) -> None:
    path = inbox / "books" / "libro.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert reason in refusal(path).reason


def test_a_workbook_that_unpacks_to_more_than_people_type_is_refused(inbox: Path) -> None:
    path = fill(inbox, LOG, [example_of(LOG)])
    padded = rewritten(path, DATA_PART, lambda xml: xml + b" " * (25 << 20))
    assert "24 MB" in refusal(padded).reason


def test_a_sheet_with_a_document_type_is_refused(inbox: Path) -> None:
    path = fill(inbox, LOG, [example_of(LOG)])
    bomb = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]>'
    declared = rewritten(path, DATA_PART, lambda xml: bomb + xml)
    assert "document type" in refusal(declared).reason


def test_a_row_of_more_cells_than_a_table_has_is_refused(inbox: Path) -> None:
    path = fill(inbox, LOG, [example_of(LOG)])
    wide = b"<row>" + b"<c/>" * 501 + b"</row></sheetData>"
    changed = rewritten(path, DATA_PART, lambda xml: xml.replace(b"</sheetData>", wide))
    assert "more than 500 cells" in refusal(changed).reason
