"""The frames of the sheets of credit and risk: exact columns, types and closed lists.

Belongs here: what report_frames.py holds of the other sheets. Sums are in report_sums.py.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY
from pipelines.contracts.report_columns import CUSTOMER, currency, empty, frame, known, money

ACTION_CODES = ("block", "release", "watch")
RULE_CODES = (
    "over_limit",
    "oldest_item",
    "overdue_share",
    "broken_promises",
    "expired_documents",
    "expired_insurance",
    "review_due",
    "no_limit",
    "limit_not_approved",
    "suspended",
)
CURE_CODES = ("pay", "renew", "approve", "lift")
DEVIATION_CODES = ("due_date", "terms", "currency")
GRADE_CODES = ("A", "B", "C", "D", "E")
MIGRATION_CODES = ("worse", "better", "same", "new", "first_grade", "ungraded")
FEATURE_CODES = (
    "payment_days",
    "payment_trend",
    "utilisation",
    "overdue",
    "disputes",
    "promises",
    "account_age",
    "concentration",
)
# In what a migration begins and ends besides the grades.
NO_ROW, NO_GRADE = "new", "none"
POINTS = pl.Decimal(9, 2)

LEGAL_ENTITY = {
    "legal_entity_id": known(pl.String),
    "customer_codes": known(pl.String),
    "legal_entity_name": known(pl.String),
}

CREDIT_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "credit_actions": frame(
        {
            **LEGAL_ENTITY,
            "salesperson_names": empty(pl.String),
            "action_code": known(pl.String, pa.Check.isin(ACTION_CODES)),
            "previous_action_code": known(pl.String),
            "reason_codes": known(pl.String),
            "unconfirmed_reason_codes": empty(pl.String),
            # Null is not known, for want of a rate, a limit or the orders of a past month.
            "exposure_amount_mxn": empty(MONEY),
            "limit_amount_mxn": empty(MONEY),
            "limit_source_code": known(pl.String),
            "available_amount_mxn": empty(MONEY),
            "used_percent": empty(MONEY),
            "insured_amount_mxn": empty(MONEY),
            **money("overdue_amount_mxn"),
            "overdue_percent": empty(MONEY),
            "oldest_past_due_days": empty(pl.Int64),
            "pending_amount_mxn": empty(MONEY),
            **money("unconfirmed_amount_mxn"),
            "cure_amount_mxn": empty(MONEY),
            "needs_decision": known(pl.Boolean),
            "blocks_on_date": empty(pl.Date),
            "next_block_reason_codes": empty(pl.String),
        }
    ),
    "credit_reasons": frame(
        {
            **LEGAL_ENTITY,
            "action_code": known(pl.String, pa.Check.isin(ACTION_CODES)),
            "rule_code": known(pl.String, pa.Check.isin(RULE_CODES)),
            "is_firing": known(pl.Boolean),
            "fires_on_date": known(pl.Date),
            "reading_value": empty(MONEY),
            "threshold_value": known(MONEY),
            "unit_code": known(pl.String),
            "cure_code": known(pl.String, pa.Check.isin(CURE_CODES)),
            "cure_amount_mxn": empty(MONEY),
            "awaits_confirmation": known(pl.Boolean),
        }
    ),
    "terms_deviations": frame(
        {
            **CUSTOMER,
            "salesperson_name": empty(pl.String),
            "document_id": known(pl.String),
            "document_number": empty(pl.String),
            "document_date": known(pl.Date),
            "currency_code": currency(),
            **money("original_amount"),
            "deviation_code": known(pl.String, pa.Check.isin(DEVIATION_CODES)),
            "agreed_value": empty(pl.String),
            "actual_value": empty(pl.String),
        }
    ),
    "risk": frame(
        {
            **LEGAL_ENTITY,
            "salesperson_names": empty(pl.String),
            **money("balance_amount_mxn"),
            "grade_code": pa.Column(pl.String, pa.Check.isin(GRADE_CODES), nullable=True),
            "previous_grade_code": pa.Column(pl.String, pa.Check.isin(GRADE_CODES), nullable=True),
            "migration_code": known(pl.String, pa.Check.isin(MIGRATION_CODES)),
            "risk_score": empty(POINTS),
            "previous_risk_score": empty(POINTS),
            "ungraded_reason_code": empty(pl.String),
            "move_codes": empty(pl.String),
            "reason_codes": empty(pl.String),
            "unknown_codes": empty(pl.String),
            "history_count": known(pl.Int64),
            "payment_days": empty(MONEY),
            "payment_trend_days": empty(MONEY),
            "utilisation_percent": empty(MONEY),
            "overdue_percent": empty(MONEY),
            "disputed_percent": empty(MONEY),
            "broken_promise_count": empty(pl.Int64),
            "account_age_months": empty(pl.Int64),
            "concentration_percent": empty(MONEY),
        }
    ),
    "grade_migrations": frame(
        {
            "from_grade_code": known(pl.String, pa.Check.isin((NO_ROW, *GRADE_CODES, NO_GRADE))),
            "to_grade_code": known(pl.String, pa.Check.isin((*GRADE_CODES, NO_GRADE))),
            "legal_entity_count": known(pl.Int64, pa.Check.ge(1)),
            **money("balance_amount_mxn"),
        }
    ),
}

CREDIT_KEYS: dict[str, tuple[str, ...]] = {
    "credit_actions": ("legal_entity_id",),
    "credit_reasons": ("legal_entity_id", "rule_code", "action_code"),
    "terms_deviations": ("document_id", "deviation_code"),
    "risk": ("legal_entity_id",),
    "grade_migrations": ("from_grade_code", "to_grade_code"),
}
