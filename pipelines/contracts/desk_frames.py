"""The frames of the sheet of the receivables desk: columns, types, closed lists.

Belongs here: what report_frames.py holds of the other sheets. Sums are in report_sums.py.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY
from pipelines.contracts.report_columns import CUSTOMER, empty, frame, known, money

CAUSE_CODES = (
    "dispute_ours",
    "dispute_theirs",
    "portal",
    "terms",
    "promise",
    "capacity",
    "not_chased",
    "chased",
)
TREATMENT_CODES = ("promise", "visit", "call", "message", "email", "none")
DESK_GROUPINGS = ("reason", "salesperson")
UNIT_CODES = ("percent", "days")

DESK_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "overdue_causes": frame(
        {
            "cause_code": known(pl.String, pa.Check.isin(CAUSE_CODES)),
            "cause_order": known(pl.Int64),
            "is_own_fault": known(pl.Boolean),
            "item_count": known(pl.Int64),
            "customer_count": known(pl.Int64),
            **money("overdue_amount_mxn"),
            # Null where nothing is overdue.
            "overdue_percent": empty(MONEY),
            "average_past_due_days": empty(MONEY),
            **money("delay_cost_amount_mxn", "chase_amount_mxn", "expected_recovery_amount_mxn"),
        }
    ),
    "desk_indicators": frame(
        {
            "indicator_code": known(pl.String),
            "indicator_order": known(pl.Int64),
            "unit_code": known(pl.String, pa.Check.isin(UNIT_CODES)),
            "indicator_value": empty(MONEY),
            **money("numerator_value", "denominator_value"),
            "null_reason_code": empty(pl.String),
            "direction_code": known(pl.String),
            **money("target_value"),
            "is_on_target": empty(pl.Boolean),
        }
    ),
    "strategy_results": frame(
        {
            "treatment_code": known(pl.String, pa.Check.isin(TREATMENT_CODES)),
            "treatment_order": known(pl.Int64),
            "bucket_number": known(pl.Int64, pa.Check.in_range(1, 5)),
            "item_count": known(pl.Int64, pa.Check.ge(1)),
            **money("overdue_amount_mxn", "paid_amount_mxn"),
            "paid_percent": empty(MONEY),
        }
    ),
    "dispute_reasons": frame(
        {
            "grouping_code": known(pl.String, pa.Check.isin(DESK_GROUPINGS)),
            "group_name": known(pl.String),
            "dispute_count": known(pl.Int64),
            "open_count": known(pl.Int64),
            **money("disputed_amount_mxn", "open_disputed_amount_mxn", "own_fault_amount_mxn"),
            "resolution_days": empty(MONEY),
            "cumulative_percent": empty(MONEY),
        }
    ),
    "portal_results": frame(
        {
            **CUSTOMER,
            "portal_name": known(pl.String),
            "invoice_count": known(pl.Int64, pa.Check.ge(1)),
            "rejected_count": known(pl.Int64),
            "rejected_percent": empty(MONEY),
            "upload_days": empty(MONEY),
            "answer_days": empty(MONEY),
            "over_limit_count": known(pl.Int64),
            **money("stuck_amount_mxn", "stuck_overdue_amount_mxn", "scheduled_amount_mxn"),
        }
    ),
}

DESK_KEYS: dict[str, tuple[str, ...]] = {
    "overdue_causes": ("cause_code",),
    "desk_indicators": ("period_month", "indicator_code"),
    "strategy_results": ("treatment_code", "bucket_number"),
    "dispute_reasons": ("grouping_code", "group_name"),
    "portal_results": ("portal_name", "customer_id"),
}
