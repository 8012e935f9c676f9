"""A statement as a workbook: one sheet per currency, with numbers and days as such.

Belongs here: cells of a statement. Does not belong here: its figures (statement.py). Sheets are
write-only: each row leaves the memory as it is written. The same statement gives the same bytes.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import NamedStyle
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from pipelines.aging import BUCKETS
from pipelines.documents.statement import Section, Statement
from pipelines.documents.statement_page import Vocabulary, kind_of, remark_of
from pipelines.documents.words import Words
from pipelines.reports.safe_text import looks_like_formula
from pipelines.reports.sheet import Value, put_value
from pipelines.reports.styles import BODY, HEADER, SECTION, TITLE, TOTAL, Look, money_format
from pipelines.reports.workbook_file import SteadyArchive

WIDTHS = (20, 24, 13, 13, 11, 17, 17, 26)
DAY_FORMATS = {"es": "dd/mm/yyyy", "en": "dd-mmm-yyyy"}
# Amounts carry their currency in the sheet's heading.
AMOUNT_FORMAT = money_format("")
LOOKS = {"title": TITLE, "section": SECTION, "head": HEADER, "body": BODY, "total": TOTAL}


def write_statement_workbook(
    path: Path, statement: Statement, words: Words, vocabulary: Vocabulary
) -> None:
    """Writes the workbook. The manifest says whether it is whole."""
    workbook = Workbook(write_only=True)
    for name, look in LOOKS.items():
        workbook.add_named_style(named_style(name, look))
    for section in statement.sections:
        sheet = workbook.create_sheet(section.currency_code)
        for place, width in enumerate(WIDTHS):
            sheet.column_dimensions["ABCDEFGH"[place]].width = width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        SectionSheet(sheet, words, vocabulary).write(section, statement)
    workbook.properties.title = words.text("statement.title")
    workbook.properties.creator = "cartera"
    made_at = datetime.combine(statement.as_of_date, datetime.min.time())
    workbook.properties.created = workbook.properties.modified = made_at
    ExcelWriter(workbook, SteadyArchive(path, {})).save()


def named_style(name: str, look: Look) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=look.openpyxl_font(),
        fill=look.openpyxl_fill(),
        border=look.openpyxl_border(),
        alignment=look.openpyxl_alignment(),
    )


class SectionSheet:
    """The rows of one sheet, from top to bottom."""

    def __init__(self, sheet: WriteOnlyWorksheet, words: Words, vocabulary: Vocabulary) -> None:
        self.sheet = sheet
        self.words = words
        self.vocabulary = vocabulary
        self.day_format = DAY_FORMATS[words.language]
        # Working out a style costs more than writing a row: a cell is filled again in each row.
        self.cells: dict[tuple[int, str, str, bool], Cell] = {}

    def write(self, section: Section, statement: Statement) -> None:
        words, day = self.words, self.words.day(statement.as_of_date)
        self.row("title", [words.text("statement.title")])
        self.row("section", [statement.holder_name])
        facts = f"{words.text('common.customer_code')}: {', '.join(statement.customer_codes)}"
        rfc = f" · {words.text('common.rfc')}: {statement.rfc}" if statement.rfc else ""
        self.row("body", [facts + rfc])
        self.row("body", [words.text("common.currency", currency=section.currency_code)])
        self.row("body", [])
        if statement.since is None:
            self.row("section", [words.text("statement.open_item", day=day)])
            self.write_items(section)
            self.write_credits(section)
        else:
            self.write_activity(section, statement.since)
        self.row("section", [words.text("statement.aging", day=day)])
        self.row("head", [*self.vocabulary.buckets, words.text("statement.open")])
        totals = section.totals
        self.row("total", [totals[name] for name in (*BUCKETS, "open_amount")])
        self.row("body", [])
        for held in ("disputed", "promised"):
            if totals[f"{held}_amount"]:
                self.row("body", [words.text(f"statement.{held}"), totals[f"{held}_amount"]])
        if totals["unapplied_amount"]:
            self.row("body", [words.text("statement.unapplied"), -totals["unapplied_amount"]])
        self.row("total", [words.text("statement.balance", day=day), totals["balance_amount"]])
        self.row("body", [])
        self.row("body", [words.text("payment.reference"), " · ".join(section.references)])

    def write_items(self, section: Section) -> None:
        if not section.items:
            return
        names = ("document", "kind", "date", "due_date", "days", "original", "open", "remark")
        self.heads(names)
        for item in section.items:
            self.row(
                "body",
                [
                    item["document_number"] or self.words.text("common.no_number"),
                    kind_of(item, self.words, self.vocabulary),
                    item["charge_date"],
                    item["due_date"],
                    max(item["past_due_days"], 0) or None,
                    item["original_amount"],
                    item["open_amount"],
                    remark_of(item, self.words),
                ],
            )
        summed = sum((item["open_amount"] for item in section.items), Decimal(0))
        self.row("total", [self.total(section), None, None, None, None, None, summed, None])
        self.row("body", [])

    def write_credits(self, section: Section) -> None:
        if not section.credits:
            return
        self.row("section", [self.words.text("statement.credits")])
        self.heads(("document", "kind", "date", "original", "open"))
        for credit in section.credits:
            self.row(
                "body",
                [
                    credit["credit_number"] or self.words.text("common.no_number"),
                    self.vocabulary.kinds[credit["class_code"]],
                    credit["credit_date"],
                    credit["original_amount"],
                    credit["unapplied_amount"],
                ],
            )
        summed = sum((credit["unapplied_amount"] for credit in section.credits), Decimal(0))
        self.row("total", [self.total(section), None, None, None, summed])
        self.row("body", [])

    def write_activity(self, section: Section, since: date) -> None:
        self.row("section", [self.words.text("statement.movements")])
        self.heads(("date", "document", "kind", "charge", "credit", "running"))
        before = self.words.day(since - timedelta(days=1))
        opening = self.words.text("statement.opening", day=before)
        running = section.opening_amount
        self.row("body", [None, None, opening, None, None, running])
        for movement in section.movements:
            moved = movement["amount"]
            running += moved
            self.row(
                "body",
                [
                    movement["entry_date"],
                    movement["document_number"] or self.words.text("common.no_number"),
                    self.vocabulary.kinds[movement["class_code"]],
                    moved if moved > 0 else None,
                    -moved if moved < 0 else None,
                    running,
                ],
            )
        self.row("total", [self.total(section), None, None, None, None, running])
        self.row("body", [])

    def total(self, section: Section) -> str:
        return self.words.text("common.total", currency=section.currency_code)

    def heads(self, names: Sequence[str]) -> None:
        self.row("head", [self.words.text(f"column.{name}") for name in names])

    def row(self, style: str, values: Sequence[Value]) -> None:
        self.sheet.append([self.cell(*each, style) for each in enumerate(values)])

    def cell(self, place: int, value: Value, style: str) -> Cell:
        number_format = "General"
        if isinstance(value, Decimal):
            number_format = AMOUNT_FORMAT
        elif isinstance(value, date):
            number_format = self.day_format
        is_quoted = isinstance(value, str) and looks_like_formula(value)
        key = (place, style, number_format, is_quoted)
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = WriteOnlyCell(self.sheet)
            cell.style = style
            cell.number_format = number_format
            if is_quoted:
                cell.quotePrefix = True
        put_value(cell, value)
        return cell
