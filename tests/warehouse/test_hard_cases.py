"""What the demo company's hard cases show but for their balances: due dates, rates, history, who.

Does not belong here: the balances (test_case_balances.py), what the cases' files contain
(tests/unit/sample).
"""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from pipelines.sample.cases import CASES
from tests.warehouse.case_rows import OCTOBER, SEPTEMBER, charge_id, count_of, customer_id, items


def test_what_is_due_on_the_month_end_itself_is_not_due(warehouse):
    (today,) = items(warehouse, "due_on_the_month_end", "due_today")
    (yesterday,) = items(warehouse, "due_on_the_month_end", "due_yesterday")
    assert (today["past_due_days"], today["bucket_code"]) == (0, "not_due")
    assert (yesterday["past_due_days"], yesterday["bucket_code"]) == (1, "days_1_30")


def test_what_is_over_four_hundred_days_late_is_in_the_open_bucket(warehouse):
    (item,) = items(warehouse, "over_the_last_bucket", "old")
    assert (item["past_due_days"], item["bucket_code"]) == (444, "over_120")


def test_the_last_instalment_takes_the_remainder_and_the_oldest_is_paid_first(warehouse):
    three = items(warehouse, "instalments_with_a_remainder", "in_three")
    two = items(warehouse, "instalments_with_a_remainder", "in_two")
    # 33.33 + 33.33 + 33.34; the 40.00 paid the first and 6.67 of the second.
    assert [(i["installment_number"], str(i["open_amount"])) for i in three] == [
        (2, "26.66"),
        (3, "33.34"),
    ]
    assert [str(i["open_amount"]) for i in two] == ["50.01", "50.00"]


def test_a_due_date_that_is_missing_comes_from_the_terms_else_from_the_document(warehouse):
    (terms,) = items(warehouse, "no_due_dates", "has_terms")
    (neither,) = items(warehouse, "no_due_dates", "has_neither")
    assert (terms["due_date"], terms["due_date_source_code"]) == (date(2026, 10, 22), "terms")
    assert neither["due_date"] == neither["charge_date"] == date(2026, 9, 7)
    assert neither["due_date_source_code"] == "document_date"


def test_an_assumed_due_date_is_flagged_in_the_report(warehouse):
    rows = warehouse.execute(
        "select is_due_date_assumed from reports.rpt_overdue_items "
        "where customer_id = ? and period_month = ?",
        [customer_id("no_due_dates"), OCTOBER],
    ).fetchall()
    assert rows == [(True,), (True,)]


def test_a_dollar_invoice_of_a_holiday_takes_the_rate_of_the_day_before(warehouse):
    (item,) = items(warehouse, "dollar_invoice_on_a_bank_holiday", "invoice")
    ((rate,),) = warehouse.execute(
        "select ledger_rate from marts.fct_exchange_rates_daily "
        "where currency_code = 'USD' and rate_date = date '2026-09-15'"
    ).fetchall()
    assert item["charge_date"] == date(2026, 9, 16)
    assert item["open_amount_mxn"] == round(Decimal("3480.00") * rate, 2)


def test_dollars_are_valued_at_the_documents_rate_and_at_the_closing_rate(warehouse):
    (item,) = items(warehouse, "dollar_customers", "taxed")
    ((document_rate, closing_rate),) = warehouse.execute(
        "select entries.exchange_rate, rates.closing_rate from marts.fct_ledger_entries as entries "
        "cross join marts.fct_exchange_rates_daily as rates where entries.document_id = ? "
        "and rates.currency_code = 'USD' and rates.rate_date = date '2026-10-31'",
        [charge_id("dollar_customers", "taxed")],
    ).fetchall()
    assert item["open_amount_mxn"] == round(Decimal(660) * document_rate, 2)
    assert item["closing_amount_mxn"] == round(Decimal(660) * closing_rate, 2)
    assert document_rate != closing_rate


def test_an_application_counts_from_the_day_both_sides_exist(warehouse):
    """The receipt is of 4 August, its invoice of the 11th."""
    ((credited, effective),) = warehouse.execute(
        "select credit_date, effective_date from marts.fct_applications where charge_id = ?",
        [charge_id("receipt_before_its_invoice", "invoice")],
    ).fetchall()
    assert (credited, effective) == (date(2026, 8, 4), date(2026, 8, 11))


def test_a_reapplied_payment_is_dated_by_its_receipt(warehouse):
    """The ERP moved the line's own date to 6 October."""
    ((charge, effective),) = warehouse.execute(
        "select charge_id, effective_date from marts.fct_applications where credit_id = ?",
        [charge_id("payment_reapplied_after_a_close", "receipt")],
    ).fetchall()
    assert charge == charge_id("payment_reapplied_after_a_close", "second")
    assert effective == date(2026, 9, 11)


def test_both_versions_of_a_reapplied_line_are_kept(raw):
    case = CASES["payment_reapplied_after_a_close"]
    rows = raw.execute(
        "select docto_cc_acr_id, known_to is null from raw.microsip_importes_doctos_cc "
        "where impte_docto_cc_id = ? order by known_from",
        [case.lines["receipt_applied_1"]],
    ).fetchall()
    assert rows == [(case.documents["first"], False), (case.documents["second"], True)]


