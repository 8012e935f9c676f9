"""The frames the monthly finance report prints: exact columns, types and closed lists.

Belongs here: one Pandera schema per frame, and the bundle that carries them together.
Does not belong here: whether the amounts agree with each other (``report_sums``), and how a frame
is laid out on a sheet (``pipelines.reports``).

Integers may have any width. Amounts are Decimal(18, 2) in the row's own currency unless the column
ends in ``_mxn``, which means the company's functional currency. A receivable up is positive.
"""

from dataclasses import dataclass, fields

import pandera.polars as pa
import polars as pl

from pipelines.contracts.closed_month_frames import CLOSED_MONTH_KEYS, CLOSED_MONTH_SCHEMAS
from pipelines.contracts.credit_frames import CREDIT_KEYS, CREDIT_SCHEMAS
from pipelines.contracts.desk_frames import DESK_KEYS, DESK_SCHEMAS
from pipelines.contracts.forecast_frames import FORECAST_KEYS, FORECAST_SCHEMAS
from pipelines.contracts.indicator_frames import INDICATOR_KEYS, INDICATOR_SCHEMAS
from pipelines.contracts.provision_frames import PROVISION_KEYS, PROVISION_SCHEMAS
from pipelines.contracts.raw_table import MONEY, TIMESTAMP
from pipelines.contracts.report_columns import CUSTOMER, currency, empty, frame, known, money

BUCKETS = (
    "not_due_amount",
    "bucket_1_amount",
    "bucket_2_amount",
    "bucket_3_amount",
    "bucket_4_amount",
    "bucket_5_amount",
)
BUCKETS_MXN = tuple(f"{name}_mxn" for name in BUCKETS)

GROUPING_CODES = ("salesperson", "zone", "currency")
CHANGE_CODES = ("new", "settled", "worse", "better")
CONTROL_STATUS_CODES = ("passed", "failed", "not_applicable", "absent")
OPEN_STATUS_CODES = ("failed", "absent")


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    **INDICATOR_SCHEMAS,
    "balances": frame(
        {
            "as_of_date": known(pl.Date),
            **money(*BUCKETS_MXN, "overdue_amount_mxn", "open_amount_mxn"),
            **money("unapplied_amount_mxn", "balance_amount_mxn"),
            **money("sales_amount_mxn", "receipts_amount_mxn"),
        }
    ),
    "aging_by_customer": frame(
        {
            "as_of_date": known(pl.Date),
            **CUSTOMER,
            "legal_entity_id": known(pl.String),
            "salesperson_name": empty(pl.String),
            "zone_name": empty(pl.String),
            "customer_type_name": empty(pl.String),
            "currency_code": currency(),
            "credit_limit_amount": empty(MONEY),
            **money(*BUCKETS, "overdue_amount", "open_amount"),
            **money("unapplied_amount", "balance_amount", "balance_amount_mxn"),
            **money("closing_balance_amount_mxn", "unrealised_fx_amount_mxn"),
            "open_item_count": known(pl.Int64),
            "max_past_due_days": empty(pl.Int64),
        }
    ),
    "aging_by_group": frame(
        {
            "grouping_code": known(pl.String, pa.Check.isin(GROUPING_CODES)),
            "group_name": empty(pl.String),
            "currency_code": currency(),
            **money(*BUCKETS, "overdue_amount", "open_amount"),
            **money("unapplied_amount", "balance_amount", "balance_amount_mxn"),
            **money("closing_balance_amount_mxn"),
        }
    ),
    "overdue_items": frame(
        {
            **CUSTOMER,
            "salesperson_name": empty(pl.String),
            "document_id": known(pl.String),
            "document_number": empty(pl.String),
            "concept_name": empty(pl.String),
            "installment_number": known(pl.Int64),
            "document_date": known(pl.Date),
            "due_date": known(pl.Date),
            "is_due_date_assumed": known(pl.Boolean),
            "past_due_days": known(pl.Int64, pa.Check.ge(1)),
            "bucket_number": known(pl.Int64, pa.Check.in_range(1, 5)),
            "currency_code": currency(),
            **money("original_amount", "open_amount", "open_amount_mxn"),
        }
    ),
    "rollforward": frame(
        {
            **CUSTOMER,
            "currency_code": currency(),
            **money("opening_amount", "charges_amount", "receipts_amount", "credit_memos_amount"),
            **money("write_offs_amount", "discounts_amount", "adjustments_amount"),
            **money("closing_amount", "opening_amount_mxn", "movements_amount_mxn"),
            **money("fx_amount_mxn", "closing_amount_mxn"),
        }
    ),
    "applications": frame(
        {
            "effective_date": known(pl.Date),
            **CUSTOMER,
            "credit_document_id": known(pl.String),
            "credit_document_number": empty(pl.String),
            "credit_class_code": known(pl.String),
            "credit_date": known(pl.Date),
            "charge_document_id": known(pl.String),
            "charge_document_number": empty(pl.String),
            "charge_date": known(pl.Date),
            "currency_code": currency(),
            **money("applied_amount", "discount_amount", "applied_amount_mxn"),
        }
    ),
    "unapplied_credits": frame(
        {
            **CUSTOMER,
            "document_id": known(pl.String),
            "document_number": empty(pl.String),
            "credit_class_code": known(pl.String),
            "document_date": known(pl.Date),
            "age_days": known(pl.Int64),
            "currency_code": currency(),
            **money("original_amount", "used_amount", "unapplied_amount"),
            **money("unapplied_amount_mxn"),
        }
    ),
    "changes": frame(
        {
            **CUSTOMER,
            "currency_code": currency(),
            **money("previous_balance_amount", "balance_amount", "change_amount"),
            **money("previous_overdue_amount", "overdue_amount", "overdue_change_amount"),
            "previous_max_past_due_days": empty(pl.Int64),
            "max_past_due_days": empty(pl.Int64),
            "change_code": known(pl.String, pa.Check.isin(CHANGE_CODES)),
        }
    ),
    **CREDIT_SCHEMAS,
    **CLOSED_MONTH_SCHEMAS,
    **PROVISION_SCHEMAS,
    **FORECAST_SCHEMAS,
    **DESK_SCHEMAS,
    "buckets": frame(
        {
            "bucket_number": known(pl.Int64, pa.Check.in_range(0, 5)),
            "bucket_code": known(pl.String),
            "label_es": known(pl.String),
            "label_en": known(pl.String),
            "from_days": empty(pl.Int64),
            "to_days": empty(pl.Int64),
        },
        is_monthly=False,
    ),
    "controls": frame(
        {
            "control_code": known(pl.String),
            "label_es": known(pl.String),
            "label_en": known(pl.String),
            "unit_code": known(pl.String),
            "expected_amount": empty(MONEY),
            "actual_amount": empty(MONEY),
            "difference_amount": empty(MONEY),
            "tolerance_amount": empty(MONEY),
            "checked_count": empty(pl.Int64),
            "exception_count": empty(pl.Int64),
            "status_code": known(pl.String, pa.Check.isin(CONTROL_STATUS_CODES)),
            "is_blocking": known(pl.Boolean),
        }
    ),
    "control_exceptions": frame(
        {
            "control_code": known(pl.String),
            "subject_type_code": known(pl.String),
            "subject_id": empty(pl.String),
            "currency_code": empty(pl.String),
            "expected_amount": empty(MONEY),
            "actual_amount": empty(MONEY),
            "difference_amount": empty(MONEY),
            "note": pa.Column(pl.String, nullable=True, required=False),
        }
    ),
    "deliveries": frame(
        {
            "delivery_id": known(pl.String),
            "table_name": empty(pl.String),
            "file_name": known(pl.String),
            "sha256": known(pl.String, pa.Check.str_matches(r"^[0-9a-f]{64}$")),
            "delivered_at": known(TIMESTAMP),
            "rows_read": known(pl.Int64),
            "rows_landed": known(pl.Int64),
            "rows_unchanged": known(pl.Int64),
            "rows_quarantined": known(pl.Int64),
            "status_code": known(pl.String),
        },
        is_monthly=False,
    ),
}

