"""The workbook that stands in for a report when a control fails: what failed, by how much, where.

Belongs here: saying why there is no report. The numbers of the report itself do not.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.raw_table import MONEY
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.cover import controls_table, write_controls
from pipelines.reports.sheet import Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import REMARK, SECTION
from pipelines.reports.table import Table
from pipelines.reports.table_sheet import column, worded, write_single_table
from pipelines.reports.wording import Wording
from pipelines.reports.workbook import failed_controls
from pipelines.reports.workbook_file import save_workbook

# More than anyone reads; the whole list stays in the warehouse.
MOST_EXCEPTIONS = 50_000

CHECK_SCHEMA = {
    field.name: MONEY if field.name.endswith("_amount") else pl.String
    for field in fields(FailedCheck)
}


def build_blocked_report(
    controls: pl.DataFrame,
    exceptions: pl.DataFrame,
    failed_checks: Sequence[FailedCheck],
    context: ReportContext,
    path: Path,
) -> None:
    """Write to ``path`` why the month has no report; the same inputs give the same bytes.

    controls: the month's, in the shape of SCHEMAS["controls"]; having none is a reason too.
    exceptions: the offending rows, in the shape of SCHEMAS["control_exceptions"].
    failed_checks: what the report's own validation, or another check of the run, found.
    """
    wording = Wording(context)
    workbook = Workbook(write_only=True)
    sheets = [write_reasons(workbook, controls, failed_checks, context, wording)]
    if not exceptions.is_empty():
        sheets.append(write_exceptions(workbook, exceptions, context, wording))
    title = f"{wording.text('blocked.title')} {context.month_code}"
    save_workbook(workbook, sheets, path, title=title, made_at=context.known_at)


def write_reasons(
    workbook: Workbook,
    controls: pl.DataFrame,
    failed_checks: Sequence[FailedCheck],
    context: ReportContext,
    wording: Wording,
) -> Sheet:
    failed = controls_table("failed_controls", failed_controls(controls), context, wording)
    every = controls_table("controls", controls, context, wording)
    checks = checks_table(failed_checks, context, wording)
    sheet = Sheet(workbook, wording.text("blocked.sheet"), fit_widths(failed, every, checks))
    remark = wording.text("blocked.remark")
    sheet.head(wording.text("blocked.title"), context, wording, remark)
    sheet.skip()
    if controls.is_empty() or not failed.frame.is_empty():
        sheet.append([(wording.text("blocked.failed"), SECTION)], height=18)
        write_controls(sheet, failed, wording)
        sheet.skip()
    if failed_checks:
        sheet.append([(wording.text("blocked.checks"), SECTION)], height=18)
        write_table(sheet, checks, wording, wording.text("table.empty"))
        sheet.skip()
    if not controls.is_empty():
        sheet.append([(wording.text("cover.controls"), SECTION)], height=18)
        write_controls(sheet, every, wording)
    sheet.set_page(context, wording)
    return sheet


def checks_table(
    failed_checks: Sequence[FailedCheck], context: ReportContext, wording: Wording
) -> Table:
    rows = [asdict(check) for check in failed_checks]
    frame = pl.DataFrame(rows, schema=CHECK_SCHEMA)
    columns = (
        column("check_code", wording),
        column("subject_type_code", wording, "code"),
        column("expected_amount", wording, "amount"),
        column("actual_amount", wording, "amount"),
        column("difference_amount", wording, "amount"),
        column("currency_code", wording, "code"),
        column("subject_id", wording),
        column("note", wording),
    )
    worded_frame = worded(frame, "subject_type_code", "subject", wording)
    return Table("failed_checks", columns, worded_frame, context.functional_currency_code)


def write_exceptions(
    workbook: Workbook, exceptions: pl.DataFrame, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the offending rows, the largest difference of each control first."""
    if "note" not in exceptions.columns:
        exceptions = exceptions.with_columns(pl.lit(None, pl.String).alias("note"))
    frame = exceptions.sort(
        "control_code",
        pl.col("difference_amount").abs(),
        "subject_type_code",
        "subject_id",
        "currency_code",
        "expected_amount",
        "note",
        descending=[False, True, False, False, False, False, False],
        nulls_last=True,
    ).head(MOST_EXCEPTIONS)
    columns = (
        column("control_code", wording),
        column("subject_type_code", wording, "code"),
        column("subject_id", wording),
        column("currency_code", wording, "code"),
        column("expected_amount", wording, "amount"),
        column("actual_amount", wording, "amount"),
        column("difference_amount", wording, "amount"),
        column("note", wording),
    )
    worded_frame = worded(frame, "subject_type_code", "subject", wording)
    table = Table("exceptions", columns, worded_frame, context.functional_currency_code)
    sheet, _ = write_single_table(workbook, "exceptions", table, context, wording)
    if exceptions.height > frame.height:
        cut = wording.text("exceptions.cut", shown=frame.height, total=exceptions.height)
        sheet.append([(cut, REMARK)])
    return sheet
