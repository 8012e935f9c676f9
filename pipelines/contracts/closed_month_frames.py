"""The frames of the sheet of changes to closed months: exact columns, types and closed lists.

Belongs here: what report_frames.py holds of the other sheets. Sums are in report_sums.py.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import TIMESTAMP
from pipelines.contracts.report_columns import CUSTOMER, currency, empty, frame, known, money

# Why a closed month is not what was reported, as in policy_change_reasons.
REASON_CODES = (
    "late_invoice",
    "late_receipt",
    "reapplied",
    "cancelled",
    "vanished",
    "amount",
    "date",
    "customer",
    "terms",
    "rate",
    "policy",
    "unexplained",
)

CLOSED_MONTH_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "closed_month_bridges": frame(
        {
            "closed_month": known(pl.Date),
            "snapshot_id": known(pl.String),
            "reported_at": known(TIMESTAMP),
            "currency_code": currency(),
            **money("reported_amount", "change_amount", "known_amount"),
            **money("reported_amount_mxn", "change_amount_mxn", "known_amount_mxn"),
        }
    ),
    "closed_month_changes": frame(
        {
            "closed_month": known(pl.Date),
            "reason_code": known(pl.String, pa.Check.isin(REASON_CODES)),
            "reason_order": known(pl.Int64),
            **CUSTOMER,
            "document_id": known(pl.String),
            "document_number": empty(pl.String),
            "document_date": known(pl.Date),
            "currency_code": currency(),
            **money("change_amount", "change_amount_mxn", "closing_change_amount_mxn"),
            **money("moved_amount"),
            "learned_at": empty(TIMESTAMP),
            "evidence_file_name": empty(pl.String),
        }
    ),
}

CLOSED_MONTH_KEYS: dict[str, tuple[str, ...]] = {
    "closed_month_bridges": ("closed_month", "currency_code"),
    "closed_month_changes": (
        "closed_month",
        "document_id",
        "customer_id",
        "currency_code",
        "reason_code",
    ),
}
