"""Files that are not what their name says, judged by content."""

import gzip
import io
import struct
import zipfile
import zlib

import openpyxl
import pytest

from pipelines.sources import file_kind, workbook_package

NAME = "VENDEDORES.xlsx"
CSV = b"VENDEDOR_ID,NOMBRE\n1,Ana\n"
OLE2 = file_kind.OLE2 + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "it is HTML"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>", "it is HTML"),
        (b"<?xml version='1.0'?><Workbook/>", "it is XML"),
        (b"%PDF-1.7", "it is a PDF"),
        (gzip.compress(CSV, mtime=0), "it is a gzip archive"),
        (CSV.decode().encode("utf-16"), "it is encoded in UTF-16"),
        (CSV.decode().encode("utf-16-le"), "it holds NUL bytes"),
        (OLE2, "it is an Excel 97-2003 workbook"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04 and no more", "damaged or cut off"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(refuse, content, reason):
    assert reason in refuse("microsip", NAME, content).reason


def test_a_csv_named_xlsx_is_read_as_the_csv_it_is(take):
    assert take("microsip", NAME, CSV).frame["nombre"].to_list() == ["Ana"]


def test_an_oversized_file_is_refused_before_it_is_read(refuse, monkeypatch):
    monkeypatch.setattr(file_kind, "MAX_BYTES", 10)
    assert "more than the 10 allowed" in refuse("microsip", NAME, CSV).reason


def xlsx(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


ROWS: list[list[object]] = [["VENDEDOR_ID", "NOMBRE"], [1, "Ana"]]


def test_a_truncated_workbook_is_refused(refuse):
    assert "damaged or cut off" in refuse("microsip", NAME, xlsx({"a": ROWS})[:-400]).reason


def test_a_damaged_workbook_is_refused_by_its_checksums(refuse):
    content = bytearray(xlsx({"a": ROWS}))
    content[60] ^= 0xFF
    assert "damaged or cut off" in refuse("microsip", NAME, bytes(content)).reason


def test_a_workbook_of_broken_parts_is_refused(refuse):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types")
        package.writestr("xl/workbook.xml", "<workbook><sheets><sheet")
    assert "cannot be opened" in refuse("microsip", NAME, buffer.getvalue()).reason


def test_another_zip_archive_is_no_workbook(refuse):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.txt", "a")
    assert "no XLSX workbook" in refuse("microsip", NAME, buffer.getvalue()).reason


def test_the_sheet_named_after_the_table_is_taken(take):
    done = take("microsip", NAME, xlsx({"notas": [["x"]], "Vendedores": ROWS}))
    assert done.frame["nombre"].to_list() == ["Ana"]


def test_several_sheets_without_the_right_name_are_refused(refuse):
    error = refuse("microsip", NAME, xlsx({"a": ROWS, "b": ROWS}))
    assert "2 sheets" in error.reason


def test_a_workbook_that_unpacks_to_too_much_is_refused(refuse, monkeypatch):
    monkeypatch.setattr(workbook_package, "MAX_UNPACKED_BYTES", 1_000)
    assert "unpacks to far more" in refuse("microsip", NAME, xlsx({"a": ROWS})).reason


def test_a_workbook_packed_too_tightly_is_refused(refuse, monkeypatch):
    monkeypatch.setattr(workbook_package, "RATIO_MATTERS_FROM", 1)
    monkeypatch.setattr(workbook_package, "MAX_RATIO", 1)
    assert "unpacks to far more" in refuse("microsip", NAME, xlsx({"a": ROWS})).reason


def test_two_cells_in_far_corners_do_not_take_the_memory(refuse):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["XFD1048576"] = "VENDEDOR_ID", 1
    buffer = io.BytesIO()
    book.save(buffer)
    assert "1,048,576 rows and 16,384 columns" in refuse("microsip", NAME, buffer.getvalue()).reason


def test_an_encrypted_entry_is_refused(refuse):
    content = bytearray(xlsx({"a": ROWS}))
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, central + 8, 1)
    assert "encrypted" in refuse("microsip", NAME, bytes(content)).reason


def test_a_zip_that_lies_about_its_sizes_is_refused(refuse):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("xl/workbook.xml", "y" * 10_000)
    content = bytearray(buffer.getvalue())
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, entry + 24, 5)
    assert zlib.crc32(b"y" * 5) != zlib.crc32(b"y" * 10_000)
    assert "damaged" in refuse("microsip", NAME, bytes(content)).reason


@pytest.mark.parametrize("lost", ["#N/A", "=1+1"])
def test_a_value_that_a_workbook_lost_is_no_empty_cell(take, lost):
    rows: list[list[object]] = [
        [None, "NOMBRE", "VENDEDOR_ID"],
        [None, "Ana", 1],
        ["x", lost, lost],
    ]
    done = take("microsip", NAME, xlsx({"a": [row[1:] for row in rows]}))
    assert done.frame.height == 1
    assert done.rejects["file_line"].unique().to_list() == [3]
