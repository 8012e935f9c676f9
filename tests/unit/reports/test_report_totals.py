"""The live totals: what their formulas come to, and that no two currencies are ever added up."""

import re
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.contracts.report_frames import BUCKETS, FinanceFrames

OF_ALL = re.compile(r"=SUBTOTAL\(109,([A-Z]+)\$(\d+):\1\$(\d+)\)")
OF_CURRENCY = re.compile(
    r'=SUMPRODUCT\(--\(\$([A-Z]+)\$(\d+):\$\1\$(\d+)="([A-Z]{3})"\),'
    r"SUBTOTAL\(109,OFFSET\(([A-Z]+)\$\2,ROW\(\5\$\2:\5\$\3\)-ROW\(\5\$\2\),0\)\)\)"
)
BALANCES = (
    *BUCKETS,
    "overdue_amount",
    "open_amount",
    "unapplied_amount",
    "balance_amount",
)
# Sheet, table (named as its frame), and the totalled columns in the order of the sheet.
SHEETS = (
    (
        "Provisión",
        "provision_bridge",
        (
            "opening_amount_mxn",
            "exchange_amount_mxn",
            "volume_amount_mxn",
            "mix_amount_mxn",
            "rate_amount_mxn",
            "forward_looking_amount_mxn",
            "overlay_amount_mxn",
            "used_amount_mxn",
            "closing_amount_mxn",
        ),
    ),
    (
        "Provisión",
        "provision",
        (
            "open_amount",
            "closing_amount_mxn",
            "related_amount_mxn",
            "disputed_amount_mxn",
            "insured_amount_mxn",
            "exposed_amount_mxn",
            "provision_amount_mxn",
        ),
    ),
    (
        "Incobrables e intereses",
        "bad_debt_candidates",
        ("open_amount", "open_amount_mxn", "deductible_amount_mxn"),
    ),
    (
        "Incobrables e intereses",
        "moratory_interest",
        ("open_amount", "interest_amount", "vat_amount"),
    ),
    (
        "Pronóstico de cobranza",
        "cash_forecast",
        ("expected_amount", "due_date_amount", "late_amount", "early_amount"),
    ),
    (
        "Cambios a meses cerrados",
        "closed_month_bridges",
        ("change_amount", "change_amount_mxn"),
    ),
    (
        "Cambios a meses cerrados",
        "closed_month_changes",
        ("change_amount", "change_amount_mxn", "moved_amount"),
    ),
    (
        "Antigüedad por cliente",
        "aging_by_customer",
        (
            *BALANCES,
            "closing_balance_amount_mxn",
            "balance_amount_mxn",
            "unrealised_fx_amount_mxn",
        ),
    ),
    (
        "Vencido por documento",
        "overdue_items",
        ("original_amount", "open_amount", "open_amount_mxn"),
    ),
    (
        "Movimiento de cartera",
        "rollforward",
        (
            "opening_amount",
            "charges_amount",
            "receipts_amount",
            "credit_memos_amount",
            "write_offs_amount",
            "discounts_amount",
            "adjustments_amount",
            "closing_amount",
            "opening_amount_mxn",
            "movements_amount_mxn",
            "fx_amount_mxn",
            "closing_amount_mxn",
        ),
    ),
    (
        "Aplicaciones del mes",
        "applications",
        ("applied_amount", "discount_amount", "applied_amount_mxn"),
    ),
    (
        "Saldos a favor",
        "unapplied_credits",
        ("original_amount", "used_amount", "unapplied_amount", "unapplied_amount_mxn"),
    ),
    (
        "Cambios del mes",
        "changes",
        (
            "previous_balance_amount",
            "balance_amount",
            "change_amount",
            "previous_overdue_amount",
            "overdue_amount",
            "overdue_change_amount",
        ),
    ),
)


def evaluate(sheet: Worksheet, formula: str) -> tuple[str | None, Decimal]:
    """What a spreadsheet makes of a total with no filter on: its currency and its amount."""
    if found := OF_ALL.fullmatch(formula):
        column, first, last = found.groups()
        currency, condition = None, None
    else:
        found = OF_CURRENCY.fullmatch(formula)
        assert found, formula
        condition, first, last, currency, column = found.groups()
    total = Decimal(0)
    for row in range(int(first), int(last) + 1):
        amount = sheet[f"{column}{row}"].value
        if condition is None or sheet[f"{condition}{row}"].value == currency:
            total += Decimal(str(amount or 0))
    return currency, total.quantize(Decimal("0.01"))


def totals_above(sheet: Worksheet, table_name: str) -> list[list[str]]:
    """The formulas of each row of totals above a table, the nearest row last."""
    _, header, last_column, _ = range_boundaries(sheet.tables[table_name].ref)
    rows = []
    for row in range(header - 1, 0, -1):
        label = sheet.cell(row, 1).value
        if not (isinstance(label, str) and label.startswith("Total")):
            break
        cells = [sheet.cell(row, column).value for column in range(2, last_column + 1)]
        rows.insert(0, [cell for cell in cells if cell is not None])
    return rows


@pytest.mark.parametrize(("title", "name", "columns"), SHEETS)
def test_the_totals_of_a_sheet_are_those_of_its_frame_per_currency(
    report: Workbook,
    frames: FinanceFrames,
    title: str,
    name: str,
    columns: tuple[str, ...],
) -> None:
    frame = frames.by_name()[name]
    functional = [column for column in columns if column.endswith("_mxn")]
    rows = totals_above(report[title], name)
    expected = [
        [(code, sum(frame.filter(currency_code=code)[column])) for column in columns]
        for code in ("MXN", "USD")
    ]
    if functional:
        expected.append([(None, sum(frame[column])) for column in functional])
    assert [[evaluate(report[title], formula) for formula in row] for row in rows] == expected


@pytest.mark.parametrize("grouping", ["salesperson", "zone", "currency"])
def test_each_grouping_comes_to_the_totals_by_customer(
    report: Workbook, frames: FinanceFrames, grouping: str
) -> None:
    sheet = report["Por agente, zona y moneda"]
    columns = (*BALANCES, "balance_amount_mxn", "closing_balance_amount_mxn")
    aging = frames.aging_by_customer
    expected = [
        [(code, sum(aging.filter(currency_code=code)[name])) for name in columns]
        for code in ("MXN", "USD")
    ]
    expected.append([(None, sum(aging[name])) for name in columns[-2:]])
    rows = totals_above(sheet, f"aging_by_{grouping}")
    assert [[evaluate(sheet, formula) for formula in row] for row in rows] == expected


def test_every_formula_of_the_report_is_one_of_the_two_kinds_of_total(report: Workbook) -> None:
    formulas = [
        cell.value
        for sheet in report
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert all(OF_ALL.fullmatch(text) or OF_CURRENCY.fullmatch(text) for text in formulas)


def test_every_total_can_be_read_without_calculating(
    report: Workbook, report_values: Workbook
) -> None:
    for sheet in report:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    shown = report_values[sheet.title][cell.coordinate].value
                    assert shown is not None
                    value = Decimal(str(shown)).quantize(Decimal("0.01"))
                    assert value == evaluate(sheet, cell.value)[1]
