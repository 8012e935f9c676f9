"""Proposals and what is to be posted, as a workbook for the desk and for whoever posts.

Belongs here: its sheets and their columns. Does not belong here: the book in which people decide
(decisions_book.py).
"""

from pathlib import Path

import polars as pl
from openpyxl import Workbook

from pipelines.charges.proposals import Charges
from pipelines.reports.context import ReportContext
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import column, worded, write_single_table
from pipelines.reports.wording import Wording
from pipelines.reports.workbook_file import save_workbook


def write_workbook(charges: Charges, context: ReportContext, path: Path) -> None:
    """The same inputs give the same bytes."""
    wording = Wording(context)
    workbook = Workbook(write_only=True)
    functional = context.functional_currency_code
    tables = {
        "proposed_charges": Table(
            "proposed_charges",
            proposal_columns(wording),
            in_words(charges.proposals, wording).with_columns(
                basis_text=f"basis_{context.language}"
            ),
            functional,
        ),
        "charges_to_post": Table(
            "charges_to_post",
            posting_columns(wording),
            worded(
                in_words(charges.to_post, wording), "posted_class_code", "posted_class", wording
            ),
            functional,
        ),
    }
    sheets = [
        write_single_table(workbook, key, table, context, wording)[0]
        for key, table in tables.items()
    ]
    title = wording.text("proposed_charges.title")
    save_workbook(workbook, sheets, path, title=title, made_at=context.known_at)


def in_words(rows: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    return worded(rows, "kind_code", "additional_charge", wording)


def own(name: str, wording: Wording, kind: Kind = "text", *, total: bool = False) -> Column:
    return Column(name, wording.text(f"additional_charges.{name}"), kind, total)


def proposal_columns(wording: Wording) -> tuple[Column, ...]:
    return (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        own("kind_code", wording),
        column("document_number", wording, "code"),
        column("past_due_days", wording, "count"),
        column("currency_code", wording, "code"),
        own("base_amount", wording, "amount"),
        own("charge_percent", wording, "number"),
        own("accrued_amount", wording, "amount"),
        own("approved_amount", wording, "amount"),
        own("rejected_amount", wording, "amount"),
        own("net_amount", wording, "amount", total=True),
        own("vat_amount", wording, "amount", total=True),
        own("total_amount", wording, "amount", total=True),
        own("basis_text", wording),
        own("proposal_number", wording, "code"),
    )


def posting_columns(wording: Wording) -> tuple[Column, ...]:
    return (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        own("kind_code", wording),
        own("posted_class_code", wording),
        column("document_number", wording, "code"),
        column("currency_code", wording, "code"),
        own("net_amount", wording, "amount", total=True),
        own("vat_amount", wording, "amount", total=True),
        own("approved_amount", wording, "amount", total=True),
        own("approved_date", wording, "date"),
        own("approver_name", wording),
        own("approval_number", wording, "code"),
    )
