"""Banxico's series as the SIE exports them: preamble, series in columns, days without a value."""

from datetime import date, datetime
from decimal import Decimal

from pipelines.contracts.banxico import EMPTY_CELL, NOT_PUBLISHED, SERIES

PREAMBLE = "Banco de México\nTipos de cambio,,\n\nTítulo,FIX,Para pagos\nFecha de consulta,x\n"
HEADER = "Fecha,SF43718,SF60653\n"


def export(rows: str, header: str = HEADER) -> bytes:
    return (PREAMBLE + header + rows).encode("cp1252")


def test_each_series_and_day_is_a_row_and_a_day_without_a_value_says_why(take):
    done = take("banxico", "fix.csv", export("18/08/2026,17.0638,N/E\n20/08/2026,,17.0638\n"))
    assert done.frame.rows() == [
        ("SF43718", date(2026, 8, 18), Decimal("17.063800"), None, 7),
        ("SF60653", date(2026, 8, 18), None, NOT_PUBLISHED, 7),
        ("SF43718", date(2026, 8, 20), None, EMPTY_CELL, 8),
        ("SF60653", date(2026, 8, 20), Decimal("17.063800"), None, 8),
    ]
    assert done.rows_read == 4


def test_an_export_in_which_every_cell_is_quoted_is_read_alike(take):
    text = PREAMBLE + '"Fecha","SF43718"\n"02/01/2020","18.8817"\n"01/01/2020","n/e"\n'
    done = take("banxico", "fix.csv", text.encode("utf-8-sig"))
    assert done.frame["rate"].to_list() == [Decimal("18.881700"), None]


def test_several_series_of_one_file_keep_their_decimals(take):
    header = "Fecha,SF43718,SF46410,SP68257\n"
    done = take("banxico", "todo.csv", export("31/12/2024,20.7862,21.5272,8.340909\n", header))
    assert dict(done.frame.select("series_code", "rate").iter_rows()) == {
        "SF43718": Decimal("20.786200"),
        "SF46410": Decimal("21.527200"),
        "SP68257": Decimal("8.340909"),
    }


def test_a_workbook_with_real_dates_and_numbers_gives_the_same_rates(take):
    rows: list[list[object]] = [
        ["Banco de México"],
        ["Título", "FIX", "Para pagos"],
        ["Fecha", "SF43718", "SF60653"],
        [datetime(2026, 8, 18), 17.0638, "N/E"],
        ["20/08/2026", "N/E", 17.0638],
        [None, None, None],
    ]
    done = take("banxico", "fix.xlsx", rows)
    assert done.frame.select("series_code", "rate_date", "rate").rows() == [
        ("SF43718", date(2026, 8, 18), Decimal("17.063800")),
        ("SF60653", date(2026, 8, 18), None),
        ("SF43718", date(2026, 8, 20), None),
        ("SF60653", date(2026, 8, 20), Decimal("17.063800")),
    ]


def test_columns_that_are_no_known_series_are_named_and_left_out(take):
    header = "Fecha,SF43718,SF17908,Nota\n"
    done = take("banxico", "fix.csv", export("18/08/2026,17.0,16.9,x\n", header))
    assert done.unknown_columns == ("SF17908", "Nota")
    assert done.frame["series_code"].to_list() == ["SF43718"]


def test_a_file_of_unknown_series_alone_is_refused_with_the_known_ones(refuse):
    error = refuse("banxico", "otra.csv", export("18/08/2026,17.0\n", "Fecha,SF17908\n"))
    assert "none of the series" in error.reason
    assert all(code in error.remedy for code in SERIES)


def test_blank_lines_are_no_days_and_a_value_without_a_day_is_rejected(take):
    done = take("banxico", "fix.csv", export(",,\n18/08/2026,17.1,17.2\n,17.3,\n,,\n"))
    assert done.frame.height == 2
    assert done.rejects.select("column_name", "reason", "file_line").rows() == [
        ("rate_date", "empty where a value is required", 9)
    ]


def test_a_bad_day_rejects_each_series_of_its_line(take):
    done = take("banxico", "fix.csv", export("31/02/2026,17.1,17.2\n18/08/2026,17.0,17.3\n"))
    assert done.rejected_count == 2
    assert set(done.rejects["column_name"]) == {"rate_date"}
    assert done.rejects["file_line"].to_list() == [7, 7]


def test_days_in_another_format_are_rejected_and_not_turned_round(take):
    rows = "2026-08-18,17.1,17.1\n08/18/2026,17.1,17.1\n18-ago-2026,17.1,17.1\n19/08/2026,17.2,\n"
    done = take("banxico", "fix.csv", export(rows))
    assert done.rejected_count == 6
    assert set(done.frame["rate_date"]) == {date(2026, 8, 19)}


def test_a_bad_rate_rejects_only_itself(take):
    done = take("banxico", "fix.csv", export('18/08/2026,"17,0",17.3\n19/08/2026,0,17.4\n'))
    assert done.rejects["reason"].to_list() == ["number with a comma decimal", "not greater than 0"]
    assert done.frame["series_code"].to_list() == ["SF60653", "SF60653"]


def test_two_rates_of_one_day_contradict_each_other(take):
    done = take("banxico", "fix.csv", export("18/08/2026,17.0,\n18/08/2026,17.1,\n"))
    assert done.rejects["reason"].to_list() == ["same key, different content"] * 2
    assert done.duplicate_rows == 1


def test_a_file_without_series_is_refused_with_what_is_expected(refuse):
    error = refuse("banxico", "fix.csv", b"fecha,fuente,tipo_cambio\n2026-08-18,FIX,17.0\n")
    assert "SF43718" in error.reason
