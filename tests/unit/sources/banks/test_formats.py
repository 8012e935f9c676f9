"""Which format a file is, and files that are none or mean harm."""

import contextlib
import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_banorte import STATEMENT, csv, row, text
from test_bbva import NAME, ROWS, SHEET_HEADER, spreadsheet
from test_bbva import text as bbva_text
from test_other_banks import BANAMEX, afirme
from test_plain_statements import INVERTED, SIGNED, TWO_COLUMNS
from test_santander import SPEI_HEADER, enlace, line

from pipelines.contracts.validation import validate
from pipelines.sources.banks import formats, glimpse, spreadsheetml
from pipelines.sources.banks.format import BankFormat
from pipelines.sources.banks.formats import BANKS, FORMATS, format_of
from pipelines.sources.reading import UnreadableFile

SHEET = spreadsheet(("Cuenta", "0123456789"), SHEET_HEADER, (46231, "PAGO", "1", None, None, 1, 1))
SAMPLES = (
    bbva_text(ROWS),
    SHEET,
    BANAMEX.encode("latin-1"),
    csv(row("22/jun./2026", "$1,234.50", "-", "$2,234.50")),
    text(*STATEMENT),
    enlace(line("08032026", "+", 100, "00000000000100")),
    SPEI_HEADER.encode(),
    afirme(1),
    TWO_COLUMNS.encode(),
    SIGNED.encode(),
    INVERTED.encode(),
)


def test_no_two_formats_have_one_name():
    names = [item.name for item in FORMATS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("content", SAMPLES)
def test_every_sample_is_of_one_format_whatever_its_name(tmp_path: Path, content: bytes):
    found = set()
    for name in ("0123456789_a.txt", "0123456789_a.xls", "0123456789_a"):
        path = tmp_path / name
        path.write_bytes(content)
        found.add(format_of(path).name)
    assert len(found) == 1


def test_a_file_that_no_format_knows_is_refused_by_its_kind(refuse):
    error = refuse(NAME, b"Fecha;Monto\n2026-10-01;1\n")
    assert error.reason == "it is a text that begins like no bank format known"
    assert "bbva_txt" in error.remedy


def test_a_file_that_two_formats_claim_is_refused_by_their_names(refuse, monkeypatch):
    twin = BankFormat("twin", lambda _: True, FORMATS[0].read)
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, twin))
    assert refuse(NAME, bbva_text(ROWS)).reason == "2 bank formats claim it: bbva_txt, twin"


def test_another_xml_is_refused_as_such(refuse):
    assert "an XML document" in refuse("a.xml", b"<?xml version='1.0'?><Comprobante/>").reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"<html><table></table></html>", "it is HTML"),
        (gzip.compress(bbva_text(ROWS), mtime=0), "it is a gzip archive"),
        (bbva_text(ROWS).replace(b"COMISION", b"COM\0SION"), "NUL byte"),
        (SHEET[:-40], "not well-formed"),
        (b"PK\x03\x04 and no more", "damaged or cut off"),
    ],
)
def test_what_is_no_statement_is_refused_by_what_it_is(refuse, content, reason):
    assert reason in refuse(NAME, content).reason


def test_a_document_type_is_refused_before_any_entity_is_read(refuse, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    for declared in (
        f'<!ENTITY x SYSTEM "{secret.as_uri()}">',
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
    ):
        content = SHEET.replace(b"?>", f"?><!DOCTYPE Workbook [{declared}]>".encode(), 1)
        content = content.replace(b"PAGO", b"&x;")
        assert "document type" in refuse(NAME, content).reason


def test_an_xml_of_too_many_bytes_is_refused_before_it_is_read(refuse, monkeypatch):
    monkeypatch.setattr(glimpse, "MAX_XML_BYTES", 100)
    assert "more than 100 bytes" in refuse(NAME, SHEET).reason


@pytest.mark.parametrize(
    ("name", "most", "reason"),
    [("MAX_ROWS", 2, "more than 2 rows"), ("MAX_COLUMNS", 6, "more than 6 columns")],
)
def test_a_sheet_of_too_many_cells_is_refused(refuse, monkeypatch, name, most, reason):
    monkeypatch.setattr(spreadsheetml, name, most)
    assert reason in refuse(NAME, SHEET).reason


@pytest.mark.parametrize("place", ["99999999", "-1", "0", "x", "1e3"])
def test_a_place_that_no_cell_can_have_is_refused(refuse, place):
    named = b'<Cell><Data ss:Type="String">Concepto'
    assert named in SHEET
    content = SHEET.replace(named, named.replace(b"Cell>", f'Cell ss:Index="{place}">'.encode(), 1))
    assert "place in the sheet" in refuse(NAME, content).reason


def test_a_cell_further_right_leaves_the_ones_between_empty(take):
    content = SHEET.replace(b"<Cell/><Cell/>", b"", 1).replace(
        b'<Cell><Data ss:Type="Number">1</Data>',
        b'<Cell ss:Index="6"><Data ss:Type="Number">1</Data>',
        1,
    )
    assert take("a.xls", content).money == [(date(2026, 7, 28), "1.00", "0.00", "1.00")]


def test_a_workbook_of_ten_thousand_sheets_is_refused(refuse, monkeypatch):
    monkeypatch.setattr(glimpse, "MAX_SHEETS", 0)
    assert "1 sheets, more than 0" in refuse("a.xlsx", [["Cuenta"]]).reason


def test_a_zip_that_is_no_workbook_is_refused(refuse):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("../../etc/cron.d/x", "x")
    assert "no XLSX workbook" in refuse("a.xlsx", buffer.getvalue()).reason


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sample with bytes changed, put in, taken out or repeated."""
    content = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.integers(0, 3)):
            case 0:
                content[place : place + 1] = draw(st.binary(min_size=1, max_size=4))
            case 1:
                del content[place : place + draw(st.integers(1, 40))]
            case 2:
                content[place:place] = content[: draw(st.integers(1, 60))]
            case _:
                content = content[:place]
    return bytes(content)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damaged())
def test_a_damaged_statement_is_read_or_refused_and_every_count_closes(
    tmp_path: Path, content: bytes
):
    path = tmp_path / NAME
    path.write_bytes(content)
    with contextlib.suppress(UnreadableFile):
        tables = BANKS.route(path, tmp_path)
        readings = BANKS.read(path, tables, tmp_path)
        for table, reading in zip(tables, readings, strict=True):
            done = validate(table, reading)
            counted = done.frame.height + done.duplicate_rows + done.rejected_count
            assert done.rows_read == counted


def test_an_open_quote_in_the_headings_is_said_without_the_text_around_it(tmp_path: Path):
    path = tmp_path / NAME
    path.write_text('"CUENTA","\ufeff"CUENTA","FECHA DE OPERACIÓN","FECHA","REFERENCIA",'
        '"DESCRIPCIÓN","COD. TRANSAC","SUCURSAL","DEPÓSITOS","RETIROS","SALDO","MOVIMIENTO",'
        '"DESCRIPCIÓN D', encoding="utf-8-sig")  # fmt: skip
    with pytest.raises(UnreadableFile, match="its rows cannot be told apart"):
        BANKS.read(path, BANKS.route(path, tmp_path), tmp_path)
