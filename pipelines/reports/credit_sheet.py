"""Credit actions: whom to block, release and watch, every reason, and invoices on other terms.

Belongs here: the columns of this sheet and the order of its rows. Which rule fires and what cures
it: dbt.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.credit_frames import ACTION_CODES
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.styles import AMBER, GREEN, RED
from pipelines.reports.table import Table
from pipelines.reports.table_sheet import (
    cells_of,
    colour_words,
    column,
    worded,
    worded_list,
    write_titled_tables,
    yes_no,
)
from pipelines.reports.wording import Wording

ACTION_ORDER = {code: place for place, code in enumerate(ACTION_CODES)}


def write_credit_actions(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the actions, below them each reason by itself, and the invoices on other terms."""
    tables = {
        "actions": action_table(frames, context, wording),
        "reasons": reason_table(frames, context, wording),
        "deviations": deviation_table(frames, context, wording),
    }
    # More than a page holds; what follows is for filtering on the screen.
    columns = [each.name for each in tables["actions"].columns]
    sheet, places = write_titled_tables(
        workbook,
        "credit_actions",
        tables,
        context,
        wording,
        frozen_columns=2,
        printed_columns=columns.index("blocks_on_date") + 1,
    )
    colours = {
        wording.code("credit_action", "block"): RED,
        wording.code("credit_action", "watch"): AMBER,
        wording.code("credit_action", "release"): GREEN,
    }
    for name in ("actions", "reasons"):
        colour_words(sheet, cells_of(tables[name], places[name], "action_code"), colours)
    return sheet


def action_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per legal entity: blocks, releases, watches; in each the largest exposure first."""
    columns = (
        column("customer_codes", wording, "code"),
        column("legal_entity_name", wording),
        column("action_code", wording, "code"),
        column("reason_codes", wording),
        column("exposure_amount_mxn", wording, "functional", total=True),
        column("limit_amount_mxn", wording, "functional"),
        column("available_amount_mxn", wording, "functional"),
        column("used_percent", wording, "percent"),
        column("overdue_at_closing_amount_mxn", wording, "functional", total=True),
        column("oldest_past_due_days", wording, "count"),
        column("cure_amount_mxn", wording, "functional", total=True),
        column("needs_decision", wording, "code"),
        column("blocks_on_date", wording, "date"),
        column("next_block_reason_codes", wording),
        column("unconfirmed_amount_mxn", wording, "functional", total=True),
        column("unconfirmed_reason_codes", wording),
        column("pending_amount_mxn", wording, "functional", total=True),
        column("insured_amount_mxn", wording, "functional", total=True),
        column("salesperson_names", wording),
    )
    order = pl.col("action_code").replace_strict(ACTION_ORDER, return_dtype=pl.Int64)
    frame = frames.credit_actions.sort(
        order,
        "exposure_amount_mxn",
        "legal_entity_id",
        descending=[False, True, False],
        nulls_last=True,
    ).with_columns(
        yes_no("needs_decision", wording),
        pl.col("overdue_amount_mxn").alias("overdue_at_closing_amount_mxn"),
    )
    for name in ("reason_codes", "next_block_reason_codes", "unconfirmed_reason_codes"):
        frame = worded_list(frame, name, "credit_rule", wording)
    frame = worded(frame, "action_code", "credit_action", wording)
    return Table(
        "credit_actions", columns, frame, context.functional_currency_code, unit_column=None
    )


def reason_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """One row per legal entity and rule that fires, with what was read and what cures it."""
    columns = (
        column("customer_codes", wording, "code"),
        column("legal_entity_name", wording),
        column("action_code", wording, "code"),
        column("rule_code", wording),
        column("reading_value", wording, "amount"),
        column("threshold_value", wording, "amount"),
        column("fires_on_date", wording, "date"),
        column("cure_code", wording, "code"),
        column("cure_amount_mxn", wording, "functional"),
        column("awaits_confirmation", wording, "code"),
    )
    order = pl.col("action_code").replace_strict(ACTION_ORDER, return_dtype=pl.Int64)
    frame = frames.credit_reasons.sort(
        order, "legal_entity_name", "legal_entity_id", "rule_code"
    ).with_columns(yes_no("awaits_confirmation", wording))
    for name, family in (
        ("action_code", "credit_action"),
        ("rule_code", "credit_rule"),
        ("cure_code", "cure"),
    ):
        frame = worded(frame, name, family, wording)
    return Table(
        "credit_reasons",
        columns,
        frame,
        context.functional_currency_code,
        unit_column="unit_code",
    )


def deviation_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    """Invoices of the month whose days, terms or currency are not the customer's."""
    columns = (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("deviation_code", wording),
        column("agreed_value", wording, "code"),
        column("actual_value", wording, "code"),
        column("document_number", wording, "code"),
        column("document_date", wording, "date"),
        column("currency_code", wording, "code"),
        column("original_amount", wording, "amount"),
        column("salesperson_name", wording),
    )
    frame = frames.terms_deviations.sort(
        "customer_name", "customer_id", "document_date", "document_id", "deviation_code"
    )
    frame = worded(frame, "deviation_code", "deviation", wording)
    return Table("terms_deviations", columns, frame, context.functional_currency_code)
