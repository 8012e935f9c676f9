"""BBVA and Banorte statements in small, each in its bank's own layout."""

from datetime import date
from decimal import Decimal

import pytest

BBVA = "0123456789_octubre.txt"
BBVA_HEADER = "Día\tConcepto / Referencia\tcargo\tAbono\tSaldo\r\n"
BBVA_ROWS = (
    "01-10-2026\tSPEI RECIBIDO/0000001 FACT A1\t\t1,600.00\t11,600.00\r\n"
    "02-10-2026\tCOMISION\t10.00\t\t11,590.00\r\n"
    "02-10-2026\tDEPOSITO/X/Y\t\t0.50\t11,590.50\r\n"
)
BANORTE_HEADER = (
    "CUENTA|FECHA DE OPERACIÓN|FECHA|REFERENCIA|DESCRIPCIÓN|COD. TRANSAC|SUCURSAL|DEPÓSITOS|"
    "RETIROS|SALDO|MOVIMIENTO|DESCRIPCIÓN DETALLADA|CHEQUE"
)


def bbva(rows: str, header: str = BBVA_HEADER) -> bytes:
    return (header + rows).encode("latin-1")


def banorte(*rows: str) -> bytes:
    lines = [row.split("|") for row in (BANORTE_HEADER, *rows)]
    text = "\r\n".join(",".join(f'"{field}"' for field in line) for line in lines)
    return text.encode("utf-8-sig") + b"\r\n"


def banorte_row(day: str, deposit: str, withdrawal: str, balance: str, **other: str) -> str:
    account, detail = other.get("account", "'0456789123"), other.get("detail", "-")
    return (
        f"{account}|{day}|{day}|'0001|SPEI RECIBIDO|006|0987|{deposit}|{withdrawal}|{balance}|1|"
        f"{detail}|-"
    )


def test_bbva_movements_are_read_oldest_first(take):
    frame = take("bbva", BBVA, bbva(BBVA_ROWS)).frame
    assert frame.row(0, named=True) == {
        "account_number": "0123456789",
        "movement_date": date(2026, 10, 1),
        "description": "SPEI RECIBIDO/0000001 FACT A1",
        "reference": "0000001 FACT A1",
        "deposit_amount": Decimal("1600.00"),
        "withdrawal_amount": Decimal("0.00"),
        "balance_amount": Decimal("11600.00"),
        "occurrence_number": 1,
        "file_line": 2,
    }
    assert frame["reference"].to_list() == ["0000001 FACT A1", None, "X/Y"]


def test_a_newest_first_statement_is_turned(take):
    turned = "".join(reversed(BBVA_ROWS.splitlines(keepends=True)))
    frame = take("bbva", BBVA, bbva(turned)).frame
    assert frame["balance_amount"].to_list() == [
        Decimal("11600.00"),
        Decimal("11590.00"),
        Decimal("11590.50"),
    ]
    assert frame["file_line"].to_list() == [4, 3, 2]


def test_a_newest_first_statement_of_one_day_is_turned_by_its_balances(take):
    rows = "02-10-2026\tB\t\t5.00\t15.00\n02-10-2026\tA\t\t7.00\t10.00\n"
    assert take("bbva", BBVA, bbva(rows)).frame["description"].to_list() == ["A", "B"]


def test_a_mojibake_header_is_recognised(take):
    content = bbva(BBVA_ROWS, header="DÃ\xada\tConcepto / Referencia\tcargos\tAbonos\tSaldo\n")
    assert take("bbva", BBVA, content).frame.height == 3


def test_a_preamble_before_the_header_is_passed_over(take):
    frame = take("bbva", BBVA, bbva(BBVA_ROWS, header="Movimientos\n\n" + BBVA_HEADER)).frame
    assert frame["file_line"].to_list() == [4, 5, 6]


def test_rows_without_a_date_go_on_with_the_concept_above(take):
    rows = (
        "01-10-2026\tSPEI RECIBIDO\t\t1.00\t11.00\n\tBANORTE/0001\t\t\t\nFACT A1\n"
        "02-10-2026\tPAGO\t1.00\t\t10.00\n"
    )
    done = take("bbva", BBVA, bbva(rows))
    assert done.frame["description"].to_list() == ["SPEI RECIBIDO BANORTE/0001 FACT A1", "PAGO"]
    assert done.frame["file_line"].to_list() == [2, 5]
    assert done.rows_read == 2


def test_quotes_in_a_bbva_concept_are_characters(take):
    rows = '01-10-2026\t"PAGO 1/2"\t\t1.00\t11.00\n02-10-2026\tX "\t1.00\t\t10.00\n'
    frame = take("bbva", BBVA, bbva(rows)).frame
    assert frame["description"].to_list() == ['"PAGO 1/2"', 'X "']


