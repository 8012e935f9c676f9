"""The indicators: each over one, three and twelve months, against its target, and by group.

Belongs here: the columns of this sheet and the order of its rows. Formulas and statuses: dbt.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.indicator_frames import GROUP_GROUPINGS, SPANS, TOTAL_SCOPE
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import HEAD_ROWS, Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import AMBER, GREEN, RED, REMARK, SECTION
from pipelines.reports.table import Column, Table
from pipelines.reports.table_sheet import cells_of, colour_words, column, worded
from pipelines.reports.wording import Wording

KEY = ("grouping_code", "scope_code", "kpi_code")


def write_indicators(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the indicators of the company and its currencies, and below them those of the groups."""
    tables = (
        ("company", company_table(frames, context, wording)),
        ("groups", group_table(frames, context, wording)),
    )
    widths = fit_widths(*(table for _, table in tables))
    sheet = Sheet(workbook, wording.text("indicators.sheet"), widths, freeze=f"D{HEAD_ROWS + 1}")
    remark = wording.text("indicators.remark")
    sheet.head(wording.text("indicators.title"), context, wording, remark)
    colours = {"met": GREEN, "near": AMBER, "missed": RED}
    for key, table in tables:
        sheet.skip()
        sheet.append([(wording.text(f"indicators.{key}"), SECTION)], height=18)
        place = write_table(sheet, table, wording, wording.text("table.empty"))
        words = {wording.code("kpi_status", code): colour for code, colour in colours.items()}
        colour_words(sheet, cells_of(table, place, "status_code"), words)
        if key == "company":
            sheet.skip()
            for code in table.frame["kpi_definition"].unique(maintain_order=True):
                sheet.append([(code, REMARK)])
            sheet.break_page()
    sheet.set_page(context, wording)
    return sheet


def company_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per currency, the company first, and indicator, with what its target rests on."""
    of_month = frames.kpis.filter(pl.col("period_month") == context.period_month)
    frame = by_span(of_month, wording).sort(
        pl.col("scope_code") != TOTAL_SCOPE, "scope_code", "kpi_order"
    )
    scopes = pl.col("scope_code")
    frame = frame.with_columns(
        pl.when(scopes == TOTAL_SCOPE)
        .then(pl.lit(wording.text("indicators.total")))
        .otherwise(scopes)
        .alias("scope_code")
    )
    columns = (
        column("scope_code", wording),
        column("kpi_code", wording),
        *span_columns(wording),
        column("quoted_months", wording, "count"),
        column("target_value", wording, "amount"),
        column("tolerated_value", wording, "amount"),
        column("status_code", wording, "code"),
        column("numerator_amount", wording, "number"),
        column("denominator_amount", wording, "number"),
        column("days_count", wording, "count"),
        column("remark", wording),
    )
    functional = context.functional_currency_code
    return Table("kpis_by_span", columns, frame, functional, "unit_code")


def group_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per group and indicator, grouping by grouping."""
    order = pl.col("grouping_code").replace_strict(
        {code: place for place, code in enumerate(GROUP_GROUPINGS)}, return_dtype=pl.Int64
    )
    frame = by_span(frames.kpis_by_group, wording).sort(order, "scope_code", "kpi_order")
    frame = worded(frame, "grouping_code", "kpi_grouping", wording)
    columns = (
        column("grouping_code", wording),
        column("scope_code", wording),
        column("kpi_code", wording),
        *span_columns(wording),
        column("target_value", wording, "amount"),
        column("status_code", wording, "code"),
        column("remark", wording),
    )
    functional = context.functional_currency_code
    return Table("kpis_by_group", columns, frame, functional, "unit_code")


def span_columns(wording: Wording) -> list[Column]:
    return [column(f"value_{months}", wording, "amount") for months in SPANS]


def by_span(kpis: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    """One row per indicator: its value over each span and why one is missing; target, status and
    parts are of the span under which it is quoted.
    """
    shown = kpis.filter("is_headline").rename({"span_months": "quoted_months"})
    for months in SPANS:
        values = kpis.filter(pl.col("span_months") == months).select(
            *KEY,
            pl.col("kpi_value").alias(f"value_{months}"),
            pl.col("null_reason_code").alias(f"reason_{months}"),
        )
        shown = shown.join(values, on=KEY, how="left", maintain_order="left")
    reasons = shown.select(f"reason_{months}" for months in SPANS).iter_rows()
    remarks = pl.Series("remark", [remark_on(codes, wording) for codes in reasons], pl.String)
    definitions = [wording.text(f"code.kpi_definition.{code}") for code in shown["kpi_code"]]
    shown = shown.with_columns(remarks, pl.Series("kpi_definition", definitions, pl.String))
    for name, family in (("status_code", "kpi_status"), ("kpi_code", "kpi")):
        shown = worded(shown, name, family, wording)
    return shown


def remark_on(codes: tuple[str | None, ...], wording: Wording) -> str:
    """Why the values of which spans are missing: the reason, or each span with its own."""
    if len(set(codes)) == 1:
        return wording.code("null_reason", codes[0])
    return "; ".join(
        f"{wording.text(f'column.value_{months}')}: {wording.code('null_reason', code)}"
        for months, code in zip(SPANS, codes, strict=True)
        if code is not None
    )
