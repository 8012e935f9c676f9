"""Proposals for receipts: pipelines/matching on the project's own tables.

Belongs here: which tables go in, and of the long ones which rows.
"""

from datetime import timedelta

from pipelines.matching.marts import Marts, number_of
from pipelines.matching.policies import build_policies
from pipelines.matching.records import match_records
from pipelines.periods import add_months


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    dbt.config(materialized="table")
    rules, tolerances, limits = (
        dbt.ref("policy_matching_rules").pl(),
        dbt.ref("policy_matching_tolerances").pl(),
        dbt.ref("policy_matching_limits").pl(),
    )
    policies = build_policies(rules, tolerances, limits)
    _, as_of, _, currency = dbt.ref("dim_run_parameters").fetchone()
    first = add_months(as_of.replace(day=1), 1 - number_of(policies, "history_months"))
    seen = min(
        first - timedelta(days=number_of(policies, "closed_item_days")),
        as_of - timedelta(days=number_of(policies, "look_back_days")),
    )
    lasting = f"until_date > date '{seen}'"
    marts = Marts(
        spans=dbt.ref("fct_open_item_spans").filter(lasting).pl(),
        credits=dbt.ref("fct_unapplied_credit_spans").filter(lasting).pl(),
        receipts=dbt.ref("fct_bank_receipts").filter(f"receipt_date >= date '{seen}'").pl(),
        bookings=dbt.ref("fct_receipt_bookings").filter(f"booking_date >= date '{seen}'").pl(),
        applications=dbt.ref("fct_applications").filter(f"credit_date >= date '{seen}'").pl(),
        customers=dbt.ref("dim_customers").pl(),
        aliases=dbt.ref("fct_payer_aliases").pl(),
        remittances=dbt.ref("fct_remittance_lines").pl(),
        uuids=dbt.ref("fct_document_uuids").filter("not is_cancelled").pl(),
        rates=dbt.ref("fct_exchange_rates_daily").filter(f"rate_date >= date '{seen}'").pl(),
        decisions=dbt.ref("fct_match_decisions").pl(),
        currency=currency,
    )
    return match_records(marts, as_of, policies).to_arrow()
