"""Printed reports that cannot be taken, and that a refusal says nothing of anybody."""

import pytest

from pipelines.sources import report_grid
from tests.unit.sources.printed_reports.printed_rows import (
    AGING_HEADER,
    AGING_ROWS,
    TITLES,
    Rows,
    as_csv,
    as_xlsx,
    edited,
)


def test_a_later_page_with_moved_columns_is_refused(refuse):
    moved: Rows = [["", *row] for row in AGING_ROWS[4:]]
    message = refuse(as_csv([*AGING_ROWS[:-1], *moved]))
    assert "row 9 repeats the header in other columns" in message


def test_a_file_that_is_no_known_report_is_refused_with_the_columns_expected(refuse):
    message = refuse(b"Fecha;Cuenta;Debe;Haber\n01/10/2026;105-001;1;0\n")
    assert "aging: por_vencer, saldo, vencido_1" in message
    assert "report_layouts.yaml" in message


def test_a_report_without_lines_is_refused(refuse):
    assert "no lines" in refuse(as_csv([*TITLES, AGING_HEADER, ["Total general", *[None] * 12]]))


def test_a_report_of_more_cells_than_reports_have_is_refused(refuse, monkeypatch):
    monkeypatch.setattr(report_grid, "MAX_CELLS", 50)
    assert "more than" in refuse(as_csv(AGING_ROWS))
    assert "more than" in refuse(as_xlsx(AGING_ROWS))


def test_a_line_without_end_is_refused(refuse):
    assert "row a line" in refuse(b"Clave;" + b"x" * (1 << 20) + b"\n")


@pytest.mark.parametrize("row", range(4, len(AGING_ROWS)))
def test_no_name_code_or_amount_of_the_report_is_in_a_refusal(refuse, row: int):
    message = refuse(as_csv(edited(AGING_ROWS, row, 12, "777.77")))
    assert not any(word in message for word in ("ÁGUILA", "C01", "A1", "777.77", "11,600.00"))
