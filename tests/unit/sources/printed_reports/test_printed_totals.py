"""Printed reports: totals and running balances between the lines are checked, not read as lines."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.contracts.microsip_reports import DOCUMENTS
from tests.unit.sources.printed_reports.printed_rows import (
    AGING_HEADER,
    AGING_LINES,
    AGING_ROWS,
    AGING_TOTAL,
    BALANCES_ROWS,
    DOCUMENTS_ROWS,
    MOVEMENTS_ROWS,
    TITLES,
    as_csv,
    as_xlsx,
    edited,
    lines,
)


def test_a_total_may_leave_cancelled_documents_out_or_count_them(take, refuse):
    table, done = take(as_csv(DOCUMENTS_ROWS))
    assert table is DOCUMENTS
    assert lines(done, "folio", "total", "moneda", "tipo_cambio", "estatus")[1] == (
        "A00000010",
        Decimal("58.00"),
        "Dólares",
        Decimal("18.351200"),
        "CANCELADO",
    )
    both = ["Total general", None, None, None, None, "150.00", "24.00", "174.00"]
    take(as_csv([*DOCUMENTS_ROWS[:-1], both]))
    neither = ["Total general", None, None, None, None, "150.00", "24.00", "116.00"]
    assert "58.00 less in total" in refuse(as_csv([*DOCUMENTS_ROWS[:-1], neither]))


@pytest.mark.parametrize(
    ("total", "says"),
    [
        (
            ["Total general", *[None] * 11, "12,850.74"],
            "total of the report, has 0.01 less in saldo",
        ),
        (["Total cliente C02", *[None] * 11, "251.25"], "total of cliente, has 1.00 more in saldo"),
        (
            ["Total página", *[None] * 11, "12,000.00"],
            "total of the page, has 850.75 less in saldo",
        ),
        (["Subtotal", *[None] * 11, "250.00"], "total of the lines above, has 0.25 less in saldo"),
        ([*[None] * 12, "99.00"], "total of the lines above, has 151.25 less in saldo"),
        (["Total general", *[None] * 11, "###"], "total of the report, holds no amount in saldo"),
    ],
)
def test_a_printed_total_that_differs_refuses_the_file_and_says_by_how_much(
    refuse, total: list[Any], says: str
):
    message = refuse(as_csv([*TITLES, AGING_HEADER, *AGING_LINES, total, AGING_TOTAL]))
    assert says in message
    assert message.startswith("row 9, ")


def test_a_wrong_total_of_a_workbook_is_refused_too(refuse):
    assert "12.00 more in vencido_1" in refuse(as_xlsx(edited(AGING_ROWS, -1, 8, "262.25")))


def test_a_wrong_total_with_lines_that_cannot_be_read_says_so(refuse):
    message = refuse(as_csv(edited(AGING_ROWS, 6, 12, "1.000,50")))
    assert "the amounts of 1 lines cannot be read, the first in row 7" in message


def test_a_report_without_its_last_total_is_refused_unless_its_layout_has_none(
    refuse, take, tmp_path: Path
):
    assert "the rest may be missing" in refuse(as_csv(AGING_ROWS[:-1]))
    lenient = "reports:\n  - {name: sin_total, report: aging, grand_total: optional}\n"
    (tmp_path / "report_layouts.yaml").write_text(lenient)
    assert take(as_csv(AGING_ROWS[:-1]))[1].frame.height == 3


def test_a_total_by_currency_covers_the_report(take):
    rows = [*TITLES, AGING_HEADER, ["MONEDA: Pesos"], *AGING_LINES[:2]]
    rows += [["Total moneda", *[None] * 11, "12,600.50"], ["MONEDA: Dólares"], AGING_LINES[2]]
    _, done = take(as_csv([*rows, ["Total moneda", *[None] * 11, "250.25"]]))
    assert done.frame["moneda"].to_list() == ["Pesos", "Pesos", "Dólares"]


def test_a_running_balance_that_does_not_go_on_refuses_the_file(refuse):
    message = refuse(as_csv(edited(MOVEMENTS_ROWS, 6, 6, "351.00")))
    assert "row 7: the running balance is off by 1.00" in message


def test_a_closing_balance_must_be_the_last_one(take, refuse):
    closing: list[Any] = ["Saldo final", *[None] * 5, "350.00"]
    take(as_csv([*MOVEMENTS_ROWS[:7], closing, *MOVEMENTS_ROWS[7:]]))
    wrong = [*MOVEMENTS_ROWS[:7], edited([closing], 0, 6, "349.00")[0], *MOVEMENTS_ROWS[7:]]
    assert "off by 1.00" in refuse(as_csv(wrong))


def test_a_line_whose_buckets_are_not_its_balance_is_rejected(take):
    rows = edited(AGING_ROWS, 5, 9, "5.00")[:-1]
    _, done = take(as_csv([*rows, [*[None] * 12, "12,850.75"]]))
    assert done.rejects.select("file_line", "column_name", "reason").row(0) == (
        6,
        "saldo",
        "the buckets do not add up to the balance",
    )
    assert done.all_rejected_keys_known


def test_a_balance_that_its_movements_do_not_make_is_rejected(take):
    rows = edited(edited(BALANCES_ROWS, 3, 4, "101.00"), -1, 4, "141.00")
    _, done = take(as_csv(rows))
    assert done.rejects["reason"].to_list() == [
        "last balance and movements do not make this balance"
    ]
