"""Changes to closed months: what was reported, why it changed, document by document.

Belongs here: the columns of this sheet and the order of its rows. Why a document changed: dbt.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.table import Table
from pipelines.reports.table_sheet import column, worded, write_titled_tables
from pipelines.reports.wording import Wording


def write_closed_months(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the bridge of each closed month that was sealed, and below it the documents."""
    tables = {
        "bridges": bridge_table(frames, context, wording),
        "documents": document_table(frames, context, wording),
    }
    return write_titled_tables(workbook, "closed_months", tables, context, wording)[0]


def bridge_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """Reported + change = known, by month and currency. Months are not added up: balances stand."""
    columns = (
        column("closed_month", wording, "date"),
        column("snapshot_id", wording, "code"),
        column("reported_at", wording, "time"),
        column("currency_code", wording, "code"),
        column("reported_amount", wording, "amount"),
        column("change_amount", wording, "amount", total=True),
        column("known_amount", wording, "amount"),
        column("reported_amount_mxn", wording, "functional"),
        column("change_amount_mxn", wording, "functional", total=True),
        column("known_amount_mxn", wording, "functional"),
    )
    frame = local_times(frames.closed_month_bridges, "reported_at", context).sort(
        "closed_month", "currency_code", descending=[True, False]
    )
    return Table("closed_month_bridges", columns, frame, context.functional_currency_code)


def document_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per document and reason: the latest month first, then the largest change."""
    columns = (
        column("closed_month", wording, "date"),
        column("reason_code", wording),
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("document_number", wording, "code"),
        column("document_date", wording, "date"),
        column("currency_code", wording, "code"),
        column("change_amount", wording, "amount", total=True),
        column("change_amount_mxn", wording, "functional", total=True),
        column("moved_amount", wording, "amount", total=True),
        column("learned_at", wording, "time"),
        column("evidence_file_name", wording),
    )
    frame = frames.closed_month_changes.sort(
        "closed_month",
        "reason_order",
        pl.col("change_amount").abs(),
        "document_id",
        "customer_id",
        "currency_code",
        descending=[True, False, True, False, False, False],
    )
    frame = worded(local_times(frame, "learned_at", context), "reason_code", "reason", wording)
    return Table("closed_month_changes", columns, frame, context.functional_currency_code)


def local_times(frame: pl.DataFrame, name: str, context: ReportContext) -> pl.DataFrame:
    """Times of the company; they are kept in UTC."""
    utc = pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(context.timezone)
    return frame.with_columns(utc.dt.replace_time_zone(None))
