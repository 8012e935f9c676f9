"""The monthly finance report: its sheets, built only from frames that agree with each other.

Belongs here: the order of the sheets and the report's own gate. The sheets have their own modules.
"""

from pathlib import Path

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import OPEN_STATUS_CODES, FinanceFrames
from pipelines.contracts.report_validation import validate_report_frames
from pipelines.reports.aging_sheets import (
    write_aging_by_customer,
    write_aging_by_group,
    write_overdue_items,
)
from pipelines.reports.bad_debt_sheet import write_bad_debts
from pipelines.reports.closed_month_sheet import write_closed_months
from pipelines.reports.context import ReportContext
from pipelines.reports.cover import write_cover
from pipelines.reports.credit_sheet import write_credit_actions
from pipelines.reports.desk_sheet import write_desk
from pipelines.reports.forecast_sheet import write_cash_forecast
from pipelines.reports.indicator_sheet import write_indicators
from pipelines.reports.model_quality_sheet import write_model_quality
from pipelines.reports.movement_sheets import (
    write_applications,
    write_changes,
    write_rollforward,
    write_unapplied_credits,
)
from pipelines.reports.provision_sheet import write_provision
from pipelines.reports.risk_sheets import write_migrations, write_risk
from pipelines.reports.summary import write_summary
from pipelines.reports.wording import Wording
from pipelines.reports.workbook_file import save_workbook

SHEETS = (
    write_cover,
    write_summary,
    write_indicators,
    write_aging_by_customer,
    write_aging_by_group,
    write_overdue_items,
    write_rollforward,
    write_applications,
    write_unapplied_credits,
    write_changes,
    write_risk,
    write_migrations,
    write_credit_actions,
    write_desk,
    write_closed_months,
    write_provision,
    write_bad_debts,
    write_cash_forecast,
    write_model_quality,
)


class ReportRefusedError(Exception):
    """A blocking control of the month did not pass. ``control_codes`` says which."""

    def __init__(self, control_codes: list[str]) -> None:
        super().__init__(f"blocking controls did not pass: {', '.join(control_codes)}")
        self.control_codes = tuple(control_codes)


def failed_controls(controls: pl.DataFrame) -> pl.DataFrame:
    """The controls that did not pass, blocking or not, in the order of their codes."""
    return controls.filter(pl.col("status_code").is_in(OPEN_STATUS_CODES)).sort("control_code")


def build_finance_report(frames: FinanceFrames, context: ReportContext, path: Path) -> None:
    """Write the monthly finance report to ``path``, or raise and write nothing.

    The same frames (rows in any order) and context give the same bytes.
    Raises InvalidReportFramesError when the frames do not add up or lack something,
    and ReportRefusedError when a blocking control of the month did not pass.
    """
    validate_report_frames(frames, context.period_month)
    blocking = failed_controls(frames.controls).filter("is_blocking")
    if not blocking.is_empty():
        raise ReportRefusedError(blocking["control_code"].to_list())
    wording = Wording(context)
    workbook = Workbook(write_only=True)
    sheets = [write_sheet(workbook, frames, context, wording) for write_sheet in SHEETS]
    title = f"{wording.text('cover.title')} {context.month_code}"
    save_workbook(workbook, sheets, path, title=title, made_at=context.known_at)
