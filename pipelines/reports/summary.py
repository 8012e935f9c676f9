"""The summary: the month's indicators, two charts, and thirteen months of both.

Belongs here: turning the long KPI frame into the tables that are read and drawn.
"""

from datetime import date
from decimal import Decimal

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.indicator_frames import KPI_CODES, KPI_VALUE, TOTAL_SCOPE
from pipelines.contracts.report_frames import BUCKETS_MXN, FinanceFrames
from pipelines.reports.aging_sheets import bucket_labels
from pipelines.reports.column_widths import fit_widths, header_height
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import HEAD_HEIGHT, HEAD_ROWS, ROW_HEIGHT, Sheet, height_of_page
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import REMARK, SECTION
from pipelines.reports.summary_charts import Area, add_aging_chart, add_days_chart
from pipelines.reports.table import Column, Table
from pipelines.reports.table_sheet import column
from pipelines.reports.wording import Wording

TREND_MONTHS = 13
PERCENT_CODES = ("collection_effectiveness_index", "overdue_share")
# The others are on the sheet of indicators.
SUMMARY_CODES = KPI_CODES[:7]
CHART_CODES = KPI_CODES[:4]
FEWEST_CHART_ROWS, MOST_CHART_ROWS = 11, 22
SECTION_HEIGHT = 18.0
# Programs differ a little in how high they draw a row.
PAGE_IN_USE = 0.98
MILLIONS_FROM = Decimal(10_000_000)


