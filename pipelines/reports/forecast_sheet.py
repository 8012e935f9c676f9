"""The cash forecast: thirteen weeks by currency, what may come at least and at most, and its error.

Belongs here: the columns of this sheet, the order of its rows and its chart. Which week an item is
expected in, and every sum: dbt.
"""

from decimal import Decimal
from typing import Any, Literal

import polars as pl
from openpyxl import Workbook
from openpyxl.chart import LineChart
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from pipelines.contracts.forecast_frames import LAST_WEEK, LATER, NOT_EXPECTED
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import HEAD_ROWS, Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import NAVY, REMARK
from pipelines.reports.summary_charts import (
    LINE_WIDTH,
    MILLIONS_FORMAT,
    THOUSANDS_FORMAT,
    Area,
    dress_chart,
    fill_chart,
)
from pipelines.reports.table import Column, Place, Table
from pipelines.reports.table_sheet import column
from pipelines.reports.wording import Wording

CUMULATIVE = ("cumulative_low_amount", "cumulative_amount", "cumulative_high_amount")
# The expected line is drawn out, its band lighter and dashed.
CHART_LINES: tuple[tuple[str, Literal["dash", "solid"]], ...] = (
    ("8FAADC", "dash"),
    (NAVY, "solid"),
    ("8FAADC", "dash"),
)
CHART_ROWS = 15
WEEK_ROWS = 15
MILLIONS_FROM = Decimal(10_000_000)


def write_cash_forecast(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the forecast of each currency, and below it a chart of the first one."""
    table, printed = forecast_table(frames.cash_forecast, context, wording)
    rows_above = HEAD_ROWS + 2 + len(table.total_rows) + 1
    title = wording.text("cash_forecast.sheet")
    sheet = Sheet(workbook, title, fit_widths(table), freeze=f"C{rows_above + 1}")
    remark = wording.text("cash_forecast.remark")
    sheet.head(wording.text("cash_forecast.title"), context, wording, remark)
    sheet.append([(wording.text("cash_forecast.bands"), REMARK)], height=13)
    sheet.skip()
    place = write_table(sheet, table, wording, wording.text("table.empty"))
    if not table.frame.is_empty():
        # A page for each currency; the chart is on the last one.
        for row in range(place.first_row + WEEK_ROWS, place.last_row, WEEK_ROWS):
            sheet.break_page(after_row=row - 1)
        chart_row = sheet.row + 2
        sheet.skip(CHART_ROWS + 1)
        area = Area(1, chart_row, printed, sheet.row)
        add_forecast_chart(sheet, area, table, place, wording)
    sheet.set_page(context, wording, place.header_row, printed)
    return sheet


def forecast_table(
    frame: pl.DataFrame, context: ReportContext, wording: Wording
) -> tuple[Table, int]:
    """One row per currency and week, the functional currency first, and how many of the columns
    are printed. What is not expected comes last.
    """
    number = pl.col("week_number")
    words = {LATER: "cash_forecast.later", NOT_EXPECTED: "cash_forecast.not_expected"}
    shown = frame.sort(
        pl.col("currency_code") != context.functional_currency_code,
        "currency_code",
        number == NOT_EXPECTED,
        number,
    ).with_columns(
        number.cast(pl.String).replace(
            {str(week): wording.text(key) for week, key in words.items()}
        ),
        *(percent(name) for name in ("wape_rate", "due_date_wape_rate")),
    )
    printed = (
        column("week_number", wording),
        column("currency_code", wording, "code"),
        column("from_date", wording, "date"),
        column("until_date", wording, "date"),
        Column("expected_amount", wording.text("cash_forecast.expected"), "amount", True),
        column("due_date_amount", wording, "amount", total=True),
        *(column(name, wording, "amount") for name in CUMULATIVE),
        column("wape_rate", wording, "percent"),
        column("due_date_wape_rate", wording, "percent"),
    )
    # To the right of what is printed: the two ends of the bands, week by week.
    bands = tuple(
        column(name, wording, "amount", total=True) for name in ("late_amount", "early_amount")
    )
    table = Table("cash_forecast", (*printed, *bands), shown, context.functional_currency_code)
    return table, len(printed)


def percent(name: str) -> pl.Expr:
    """A share of one in points of a hundred, under its own name."""
    return (pl.col(name) * 100).alias(name)


def add_forecast_chart(
    sheet: Sheet, area: Area, table: Table, place: Place, wording: Wording
) -> None:
    """What will have come by the end of each week, at least and at most, in the first currency."""
    names = [each.name for each in table.columns]
    first = names.index(CUMULATIVE[0]) + 1
    weeks = Place(place.header_row, place.first_row, place.first_row + LAST_WEEK - 1)
    chart: Any = LineChart()
    fill_chart(chart, sheet, weeks, range(first, first + len(CUMULATIVE)))
    for series, (colour, dash) in zip(chart.series, CHART_LINES, strict=True):
        line = LineProperties(solidFill=colour, w=LINE_WIDTH, prstDash=dash)
        series.graphicalProperties = GraphicalProperties(ln=line)
        series.marker.symbol = "none"
        series.smooth = False
    largest = table.frame["cumulative_high_amount"][:LAST_WEEK].max()
    in_millions = isinstance(largest, Decimal) and largest >= MILLIONS_FROM
    key = "cash_forecast.chart" if in_millions else "cash_forecast.chart_thousands"
    title = wording.text(key, currency=table.frame["currency_code"][0])
    dress_chart(chart, title, MILLIONS_FORMAT if in_millions else THOUSANDS_FORMAT)
    chart.anchor = area.anchor()
    sheet.worksheet.add_chart(chart)
