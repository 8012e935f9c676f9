"""Provision: its bridge from last month, what it is made of, and the entries it proposes.

Belongs here: the columns of this sheet and the order of its rows. What the figures mean: dbt.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.aging_sheets import bucket_labels
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import column, worded, write_titled_tables
from pipelines.reports.wording import Wording


def write_provision(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the bridge by segment and currency, the provision by bucket, and the proposed entries."""
    tables = {
        "bridge": bridge_table(frames, context, wording),
        "buckets": bucket_table(frames, context, wording),
        "journal": journal_table(frames, context, wording),
    }
    return write_titled_tables(workbook, "provision", tables, context, wording, frozen_columns=2)[0]


def own(name: str, wording: Wording, kind: Kind = "functional", *, total: bool = True) -> Column:
    """A column under words of this sheet: the same name means a balance on others."""
    return Column(name, wording.text(f"provision.column.{name}"), kind, total)


def segment(context: ReportContext, wording: Wording) -> Column:
    return own(f"segment_label_{context.language}", wording, "text", total=False)


def bridge_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """Opening + changes - what was used = closing, by segment and currency."""
    columns = (
        segment(context, wording),
        column("currency_code", wording, "code"),
        own("provision_opening_mxn", wording),
        own("exchange_amount_mxn", wording),
        own("volume_amount_mxn", wording),
        own("mix_amount_mxn", wording),
        own("rate_amount_mxn", wording),
        own("forward_looking_amount_mxn", wording),
        own("overlay_amount_mxn", wording),
        own("used_amount_mxn", wording),
        own("provision_closing_mxn", wording),
    )
    frame = frames.provision_bridge.rename(
        {
            "opening_amount_mxn": "provision_opening_mxn",
            "closing_amount_mxn": "provision_closing_mxn",
        }
    ).sort("segment_code", "currency_code")
    return Table("provision_bridge", columns, frame, context.functional_currency_code)


def bucket_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """What is open, carved out and provided for, with the parts of each rate."""
    columns = (
        segment(context, wording),
        column("currency_code", wording, "code"),
        column("bucket_number", wording, "code"),
        column("open_amount", wording, "amount", total=True),
        own("closing_amount_mxn", wording),
        own("related_amount_mxn", wording),
        own("disputed_amount_mxn", wording),
        own("insured_amount_mxn", wording),
        own("exposed_amount_mxn", wording),
        own("history_month_count", wording, "count", total=False),
        own("roll_rate", wording, "rate", total=False),
        own("history_rate", wording, "rate", total=False),
        own("floor_rate", wording, "rate", total=False),
        own("rate_source_code", wording, "code", total=False),
        own("forward_looking_factor", wording, "rate", total=False),
        own("overlay_rate", wording, "rate", total=False),
        own("loss_rate", wording, "rate", total=False),
        own("provision_amount_mxn", wording),
    )
    labels = {
        str(number): label for number, label in enumerate(bucket_labels(frames.buckets, context))
    }
    frame = frames.provision.sort("segment_code", "currency_code", "bucket_number").with_columns(
        pl.col("bucket_number").cast(pl.String).replace(labels)
    )
    frame = worded(frame, "rate_source_code", "rate_source", wording)
    return Table("provision", columns, frame, context.functional_currency_code)


def journal_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """The proposed entries, debits before credits."""
    columns = (
        own("entry_code", wording, "text", total=False),
        own("account_code", wording, "code", total=False),
        own(f"account_label_{context.language}", wording, "text", total=False),
        own("debit_amount_mxn", wording),
        own("credit_amount_mxn", wording),
    )
    frame = frames.provision_journal.sort(
        "entry_number", "debit_amount_mxn", "role_code", descending=[False, True, False]
    )
    frame = worded(frame, "entry_code", "provision_entry", wording)
    functional = context.functional_currency_code
    return Table("provision_journal", columns, frame, functional, unit_column=None)