def test_movements_that_are_alike_are_numbered(take):
    rows = (
        "01-10-2026\tA\t\t5.00\t15.00\n01-10-2026\tA\t5.00\t\t10.00\n"
        "01-10-2026\tA\t\t5.00\t15.00\n01-10-2026\tA\t5.00\t\t10.00\n"
    )
    assert take("bbva", BBVA, bbva(rows)).frame["occurrence_number"].to_list() == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("32-10-2026\tA\t\t1.00\t1.00\n", "movement_date", "a date that does not exist"),
        ("\tA\t\t1.00\t1.00\n", "movement_date", "empty where a value is required"),
        ("03-10-2026\tA\t\t1.000,00\t1.00\n", "deposit_amount", "number with a comma decimal"),
        ("03-10-2026\tA\t\t12,34.00\t1.00\n", "deposit_amount", "number in a notation"),
        ("03-10-2026\tA\t-1.00\t\t1.00\n", "withdrawal_amount", "less than 0"),
        ("03-10-2026\tA\t1.00\t1.00\t1.00\n", "deposit_amount", "both of deposit and withdrawal"),
        ("03-10-2026\tA\t\t\t1.00\n", "deposit_amount", "neither of deposit and withdrawal"),
        ("03-10-2026\tA\t\t1.00\t\n", "balance_amount", "empty where a value is required"),
        ("03-10-2026\tA\t\t1.00\t1.00\t9\n", "", "more fields than the header"),
    ],
)
def test_a_bad_movement_is_quarantined_and_the_others_land(take, row, column, reason):
    done = take("bbva", BBVA, bbva(row + BBVA_ROWS))
    assert done.frame.height == 3
    reject = done.rejects.row(0, named=True)
    assert reject["file_line"] == 2
    assert reject["column_name"].startswith(column)
    assert reject["reason"].startswith(reason)


def test_deposits_and_withdrawals_swapped_refuse_the_statement(refuse):
    header = BBVA_HEADER.replace("cargo\tAbono", "Abono\tcargo")
    assert "swapped" in refuse("bbva", BBVA, bbva(BBVA_ROWS, header)).reason


def test_a_single_break_of_the_chain_is_left_to_the_controls(take):
    rows = BBVA_ROWS + "05-10-2026\tB\t\t1.00\t99.00\n06-10-2026\tC\t\t1.00\t100.00\n"
    assert take("bbva", BBVA, bbva(rows)).frame.height == 5


def test_a_bbva_statement_cut_off_is_refused(refuse):
    error = refuse("bbva", BBVA, bbva(BBVA_ROWS + "03-10-2026\tPAGO DE"))
    assert error.reason.startswith("line 5, the last movement, has no balance")


def test_a_bbva_file_without_its_account_in_the_name_is_refused(refuse):
    assert "<account>_" in refuse("bbva", "octubre.txt", bbva(BBVA_ROWS)).remedy


def test_another_layout_is_refused_with_the_columns_expected(refuse):
    error = refuse("bbva", BBVA, b"Fecha,Descripcion,Importe\n2026-10-01,A,1\n")
    assert "Concepto / Referencia" in error.reason


def test_a_statement_without_movements_is_no_error(take):
    assert take("bbva", BBVA, bbva("")).rows_read == 0


def test_banorte_movements_are_read_in_their_layout(take):
    content = banorte(
        banorte_row("22/jun./2026", "$1,234.50", "-", "$2,234.50", detail="SPEI RECIBIDO, REF 7"),
        banorte_row("23/06/2026", "-", "$234.50", "-$2,000.00"),
        banorte_row("01/SEPT/2026", "-", "$0.50", "$-2,000.50", detail="=REFERENCIA CTA"),
    )
    done = take("banorte", "cuentas.csv", content)
    assert done.frame.drop("file_line", "occurrence_number").rows() == [
        (
            "0456789123",
            date(2026, 6, 22),
            "SPEI RECIBIDO, REF 7",
            "0001",
            Decimal("1234.50"),
            Decimal("0.00"),
            Decimal("2234.50"),
        ),
        (
            "0456789123",
            date(2026, 6, 23),
            "SPEI RECIBIDO",
            "0001",
            Decimal("0.00"),
            Decimal("234.50"),
            Decimal("-2000.00"),
        ),
        (
            "0456789123",
            date(2026, 9, 1),
            "SPEI RECIBIDO / =REFERENCIA CTA",
            "0001",
            Decimal("0.00"),
            Decimal("0.50"),
            Decimal("-2000.50"),
        ),
    ]
    assert "MOVIMIENTO" in done.unknown_columns


def test_banorte_deposits_and_withdrawals_swapped_refuse_the_statement(refuse):
    content = banorte(
        banorte_row("01/10/2026", "$1.00", "-", "$10.00"),
        banorte_row("02/10/2026", "$2.00", "-", "$8.00"),
        banorte_row("03/10/2026", "-", "$3.00", "$11.00"),
    )
    assert "swapped" in refuse("banorte", "cuentas.csv", content).reason


def test_a_statement_of_two_accounts_is_refused_without_naming_them(refuse):
    content = banorte(
        banorte_row("01/10/2026", "$1.00", "-", "$10.00"),
        banorte_row("01/10/2026", "$1.00", "-", "$10.00", account="'0999999999"),
    )
    error = refuse("banorte", "cuentas.csv", content)
    assert "2 accounts" in error.reason
    assert "0999999999" not in str(error)


def test_an_account_that_is_no_number_is_quarantined(take):
    content = banorte(banorte_row("01/10/2026", "$1.00", "-", "$10.00", account="'12AB"))
    assert take("banorte", "cuentas.csv", content).rejects["column_name"].to_list() == [
        "account_number"
    ]
