"""Why money is late and what the desk does about it: causes, indicators, strategies, root causes.

Belongs here: the columns of this sheet and the order of its rows. What counts as a cause, and what
the delay costs: dbt and its policies.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.aging_sheets import bucket_labels
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.styles import GREEN, RED
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import (
    cells_of,
    colour_words,
    worded,
    write_titled_tables,
    yes_no,
)
from pipelines.reports.wording import Wording


def write_desk(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the five tables of the desk, one below another."""
    tables = {
        "causes": cause_table(frames, context, wording),
        "indicators": indicator_table(frames, context, wording),
        "strategies": strategy_table(frames, context, wording),
        "disputes": dispute_table(frames, context, wording),
        "portals": portal_table(frames, context, wording),
    }
    sheet, places = write_titled_tables(workbook, "desk", tables, context, wording)
    words = {wording.text("word.yes"): GREEN, wording.text("word.no"): RED}
    cells = cells_of(tables["indicators"], places["indicators"], "is_on_target")
    colour_words(sheet, cells, words)
    return sheet


def own(name: str, wording: Wording, kind: Kind = "text", *, total: bool = False) -> Column:
    """A column under the words that this sheet has for it."""
    return Column(name, wording.text(f"desk.column.{name}"), kind, total)


def cause_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """A row for each cause, in the order in which they are asked."""
    columns = (
        own("cause_code", wording),
        own("is_own_fault", wording, "code"),
        own("overdue_amount_mxn", wording, "functional", total=True),
        own("overdue_percent", wording, "percent"),
        own("item_count", wording, "count"),
        own("customer_count", wording, "count"),
        own("average_past_due_days", wording, "number"),
        own("delay_cost_amount_mxn", wording, "functional", total=True),
        own("chase_amount_mxn", wording, "functional", total=True),
        own("expected_recovery_amount_mxn", wording, "functional", total=True),
    )
    frame = frames.overdue_causes.sort("cause_order").with_columns(yes_no("is_own_fault", wording))
    frame = worded(frame, "cause_code", "overdue_cause", wording)
    return functional_table("overdue_causes", columns, frame, context)


def indicator_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """A row for each month and indicator, so that its tendency can be read."""
    columns = (
        own("indicator_code", wording),
        own("month_name", wording, "code"),
        own("indicator_value", wording, "number"),
        own("target_value", wording, "number"),
        own("unit_code", wording, "code"),
        own("is_on_target", wording, "code"),
        own("numerator_value", wording, "number"),
        own("denominator_value", wording, "number"),
        own("null_reason_code", wording),
    )
    frame = frames.desk_indicators.sort("indicator_order", "period_month")
    months = {str(month): wording.short_month(month) for month in frame["period_month"].unique()}
    on_target = pl.col("is_on_target")
    frame = frame.with_columns(
        month_name=pl.col("period_month").dt.to_string("%Y-%m-%d").replace(months),
        is_on_target=pl.when(on_target)
        .then(pl.lit(wording.text("word.yes")))
        .when(~on_target)
        .then(pl.lit(wording.text("word.no"))),
    )
    for name, family in (
        ("indicator_code", "desk_indicator"),
        ("unit_code", "desk_unit"),
        ("null_reason_code", "null_reason"),
    ):
        frame = worded(frame, name, family, wording)
    return functional_table("desk_indicators", columns, frame, context)


def strategy_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """A row for each strongest contact and bucket: cohorts that may be compared in one bucket."""
    columns = (
        own("bucket_name", wording),
        own("treatment_code", wording),
        own("item_count", wording, "count"),
        own("overdue_amount_mxn", wording, "functional", total=True),
        own("paid_amount_mxn", wording, "functional", total=True),
        own("paid_percent", wording, "percent"),
    )
    labels = dict(enumerate(bucket_labels(frames.buckets, context)))
    frame = frames.strategy_results.sort("bucket_number", "treatment_order").with_columns(
        bucket_name=pl.col("bucket_number").replace_strict(labels, return_dtype=pl.String)
    )
    frame = worded(frame, "treatment_code", "contact_kind", wording)
    return functional_table("strategy_results", columns, frame, context)


def dispute_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """Reasons and then salespeople, the largest first, with what they add up to."""
    columns = (
        own("grouping_code", wording, "code"),
        own("group_name", wording),
        own("dispute_count", wording, "count"),
        own("open_count", wording, "count"),
        own("disputed_amount_mxn", wording, "functional"),
        own("cumulative_percent", wording, "percent"),
        own("open_disputed_amount_mxn", wording, "functional"),
        own("own_fault_amount_mxn", wording, "functional"),
        own("resolution_days", wording, "number"),
    )
    frame = frames.dispute_reasons.sort(
        "grouping_code", "disputed_amount_mxn", "group_name", descending=[False, True, False]
    )
    is_reason = pl.col("grouping_code") == "reason"
    reasons = {
        code: wording.code("dispute_reason", code)
        for code in frame.filter(is_reason)["group_name"].unique()
    }
    frame = frame.with_columns(
        group_name=pl.when(is_reason)
        .then(pl.col("group_name").replace(reasons))
        .otherwise("group_name")
    )
    frame = worded(frame, "grouping_code", "desk_grouping", wording)
    return functional_table("dispute_reasons", columns, frame, context)


def portal_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """A row for each portal and customer, what is stuck in it first."""
    columns = (
        own("portal_name", wording),
        own("customer_code", wording, "code"),
        own("customer_name", wording),
        own("invoice_count", wording, "count"),
        own("rejected_count", wording, "count"),
        own("rejected_percent", wording, "percent"),
        own("upload_days", wording, "number"),
        own("answer_days", wording, "number"),
        own("over_limit_count", wording, "count"),
        own("stuck_amount_mxn", wording, "functional", total=True),
        own("stuck_overdue_amount_mxn", wording, "functional", total=True),
        own("scheduled_amount_mxn", wording, "functional", total=True),
    )
    frame = frames.portal_results.sort(
        "portal_name", "stuck_amount_mxn", "customer_id", descending=[False, True, False]
    )
    return functional_table("portal_results", columns, frame, context)


def functional_table(
    name: str, columns: tuple[Column, ...], frame: pl.DataFrame, context: ReportContext
) -> Table:
    return Table(name, columns, frame, context.functional_currency_code, unit_column=None)