def write_summary(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the summary to the workbook. frames: a validated bundle."""
    indicators = indicators_table(frames.kpis, context, wording)
    balances = balances_table(frames, context, wording)
    trend = indicators_trend_table(frames, context, wording)
    widths = fit_widths(indicators, balances, trend)
    sheet = Sheet(workbook, wording.text("summary.sheet"), widths, freeze=f"A{HEAD_ROWS + 1}")
    remark = wording.text("summary.remark")
    sheet.head(wording.text("summary.title"), context, wording, remark)
    sheet.skip()
    sheet.append([(wording.text("summary.indicators"), SECTION)], height=SECTION_HEIGHT)
    write_table(sheet, indicators, wording, wording.text("table.empty"))
    sheet.skip()
    chart_row = sheet.row + 1
    chart_rows = rows_left_for_charts(sheet, widths, indicators, balances)
    is_one_page = chart_rows >= FEWEST_CHART_ROWS
    chart_rows = min(chart_rows, MOST_CHART_ROWS) if is_one_page else MOST_CHART_ROWS
    sheet.skip(chart_rows)
    if not is_one_page:
        sheet.break_page()
    sheet.append([(wording.text("summary.balances_trend"), SECTION)], height=SECTION_HEIGHT)
    balances_place = write_table(sheet, balances, wording, wording.text("table.empty"))
    sheet.break_page()
    sheet.append([(wording.text("summary.indicators_trend"), SECTION)], height=SECTION_HEIGHT)
    trend_place = write_table(sheet, trend, wording, wording.text("table.empty"))
    sheet.skip()
    sheet.append([(wording.text("summary.definitions"), SECTION)], height=SECTION_HEIGHT)
    for code in SUMMARY_CODES:
        sheet.append([(wording.text(f"code.kpi_definition.{code}"), REMARK)])
    half, last_row = half_of(widths), chart_row + chart_rows - 2
    largest = frames.balances["open_amount_mxn"].max()
    in_millions = isinstance(largest, Decimal) and largest >= MILLIONS_FROM
    title = "aging_chart" if in_millions else "aging_chart_thousands"
    add_aging_chart(
        sheet,
        Area(1, chart_row, half, last_row),
        balances_place,
        range(2, 2 + len(BUCKETS_MXN)),
        wording.text(f"summary.{title}"),
        in_millions=in_millions,
    )
    add_days_chart(
        sheet,
        Area(half + 1, chart_row, len(widths), last_row),
        trend_place,
        range(2, 2 + len(CHART_CODES)),
        wording.text("summary.dso_chart"),
    )
    sheet.set_page(context, wording)
    return sheet


def rows_left_for_charts(
    sheet: Sheet, widths: list[float], indicators: Table, balances: Table
) -> int:
    """How many empty rows the first page has room for, beside its two tables."""
    used = HEAD_HEIGHT + 2 * ROW_HEIGHT
    for table in (indicators, balances):
        used += SECTION_HEIGHT + header_height(sheet, table) + table.frame.height * ROW_HEIGHT
    return int((height_of_page(widths) * PAGE_IN_USE - used) / ROW_HEIGHT)


def half_of(widths: list[float]) -> int:
    """How many columns from the left make about half of the sheet's width."""

    def distance(count: int) -> float:
        return abs(sum(widths[:count]) - sum(widths) / 2)

    return min(range(1, len(widths)), key=distance)


def headlines(kpis: pl.DataFrame) -> pl.DataFrame:
    """Each indicator over the span under which it is quoted."""
    return kpis.filter("is_headline")


def previous_month(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def indicators_table(kpis: pl.DataFrame, context: ReportContext, wording: Wording) -> Table:
    """One row per indicator: total, last month's, change, by currency, and what it rests on."""
    kpis = headlines(kpis)
    rows = {
        (row["period_month"], row["scope_code"], row["kpi_code"]): row
        for row in kpis.iter_rows(named=True)
    }
    month, before = context.period_month, previous_month(context.period_month)
    in_month = kpis.filter(pl.col("period_month") == month)["scope_code"].unique().to_list()
    scopes = [TOTAL_SCOPE, *sorted(scope for scope in in_month if scope != TOTAL_SCOPE)]

    def value(at: date, scope: str, code: str) -> Decimal | None:
        return rows.get((at, scope, code), {}).get("kpi_value")

    shown: list[dict[str, object]] = []
    for code in SUMMARY_CODES:
        total = rows[month, TOTAL_SCOPE, code]
        row: dict[str, object] = {
            "kpi": wording.code("kpi", code),
            "unit_code": "percent" if code in PERCENT_CODES else "days",
            "previous": value(before, TOTAL_SCOPE, code),
            "numerator_amount": total["numerator_amount"],
            "denominator_amount": total["denominator_amount"],
            "remark": wording.code("null_reason", total["null_reason_code"]),
        }
        for scope in scopes:
            now, then = value(month, scope, code), value(before, scope, code)
            row[f"{scope}_value"] = now
            row[f"{scope}_change"] = None if now is None or then is None else now - then
        shown.append(row)

    columns = [
        Column("kpi", wording.text("column.kpi")),
        Column("total_value", wording.text("summary.total_value"), "amount"),
        Column("previous", wording.text("summary.total_previous"), "amount"),
        Column("total_change", wording.text("summary.total_change"), "change"),
    ]
    for scope in scopes[1:]:
        header = wording.text("summary.scope_value", currency=scope)
        change = wording.text("summary.scope_change", currency=scope)
        columns.append(Column(f"{scope}_value", header, "amount"))
        columns.append(Column(f"{scope}_change", change, "change"))
    columns += [
        Column("numerator_amount", wording.text("summary.numerator"), "functional"),
        Column("denominator_amount", wording.text("summary.denominator"), "functional"),
        column("remark", wording),
    ]
    schema = dict.fromkeys(("kpi", "unit_code", "remark"), pl.String) | {
        each.name: KPI_VALUE for each in columns if each.name not in {"kpi", "remark"}
    }
    frame = pl.DataFrame(shown, schema=schema)
    functional = context.functional_currency_code
    return Table("indicators", tuple(columns), frame, functional, "unit_code")


def balances_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per month, the oldest first, in the functional currency."""
    labels = bucket_labels(frames.buckets, context)
    balances = frames.balances.sort("period_month").tail(TREND_MONTHS)
    frame = balances.with_columns(month_words(balances["period_month"], wording))
    columns = (
        Column("month", wording.text("column.month")),
        *(Column(n, label, "functional") for n, label in zip(BUCKETS_MXN, labels, strict=True)),
        column("overdue_amount_mxn", wording, "functional"),
        Column("open_amount_mxn", wording.text("column.open_amount"), "functional"),
        Column("unapplied_amount_mxn", wording.text("column.unapplied_amount"), "functional"),
        Column("balance_amount_mxn", wording.text("column.balance_amount"), "functional"),
        column("sales_amount_mxn", wording, "functional"),
        column("receipts_amount_mxn", wording, "functional"),
    )
    return Table("balances_trend", columns, frame, context.functional_currency_code, None)


def indicators_trend_table(
    frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Table:
    """One row per month of the balances, one column per indicator of the total."""
    months = frames.balances["period_month"].sort().tail(TREND_MONTHS)
    totals = headlines(frames.kpis).filter(pl.col("scope_code") == TOTAL_SCOPE)
    frame = pl.DataFrame({"period_month": months, "month": month_words(months, wording)})
    for code in SUMMARY_CODES:
        values = totals.filter(pl.col("kpi_code") == code)
        renamed = values.select("period_month", pl.col("kpi_value").alias(code))
        frame = frame.join(renamed, on="period_month", how="left", maintain_order="left")
    columns = (
        Column("month", wording.text("column.month")),
        *(
            Column(code, wording.code("kpi", code), "percent" if code in PERCENT_CODES else "days")
            for code in SUMMARY_CODES
        ),
    )
    return Table("indicators_trend", columns, frame, context.functional_currency_code, None)


def month_words(months: pl.Series, wording: Wording) -> pl.Series:
    return pl.Series("month", [wording.short_month(month) for month in months], pl.String)
