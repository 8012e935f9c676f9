"""The company's own reports by salesperson: ageing, credit actions, broken promises, as workbooks.

Belongs here: whose rows a report holds, and which of the monthly report's sheets it is made of.
Does not belong here: the sheets themselves (reports), who gets a report (delivery/reporting.py).

The rows are those of the monthly report, so that what a salesperson reads and what Finance signs
are the same figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.contracts.report_validation import validate_report_frames
from pipelines.documents.words import Words, amount_text
from pipelines.monthly_report import read_frames
from pipelines.reports.aging_sheets import write_aging_by_customer, write_overdue_items
from pipelines.reports.column_widths import fit_widths
from pipelines.reports.context import ReportContext
from pipelines.reports.credit_sheet import write_credit_actions
from pipelines.reports.safe_text import clean_text
from pipelines.reports.sheet import Sheet
from pipelines.reports.sheet_table import write_table
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.wording import Wording
from pipelines.reports.workbook_file import save_workbook

DeskReport = Literal["weekly_aging", "credit_actions", "broken_promises"]

PROMISES = """
    select customers.customer_code, customers.customer_name, customers.salesperson_name,
        promises.document_number, promises.made_date, promises.promised_date,
        promises.as_of_date - promises.promised_date as past_due_days, promises.currency_code,
        promises.promised_amount, promises.unpaid_amount
    from marts.fct_promises_monthly as promises join marts.dim_customers as customers
        using (customer_id)
    where promises.period_month = ? and promises.outcome_code in ('broken', 'partly_kept')
        and promises.unpaid_amount > 0
    order by promises.promised_date desc, customers.customer_name, promises.promise_id
"""
PROMISE_COLUMNS: tuple[tuple[str, Kind, bool], ...] = (
    ("customer_code", "code", False),
    ("customer_name", "text", False),
    ("document_number", "code", False),
    ("made_date", "date", False),
    ("promised_date", "date", False),
    ("past_due_days", "count", False),
    ("currency_code", "code", False),
    ("promised_amount", "amount", True),
    ("unpaid_amount", "amount", True),
    ("salesperson_name", "text", False),
)
IS_TO_BE_DONE = pl.col("action_code").is_in(["block", "release"])


@dataclass(frozen=True)
class DeskFrames:
    """finance: the month's frames, checked. promises: those broken and still unpaid."""

    finance: FinanceFrames
    promises: pl.DataFrame


def read_desk_frames(published: duckdb.DuckDBPyConnection, month: date) -> DeskFrames:
    """The rows of all salespeople. Raises InvalidReportFramesError when they do not add up."""
    frames = read_frames(published, month)
    validate_report_frames(frames, month)
    return DeskFrames(frames, clean_text(published.execute(PROMISES, [month]).pl()))


def only_of(frames: DeskFrames, salesperson: str | None) -> DeskFrames:
    """The rows of one salesperson's customers; None leaves all. salesperson: in capitals.

    A legal entity whose customers two salespeople share is in the credit actions of both.
    """
    if salesperson is None:
        return frames
    is_theirs = pl.col("salesperson_name").str.to_uppercase() == salesperson
    finance = frames.finance
    actions = finance.credit_actions.filter(
        pl.col("salesperson_names")
        .str.to_uppercase()
        .str.split(",")
        .list.eval(pl.element().str.strip_chars())
        .list.contains(salesperson)
    )
    theirs = replace(
        finance,
        aging_by_customer=finance.aging_by_customer.filter(is_theirs),
        overdue_items=finance.overdue_items.filter(is_theirs),
        credit_actions=actions,
        credit_reasons=finance.credit_reasons.join(
            actions.select("legal_entity_id"), on="legal_entity_id", how="semi"
        ),
        terms_deviations=finance.terms_deviations.filter(is_theirs),
    )
    return DeskFrames(theirs, frames.promises.filter(is_theirs))


def is_empty(report: DeskReport, frames: DeskFrames) -> bool:
    """Whether a report would tell nothing: it is then not sent."""
    return {
        "weekly_aging": frames.finance.aging_by_customer,
        "credit_actions": frames.finance.credit_actions.filter(IS_TO_BE_DONE),
        "broken_promises": frames.promises,
    }[report].is_empty()


def facts_of(report: DeskReport, frames: DeskFrames, words: Words) -> list[str]:
    """What the e-mail says of a report, a line each: amounts by currency, or counts of actions."""
    if report == "credit_actions":
        actions = frames.finance.credit_actions["action_code"]
        return [
            words.text(f"delivery.{code}", count=(actions == code).sum())
            for code in ("block", "release")
        ]
    frame, names = frames.finance.aging_by_customer, ["open_amount", "overdue_amount"]
    if report == "broken_promises":
        frame, names = frames.promises, ["unpaid_amount"]
    sums = frame.group_by("currency_code").agg(pl.col(names).sum()).sort("currency_code")
    return [
        words.text(f"delivery.{name}", currency=row["currency_code"], amount=amount_text(row[name]))
        for row in sums.iter_rows(named=True)
        for name in names
    ]


def write_desk_report(
    path: Path, report: DeskReport, frames: DeskFrames, context: ReportContext, words: Words
) -> None:
    """Writes the workbook; the same frames and context give the same bytes."""
    wording = Wording(context)
    workbook = Workbook(write_only=True)
    sheets: list[Sheet]
    if report == "broken_promises":
        sheets = [write_promises(workbook, frames.promises, context, wording, words)]
    else:
        finance: dict[DeskReport, tuple[Callable[..., Sheet], ...]] = {
            "weekly_aging": (write_aging_by_customer, write_overdue_items),
            "credit_actions": (write_credit_actions,),
        }
        sheets = [write(workbook, frames.finance, context, wording) for write in finance[report]]
    title = words.text(f"delivery.{report}.title", day=words.day(context.as_of_date))
    save_workbook(workbook, sheets, path, title=title, made_at=context.known_at)


def write_promises(
    workbook: Workbook, frame: pl.DataFrame, context: ReportContext, wording: Wording, words: Words
) -> Sheet:
    columns = tuple(
        Column(name, words.text(f"column.{name}"), kind, is_totalled)
        for name, kind, is_totalled in PROMISE_COLUMNS
    )
    table = Table("broken_promises", columns, frame, context.functional_currency_code)
    name = words.text("delivery.broken_promises.sheet")
    sheet = Sheet(workbook, name, fit_widths(table))
    title = words.text("delivery.broken_promises.title", day=words.day(context.as_of_date))
    sheet.head(title, context, wording, words.text("delivery.broken_promises.remark"))
    sheet.skip()
    place = write_table(sheet, table, wording, wording.text("table.empty"))
    sheet.set_page(context, wording, place.header_row)
    return sheet
