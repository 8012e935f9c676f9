"""Hard cases about credits: receipts, credit memos, advances, write-offs.

Belongs here: one builder a case, each with a docstring that says what it is. Does not belong here:
cases about charges alone (``cases_charges.py``) or about what changes between the deliveries
(``cases_history.py``).
"""

from datetime import date, timedelta

from pipelines.sample import catalogues as c
from pipelines.sample.banks import CHEQUE_REFERENCE
from pipelines.sample.case_book import CaseBook

PAID_AT_ONCE = 40


def credit_memo_applied(book: CaseBook) -> None:
    """A credit memo applied to the invoice it corrects; the rest stays open."""
    customer = book.customer()
    invoice = book.charge("invoice", customer, date(2026, 8, 5), 10_000_00)
    book.credit("memo", customer, date(2026, 8, 12), {invoice: 1_160_00}, concept=c.CREDIT_MEMO)


def credit_memo_unapplied(book: CaseBook) -> None:
    """A credit memo that nobody has applied yet: a credit of the customer, not of a charge."""
    customer = book.customer()
    book.charge("invoice", customer, date(2026, 8, 6), 10_000_00)
    book.credit("memo", customer, date(2026, 8, 13), unapplied=2_320_00, concept=c.CREDIT_MEMO)


def credit_memo_larger_than_invoice(book: CaseBook) -> None:
    """A return of 5,800.00 for an invoice of 3,480.00: the rest is credit of the customer."""
    customer = book.customer()
    invoice = book.charge("invoice", customer, date(2026, 8, 7), 3_000_00)
    book.credit(
        "memo",
        customer,
        date(2026, 8, 14),
        {invoice: 3_480_00},
        unapplied=2_320_00,
        concept=c.RETURN,
    )


def advance_open(book: CaseBook) -> None:
    """An advance that no invoice has used yet."""
    customer = book.customer()
    book.credit("advance", customer, date(2026, 9, 8), unapplied=50_000_00, concept=c.ADVANCE)


def advance_applied(book: CaseBook) -> None:
    """An advance of 30,000.00, of which a later invoice uses 23,200.00."""
    customer = book.customer()
    book.credit("advance", customer, date(2026, 7, 14), unapplied=30_000_00, concept=c.ADVANCE)
    invoice = book.charge("invoice", customer, date(2026, 8, 4), 20_000_00)
    book.credit(
        "use",
        customer,
        date(2026, 8, 5),
        {invoice: 23_200_00},
        used=23_200_00,
        concept=c.USE_OF_ADVANCE,
    )


def advance_refunded(book: CaseBook) -> None:
    """An advance that was paid back to the customer."""
    customer = book.customer()
    book.credit("advance", customer, date(2026, 7, 15), unapplied=12_000_00, concept=c.ADVANCE)
    book.credit(
        "refund",
        customer,
        date(2026, 8, 18),
        used=12_000_00,
        concept=c.REFUND,
        cuenta_ban_id=c.BBVA_BANK,
    )


def remainder_used_later(book: CaseBook) -> None:
    """A receipt of more than the invoice; a month later its remainder pays the next one in part."""
    customer = book.customer()
    first = book.charge("first", customer, date(2026, 7, 1), 5_000_00)
    book.credit("receipt", customer, date(2026, 7, 30), {first: 5_800_00}, unapplied=1_000_00)
    second = book.charge("second", customer, date(2026, 8, 17), 4_000_00)
    book.credit(
        "use",
        customer,
        date(2026, 8, 31),
        {second: 700_00},
        used=700_00,
        concept=c.USE_OF_CREDIT,
    )


