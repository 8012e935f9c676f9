"""The parts of the page: the workbook's tables, in its order and under its words.

Belongs here: which tables the page shows. Their columns and the order of their rows are the
sheets' (reports/), so that page and workbook cannot differ.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports import (
    bad_debt_sheet,
    closed_month_sheet,
    credit_sheet,
    desk_sheet,
    forecast_sheet,
    indicator_sheet,
    model_quality_sheet,
    provision_sheet,
    risk_sheets,
)
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

TablesOf = Callable[[FinanceFrames, ReportContext, Wording], Iterable[Table]]


def each(*table_of: Callable[[FinanceFrames, ReportContext, Wording], Table]) -> TablesOf:
    """The tables of a part that always has the same ones."""
    return lambda *given: [one(*given) for one in table_of]


def indicators_of_month(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    return indicators_table(frames.kpis, context, wording)


def cash_forecast_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    return forecast_sheet.forecast_table(frames.cash_forecast, context, wording)[0]


@dataclass(frozen=True)
class Section:
    """code: under which the labels hold name, title and remark, and the page its link."""

    code: str
    tables: tuple[Table, ...]


# By the name of their labels, in the order of the workbook.
PARTS: tuple[tuple[str, TablesOf], ...] = (
    ("summary", each(indicators_of_month, indicators_trend_table, balances_table)),
    ("indicators", each(indicator_sheet.company_table, indicator_sheet.group_table)),
    ("aging_by_customer", each(aging_by_customer_table)),
    ("aging_by_group", aging_by_group_tables),
    ("overdue_items", each(overdue_items_table)),
    ("rollforward", each(rollforward_table)),
    ("applications", each(applications_table)),
    ("unapplied_credits", each(unapplied_credits_table)),
    ("changes", each(changes_table)),
    ("risk", each(risk_sheets.risk_table)),
    ("migrations", each(risk_sheets.count_matrix, risk_sheets.balance_matrix)),
    (
        "credit_actions",
        each(credit_sheet.action_table, credit_sheet.reason_table, credit_sheet.deviation_table),
    ),
    (
        "desk",
        each(
            desk_sheet.cause_table,
            desk_sheet.indicator_table,
            desk_sheet.strategy_table,
            desk_sheet.dispute_table,
            desk_sheet.portal_table,
        ),
    ),
    ("closed_months", each(closed_month_sheet.bridge_table, closed_month_sheet.document_table)),
    (
        "provision",
        each(
            provision_sheet.bridge_table,
            provision_sheet.bucket_table,
            provision_sheet.journal_table,
        ),
    ),
    ("bad_debts", each(bad_debt_sheet.candidate_table, bad_debt_sheet.interest_table)),
    ("cash_forecast", each(cash_forecast_table)),
    (
        "model_quality",
        each(
            model_quality_sheet.segment_table,
            model_quality_sheet.backtest_table,
            model_quality_sheet.calibration_table,
        ),
    ),
)


def sections_of(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Iterator[Section]:
    """Every part of the report. frames: a validated bundle."""
    for code, tables_of in PARTS:
        yield Section(code, tuple(tables_of(frames, context, wording)))
    controls = controls_table("controls", frames.controls, context, wording)
    yield Section("cover", (controls, deliveries_table(frames.deliveries, context, wording)))