def test_both_versions_of_a_cancelled_document_are_kept(raw):
    rows = raw.execute(
        "select cancelado, known_to is null from raw.microsip_doctos_cc "
        "where docto_cc_id = ? order by known_from",
        [CASES["cancelled_between_deliveries"].documents["invoice"]],
    ).fetchall()
    assert rows == [("N", False), ("S", True)]


@pytest.mark.parametrize("table", ["doctos_cc", "importes_doctos_cc", "vencimientos_cargos_cc"])
def test_a_vanished_document_is_kept_with_the_day_we_learned_of_it(raw, table: str):
    rows = raw.execute(
        f"select cast(known_to as varchar) from raw.microsip_{table} where docto_cc_id = ?",
        [CASES["vanished_between_deliveries"].documents["invoice"]],
    ).fetchall()
    # Delivered at 06:30 in Mexico City.
    assert rows == [("2026-11-03 12:30:00",)]


def test_a_cancelled_or_vanished_document_is_in_no_published_table(warehouse):
    for case in ("cancelled_between_deliveries", "vanished_between_deliveries"):
        document = charge_id(case, "invoice")
        query = "select count(*) from marts.fct_ledger_entries where document_id = ?"
        assert count_of(warehouse, query, document) == 0


def test_a_cent_left_open_is_in_the_report(warehouse):
    rows = warehouse.execute(
        "select open_amount from reports.rpt_overdue_items where customer_id = ?",
        [customer_id("one_cent_left")],
    ).fetchall()
    assert rows == [(Decimal("0.01"),)] * 3, "August to October"


def test_a_refund_takes_the_advance_away(warehouse):
    rows = warehouse.execute(
        "select period_month, receipts_amount, closing_amount from marts.fct_rollforward_monthly "
        "where customer_id = ? and receipts_amount <> 0 order by 1",
        [customer_id("advance_refunded")],
    ).fetchall()
    assert [(month.month, str(moved), str(left)) for month, moved, left in rows] == [
        (7, "-12000.00", "-12000.00"),
        (8, "12000.00", "0.00"),
    ]


def test_a_write_off_is_no_receipt(warehouse):
    ((written_off, received),) = warehouse.execute(
        "select write_offs_amount, receipts_amount from marts.fct_rollforward_monthly "
        "where customer_id = ? and period_month = ?",
        [customer_id("write_offs"), SEPTEMBER],
    ).fetchall()
    assert (str(written_off), str(received)) == ("-10600.00", "0.00")


def test_an_early_payment_discount_is_shown_apart_from_the_cash(warehouse):
    ((received, discounts),) = warehouse.execute(
        "select receipts_amount, discounts_amount from marts.fct_rollforward_monthly "
        "where customer_id = ? and period_month = ?",
        [customer_id("early_payment_discount"), SEPTEMBER],
    ).fetchall()
    assert (str(received), str(discounts)) == ("-11368.00", "-232.00")


def entities(warehouse: duckdb.DuckDBPyConnection, case: str) -> list[tuple[str, bool]]:
    customers = [f"M-{number}" for number in CASES[case].customers.values()]
    rows = warehouse.execute(
        "select legal_entity_id, is_generic_rfc from marts.dim_customers "
        "where list_contains(?, customer_id)",
        [customers],
    ).fetchall()
    assert len(rows) == len(customers)
    return rows


def test_two_clients_of_one_rfc_are_one_legal_entity(warehouse):
    assert len(set(entities(warehouse, "one_rfc_two_clients"))) == 1


def test_clients_of_a_generic_rfc_are_entities_of_their_own(warehouse):
    found = entities(warehouse, "generic_rfcs")
    assert len({entity for entity, _ in found}) == 4
    assert all(is_generic for _, is_generic in found)


def test_a_second_key_or_address_does_not_double_a_customer(warehouse):
    customer = customer_id("two_keys_and_two_addresses")
    query = "select count(*) from marts.dim_customers where customer_id = ?"
    assert count_of(warehouse, query, customer) == 1


def test_a_month_without_sales_has_its_row_with_nothing_sold(warehouse):
    rows = warehouse.execute(
        "select scope_code, sales_amount from marts.fct_metric_inputs_monthly "
        "where period_month = date '2025-01-01' and grouping_code in ('total', 'currency') "
        "order by 1"
    ).fetchall()
    assert rows == [("MXN", 0), ("USD", 0), ("total", 0)]


def test_a_kpi_without_a_value_says_why(warehouse):
    """The first month has none before it, and no three months of history."""
    rows = warehouse.execute(
        "select span_months, null_reason_code, count(*) from marts.fct_kpis_monthly "
        "where kpi_value is null and scope_code = 'total' and period_month = date '2024-05-01' "
        "group by all order by all"
    ).fetchall()
    assert rows == [
        (1, "no_previous_month", 9),
        (1, "nothing_settled", 4),
        (1, "sales_exhausted", 1),
        (3, "short_history", 23),
        (12, "short_history", 23),
    ]
    query = "select count(*) from marts.fct_kpis_monthly where isnan(kpi_value) or isinf(kpi_value)"
    assert count_of(warehouse, query) == 0
