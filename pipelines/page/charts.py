"""What the page draws: series of numbers by month, in the words of the report.

Belongs here: which figures a chart shows, and in which colours. Drawing is the chart library's.
The exact figures are in the tables beside; a chart's are rounded to what a screen can show.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from pipelines.contracts.forecast_frames import LAST_WEEK
from pipelines.contracts.indicator_frames import TOTAL_SCOPE
from pipelines.contracts.report_frames import BUCKETS_MXN, FinanceFrames
from pipelines.reports.aging_sheets import bucket_labels
from pipelines.reports.context import ReportContext
from pipelines.reports.forecast_sheet import CUMULATIVE
from pipelines.reports.styles import BUCKET_COLOURS, LINE_COLOURS, NAVY
from pipelines.reports.summary import CHART_CODES, TREND_MONTHS, headlines
from pipelines.reports.wording import Wording

# The expected amount stands out from its band.
FORECAST_COLOURS = ("8FAADC", NAVY, "8FAADC")


@dataclass(frozen=True)
class Series:
    """values: one per label of the chart; None leaves a gap. decimals: as many as are shown."""

    label: str
    values: tuple[float | None, ...]
    colour: str
    decimals: int = 2


@dataclass(frozen=True)
class Chart:
    code: str
    title: str
    kind: Literal["bar", "line"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    is_stacked: bool = False


def aging_chart(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Chart:
    """Open amounts by bucket and month, in the functional currency."""
    balances = frames.balances.sort("period_month").tail(TREND_MONTHS)
    labels = bucket_labels(frames.buckets, context)
    series = (
        Series(label, numbers(balances[name], 2), f"#{colour}")
        for name, label, colour in zip(BUCKETS_MXN, labels, BUCKET_COLOURS, strict=True)
    )
    title = wording.text("page_report.aging_chart")
    months = months_of(balances, wording)
    return Chart("aging", title, "bar", months, tuple(series), is_stacked=True)


def dso_chart(frames: FinanceFrames, wording: Wording) -> Chart:
    """The kinds of DSO by month; a month without sales has none and leaves a gap."""
    months = frames.balances.select("period_month").sort("period_month").tail(TREND_MONTHS)
    totals = headlines(frames.kpis).filter(pl.col("scope_code") == TOTAL_SCOPE)
    series = []
    for code, colour in zip(CHART_CODES, LINE_COLOURS, strict=True):
        values = totals.filter(pl.col("kpi_code") == code).select("period_month", "kpi_value")
        by_month = months.join(values, on="period_month", how="left", maintain_order="left")
        shown = numbers(by_month["kpi_value"], 1)
        series.append(Series(wording.code("kpi", code), shown, f"#{colour}", 1))
    title = wording.text("summary.dso_chart")
    return Chart("dso", title, "line", months_of(months, wording), tuple(series))


def forecast_chart(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Chart:
    """What will have come by the end of each week in the functional currency, and its band. Empty
    where that currency has nothing open, and for a month before the run's own.
    """
    weeks = frames.cash_forecast.filter(
        pl.col("currency_code") == context.functional_currency_code,
        pl.col("week_number").is_between(1, LAST_WEEK),
    ).sort("week_number")
    series = (
        Series(wording.text(f"column.{name}"), numbers(weeks[name], 2), f"#{colour}")
        for name, colour in zip(CUMULATIVE, FORECAST_COLOURS, strict=True)
    )
    title = wording.text("page_report.forecast_chart")
    labels = tuple(str(week) for week in weeks["week_number"])
    return Chart("forecast", title, "line", labels, tuple(series))


def numbers(values: pl.Series, decimals: int) -> tuple[float | None, ...]:
    return tuple(None if value is None else round(float(value), decimals) for value in values)


def months_of(frame: pl.DataFrame, wording: Wording) -> tuple[str, ...]:
    return tuple(wording.short_month(month) for month in frame["period_month"])