# One row per what these columns say, and no second one.
KEYS: dict[str, tuple[str, ...]] = {
    **INDICATOR_KEYS,
    "balances": ("period_month",),
    "aging_by_customer": ("customer_id", "currency_code"),
    "aging_by_group": ("grouping_code", "group_name", "currency_code"),
    "overdue_items": ("document_id", "installment_number"),
    "rollforward": ("customer_id", "currency_code"),
    "unapplied_credits": ("document_id",),
    "changes": ("customer_id", "currency_code"),
    **CREDIT_KEYS,
    **CLOSED_MONTH_KEYS,
    **PROVISION_KEYS,
    **FORECAST_KEYS,
    **DESK_KEYS,
    "buckets": ("bucket_number",),
    "controls": ("period_month", "control_code"),
    "deliveries": ("delivery_id",),
}

# Frames that hold the months before the report's own, for the trend.
TREND_FRAMES = ("kpis", "balances", "desk_indicators")


@dataclass(frozen=True)
class FinanceFrames:
    """Everything the monthly finance report prints, one frame per entry of SCHEMAS.

    Each frame has exactly the columns and types of its schema; the order of columns and rows
    does not matter. Those of TREND_FRAMES hold up to 13 months, the others the report's month.
    """

    kpis: pl.DataFrame
    kpis_by_group: pl.DataFrame
    balances: pl.DataFrame
    aging_by_customer: pl.DataFrame
    aging_by_group: pl.DataFrame
    overdue_items: pl.DataFrame
    rollforward: pl.DataFrame
    applications: pl.DataFrame
    unapplied_credits: pl.DataFrame
    changes: pl.DataFrame
    credit_actions: pl.DataFrame
    credit_reasons: pl.DataFrame
    terms_deviations: pl.DataFrame
    risk: pl.DataFrame
    grade_migrations: pl.DataFrame
    closed_month_bridges: pl.DataFrame
    closed_month_changes: pl.DataFrame
    provision: pl.DataFrame
    provision_bridge: pl.DataFrame
    provision_journal: pl.DataFrame
    bad_debt_candidates: pl.DataFrame
    moratory_interest: pl.DataFrame
    cash_forecast: pl.DataFrame
    model_quality: pl.DataFrame
    model_calibration: pl.DataFrame
    overdue_causes: pl.DataFrame
    desk_indicators: pl.DataFrame
    strategy_results: pl.DataFrame
    dispute_reasons: pl.DataFrame
    portal_results: pl.DataFrame
    buckets: pl.DataFrame
    controls: pl.DataFrame
    control_exceptions: pl.DataFrame
    deliveries: pl.DataFrame

    def by_name(self) -> dict[str, pl.DataFrame]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
