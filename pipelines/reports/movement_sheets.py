"""What moved in the month: roll-forward, applications, unapplied credits, changes.

Belongs here: which columns these sheets show and in which order their rows stand.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import CHANGE_CODES, FinanceFrames
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.styles import GREEN, RED
from pipelines.reports.table import Column, Table
from pipelines.reports.table_sheet import (
    cells_of,
    colour_old,
    colour_words,
    column,
    only_positive,
    worded,
    write_single_table,
)
from pipelines.reports.wording import Wording

BY_CUSTOMER = ("customer_name", "customer_id", "currency_code")


def customer_columns(wording: Wording) -> list[Column]:
    return [
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("currency_code", wording, "code"),
    ]


def rollforward_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """Opening + movements = closing, by customer and currency."""
    amounts = (
        "opening_amount",
        "charges_amount",
        "receipts_amount",
        "credit_memos_amount",
        "write_offs_amount",
        "discounts_amount",
        "adjustments_amount",
        "closing_amount",
    )
    functional = (
        "opening_amount_mxn",
        "movements_amount_mxn",
        "fx_amount_mxn",
        "closing_amount_mxn",
    )
    columns = (
        *customer_columns(wording),
        *(column(name, wording, "amount", total=True) for name in amounts),
        *(column(name, wording, "functional", total=True) for name in functional),
    )
    frame = frames.rollforward.sort(*BY_CUSTOMER, nulls_last=True)
    return Table("rollforward", columns, frame, context.functional_currency_code)


def write_rollforward(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    table = rollforward_table(frames, context, wording)
    return write_single_table(workbook, "rollforward", table, context, wording)[0]


def applications_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """What credits paid which charges in the month, by date."""
    columns = (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("effective_date", wording, "date"),
        column("credit_class_code", wording),
        column("credit_document_number", wording, "code"),
        column("credit_date", wording, "date"),
        column("charge_document_number", wording, "code"),
        column("charge_date", wording, "date"),
        column("currency_code", wording, "code"),
        column("applied_amount", wording, "amount", total=True),
        column("discount_amount", wording, "amount", total=True),
        column("applied_amount_mxn", wording, "functional", total=True),
    )
    frame = worded(frames.applications, "credit_class_code", "credit_class", wording).sort(
        "effective_date",
        *BY_CUSTOMER,
        "credit_document_id",
        "charge_document_id",
        "applied_amount",
        "discount_amount",
        "applied_amount_mxn",
        nulls_last=True,
    )
    return Table("applications", columns, frame, context.functional_currency_code)


def write_applications(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    table = applications_table(frames, context, wording)
    return write_single_table(workbook, "applications", table, context, wording)[0]


def unapplied_credits_table(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Table:
    """Credits with an amount left, by customer and then the oldest first."""
    columns = (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("credit_class_code", wording),
        column("document_number", wording, "code"),
        column("document_date", wording, "date"),
        column("age_days", wording, "count"),
        column("currency_code", wording, "code"),
        column("original_amount", wording, "amount", total=True),
        column("used_amount", wording, "amount", total=True),
        column("unapplied_amount", wording, "amount", total=True),
        column("unapplied_amount_mxn", wording, "functional", total=True),
    )
    frame = worded(frames.unapplied_credits, "credit_class_code", "credit_class", wording).sort(
        *BY_CUSTOMER, "document_date", "document_id", nulls_last=True
    )
    return Table("unapplied_credits", columns, frame, context.functional_currency_code)


def write_unapplied_credits(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    table = unapplied_credits_table(frames, context, wording)
    sheet, place = write_single_table(workbook, "unapplied_credits", table, context, wording)
    colour_old(sheet, cells_of(table, place, "age_days"))
    return sheet


def changes_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """Customers that changed: new, settled, worse, better; the largest change first."""
    days = ("previous_max_past_due_days", "max_past_due_days")
    order = pl.col("change_code").replace_strict(
        {code: position for position, code in enumerate(CHANGE_CODES)}, return_dtype=pl.Int64
    )
    frame = frames.changes.sort(
        order,
        pl.col("change_amount").abs(),
        *BY_CUSTOMER[1:],
        descending=[False, True, False, False],
    ).with_columns(only_positive(name) for name in days)
    columns = (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("change_code", wording, "code"),
        column("currency_code", wording, "code"),
        column("previous_balance_amount", wording, "amount", total=True),
        column("balance_amount", wording, "amount", total=True),
        column("change_amount", wording, "amount", total=True),
        column("previous_overdue_amount", wording, "amount", total=True),
        column("overdue_amount", wording, "amount", total=True),
        column("overdue_change_amount", wording, "amount", total=True),
        column("previous_max_past_due_days", wording, "count"),
        column("max_past_due_days", wording, "count"),
    )
    worded_frame = worded(frame, "change_code", "change", wording)
    return Table("changes", columns, worded_frame, context.functional_currency_code)


def write_changes(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    table = changes_table(frames, context, wording)
    sheet, place = write_single_table(workbook, "changes", table, context, wording)
    colours = {wording.code("change", "worse"): RED, wording.code("change", "better"): GREEN}
    colour_words(sheet, cells_of(table, place, "change_code"), colours)
    return sheet
