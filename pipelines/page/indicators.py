"""The figures at the head of the page: each indicator of the month beside that of the month before.

Belongs here: choosing and wording them. How they are computed is for dbt.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.contracts.report_frames import KPI_CODES, TOTAL_SCOPE, FinanceFrames
from pipelines.page.cells import shown
from pipelines.reports.context import ReportContext
from pipelines.reports.summary import PERCENT_CODES, previous_month
from pipelines.reports.wording import Wording


@dataclass(frozen=True)
class Indicator:
    """value, previous: as printed; ``—`` where there is none, and then ``remark`` says why.
    definition: how it is computed.
    """

    label: str
    value: str
    previous: str
    remark: str
    definition: str


def indicators_of(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> list[Indicator]:
    """The indicators of the whole company, in the order of the summary."""
    totals = frames.kpis.filter(pl.col("scope_code") == TOTAL_SCOPE)
    rows = {(row["period_month"], row["kpi_code"]): row for row in totals.iter_rows(named=True)}
    before = previous_month(context.period_month)
    indicators = []
    for code in KPI_CODES:
        now, then = rows[context.period_month, code], rows.get((before, code), {})
        unit = "percent" if code in PERCENT_CODES else "days"
        indicators.append(
            Indicator(
                label=wording.code("kpi", code),
                value=shown(now["kpi_value"], "amount", unit, context.language).text or "—",
                previous=shown(then.get("kpi_value"), "amount", unit, context.language).text or "—",
                remark=wording.code("null_reason", now["null_reason_code"]),
                definition=wording.text(f"code.kpi_definition.{code}"),
            )
        )
    return indicators
