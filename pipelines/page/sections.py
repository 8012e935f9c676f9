"""The parts of the page: the workbook's tables, in its order and under its words.

Belongs here: which tables the page shows. Their columns and the order of their rows are the
sheets' (reports/), so that page and workbook cannot differ.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.aging_sheets import (
    aging_by_customer_table,
    aging_by_group_tables,
    overdue_items_table,
)
from pipelines.reports.closed_month_sheet import bridge_table, document_table
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


@dataclass(frozen=True)
class Section:
    """code: under which the labels hold name, title and remark, and the page its link."""

    code: str
    tables: tuple[Table, ...]


# One table each, under labels of the same name.
SINGLE_TABLES: tuple[tuple[str, TableOf], ...] = (
    ("aging_by_customer", aging_by_customer_table),
    ("overdue_items", overdue_items_table),
    ("rollforward", rollforward_table),
    ("applications", applications_table),
    ("unapplied_credits", unapplied_credits_table),
    ("changes", changes_table),
)


def sections_of(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Iterator[Section]:
    """Every part that has tables. frames: a validated bundle."""
    yield Section(
        "summary",
        (
            indicators_table(frames.kpis, context, wording),
            indicators_trend_table(frames, context, wording),
            balances_table(frames, context, wording),
        ),
    )
    yield Section("aging_by_group", tuple(aging_by_group_tables(frames, context, wording)))
    for code, table_of in SINGLE_TABLES:
        yield Section(code, (table_of(frames, context, wording),))
    yield Section(
        "closed_months",
        (
            bridge_table(frames, context, wording),
            document_table(frames, context, wording),
        ),
    )
    yield Section(
        "cover",
        (
            controls_table("controls", frames.controls, context, wording),
            deliveries_table(frames.deliveries, context, wording),
        ),
    )
