"""Risk: the grade of each legal entity with its reasons, and the migrations between grades.

Belongs here: the columns of these sheets, the order of their rows and the shape of the matrix.
How points and grades come about: dbt.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.credit_frames import GRADE_CODES, NO_GRADE, NO_ROW
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.styles import GREEN, RED
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import (
    cells_of,
    colour_words,
    column,
    worded,
    worded_list,
    write_single_table,
    write_titled_tables,
)
from pipelines.reports.wording import Wording


def risk_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per legal entity: the worst score first, and those without a grade last."""
    columns = (
        column("customer_codes", wording, "code"),
        column("legal_entity_name", wording),
        column("grade_code", wording, "code"),
        column("previous_grade_code", wording, "code"),
        column("migration_code", wording, "code"),
        column("risk_score", wording, "days"),
        column("previous_risk_score", wording, "days"),
        column("balance_at_closing_amount_mxn", wording, "functional", total=True),
        column("move_codes", wording),
        column("reason_codes", wording),
        column("payment_days", wording, "days"),
        column("payment_trend_days", wording, "change"),
        column("utilisation_percent", wording, "percent"),
        column("overdue_percent", wording, "percent"),
        column("disputed_percent", wording, "percent"),
        column("broken_promise_count", wording, "count"),
        column("account_age_months", wording, "count"),
        column("concentration_percent", wording, "percent"),
        column("history_count", wording, "count"),
        column("unknown_codes", wording),
        column("salesperson_names", wording),
    )
    # A score without history is no score: it would look like one on the page.
    graded = pl.col("grade_code").is_not_null()
    frame = frames.risk.sort(
        graded,
        "risk_score",
        "balance_amount_mxn",
        "legal_entity_id",
        descending=[True, True, True, False],
        nulls_last=True,
    ).with_columns(
        pl.coalesce("grade_code", "ungraded_reason_code").alias("grade_code"),
        pl.when(graded).then("risk_score").alias("risk_score"),
        pl.when(pl.col("previous_grade_code").is_not_null())
        .then("previous_risk_score")
        .alias("previous_risk_score"),
        pl.col("balance_amount_mxn").alias("balance_at_closing_amount_mxn"),
    )
    for name in ("move_codes", "reason_codes", "unknown_codes"):
        frame = worded_list(frame, name, "risk_feature", wording)
    frame = worded(frame, "grade_code", "grade", wording)
    frame = worded(frame, "migration_code", "migration", wording)
    return Table("risk", columns, frame, context.functional_currency_code, unit_column=None)


def write_risk(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    table = risk_table(frames, context, wording)
    # More than a page holds; the features themselves are for filtering on the screen.
    printed = [each.name for each in table.columns].index("reason_codes") + 1
    sheet, place = write_single_table(
        workbook, "risk", table, context, wording, printed_columns=printed
    )
    colours = {wording.code("migration", "worse"): RED, wording.code("migration", "better"): GREEN}
    colour_words(sheet, cells_of(table, place, "migration_code"), colours)
    return sheet


def write_migrations(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add two matrices, from last month's grade to this month's: how many, and their balance."""
    tables = {
        "counts": count_matrix(frames, context, wording),
        "balances": balance_matrix(frames, context, wording),
    }
    return write_titled_tables(workbook, "migrations", tables, context, wording)[0]


def count_matrix(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    return matrix_table(frames, "legal_entity_count", "count", context, wording)


def balance_matrix(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    return matrix_table(frames, "balance_amount_mxn", "functional", context, wording)


def matrix_table(
    frames: FinanceFrames, value: str, kind: Kind, context: ReportContext, wording: Wording
) -> Table:
    """A row per grade a month before, a column per grade now, and the row's sum."""
    ends = (*GRADE_CODES, NO_GRADE)
    starts = pl.DataFrame({"from_grade_code": [*GRADE_CODES, NO_GRADE, NO_ROW]})
    sums = frames.grade_migrations.group_by("from_grade_code").agg(
        *(
            pl.col(value).filter(pl.col("to_grade_code") == code).sum().alias(f"to_{code}")
            for code in ends
        ),
        pl.col(value).sum().alias("row_total"),
    )
    frame = worded(
        starts.join(sums, on="from_grade_code", how="inner", maintain_order="left"),
        "from_grade_code",
        "grade",
        wording,
    )
    columns = (
        column("from_grade_code", wording, "code"),
        *(
            Column(f"to_{code}", wording.text("migrations.to", grade=grade), kind)
            for code, grade in ((code, wording.code("grade", code)) for code in ends)
        ),
        column("row_total", wording, kind),
    )
    return Table(
        f"grade_migrations_{value.split('_', maxsplit=1)[0]}",
        columns,
        frame,
        context.functional_currency_code,
        unit_column=None,
    )
