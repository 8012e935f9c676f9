"""The workbook of the queues: the book of decisions, filled in beforehand, and a sheet per queue.

Belongs here: columns and order of the sheets. Does not belong here: rows (frames.py), what is
filled in (decision_rows.py), the book's own sheets (books/template.py).
"""

from copy import copy
from pathlib import Path

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from pipelines.books.cash_books import MATCH_DECISIONS
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.template import FORMATS, build_template
from pipelines.files import replacing
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.safe_text import clean_text
from pipelines.reports.sheet import HEAD_ROWS, Sheet, put_value
from pipelines.reports.sheet_table import write_table
from pipelines.reports.styles import BODY
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import worded, worded_list
from pipelines.reports.wording import Wording
from pipelines.reports.workbook_file import SHEET_PART, SteadyArchive

Shown = tuple[tuple[str, Kind], ...]
SHEETS: dict[str, Shown] = {
    "unexplained": (
        ("receipt_id", "code"), ("receipt_date", "date"), ("age_days", "count"),
        ("currency_code", "code"), ("receipt_amount", "amount"), ("account_ending", "code"),
        ("tier_code", "text"), ("disposition_code", "text"), ("payer_name", "text"),
        ("bank_text", "text"), ("legal_entity_name", "text"), ("customer_codes", "code"),
        ("confidence", "rate"), ("applied_amount", "amount"), ("first_document_number", "code"),
        ("second_document_number", "code"), ("third_document_number", "code"),
        ("document_count", "count"), ("runner_up_confidence", "rate"), ("reason_codes", "text"),
    ),
    "to_post": (
        ("payment_date", "date"), ("receipt_id", "code"), ("account_ending", "code"),
        ("customer_code", "code"), ("customer_name", "text"), ("currency_code", "code"),
        ("receipt_amount", "amount"), ("payment_form_code", "code"), ("operation_number", "text"),
        ("document_number", "code"), ("installment_number", "count"), ("voucher_id", "code"),
        ("partiality_number", "count"), ("item_currency_code", "code"),
        ("balance_before_amount", "amount"), ("paid_amount", "amount"),
        ("balance_after_amount", "amount"), ("applied_amount", "amount"),
        ("difference_amount", "amount"), ("difference_code", "text"), ("tier_code", "text"),
        ("confidence", "rate"),
    ),
    "differences": (
        ("cause_code", "text"), ("receipt_date", "date"), ("receipt_id", "code"),
        ("customer_code", "code"), ("customer_name", "text"), ("document_number", "code"),
        ("tier_code", "text"), ("currency_code", "code"), ("applied_amount", "amount"),
        ("difference_amount", "amount"),
    ),
    "credits": (
        ("customer_code", "code"), ("customer_name", "text"), ("credit_number", "code"),
        ("class_code", "text"), ("credit_date", "date"), ("age_days", "count"),
        ("currency_code", "code"), ("unapplied_amount", "amount"), ("open_amount", "amount"),
        ("applicable_amount", "amount"), ("oldest_due_date", "date"), ("proposed_amount", "amount"),
    ),
    "bank_days": (
        ("account_ending", "code"), ("day_date", "date"), ("currency_code", "code"),
        ("opening_balance_amount", "amount"), ("customer_deposit_amount", "amount"),
        ("returned_deposit_amount", "amount"), ("other_deposit_amount", "amount"),
        ("withdrawal_amount", "amount"), ("closing_balance_amount", "amount"),
        ("erp_receipt_amount", "amount"), ("bank_only_amount", "amount"),
        ("erp_only_amount", "amount"), ("bank_until_amount", "amount"),
        ("bank_only_until_amount", "amount"), ("erp_only_until_amount", "amount"),
        ("in_transit_amount", "amount"), ("erp_until_amount", "amount"),
    ),
    "quality": (
        ("period_month", "date"), ("currency_code", "code"), ("tier_code", "text"),
        ("rule_code", "text"), ("proposed_count", "count"), ("right_count", "count"),
        ("precision_percent", "percent"), ("proposed_amount", "amount"),
        ("right_amount", "amount"), ("amount_precision_percent", "percent"),
        ("recorded_count", "count"), ("recall_percent", "percent"), ("auto_confidence", "rate"),
        ("threshold_source_code", "text"),
    ),
}  # fmt: skip
TOTALLED = {
    "unexplained": ("receipt_amount",),
    "to_post": ("applied_amount",),
    "credits": ("applicable_amount",),
}
# Of the widest sheets, so many columns are printed: the rest is for the screen.
PRINTED = {"unexplained": 15, "to_post": 17}
WORDS = {
    "tier_code": "match_tier",
    "disposition_code": "match_disposition",
    "cause_code": "match_cause",
    "difference_code": "match_cause",
    "class_code": "match_credit",
    "threshold_source_code": "match_threshold",
    "rule_code": "match_rule",
}


