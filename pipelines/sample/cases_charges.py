"""Hard cases about charges: when they fall due, in what currency, under what folio.

Belongs here: one builder a case, each with a docstring that says what it is. Does not belong here:
cases about credits (``cases_credits.py``), about what changes between the deliveries
(``cases_history.py``) or about who the customer is (``cases_customers.py``).
"""

from datetime import date, datetime, timedelta

from pipelines.sample import catalogues as c
from pipelines.sample.case_book import CaseBook
from pipelines.sample.periods import AS_OF

HALF = c.HUNDRED_PERCENT // 2


def instalments_with_a_remainder(book: CaseBook) -> None:
    """Cents that do not divide: 100.00 in three parts of 33.333333 %, and 100.01 in two halves."""
    customer = book.customer(cond_pago_id=c.THREE_PARTS)
    day = date(2026, 8, 3)
    thirds = [
        (day + timedelta(days=days), share)
        for days, share in zip((30, 60, 90), c.percentages(3), strict=True)
    ]
    halves = [(day + timedelta(days=30), HALF), (day + timedelta(days=60), HALF)]
    three = book.charge("in_three", customer, day, 86_21, dues=thirds, cond_pago_id=c.THREE_PARTS)
    book.charge("in_two", customer, day, 100_01, percent=0, dues=halves, concept=c.DEBIT_NOTE)
    book.credit("receipt", customer, date(2026, 9, 4), {three: 40_00})


def dollar_customers(book: CaseBook) -> None:
    """Customers billed in dollars: a national one with tax, a foreign one without, partly paid."""
    national = book.customer("national", moneda_id=c.USD)
    foreign = book.customer(
        "foreign",
        "CASE CYLINDER REPAIR INC",
        moneda_id=c.USD,
        zona_cliente_id=c.FIRST_ZONE + len(c.ZONES) - 1,
        tax_id="98-9000002",
    )
    taxed = book.charge("taxed", national, date(2026, 7, 6), 1_000_00)
    book.charge("zero_rated", foreign, date(2026, 8, 10), 2_500_00, percent=0, days=60)
    book.credit("receipt", national, date(2026, 8, 6), {taxed: 500_00}, cuenta_ban_id=c.DOLLAR_BANK)


def dollar_invoice_on_a_bank_holiday(book: CaseBook) -> None:
    """A dollar invoice dated 16 September, when no FIX is determined, saved without its rate."""
    customer = book.customer(moneda_id=c.USD)
    book.charge("invoice", customer, date(2026, 9, 16), 3_000_00, has_rate=False)


def no_due_dates(book: CaseBook) -> None:
    """Charges without a row of due dates: one has terms of 45 days, the other has none at all."""
    customer = book.customer()
    day = date(2026, 9, 7)
    book.charge("has_terms", customer, day, 10_000_00, days=None, cond_pago_id=c.DAYS_45)
    book.charge("has_neither", customer, day, 8_000_00, days=None, cond_pago_id=None)


def due_on_the_month_end(book: CaseBook) -> None:
    """An invoice due on the as-of date itself: not due. Another, due the day before: overdue."""
    customer = book.customer()
    book.charge("due_today", customer, AS_OF - timedelta(days=30), 15_000_00)
    book.charge("due_yesterday", customer, AS_OF - timedelta(days=31), 5_000_00)


def days_past_due_at_the_edges(book: CaseBook) -> None:
    """Invoices 1, 30, 31, 60, 61, 90, 91, 120 and 121 days past due at the as-of date."""
    customer = book.customer(cond_pago_id=c.CASH)
    for late in (1, 30, 31, 60, 61, 90, 91, 120, 121):
        day = AS_OF - timedelta(days=late)
        book.charge(f"late_{late}", customer, day, 1_000_00 + late * 1_00, days=0)


def over_the_last_bucket(book: CaseBook) -> None:
    """An opening balance that has been due for more than four hundred days."""
    customer = book.customer()
    book.charge("old", customer, date(2025, 7, 14), 42_000_00, percent=0, concept=c.OPENING)


def same_folio_in_two_concepts(book: CaseBook) -> None:
    """An invoice, a debit note and a credit memo that carry one and the same folio."""
    customer = book.customer()
    folio = 9_000_777
    invoice = book.charge("invoice", customer, date(2026, 7, 8), 9_000_00, folio_number=folio)
    book.charge(
        "debit_note",
        customer,
        date(2026, 7, 9),
        700_00,
        concept=c.DEBIT_NOTE,
        folio_number=folio,
    )
    book.credit(
        "credit_memo",
        customer,
        date(2026, 7, 10),
        {invoice: 440_00},
        concept=c.CREDIT_MEMO,
        folio_number=folio,
    )


def retained_tax(book: CaseBook) -> None:
    """A charge of which the customer retains part of the tax, and the receipt that settles it."""
    customer = book.customer()
    charge = book.charge("charge", customer, date(2026, 6, 8), 10_000_00, retained=600_00)
    book.credit("receipt", customer, date(2026, 7, 8), {charge: 11_000_00})


def other_charges(book: CaseBook) -> None:
    """Charges that are no sales: moratory interest, a debit note, an opening balance."""
    customer = book.customer()
    book.charge("interest", customer, date(2026, 9, 1), 180_00, concept=c.INTEREST, days=0)
    book.charge("debit_note", customer, date(2026, 9, 2), 950_00, concept=c.DEBIT_NOTE)
    book.charge(
        "opening", customer, date(2026, 5, 4), 7_300_00, percent=0, concept=c.OPENING, days=0
    )


def charge_already_cancelled(book: CaseBook) -> None:
    """An invoice cancelled long before the first delivery: in both, and never in a balance."""
    customer = book.customer()
    book.charge(
        "invoice",
        customer,
        date(2026, 6, 15),
        20_000_00,
        cancelled_at=datetime(2026, 6, 17, 10, 15),
    )