def receipt_of_forty_invoices(book: CaseBook) -> None:
    """One receipt that settles forty invoices."""
    customer = book.customer(limite_credito=2_000_000_00)
    applied = {}
    for number in range(1, PAID_AT_ONCE + 1):
        importe = 1_000_00 + number * 37_25
        day = date(2026, 8, 3) + timedelta(days=number // 8)
        charge = book.charge(f"invoice_{number}", customer, day, importe)
        applied[charge] = importe + (importe * 16 + 50) // 100
    book.credit("receipt", customer, date(2026, 9, 10), applied)


def partial_and_short_payments(book: CaseBook) -> None:
    """An invoice paid in two parts of three, and one paid 150.00 short of its total."""
    customer = book.customer()
    parts = book.charge("paid_in_parts", customer, date(2026, 7, 20), 30_000_00)
    short = book.charge("paid_short", customer, date(2026, 7, 21), 10_000_00)
    book.credit("part_one", customer, date(2026, 8, 19), {parts: 10_000_00})
    book.credit("part_two", customer, date(2026, 9, 17), {parts: 12_500_50})
    book.credit("short", customer, date(2026, 8, 21), {short: 11_450_00})


def one_cent_left(book: CaseBook) -> None:
    """An invoice of 1,160.00 of which 1,159.99 was paid: one cent stays open, and visible."""
    customer = book.customer()
    invoice = book.charge("invoice", customer, date(2026, 7, 22), 1_000_00)
    book.credit("receipt", customer, date(2026, 8, 20), {invoice: 1_159_99})


def receipt_before_its_invoice(book: CaseBook) -> None:
    """A receipt dated 4 August applied to an invoice dated 11 August."""
    customer = book.customer()
    invoice = book.charge("invoice", customer, date(2026, 8, 11), 6_000_00)
    book.credit("receipt", customer, date(2026, 8, 4), {invoice: 6_960_00})


def split_and_gross_receipts(book: CaseBook) -> None:
    """Two like invoices: one receipt splits the tax, the other holds all in IMPORTE."""
    customer = book.customer()
    split = book.charge("split_invoice", customer, date(2026, 7, 23), 2_000_00)
    gross = book.charge("gross_invoice", customer, date(2026, 7, 24), 2_000_00)
    book.credit("split_receipt", customer, date(2026, 8, 24), {split: 2_320_00})
    book.credit("gross_receipt", customer, date(2026, 8, 25), {gross: 2_320_00}, percent=0)


def early_payment_discount(book: CaseBook) -> None:
    """An invoice settled in full by 98 % of its total and a discount of 2 % on the same line."""
    customer = book.customer(cond_pago_id=c.DISCOUNTED)
    invoice = book.charge(
        "invoice", customer, date(2026, 9, 1), 10_000_00, cond_pago_id=c.DISCOUNTED
    )
    book.credit("receipt", customer, date(2026, 9, 9), {invoice: 11_368_00}, discount=232_00)


def write_offs(book: CaseBook) -> None:
    """One invoice written off as a bad debt, the rest of another forgiven."""
    customer = book.customer()
    lost = book.charge("lost", customer, date(2026, 5, 6), 9_000_00)
    disputed = book.charge("disputed", customer, date(2026, 5, 7), 1_000_00)
    book.credit("receipt", customer, date(2026, 6, 9), {disputed: 1_000_00})
    book.credit("forgiven", customer, date(2026, 9, 22), {disputed: 160_00}, concept=c.FORGIVEN)
    book.credit("bad_debt", customer, date(2026, 9, 23), {lost: 10_440_00}, concept=c.BAD_DEBT)


def returned_cheque(book: CaseBook) -> None:
    """A cheque that paid an invoice and bounced: the customer owes it again, as a new charge."""
    customer = book.customer()
    invoice = book.charge("invoice", customer, date(2026, 7, 27), 7_000_00)
    book.credit(
        "receipt",
        customer,
        date(2026, 8, 26),
        {invoice: 8_120_00},
        bank_reference=CHEQUE_REFERENCE,
    )
    book.charge(
        "returned",
        customer,
        date(2026, 8, 28),
        8_120_00,
        percent=0,
        days=0,
        concept=c.RETURNED_CHEQUE,
        cuenta_ban_id=c.BBVA_BANK,
        bank_reference=CHEQUE_REFERENCE,
    )


def adjustment(book: CaseBook) -> None:
    """Cents left by rounding, closed by an adjustment."""
    customer = book.customer()
    invoice = book.charge("invoice", customer, date(2026, 6, 22), 1_234_56)
    book.credit("receipt", customer, date(2026, 7, 22), {invoice: 1_432_00})
    book.credit("adjustment", customer, date(2026, 8, 31), {invoice: 9}, concept=c.ADJUSTMENT)
