"""Which rows of the published warehouse a month rests on.

Belongs here: one rule per published table. A table without a rule stops the close, and so does a
rule without its table: nothing is left out of a seal by accident.
"""

from datetime import date
from pathlib import Path

import duckdb

from pipelines.seals.catalogue import SnapshotError

REPORT_TREND_MONTHS = 12
SCHEMAS = ("marts", "reports", "controls", "policies")

THE_MONTH = "period_month = $month"
TREND = f"period_month <= $month and period_month >= $month - interval {REPORT_TREND_MONTHS} month"
STARTED = "from_date <= $as_of"
ALL = "true"

ROWS_OF_MONTH = {
    "marts.dim_customer_contacts": ALL,
    "marts.dim_customers": ALL,
    "marts.dim_dates": "calendar_date <= $as_of",
    "marts.dim_interest_terms": ALL,
    "marts.dim_legal_entities": ALL,
    "marts.dim_periods": "period_month <= $month",
    "marts.dim_report_recipients": ALL,
    "marts.dim_run_parameters": ALL,
    "marts.fct_aging_monthly": THE_MONTH,
    "marts.fct_aging_rule_dates_monthly": THE_MONTH,
    "marts.fct_applications": "effective_date <= $as_of",
    "marts.fct_bad_debt_candidates_monthly": THE_MONTH,
    "marts.fct_bank_movement_pairs": "movement_date <= $as_of",
    "marts.fct_bank_movements": "movement_date <= $as_of",
    "marts.fct_bank_receipts": "receipt_date <= $as_of",
    "marts.fct_bank_statements": "from_date <= $as_of",
    "marts.fct_bucket_migrations_monthly": THE_MONTH,
    "marts.fct_cash_forecast_items": THE_MONTH,
    "marts.fct_cash_forecast_scores": ALL,
    "marts.fct_charge_approvals": "approved_date <= $as_of",
    "marts.fct_charges": "charge_date <= $as_of",
    "marts.fct_closed_month_bridges": "closed_month < $month",
    "marts.fct_closed_month_changes": "closed_month < $month",
    "marts.fct_closed_month_items": "closed_month < $month",
    "marts.fct_collection_contacts": "contact_date <= $as_of",
    "marts.fct_collection_items": THE_MONTH,
    "marts.fct_credit_actions_monthly": THE_MONTH,
    "marts.fct_credit_exposure_monthly": THE_MONTH,
    "marts.fct_credit_rule_hits_monthly": THE_MONTH,
    "marts.fct_deliveries": ALL,
    "marts.fct_disputes": THE_MONTH,
    "marts.fct_document_payment_forms": "document_date <= $as_of",
    "marts.fct_document_uuids": "document_date <= $as_of",
    "marts.fct_dso_countback_monthly": THE_MONTH,
    "marts.fct_exchange_rates_by_purpose": "rate_date <= $as_of",
    "marts.fct_exchange_rates_daily": "rate_date <= $as_of",
    "marts.fct_exposure_components_monthly": THE_MONTH,
    "marts.fct_installments": (
        "charge_id in (select charge_id from marts.fct_charges where charge_date <= $as_of)"
    ),
    "marts.fct_invoice_charges": "invoice_date <= $as_of",
    "marts.fct_item_predictions": THE_MONTH,
    "marts.fct_kpis_monthly": TREND,
    "marts.fct_ledger_entries": "entry_date <= $as_of",
    "marts.fct_loss_rates_monthly": THE_MONTH,
    "marts.fct_message_items": "as_of_date <= $as_of",
    "marts.fct_match_applications": THE_MONTH,
    "marts.fct_match_decisions": "decided_date <= $as_of",
    "marts.fct_match_history": "receipt_date <= $as_of",
    "marts.fct_match_results": THE_MONTH,
    "marts.fct_metric_inputs_monthly": TREND,
    "marts.fct_model_scores": ALL,
    "marts.fct_model_verdicts": ALL,
    "marts.fct_model_versions": "as_of_date <= $as_of",
    "marts.fct_open_item_episodes": "opened_date <= $as_of",
    "marts.fct_open_item_spans": STARTED,
    "marts.fct_open_items_monthly": THE_MONTH,
    "marts.fct_open_orders": "document_date <= $as_of",
    "marts.fct_portal_invoices": THE_MONTH,
    "marts.fct_payer_aliases": ALL,
    "marts.fct_promises_monthly": THE_MONTH,
    "marts.fct_provision_bridges_monthly": THE_MONTH,
    "marts.fct_provision_monthly": THE_MONTH,
    "marts.fct_receipt_bookings": "booking_date <= $as_of",
    "marts.fct_receipt_confirmations": "receipt_date <= $as_of",
    "marts.fct_remittance_lines": "said_date <= $as_of",
    "marts.fct_risk_features_monthly": TREND,
    "marts.fct_risk_points_monthly": TREND,
    "marts.fct_risk_scores_monthly": TREND,
    "marts.fct_rollforward_monthly": THE_MONTH,
    "marts.fct_sales_monthly": "period_month <= $month",
    "marts.fct_terms_deviations": "charge_date <= $as_of",
    "marts.fct_unapplied_credit_spans": STARTED,
    "marts.fct_unapplied_credits_monthly": THE_MONTH,
    "reports.rpt_additional_charges": THE_MONTH,
    "reports.rpt_aging_by_customer": THE_MONTH,
    "reports.rpt_aging_by_group": THE_MONTH,
    "reports.rpt_applicable_credits": THE_MONTH,
    "reports.rpt_applications": THE_MONTH,
    "reports.rpt_applications_for_erp": THE_MONTH,
    "reports.rpt_bad_debt_candidates": THE_MONTH,
    "reports.rpt_balances": TREND,
    "reports.rpt_bank_against_erp": THE_MONTH,
    "reports.rpt_cash_forecast": THE_MONTH,
    "reports.rpt_changes": THE_MONTH,
    "reports.rpt_closed_month_bridges": THE_MONTH,
    "reports.rpt_closed_month_changes": THE_MONTH,
    "reports.rpt_credit_actions": THE_MONTH,
    "reports.rpt_credit_reasons": THE_MONTH,
    "reports.rpt_desk_indicators": TREND,
    "reports.rpt_dispute_reasons": THE_MONTH,
    "reports.rpt_grade_migrations": THE_MONTH,
    "reports.rpt_kpis": TREND,
    "reports.rpt_kpis_by_group": THE_MONTH,
    "reports.rpt_match_candidates": THE_MONTH,
    "reports.rpt_match_differences": THE_MONTH,
    "reports.rpt_match_quality": "period_month <= $month",
    "reports.rpt_model_calibration": THE_MONTH,
    "reports.rpt_model_quality": THE_MONTH,
    "reports.rpt_moratory_interest": THE_MONTH,
    "reports.rpt_overdue_causes": THE_MONTH,
    "reports.rpt_overdue_items": THE_MONTH,
    "reports.rpt_payment_predictions": THE_MONTH,
    "reports.rpt_portal_alerts": THE_MONTH,
    "reports.rpt_portal_results": THE_MONTH,
    "reports.rpt_provision": THE_MONTH,
    "reports.rpt_provision_bridge": THE_MONTH,
    "reports.rpt_provision_journal": THE_MONTH,
    "reports.rpt_risk": THE_MONTH,
    "reports.rpt_rollforward": THE_MONTH,
    "reports.rpt_sales_alerts": THE_MONTH,
    "reports.rpt_strategy_results": THE_MONTH,
    "reports.rpt_terms_deviations": THE_MONTH,
    "reports.rpt_unexplained_receipts": THE_MONTH,
    "reports.rpt_unapplied_credits": THE_MONTH,
    "reports.rpt_worklist_daily": THE_MONTH,
    "controls.ctl_period_controls": THE_MONTH,
    "controls.ctl_control_exceptions": THE_MONTH,
}
# Parts of the two controls tables above.
NOT_SEALED = ("controls.ctl_",)


def rows_of_month(table: str, month: date, as_of: date) -> str:
    """The query for a table's rows of a month, whole and in no order.

    table: with its schema, one of tables_to_seal. as_of: the month's last day.
    """
    condition = ROWS_OF_MONTH.get(table, ALL)
    condition = condition.replace("$month", f"date '{month}'").replace("$as_of", f"date '{as_of}'")
    return f"select * from {table} where {condition}"


def literal(path: Path) -> str:
    """A path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def tables_to_seal(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Published tables, with their schema, in alphabetical order.

    Raises SnapshotError for a table without a rule, and a rule without its table.
    """
    rows = connection.execute(
        f"""
        select table_schema || '.' || table_name from information_schema.tables
        where table_catalog = current_database() and table_schema in {SCHEMAS} order by all
        """
    ).fetchall()
    chosen = []
    for (name,) in rows:
        if name in ROWS_OF_MONTH or name.startswith("policies."):
            chosen.append(str(name))
        elif not name.startswith(NOT_SEALED):
            raise SnapshotError(f"no rule says which rows of {name} belong to a month")
    missing = sorted(ROWS_OF_MONTH.keys() - set(chosen))
    if missing:
        raise SnapshotError(f"the published warehouse has no {missing[0]}")
    return chosen
