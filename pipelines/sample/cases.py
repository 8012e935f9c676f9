"""The hard cases of the sample company, by name.

Belongs here: the list of cases and where to find each one's rows (``CASES``). Does not belong here:
what a case contains (the four ``cases_*`` modules). A new case goes to the end of the list: the
ids of a case follow from its place in it. They are the same in a sample of any size and seed.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pipelines.sample import cases_charges as charges
from pipelines.sample import cases_credits as credit_cases
from pipelines.sample import cases_customers as customers
from pipelines.sample import cases_history as history
from pipelines.sample.case_book import Case, write_case
from pipelines.sample.ledger import Ledger, join_ledgers

BUILDERS = (
    charges.instalments_with_a_remainder,
    charges.dollar_customers,
    charges.dollar_invoice_on_a_bank_holiday,
    charges.no_due_dates,
    charges.due_on_the_month_end,
    charges.days_past_due_at_the_edges,
    charges.over_the_last_bucket,
    charges.same_folio_in_two_concepts,
    charges.retained_tax,
    charges.other_charges,
    charges.charge_already_cancelled,
    credit_cases.credit_memo_applied,
    credit_cases.credit_memo_unapplied,
    credit_cases.credit_memo_larger_than_invoice,
    credit_cases.advance_open,
    credit_cases.advance_applied,
    credit_cases.advance_refunded,
    credit_cases.remainder_used_later,
    credit_cases.receipt_of_forty_invoices,
    credit_cases.partial_and_short_payments,
    credit_cases.one_cent_left,
    credit_cases.receipt_before_its_invoice,
    credit_cases.split_and_gross_receipts,
    credit_cases.early_payment_discount,
    credit_cases.write_offs,
    credit_cases.returned_cheque,
    credit_cases.adjustment,
    history.payment_reapplied_after_a_close,
    history.cancelled_between_deliveries,
    history.vanished_between_deliveries,
    history.cancelled_line_under_a_live_header,
    history.pending_documents,
    history.customer_changed_between_deliveries,
    history.customer_suspended_between_deliveries,
    history.documents_after_the_as_of_date,
    customers.one_rfc_two_clients,
    customers.generic_rfcs,
    customers.odd_texts,
    customers.formulas_in_texts,
    customers.two_keys_and_two_addresses,
    customers.customer_without_movements,
)

CASES: Mapping[str, Case] = MappingProxyType(
    {
        case.name: case
        for number, builder in enumerate(BUILDERS, start=1)
        for case in [write_case(number, builder)]
    }
)


def hard_cases() -> Ledger:
    """The rows of all cases as one ledger."""
    return join_ledgers([case.ledger for case in CASES.values()])
