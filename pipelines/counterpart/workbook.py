"""The reconciliation as a workbook for the desk: bridge, differences, what agrees.

Belongs here: its sheets and their columns. Does not belong here: what the customer reads
(letter.py), the sums (bridge.py).
"""

from pathlib import Path

import polars as pl
from openpyxl import Workbook

from pipelines.counterpart.bridge import entries_of
from pipelines.counterpart.frames import MATCHED, Reconciliation
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import HEAD_ROWS, Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import SECTION, SUBTITLE
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import column, worded, write_single_table
from pipelines.reports.wording import Wording
from pipelines.reports.workbook_file import save_workbook


def write_workbook(found: Reconciliation, holder: str, context: ReportContext, path: Path) -> None:
    """holder: who the customer is, for the desk. The same inputs give the same bytes."""
    wording = Wording(context)
    workbook = Workbook(write_only=True)
    rows = shown_lines(found.lines, wording)
    is_matched = pl.col("is_matched")
    sheets = [write_bridge(workbook, found, holder, context, wording)]
    for key, columns, chosen in (
        ("reconciled_differences", difference_columns(wording), rows.filter(~is_matched)),
        ("reconciled_matches", match_columns(wording), rows.filter(is_matched)),
    ):
        table = Table(key, columns, chosen, context.functional_currency_code)
        sheets.append(write_single_table(workbook, key, table, context, wording)[0])
    title = wording.text("reconciliation.title")
    save_workbook(workbook, sheets, path, title=title, made_at=context.known_at)


def own(name: str, wording: Wording, kind: Kind = "text", *, total: bool = False) -> Column:
    return Column(name, wording.text(f"reconciliation.column.{name}"), kind, total)


def write_bridge(
    workbook: Workbook,
    found: Reconciliation,
    holder: str,
    context: ReportContext,
    wording: Wording,
) -> Sheet:
    """From their balance to ours, first in one line a currency, then class by class."""
    functional = context.functional_currency_code
    currency = column("currency_code", wording, "code")
    difference = column("difference_amount", wording, "amount", total=True)
    totals = Table(
        "reconciled_totals",
        (
            currency,
            own("their_balance_amount", wording, "amount"),
            own("total_difference_amount", wording, "amount"),
            own("our_balance_amount", wording, "amount"),
        ),
        found.totals.rename({"difference_amount": "total_difference_amount"}),
        functional,
    )
    bridge = Table(
        "reconciled_bridge",
        (
            own("class_code", wording),
            currency,
            own("line_count", wording, "count"),
            own("their_amount", wording, "amount", total=True),
            own("our_amount", wording, "amount", total=True),
            difference,
        ),
        worded(found.bridge, "class_code", "reconciliation_class", wording),
        functional,
    )
    faults = Table(
        "unread_lines",
        (
            own("line_numbers", wording, "count"),
            own("column_name", wording),
            own("fault_reason", wording),
        ),
        found.faults.rename({"line": "line_numbers", "reason": "fault_reason"}),
        functional,
        unit_column=None,
    )
    tables = {"totals": totals, "bridge": bridge, "faults": faults}
    sheet = Sheet(workbook, wording.text("reconciliation.sheet"), fit_widths(*tables.values()))
    remark = wording.text("reconciliation.remark")
    sheet.head(wording.text("reconciliation.title"), context, wording, remark)
    about = wording.text(
        "reconciliation.holder",
        holder=holder,
        cut=wording.day(found.statement_date),
        day=wording.day(found.as_of_date),
    )
    sheet.append([(about, SUBTITLE)], height=15)
    assert sheet.row == HEAD_ROWS + 1
    for name, table in tables.items():
        sheet.skip()
        sheet.append([(wording.text(f"reconciliation.{name}"), SECTION)], height=18)
        write_table(sheet, table, wording, wording.text("table.empty"))
    sheet.set_page(context, wording)
    return sheet


def shown_lines(lines: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    """LINES, each row in one currency, codes in words."""
    rows = entries_of(lines).with_columns(
        is_matched=pl.col("class_code") == MATCHED,
        currency_code="unit_code",
        line_numbers=pl.col("lines").list.eval(pl.element().cast(pl.String)).list.join(", "),
    )
    for name in ("class", "reason", "evidence"):
        rows = worded(rows, f"{name}_code", f"reconciliation_{name}", wording)
    return rows


def difference_columns(wording: Wording) -> tuple[Column, ...]:
    return (
        own("class_code", wording),
        own("reason_code", wording),
        *document_columns(wording),
        own("their_amount", wording, "amount", total=True),
        own("our_amount", wording, "amount", total=True),
        column("difference_amount", wording, "amount", total=True),
        own("evidence_code", wording, "code"),
    )


def match_columns(wording: Wording) -> tuple[Column, ...]:
    """One amount: both sides have it."""
    return (
        own("their_number", wording, "code"),
        *(each for each in document_columns(wording) if each.name != "their_number"),
        own("our_amount", wording, "amount", total=True),
        own("evidence_code", wording, "code"),
    )


def document_columns(wording: Wording) -> tuple[Column, ...]:
    return (
        column("currency_code", wording, "code"),
        own("line_numbers", wording, "code"),
        own("their_number", wording, "code"),
        own("their_date", wording, "date"),
        own("document_number", wording, "code"),
        own("document_date", wording, "date"),
        column("due_date", wording, "date"),
    )
