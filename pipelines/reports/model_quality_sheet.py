"""How good the predictions have been: by group and month-end, beside what needs no model.

Belongs here: the columns of this sheet and the order of its rows. Measures, and where the model is
withdrawn: dbt.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.forecast_frames import RIVAL_CODES, SEGMENT_CODES
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.forecast_sheet import percent
from pipelines.reports.sheet import HEAD_ROWS, Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import GREEN, RED, REMARK, SECTION
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import cells_of, colour_words, column, worded
from pipelines.reports.wording import Wording

# Measure, how it is shown, and of whom: a due date ranks nothing, and two say no interval.
BACKTEST_MEASURES: tuple[tuple[str, Kind, tuple[str, ...]], ...] = (
    ("mean_absolute_days", "days", RIVAL_CODES),
    ("auc_value", "score", ("model", "customer_median")),
    ("brier_value", "score", ("model", "customer_median")),
    ("interval_coverage_value", "percent", ("model", "customer_median")),
)
# Under which table each word is explained.
DEFINITIONS = {
    "segments": ("withdrawal", "days", "auc", "brier", "coverage"),
    "backtests": (),
    "calibration": ("calibration",),
}


def write_model_quality(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add who speaks for which group, the back-test by month-end, and the calibration."""
    segments = segment_table(frames, context, wording)
    tables = (
        ("segments", segments),
        ("backtests", backtest_table(frames, context, wording)),
        ("calibration", calibration_table(frames, context, wording)),
    )
    title = wording.text("model_quality.sheet")
    widths = fit_widths(*(table for _, table in tables))
    sheet = Sheet(workbook, title, widths, freeze=f"B{HEAD_ROWS + 1}")
    remark = wording.text("model_quality.remark")
    sheet.head(wording.text("model_quality.title"), context, wording, remark)
    for key, table in tables:
        sheet.skip()
        sheet.append([(wording.text(f"model_quality.{key}"), SECTION)], height=18)
        place = write_table(sheet, table, wording, wording.text("table.empty"))
        if table is segments:
            colours = {wording.text("word.yes"): GREEN, wording.text("word.no"): RED}
            colour_words(sheet, cells_of(table, place, "is_model_shown"), colours)
        sheet.append([], height=6)
        for name in DEFINITIONS[key]:
            sheet.append([(wording.text(f"model_quality.definition.{name}"), REMARK)], height=12)
        if table is segments:
            sheet.break_page()
    sheet.set_page(context, wording)
    return sheet


def ranks(codes: tuple[str, ...], name: str) -> pl.Expr:
    """The place of a code in its closed list."""
    places = {code: place for place, code in enumerate(codes)}
    return pl.col(name).replace_strict(places, return_dtype=pl.Int64)


def segment_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per segment and rival over all month-ends; whether the model speaks is its own row's
    affair, and of no use for all segments together.
    """
    yes, no = wording.text("word.yes"), wording.text("word.no")
    is_judged = (pl.col("rival_code") == "model") & (pl.col("segment_code") != "all")
    frame = (
        frames.model_quality.filter(pl.col("backtest_date").is_null())
        .sort(ranks(SEGMENT_CODES, "segment_code"), ranks(RIVAL_CODES, "rival_code"))
        .with_columns(
            pl.when(is_judged)
            .then(pl.when("is_model_shown").then(pl.lit(yes)).otherwise(pl.lit(no)))
            .alias("is_model_shown"),
            pl.when(is_judged).then("withdrawal_reason_code").alias("withdrawal_reason_code"),
            percent("interval_coverage_value"),
        )
    )
    for name, family in (
        ("segment_code", "segment"),
        ("rival_code", "rival"),
        ("withdrawal_reason_code", "withdrawal"),
        ("auc_reason_code", "auc_reason"),
    ):
        frame = worded(frame, name, family, wording)
    columns = (
        column("segment_code", wording),
        column("rival_code", wording),
        column("item_count", wording, "count"),
        column("mean_absolute_days", wording, "days"),
        column("auc_value", wording, "score"),
        column("brier_value", wording, "score"),
        column("interval_coverage_value", wording, "percent"),
        column("is_model_shown", wording, "code"),
        column("withdrawal_reason_code", wording),
        column("auc_reason_code", wording),
    )
    return Table("model_quality", columns, frame, context.functional_currency_code, None)


def backtest_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per month-end, of all segments together, with each measure beside its rivals."""
    rows = frames.model_quality.filter(
        pl.col("backtest_date").is_not_null(), pl.col("segment_code") == "all"
    )
    frame = rows.group_by("backtest_date").agg(pl.col("item_count").max()).sort("backtest_date")
    columns = [
        column("backtest_date", wording, "date"),
        column("item_count", wording, "count"),
    ]
    for measure, kind, rivals in BACKTEST_MEASURES:
        for rival in rivals:
            name = f"{measure}_{rival}"
            of_rival = rows.filter(pl.col("rival_code") == rival)
            if kind == "percent":
                of_rival = of_rival.with_columns(percent(measure))
            values = of_rival.select("backtest_date", pl.col(measure).alias(name))
            frame = frame.join(values, on="backtest_date", how="left", maintain_order="left")
            header = f"{wording.text(f'column.{measure}')}: {wording.code('rival', rival)}"
            columns.append(Column(name, header, kind))
    return Table("model_backtests", tuple(columns), frame, context.functional_currency_code, None)


def calibration_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per tenth of the items, by what was said of them."""
    shares = ("predicted_late_probability", "observed_late_share")
    frame = frames.model_calibration.sort("decile_number").with_columns(
        percent(name) for name in shares
    )
    columns = (
        column("decile_number", wording, "count"),
        column("item_count", wording, "count"),
        *(column(name, wording, "percent") for name in shares),
    )
    return Table("model_calibration", columns, frame, context.functional_currency_code, None)
