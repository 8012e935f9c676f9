"""Printed reports: the day or period they are of, and the dates of their lines."""

from datetime import date

import pytest

from tests.unit.sources.printed_reports.printed_rows import (
    AGING_ROWS,
    MOVEMENTS_ROWS,
    Rows,
    as_csv,
    edited,
)


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("Al 31 de octubre de 2026", None, "2026-10-31"),
        ("SALDOS AL 31/OCT/2026 EN PESOS", None, "2026-10-31"),
        ("Fecha de corte: 31-10-2026", None, "2026-10-31"),
        ("Al 31/10/26", None, "2026-10-31"),
        ("Al 2026-10-31 00:00:00", None, "2026-10-31"),
        ("Del 01/10/2026 al 31/10/2026", "2026-10-01", "2026-10-31"),
        ("Del 1 al 31 de octubre de 2026", "2026-10-01", "2026-10-31"),
        (
            "Desde el 1 de septiembre de 2026 hasta el 31 de octubre de 2026",
            "2026-09-01",
            "2026-10-31",
        ),
        ("Periodo: del 15 de septiembre al 31 de octubre del 2026", "2026-09-15", "2026-10-31"),
    ],
)
def test_the_date_is_read_as_reports_print_it(take, printed: str, first: str, last: str):
    if first is None:
        _, done = take(as_csv([[printed], *AGING_ROWS[4:]]))
    else:
        _, done = take(as_csv([[printed], *MOVEMENTS_ROWS[2:]]))
        assert str(done.frame["fecha_inicial"][0]) == first
    assert str(done.frame["fecha_corte"][0]) == last


def test_the_day_it_was_printed_is_not_its_date(take):
    _, done = take(as_csv([["Fecha: 03/11/2026", "Hora: 06:30"], *AGING_ROWS]))
    assert done.frame["fecha_corte"][0] == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("titles", "reason"),
    [
        ([["Antigüedad de saldos"]], "no date stands above its header"),
        ([["Al 31/10/2026"], ["Saldos al 30/09/2026"]], "more than one date"),
        ([["Al 31/02/2026"]], "does not exist"),
    ],
)
def test_a_report_without_one_date_is_refused_with_what_to_print(refuse, titles: Rows, reason: str):
    message = refuse(as_csv([*titles, *AGING_ROWS[4:]]))
    assert reason in message
    assert "Al 31 de octubre de 2026" in message


def test_movements_without_a_period_are_refused(refuse):
    assert "no period" in refuse(as_csv([["Al 31/10/2026"], *MOVEMENTS_ROWS[2:]]))


def test_a_period_that_ends_before_it_begins_is_refused(refuse):
    rows = [["Del 31/10/2026 al 01/10/2026"], *MOVEMENTS_ROWS[2:]]
    assert "ends before it begins" in refuse(as_csv(rows))


def test_dates_in_three_formats_are_read_and_a_fourth_is_rejected(take):
    rows = edited(edited(AGING_ROWS, 5, 4, "03-feb-2026"), 6, 4, "2026-10-03")
    _, done = take(as_csv(edited(rows, 7, 4, "Sept 1st")))
    assert done.frame["fecha"].to_list() == [date(2026, 2, 3), date(2026, 10, 3)]
    assert done.rejects["reason"].to_list() == ["text where a date is expected"]
