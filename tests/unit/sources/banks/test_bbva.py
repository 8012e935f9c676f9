"""BBVA's three layouts in small."""

from datetime import date
from decimal import Decimal

import pytest

NAME = "0123456789_octubre.txt"
HEADER = "Día\tConcepto / Referencia\tcargo\tAbono\tSaldo\r\n"
ROWS = (
    "01-10-2026\tSPEI RECIBIDO/0000001 FACT A1\t\t1,600.00\t11,600.00\r\n"
    "02-10-2026\tCOMISION\t10.00\t\t11,590.00\r\n"
    "02-10-2026\tDEPOSITO/X/Y\t\t0.50\t11,590.50\r\n"
)
SHEET_HEADER = (
    "Fecha Operación", "Concepto", "Referencia", "Referencia Ampliada", "Cargo", "Abono", "Saldo"
)  # fmt: skip


def text(rows: str, header: str = HEADER) -> bytes:
    return (header + rows).encode("latin-1")


def spreadsheet(*rows: tuple[object, ...]) -> bytes:
    """SpreadsheetML as the bank writes it: three sheets, the first one filled."""

    def cell(value: object) -> str:
        if value is None:
            return "<Cell/>"
        kind = "Number" if isinstance(value, int | float) else "String"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'

    body = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in rows)
    empty = "".join(f'<Worksheet ss:Name="Hoja{n}"><Table/></Worksheet>' for n in (2, 3))
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Hoja1"><Table>{body}</Table></Worksheet>{empty}</Workbook>'
    ).encode()


def test_movements_of_the_text_are_read_oldest_first(take):
    taken = take(NAME, text(ROWS))
    assert taken.format_code == "bbva_txt"
    row = taken.rows[0]
    assert row["account_number"] == "0123456789"
    assert row["bank_code"] == "012"
    assert row["posted_date"] == date(2026, 10, 1)
    assert row["description"] == "SPEI RECIBIDO/0000001 FACT A1"
    assert row["deposit_amount"] == Decimal("1600.00")
    assert row["withdrawal_amount"] == Decimal("0.00")
    assert row["balance_amount"] == Decimal("11600.00")
    assert (row["occurrence_number"], row["posting_number"], row["file_line"]) == (1, 1, 2)
    assert taken.column("reference") == ["0000001 FACT A1", None, "X/Y"]
    assert taken.column("posting_number") == [1, 1, 2]


def test_a_mojibake_header_is_recognised(take):
    content = text(ROWS, header="DÃ\xada\tConcepto / Referencia\tcargos\tAbonos\tSaldo\n")
    assert take(NAME, content).movements.frame.height == 3


def test_a_preamble_before_the_header_is_passed_over(take):
    assert take(NAME, text(ROWS, "Movimientos\n\n" + HEADER)).column("file_line") == [4, 5, 6]


def test_rows_without_a_date_go_on_with_the_concept_above(take):
    rows = (
        "01-10-2026\tSPEI RECIBIDO\t\t1.00\t11.00\n\tBANORTE/0001\t\t\t\nFACT A1\n"
        "02-10-2026\tPAGO\t1.00\t\t10.00\n"
    )
    taken = take(NAME, text(rows))
    assert taken.column("description") == ["SPEI RECIBIDO BANORTE/0001 FACT A1", "PAGO"]
    assert taken.column("file_line") == [2, 5]
    assert taken.movements.rows_read == 2


def test_quotes_in_a_concept_are_characters(take):
    rows = '01-10-2026\t"PAGO 1/2"\t\t1.00\t11.00\n02-10-2026\tX "\t1.00\t\t10.00\n'
    assert take(NAME, text(rows)).column("description") == ['"PAGO 1/2"', 'X "']


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("32-10-2026\tA\t\t1.00\t1.00\n", "posted_date", "a date that does not exist"),
        ("\tA\t\t1.00\t1.00\n", "posted_date", "empty where a value is required"),
        ("03-10-2026\tA\t\t1.000,00\t1.00\n", "deposit_amount", "number with a comma decimal"),
        ("03-10-2026\tA\t\t12,34.00\t1.00\n", "deposit_amount", "number in a notation"),
        ("03-10-2026\tA\t-1.00\t\t1.00\n", "withdrawal_amount", "less than 0"),
        ("03-10-2026\tA\t1.00\t1.00\t1.00\n", "deposit_amount", "both of deposit and withdrawal"),
        ("03-10-2026\tA\t\t\t1.00\n", "deposit_amount", "neither of deposit and withdrawal"),
        ("03-10-2026\tA\t\t1.00\t1.00\t9\n", "", "more fields than the header"),
    ],
)
def test_a_bad_movement_is_quarantined_and_the_others_land(take, row, column, reason):
    movements = take(NAME, text(row + ROWS)).movements
    assert movements.frame.height == 3
    reject = movements.rejects.row(0, named=True)
    assert reject["file_line"] == 2
    assert reject["column_name"].startswith(column)
    assert reject["reason"].startswith(reason)


def test_a_text_cut_off_is_refused(refuse):
    error = refuse(NAME, text(ROWS + "03-10-2026\tPAGO DE"))
    assert error.reason.startswith("line 5, the last movement, has no balance")


def test_a_text_without_its_account_in_the_name_is_refused(refuse):
    assert "<account>_" in refuse("octubre.txt", text(ROWS)).remedy


def test_a_text_without_movements_is_a_statement_all_the_same(take):
    taken = take(NAME, text(""))
    assert (taken.movements.rows_read, taken.statement["movement_count"]) == (0, 0)
    assert taken.statement["account_number"] == "0123456789"


def test_the_xlsx_variant_reads_like_the_text(take):
    rows: list[list[object]] = [
        ["Movimientos de la cuenta"],
        ["Fecha", "Concepto / Referencia", "Cargo(s)", "Abono(s)", "Saldo"],
        [date(2026, 10, 1), "SPEI RECIBIDO/0000001 FACT A1", None, 1600, 11600],
        [None, "BANORTE", None, None, None],
        ["02/10/2026", "COMISION", 10.1, None, 11589.9],
    ]
    taken = take("0123456789_octubre.xlsx", rows)
    assert taken.format_code == "bbva_xlsx"
    assert taken.money == [
        (date(2026, 10, 1), "1600.00", "0.00", "11600.00"),
        (date(2026, 10, 2), "0.00", "10.10", "11589.90"),
    ]
    assert taken.column("description")[0] == "SPEI RECIBIDO/0000001 FACT A1 BANORTE"


def test_spreadsheetml_named_xls_is_turned_and_its_serial_days_are_dates(take):
    content = spreadsheet(
        ("Cuenta", "0123456789"),
        SHEET_HEADER,
        (46232, "COMISION", "7", None, 0.1, None, 1099.9),
        (46231, "SPEI RECIBIDO", "0000123", "SPEI RECIBIDO BANORTE FACT A1", None, 100, 1100),
    )
    taken = take("estado.xls", content)
    assert taken.format_code == "bbva_xls"
    assert taken.money == [
        (date(2026, 7, 28), "100.00", "0.00", "1100.00"),
        (date(2026, 7, 29), "0.00", "0.10", "1099.90"),
    ]
    assert taken.rows[0]["description"] == "SPEI RECIBIDO BANORTE FACT A1"
    assert taken.rows[0]["reference"] == "0000123"
    assert taken.rows[0]["account_number"] == "0123456789"
    assert taken.column("file_line") == [4, 3]
