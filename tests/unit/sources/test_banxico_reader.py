"""Banxico's SIE export: preamble, series in columns, days without a value."""

from datetime import date
from decimal import Decimal

PREAMBLE = "Banco de México\nTipos de cambio,,\n\nTítulo,FIX,Para pagos\nFecha de consulta,x\n"
HEADER = "Fecha,SF43718,SF60653\n"


def export(rows: str, header: str = HEADER) -> bytes:
    return (PREAMBLE + header + rows).encode("cp1252")


def test_each_series_and_day_with_a_value_is_a_row(take):
    done = take("banxico", "fix.csv", export("18/08/2026,17.0638,N/E\n20/08/2026,,17.0638\n"))
    assert done.frame.rows() == [
        ("SF43718", date(2026, 8, 18), Decimal("17.063800"), 7),
        ("SF60653", date(2026, 8, 20), Decimal("17.063800"), 8),
    ]
    assert done.rows_read == 2


def test_columns_that_are_no_series_are_named_and_left_out(take):
    done = take("banxico", "fix.csv", export("18/08/2026,17.0,x\n", "Fecha,SF43718,Nota\n"))
    assert done.unknown_columns == ("Nota",)
    assert done.frame.height == 1


def test_a_bad_day_rejects_each_series_of_its_line(take):
    done = take("banxico", "fix.csv", export("31/02/2026,17.1,17.2\n18/08/2026,17.0,17.3\n"))
    assert done.rejected_count == 2
    assert set(done.rejects["column_name"]) == {"rate_date"}
    assert done.rejects["file_line"].to_list() == [7, 7]


def test_a_bad_rate_rejects_only_itself(take):
    done = take("banxico", "fix.csv", export('18/08/2026,"17,0",17.3\n19/08/2026,0,17.4\n'))
    assert done.rejects["reason"].to_list() == ["number with a comma decimal", "not greater than 0"]
    assert done.frame["series_code"].to_list() == ["SF60653", "SF60653"]


def test_a_file_without_series_is_refused_with_what_is_expected(refuse):
    error = refuse("banxico", "fix.csv", b"fecha,fuente,tipo_cambio\n2026-08-18,FIX,17.0\n")
    assert "SF43718" in error.reason
