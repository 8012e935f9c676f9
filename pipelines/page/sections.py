"""The parts of the page: the workbook's tables, in its order and under its words.

Belongs here: which tables the page shows. Their columns and the order of their rows are the
sheets' (reports/), so that page and workbook cannot differ.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports import bad_debt_sheet, closed_month_sheet, provision_sheet
from pipelines.reports.aging_sheets import (
    aging_by_customer_table,
    aging_by_group_tables,
    overdue_items_table,
)
from pipelines.reports.context import ReportContext
from pipelines.reports.cover import controls_table, deliveries_table
from pipelines.reports.movement_sheets import (
    applications_table,
    changes_table,
    rollforward_table,
    unapplied_credits_table,
)
from pipelines.reports.summary import balances_table, indicators_table, indicators_trend_table
from pipelines.reports.table import Table
from pipelines.reports.wording import Wording

TableOf = Callable[[FinanceFrames, ReportContext, Wording], Table]


def indicators_of_month(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    return indicators_table(frames.kpis, context, wording)


@dataclass(frozen=True)
class Section:
    """code: under which the labels hold name, title and remark, and the page its link."""

    code: str
    tables: tuple[Table, ...]


# By the name of their labels, in the order of the workbook.
PARTS: tuple[tuple[str, tuple[TableOf, ...]], ...] = (
    ("summary", (indicators_of_month, indicators_trend_table, balances_table)),
    ("aging_by_customer", (aging_by_customer_table,)),
    ("overdue_items", (overdue_items_table,)),
    ("rollforward", (rollforward_table,)),
    ("applications", (applications_table,)),
    ("unapplied_credits", (unapplied_credits_table,)),
    ("changes", (changes_table,)),
    ("closed_months", (closed_month_sheet.bridge_table, closed_month_sheet.document_table)),
    (
        "provision",
        (
            provision_sheet.bridge_table,
            provision_sheet.bucket_table,
            provision_sheet.journal_table,
        ),
    ),
    ("bad_debts", (bad_debt_sheet.candidate_table, bad_debt_sheet.interest_table)),
)


def sections_of(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Iterator[Section]:
    """Every part of the report. frames: a validated bundle."""
    for code, tables_of in PARTS:
        yield Section(code, tuple(table_of(frames, context, wording) for table_of in tables_of))
        if code == "aging_by_customer":
            groups = aging_by_group_tables(frames, context, wording)
            yield Section("aging_by_group", tuple(groups))
    controls = controls_table("controls", frames.controls, context, wording)
    yield Section("cover", (controls, deliveries_table(frames.deliveries, context, wording)))
