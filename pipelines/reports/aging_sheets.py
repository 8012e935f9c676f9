"""Balances at the as-of date: by customer, by group, and overdue document by document.

Belongs here: which columns these sheets show and in which order their rows stand.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import BUCKETS, GROUPING_CODES, FinanceFrames
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import HEAD_ROWS, Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import SECTION
from pipelines.reports.table import Column, Table
from pipelines.reports.table_sheet import (
    cells_of,
    colour_old,
    column,
    only_positive,
    write_single_table,
    yes_no,
)
from pipelines.reports.wording import Wording

ROWS_THAT_FIT_WITH_OTHERS = 12


def bucket_labels(buckets: pl.DataFrame, context: ReportContext) -> list[str]:
    """The policy's words for the buckets, from not due to the oldest."""
    return buckets.sort("bucket_number")[f"label_{context.language}"].to_list()


def bucket_columns(frames: FinanceFrames, context: ReportContext) -> list[Column]:
    labels = bucket_labels(frames.buckets, context)
    return [
        Column(name, label, "amount", True) for name, label in zip(BUCKETS, labels, strict=True)
    ]


def balance_columns(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> list[Column]:
    return [
        *bucket_columns(frames, context),
        column("overdue_amount", wording, "amount", total=True),
        column("open_amount", wording, "amount", total=True),
        column("unapplied_amount", wording, "amount", total=True),
        column("balance_amount", wording, "amount", total=True),
        column("balance_amount_mxn", wording, "functional", total=True),
        column("closing_balance_amount_mxn", wording, "functional", total=True),
    ]


def aging_by_customer_table(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Table:
    """The ageing by customer and currency, the largest balance first. Up to ``max_past_due_days``
    it is printed; what follows is more than a page holds, for filtering on the screen.
    """
    frame = frames.aging_by_customer.sort(
        "closing_balance_amount_mxn",
        "customer_id",
        "currency_code",
        descending=[True, False, False],
    ).with_columns(only_positive("max_past_due_days"))
    *balances, document_rate, closing_rate = balance_columns(frames, context, wording)
    columns = (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("currency_code", wording, "code"),
        *balances,
        closing_rate,
        column("max_past_due_days", wording, "count"),
        document_rate,
        column("unrealised_fx_amount_mxn", wording, "functional", total=True),
        column("open_item_count", wording, "count"),
        column("credit_limit_amount", wording, "amount"),
        column("salesperson_name", wording),
        column("zone_name", wording),
        column("customer_type_name", wording),
        column("legal_entity_id", wording, "code"),
    )
    return Table("aging_by_customer", columns, frame, context.functional_currency_code)


def write_aging_by_customer(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    table = aging_by_customer_table(frames, context, wording)
    printed = [each.name for each in table.columns].index("max_past_due_days") + 1
    sheet, place = write_single_table(
        workbook, "aging_by_customer", table, context, wording, printed_columns=printed
    )
    colour_old(sheet, cells_of(table, place, "max_past_due_days"))
    return sheet


def aging_by_group_tables(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> list[Table]:
    """The ageing by salesperson, by zone and by currency."""
    tables = []
    for grouping in GROUPING_CODES:
        rows = frames.aging_by_group.filter(pl.col("grouping_code") == grouping)
        columns = (
            Column("group_name", wording.text(f"column.{grouping}")),
            column("currency_code", wording, "code"),
            *balance_columns(frames, context, wording),
        )
        frame = rows.sort("group_name", "currency_code", nulls_last=True)
        name = f"aging_by_{grouping}"
        tables.append(Table(name, columns, frame, context.functional_currency_code))
    return tables


def write_aging_by_group(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the three tables, one below another."""
    tables = aging_by_group_tables(frames, context, wording)
    title = wording.text("aging_by_group.sheet")
    sheet = Sheet(workbook, title, fit_widths(*tables), freeze=f"B{HEAD_ROWS + 1}")
    remark = wording.text("aging_by_group.remark")
    sheet.head(wording.text("aging_by_group.title"), context, wording, remark)
    sheet.skip()
    for grouping, table in zip(GROUPING_CODES, tables, strict=True):
        if table.frame.height > ROWS_THAT_FIT_WITH_OTHERS and table is not tables[0]:
            sheet.break_page()
        sheet.append([(wording.text(f"column.{grouping}"), SECTION)], height=18)
        write_table(sheet, table, wording, wording.text("table.empty"))
        sheet.skip()
    sheet.set_page(context, wording)
    return sheet


def overdue_items_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """The overdue items, by customer and then the oldest first."""
    labels = {
        str(number): label for number, label in enumerate(bucket_labels(frames.buckets, context))
    }
    frame = frames.overdue_items.sort(
        "customer_name",
        "customer_id",
        "currency_code",
        "due_date",
        "document_id",
        "installment_number",
        nulls_last=True,
    ).with_columns(
        pl.col("bucket_number").cast(pl.String).replace(labels),
        yes_no("is_due_date_assumed", wording),
    )
    columns = (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("salesperson_name", wording),
        column("document_number", wording, "code"),
        column("concept_name", wording),
        column("installment_number", wording, "count"),
        column("document_date", wording, "date"),
        column("due_date", wording, "date"),
        column("is_due_date_assumed", wording, "code"),
        column("past_due_days", wording, "count"),
        column("bucket_number", wording, "code"),
        column("currency_code", wording, "code"),
        column("original_amount", wording, "amount", total=True),
        column("open_amount", wording, "amount", total=True),
        column("open_amount_mxn", wording, "functional", total=True),
    )
    return Table("overdue_items", columns, frame, context.functional_currency_code)


def write_overdue_items(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    table = overdue_items_table(frames, context, wording)
    sheet, place = write_single_table(workbook, "overdue_items", table, context, wording)
    colour_old(sheet, cells_of(table, place, "past_due_days"))
    return sheet
