"""Bad debts and interest: what might be deducted and what is missing, and interest to charge.

Belongs here: the columns of this sheet and the order of its rows. Both tables are proposals; the
law behind them is in docs/decisions/0031 and the models.
"""

import polars as pl
from openpyxl import Workbook

from pipelines.contracts.provision_frames import EVIDENCE_CODES
from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.context import ReportContext
from pipelines.reports.sheet import Sheet
from pipelines.reports.table import Column, Kind, Table
from pipelines.reports.table_sheet import column, worded, write_titled_tables
from pipelines.reports.wording import Wording


def write_bad_debts(
    workbook: Workbook, frames: FinanceFrames, context: ReportContext, wording: Wording
) -> Sheet:
    """Add the candidates for deduction, the oldest first, and below them the interest."""
    tables = {
        "candidates": candidate_table(frames, context, wording),
        "interest": interest_table(frames, context, wording),
    }
    return write_titled_tables(workbook, "bad_debts", tables, context, wording, frozen_columns=2)[0]


def own(name: str, wording: Wording, kind: Kind = "text", *, total: bool = False) -> Column:
    return Column(name, wording.text(f"bad_debts.column.{name}"), kind, total)


def debt_columns(wording: Wording) -> tuple[Column, ...]:
    return (
        column("customer_code", wording, "code"),
        column("customer_name", wording),
        column("document_number", wording, "code"),
        column("installment_number", wording, "count"),
        column("due_date", wording, "date"),
        column("past_due_days", wording, "count"),
        column("currency_code", wording, "code"),
        column("open_amount", wording, "amount", total=True),
    )


def candidate_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    columns = (
        *debt_columns(wording),
        column("open_amount_mxn", wording, "functional", total=True),
        own("deductible_amount_mxn", wording, "functional", total=True),
        own("vat_basis_code", wording, "code"),
        own("debtor_principal_udi", wording, "number"),
        own("case_code", wording, "code"),
        own("year_complete_date", wording, "date"),
        own("missing_evidence_codes", wording),
        own("informed_year", wording, "code"),
    )
    frame = frames.bad_debt_candidates.sort(
        "year_complete_date", "document_id", "installment_number"
    )
    frame = frame.with_columns(
        pl.col("missing_evidence_codes")
        .str.split(",")
        .list.eval(pl.element().replace({c: wording.code("evidence", c) for c in EVIDENCE_CODES}))
        .list.join("; "),
        pl.col("informed_year").cast(pl.String),
    )
    frame = worded(frame, "case_code", "bad_debt_case", wording)
    frame = worded(frame, "vat_basis_code", "vat_basis", wording)
    return Table("bad_debt_candidates", columns, frame, context.functional_currency_code)


def interest_table(frames: FinanceFrames, context: ReportContext, wording: Wording) -> Table:
    columns = (
        *debt_columns(wording),
        own("interest_percent", wording, "number"),
        own("rate_basis_code", wording, "code"),
        own("interest_amount", wording, "amount", total=True),
        own("vat_amount", wording, "amount", total=True),
        own("vat_basis_code", wording, "code"),
    )
    frame = frames.moratory_interest.sort(
        "interest_amount", "document_id", "installment_number", descending=[True, False, False]
    )
    frame = worded(frame, "rate_basis_code", "interest_basis", wording)
    frame = worded(frame, "vat_basis_code", "vat_basis", wording)
    return Table("moratory_interest", columns, frame, context.functional_currency_code)