class KeptSheet(Sheet):
    """A sheet beside others that are not streamed: each row keeps its own cells."""

    def append_cells(self, cells: list[Cell], height: float | None = None) -> None:
        super().append_cells([copy(cell) for cell in cells], height)


def write_queues(
    path: Path,
    frames: dict[str, pl.DataFrame],
    rows: pl.DataFrame,
    company: str,
    context: ReportContext,
) -> None:
    """The workbook as a whole, or not at all.

    frames: by the names of SHEETS. rows: decision_rows. company: its folder's name, for the mark.
    """
    wording = Wording(context)
    workbook = build_template(MATCH_DECISIONS, company, context.company_name)
    data = workbook[DATA_SHEET]
    assert isinstance(data, Worksheet)
    fill_in(data, rows)
    values = {}
    for name in SHEETS:
        sheet = write_sheet(workbook, name, frames[name], context, wording)
        values[SHEET_PART.format(number=len(workbook.worksheets))] = sheet.values
    workbook.properties.title = wording.text("queues.title")
    workbook.properties.created = workbook.properties.modified = context.known_at
    workbook.calculation.fullCalcOnLoad = True
    with replacing(path) as partial:
        ExcelWriter(workbook, SteadyArchive(partial, values)).save()


def fill_in(sheet: Worksheet, rows: pl.DataFrame) -> None:
    """Rows of decision_rows into the data sheet, under the book's own headers."""
    headers = [column.header for column in MATCH_DECISIONS.columns]
    places = {
        "receipt_id": "Depósito",
        "line_number": "Renglón",
        "customer_code": "Cliente",
        "document_number": "Documento",
        "paid_amount": "Importe",
        "decided_date": "Fecha de decisión",
        "known": "Qué se sabe",
    }
    for number, row in enumerate(clean_text(rows).iter_rows(named=True), start=FIRST_ROW):
        for name, header in places.items():
            if row[name] is not None:
                place = headers.index(header) + 1
                cell = sheet.cell(number, place)
                assert isinstance(cell, Cell)
                put_value(cell, row[name])
                # A cell of its own does not take the column's style.
                cell.number_format = FORMATS.get(MATCH_DECISIONS.columns[place - 1].kind, "@")
                cell.font = BODY.but(size=10).openpyxl_font()
                cell.alignment = Alignment(vertical="center")
                cell.protection = Protection(locked=False)


def write_sheet(
    workbook: Workbook, name: str, frame: pl.DataFrame, context: ReportContext, wording: Wording
) -> Sheet:
    table = table_of(name, frame, context, wording)
    rows_above = HEAD_ROWS + 1 + len(table.total_rows) + 1
    sheet = KeptSheet(
        workbook, wording.text(f"queues.{name}.sheet"), fit_widths(table), f"C{rows_above + 1}"
    )
    title, remark = wording.text(f"queues.{name}.title"), wording.text(f"queues.{name}.remark")
    sheet.head(title, context, wording, remark)
    sheet.skip()
    place = write_table(sheet, table, wording, wording.text("table.empty"))
    sheet.set_page(context, wording, place.header_row, PRINTED.get(name))
    return sheet


def table_of(name: str, frame: pl.DataFrame, context: ReportContext, wording: Wording) -> Table:
    for column_name, family in WORDS.items():
        if column_name in frame.columns:
            frame = worded(frame, column_name, family, wording)
    if name == "quality":
        # A rule is what was said and what was paid, in the policy's own words; 'all' is neither.
        spoken = pl.coalesce(f"rule_{context.language}", "rule_code")
        frame = frame.with_columns(rule_code=spoken)
    if "reason_codes" in frame.columns:
        frame = worded_list(frame, "reason_codes", "match_reason", wording)
    columns = tuple(
        Column(
            each,
            wording.text(f"queues.column.{each}"),
            kind,
            each in TOTALLED.get(name, ()),
        )
        for each, kind in SHEETS[name]
    )
    return Table(f"cola_{name}", columns, frame, context.functional_currency_code)
