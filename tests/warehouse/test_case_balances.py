"""The balances of the demo company's hard cases, worked out by hand from what each case says.

Belongs here: what is open, unapplied and late at two month-ends. Dates, rates and the history of
the cases are in test_hard_cases.py; what their files contain in tests/unit/sample.
"""

from decimal import Decimal

import pytest

from tests.warehouse.case_rows import OCTOBER, SEPTEMBER, customer_id, items

# case, charge, open on 30 September, open on 31 October; with 16 % of tax unless the case says not.
CHARGES = [
    ("instalments_with_a_remainder", "in_three", "60.00", "60.00"),
    ("instalments_with_a_remainder", "in_two", "100.01", "100.01"),
    ("dollar_customers", "taxed", "660.00", "660.00"),
    ("dollar_customers", "zero_rated", "2500.00", "2500.00"),
    ("dollar_invoice_on_a_bank_holiday", "invoice", "3480.00", "3480.00"),
    ("over_the_last_bucket", "old", "42000.00", "42000.00"),
    ("same_folio_in_two_concepts", "invoice", "10000.00", "10000.00"),
    ("same_folio_in_two_concepts", "debit_note", "812.00", "812.00"),
    ("retained_tax", "charge", "0", "0"),
    ("other_charges", "interest", "208.80", "208.80"),
    ("other_charges", "debit_note", "1102.00", "1102.00"),
    ("other_charges", "opening", "7300.00", "7300.00"),
    ("charge_already_cancelled", "invoice", "0", "0"),
    ("credit_memo_applied", "invoice", "10440.00", "10440.00"),
    ("credit_memo_unapplied", "invoice", "11600.00", "11600.00"),
    ("credit_memo_larger_than_invoice", "invoice", "0", "0"),
    ("advance_applied", "invoice", "0", "0"),
    ("remainder_used_later", "first", "0", "0"),
    ("remainder_used_later", "second", "3940.00", "3940.00"),
    ("receipt_of_forty_invoices", "invoice_1", "0", "0"),
    ("receipt_of_forty_invoices", "invoice_40", "0", "0"),
    ("partial_and_short_payments", "paid_in_parts", "12299.50", "12299.50"),
    ("partial_and_short_payments", "paid_short", "150.00", "150.00"),
    ("one_cent_left", "invoice", "0.01", "0.01"),
    ("receipt_before_its_invoice", "invoice", "0", "0"),
    ("split_and_gross_receipts", "split_invoice", "0", "0"),
    ("split_and_gross_receipts", "gross_invoice", "0", "0"),
    ("early_payment_discount", "invoice", "0", "0"),
    ("write_offs", "lost", "0", "0"),
    ("write_offs", "disputed", "0", "0"),
    ("returned_cheque", "invoice", "0", "0"),
    ("returned_cheque", "returned", "8120.00", "8120.00"),
    ("adjustment", "invoice", "0", "0"),
    ("payment_reapplied_after_a_close", "first", "11600.00", "11600.00"),
    ("payment_reapplied_after_a_close", "second", "0", "0"),
    ("cancelled_between_deliveries", "invoice", "0", "0"),
    ("vanished_between_deliveries", "invoice", "0", "0"),
    ("cancelled_line_under_a_live_header", "kept", "0", "0"),
    ("cancelled_line_under_a_live_header", "undone", "5800.00", "5800.00"),
    ("pending_documents", "live", "6960.00", "6960.00"),
    ("pending_documents", "pending_invoice", "0", "0"),
    ("documents_after_the_as_of_date", "invoice", "0", "2320.00"),
    ("documents_after_the_as_of_date", "later", "0", "0"),
    ("one_rfc_two_clients", "in_pesos", "18560.00", "18560.00"),
    ("one_rfc_two_clients", "in_dollars", "1624.00", "1624.00"),
    ("two_keys_and_two_addresses", "invoice", "11484.00", "11484.00"),
]
# case, unapplied credit of its customer on 31 October.
CREDITS = [
    ("credit_memo_unapplied", "2320.00"),
    ("credit_memo_larger_than_invoice", "2320.00"),
    ("advance_open", "50000.00"),
    ("advance_applied", "6800.00"),
    ("advance_refunded", "0"),
    ("remainder_used_later", "300.00"),
    ("receipt_before_its_invoice", "0"),
    ("pending_documents", "0"),
]
# days past due on 31 October to the bucket they fall in.
EDGES = {1: 1, 30: 1, 31: 2, 60: 2, 61: 3, 90: 3, 91: 4, 120: 4, 121: 5}


@pytest.mark.parametrize(("case", "label", "september", "october"), CHARGES)
def test_a_charge_has_the_balance_its_case_says(
    warehouse, case: str, label: str, september: str, october: str
):
    for month, expected in ((SEPTEMBER, september), (OCTOBER, october)):
        opened = [item["open_amount"] for item in items(warehouse, case, label, month)]
        assert sum(opened, Decimal(0)) == Decimal(expected), month
        assert all(opened), "a paid instalment has left"


@pytest.mark.parametrize(("case", "expected"), CREDITS)
def test_a_customer_has_the_unapplied_credit_its_case_says(warehouse, case: str, expected: str):
    (amount,) = warehouse.execute(
        "select coalesce(sum(unapplied_amount), 0) from marts.fct_unapplied_credits_monthly "
        "where customer_id = ? and period_month = ?",
        [customer_id(case), OCTOBER],
    ).fetchone()
    assert amount == Decimal(expected)


@pytest.mark.parametrize(("late", "bucket"), EDGES.items())
def test_days_at_the_edges_fall_in_the_right_bucket(warehouse, late: int, bucket: int):
    (item,) = items(warehouse, "days_past_due_at_the_edges", f"late_{late}")
    assert (item["past_due_days"], item["bucket_number"]) == (late, bucket)
