"""The sums a report must honour, to the cent, each as data: what is added and what it must equal.

Belongs here: which amounts of a report's frames must agree.
Does not belong here: column types (``report_frames``), tolerances (there are none: the frames come
from one warehouse) and finding what does not agree (``broken_sums``).
"""

from collections.abc import Mapping

import polars as pl

from pipelines.contracts.provision_sums import PROVISION_AGREEMENTS, PROVISION_IDENTITIES
from pipelines.contracts.report_frames import BUCKETS, BUCKETS_MXN, GROUPING_CODES
from pipelines.contracts.sum_rules import Agreement, Identity, same

Frames = Mapping[str, pl.DataFrame]

CUSTOMER_KEY = ("customer_id", "currency_code")
GROUP_AMOUNTS = (
    *BUCKETS,
    "overdue_amount",
    "open_amount",
    "unapplied_amount",
    "balance_amount",
    "balance_amount_mxn",
    "closing_balance_amount_mxn",
)


FORECAST_BANDS = ("expected", "early", "late", "due_date")
MOVEMENTS = (
    "charges_amount",
    "receipts_amount",
    "credit_memos_amount",
    "write_offs_amount",
    "discounts_amount",
    "adjustments_amount",
)

IDENTITIES = (
    *(
        Identity(rule, frame, terms, total)
        for frame in ("aging_by_customer", "aging_by_group")
        for rule, terms, total in (
            ("buckets_sum_to_open", BUCKETS, "open_amount"),
            ("late_buckets_sum_to_overdue", BUCKETS[1:], "overdue_amount"),
            ("open_less_unapplied", ("open_amount", "-unapplied_amount"), "balance_amount"),
        )
    ),
    Identity("buckets_sum_to_open", "balances", BUCKETS_MXN, "open_amount_mxn"),
    Identity("late_buckets_sum_to_overdue", "balances", BUCKETS_MXN[1:], "overdue_amount_mxn"),
    Identity(
        "open_less_unapplied",
        "balances",
        ("open_amount_mxn", "-unapplied_amount_mxn"),
        "balance_amount_mxn",
    ),
    Identity(
        "closing_less_document_rate",
        "aging_by_customer",
        ("closing_balance_amount_mxn", "-balance_amount_mxn"),
        "unrealised_fx_amount_mxn",
    ),
    Identity(
        "opening_and_movements",
        "rollforward",
        ("opening_amount", *MOVEMENTS),
        "closing_amount",
    ),
    Identity(
        "opening_and_movements_in_functional_currency",
        "rollforward",
        ("opening_amount_mxn", "movements_amount_mxn", "fx_amount_mxn"),
        "closing_amount_mxn",
    ),
    Identity(
        "original_less_used",
        "unapplied_credits",
        ("original_amount", "-used_amount"),
        "unapplied_amount",
    ),
    Identity(
        "balance_less_previous",
        "changes",
        ("balance_amount", "-previous_balance_amount"),
        "change_amount",
    ),
    Identity(
        "overdue_less_previous",
        "changes",
        ("overdue_amount", "-previous_overdue_amount"),
        "overdue_change_amount",
    ),
    Identity(
        "reported_and_changes",
        "closed_month_bridges",
        ("reported_amount", "change_amount"),
        "known_amount",
    ),
    Identity(
        "reported_and_changes_in_functional_currency",
        "closed_month_bridges",
        ("reported_amount_mxn", "change_amount_mxn"),
        "known_amount_mxn",
    ),
    *PROVISION_IDENTITIES,
)

AGREEMENTS = (
    Agreement(
        "closing_is_aging_balance",
        "rollforward",
        "aging_by_customer",
        CUSTOMER_KEY,
        (
            ("closing_amount", "balance_amount"),
            ("closing_amount_mxn", "closing_balance_amount_mxn"),
        ),
    ),
    *(
        Agreement(
            f"{grouping}_totals_are_customer_totals",
            "aging_by_group",
            "aging_by_customer",
            ("currency_code",),
            same(*GROUP_AMOUNTS),
            actual_rows=pl.col("grouping_code") == grouping,
        )
        for grouping in GROUPING_CODES
    ),
    *(
        Agreement(
            "items_sum_to_customer_bucket",
            "overdue_items",
            "aging_by_customer",
            CUSTOMER_KEY,
            (("open_amount", f"bucket_{number}_amount"),),
            actual_rows=pl.col("bucket_number") == number,
        )
        for number in range(1, 6)
    ),
    Agreement(
        "credits_sum_to_customer_unapplied",
        "unapplied_credits",
        "aging_by_customer",
        CUSTOMER_KEY,
        same("unapplied_amount"),
    ),
    Agreement(
        "grades_sum_to_risk",
        "grade_migrations",
        "risk",
        ("period_month",),
        same("balance_amount_mxn"),
    ),
    Agreement(
        "month_is_customer_total",
        "balances",
        "aging_by_customer",
        ("period_month",),
        same("balance_amount_mxn"),
    ),
    Agreement(
        "month_is_overdue_total",
        "balances",
        "overdue_items",
        ("period_month",),
        (("overdue_amount_mxn", "open_amount_mxn"),),
    ),
    Agreement(
        "month_is_unapplied_total",
        "balances",
        "unapplied_credits",
        ("period_month",),
        same("unapplied_amount_mxn"),
    ),
    Agreement(
        "change_ends_at_aging",
        "changes",
        "aging_by_customer",
        CUSTOMER_KEY,
        same("balance_amount", "overdue_amount"),
        only_listed=True,
    ),
    Agreement(
        "documents_sum_to_bridge",
        "closed_month_changes",
        "closed_month_bridges",
        ("closed_month", "currency_code"),
        same("change_amount", "change_amount_mxn"),
    ),
    *PROVISION_AGREEMENTS,
    # Of the run's own month only, as the forecast.
    Agreement(
        "causes_sum_to_overdue",
        "overdue_causes",
        "balances",
        ("period_month",),
        same("overdue_amount_mxn"),
        only_listed=True,
    ),
    # Of the run's own month only: an earlier month has no forecast, and then nothing is compared.
    Agreement(
        "weeks_sum_to_open",
        "cash_forecast",
        "aging_by_customer",
        ("currency_code",),
        tuple((f"{band}_amount", "open_amount") for band in FORECAST_BANDS),
        only_listed=True,
    ),
)
