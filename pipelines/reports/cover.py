"""The cover: what the report is, whether its controls hold, who signs, what it was made from.

Belongs here: the first sheet, and the table of controls that the blocked report shares.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import OPEN_STATUS_CODES, FinanceFrames
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import (
    AMBER,
    FACT,
    FACT_VALUE,
    GREEN,
    HEADER,
    RED,
    REMARK,
    SECTION,
    SIGNATURE,
)
from pipelines.reports.table import Place, Table
from pipelines.reports.table_sheet import cells_of, colour_words, column, worded, yes_no
from pipelines.reports.wording import Wording

# Columns of the sheet that each box of the signature lines spans: role, name, date, signature.
SIGNATURE_BOXES = ((1, 1), (2, 4), (5, 6), (7, 9))
SIGNATURE_HEIGHT = 30.0
WARNING = "warning"


def write_cover(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the cover to the workbook. frames: a validated bundle."""
    controls = controls_table("controls", frames.controls, context, wording)
    deliveries = deliveries_table(frames.deliveries, context, wording)
    sheet = Sheet(workbook, wording.text("cover.sheet"), fit_widths(controls, deliveries))
    sheet.head(wording.text("cover.title"), context, wording, context.note)
    sheet.skip()
    write_facts(sheet, context, wording)
    sheet.skip()
    sheet.append([(wording.text("cover.controls"), SECTION)], height=18)
    sheet.append([(controls_summary(frames.controls, wording), REMARK)])
    write_controls(sheet, controls, wording)
    if WARNING in frames.controls.select(shown_status())["status_code"]:
        sheet.append([(wording.text("cover.warnings_remark"), REMARK)])
    sheet.skip()
    write_signatures(sheet, wording)
    sheet.break_page()
    sheet.append([(wording.text("cover.deliveries"), SECTION)], height=18)
    sheet.append([(wording.text("cover.deliveries_remark"), REMARK)])
    write_table(sheet, deliveries, wording, wording.text("table.empty"))
    sheet.set_page(context, wording)
    return sheet


def write_facts(sheet: Sheet, context: ReportContext, wording: Wording) -> None:
    known_at = wording.text(
        "cover.local_time",
        at=f"{context.local_time(context.known_at):%Y-%m-%d %H:%M}",
        timezone=context.timezone,
    )
    for key, value in (
        ("period", wording.month(context.period_month)),
        ("as_of", wording.day(context.as_of_date)),
        ("known_at", known_at),
        ("currency", context.functional_currency_code),
        ("version", wording.text("page.made", version=context.code_version)),
    ):
        sheet.append([(wording.text(f"cover.{key}"), FACT), (value, FACT_VALUE)])


def controls_summary(controls: pl.DataFrame, wording: Wording) -> str:
    shown = controls.select(shown_status())["status_code"].to_list()
    passed, not_applicable = shown.count("passed"), shown.count("not_applicable")
    warnings = shown.count(WARNING)
    return wording.text(
        "cover.controls_summary",
        total=controls.height,
        passed=passed,
        not_applicable=not_applicable,
        warnings=warnings,
        open=controls.height - passed - not_applicable - warnings,
    )


def shown_status() -> pl.Expr:
    """The status as it is shown: what did not pass and does not block is a warning."""
    warns = pl.col("status_code").is_in(OPEN_STATUS_CODES) & ~pl.col("is_blocking")
    return pl.when(warns).then(pl.lit(WARNING)).otherwise("status_code").alias("status_code")


def controls_table(
    name: str, controls: pl.DataFrame, context: ReportContext, wording: Wording
) -> Table:
    """The controls as a table, blocking ones first, in the order of their codes."""
    frame = worded(controls.with_columns(shown_status()), "status_code", "status", wording)
    frame = frame.sort("is_blocking", "control_code", descending=[True, False]).with_columns(
        pl.col(f"label_{context.language}").alias("control"), yes_no("is_blocking", wording)
    )
    columns = (
        column("control", wording),
        column("status_code", wording, "code"),
        column("expected_amount", wording, "amount"),
        column("actual_amount", wording, "amount"),
        column("difference_amount", wording, "amount"),
        column("tolerance_amount", wording, "amount"),
        column("checked_count", wording, "count"),
        column("exception_count", wording, "count"),
        column("is_blocking", wording, "code"),
    )
    return Table(name, columns, frame, context.functional_currency_code, "unit_code")


def write_controls(sheet: Sheet, controls: Table, wording: Wording) -> Place:
    """Write the table of controls, its results coloured: green, amber (a warning) or red."""
    place = write_table(sheet, controls, wording, wording.text("blocked.no_controls"))
    colours = {
        wording.code("status", code): colour
        for code, colour in (("passed", GREEN), (WARNING, AMBER), ("failed", RED), ("absent", RED))
    }
    colour_words(sheet, cells_of(controls, place, "status_code"), colours)
    return place


def write_signatures(sheet: Sheet, wording: Wording) -> None:
    header_words = ("signatures", "name", "date", "signature")
    write_boxes(sheet, [wording.text(f"cover.{word}") for word in header_words], is_header=True)
    for role in ("prepared", "reviewed", "authorised"):
        write_boxes(sheet, [wording.text(f"cover.{role}"), None, None, None], is_header=False)


def write_boxes(sheet: Sheet, texts: list[str | None], *, is_header: bool) -> None:
    look = HEADER if is_header else SIGNATURE
    cells = []
    for text, (first, last) in zip(texts, SIGNATURE_BOXES, strict=True):
        cells.extend([(text, look), *([(None, look)] * (last - first))])
    row = sheet.append(cells, height=None if is_header else SIGNATURE_HEIGHT)
    for first, last in SIGNATURE_BOXES:
        if last > first:
            sheet.merge(row, first, last)


def deliveries_table(deliveries: pl.DataFrame, context: ReportContext, wording: Wording) -> Table:
    frame = worded(deliveries, "status_code", "delivery_status", wording)
    frame = frame.sort("delivered_at", "file_name", "delivery_id").with_columns(
        pl.col("delivered_at")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone(context.timezone)
        .dt.replace_time_zone(None)
    )
    columns = (
        column("file_name", wording),
        column("status_code", wording, "code"),
        column("rows_read", wording, "count"),
        column("rows_landed", wording, "count"),
        column("rows_unchanged", wording, "count"),
        column("rows_quarantined", wording, "count"),
        column("delivered_at", wording, "time"),
        column("table_name", wording),
        column("sha256", wording, "hash"),
    )
    return Table("deliveries", columns, frame, context.functional_currency_code, None)
