"""Hard cases about time: what the second delivery says differently, and what must not count.

Belongs here: one builder a case, each with a docstring that says what it is. Does not belong here:
cases that are the same in both deliveries, other than rows that never count.
"""

from datetime import date, datetime

from pipelines.sample import catalogues as c
from pipelines.sample.case_book import CaseBook


def payment_reapplied_after_a_close(book: CaseBook) -> None:
    """A receipt of September pays one invoice; in October its line is moved to another one.

    The line keeps its id, and its own date becomes the day of the move.
    """
    customer = book.customer()
    first = book.charge("first", customer, date(2026, 8, 10), 10_000_00)
    second = book.charge("second", customer, date(2026, 8, 11), 10_000_00)
    book.credit("receipt", customer, date(2026, 9, 11), {first: 11_600_00})
    book.move_line("receipt_applied_1", second, date(2026, 10, 6))


def cancelled_between_deliveries(book: CaseBook) -> None:
    """An invoice of September that is alive in the first delivery and cancelled in the second."""
    customer = book.customer()
    book.charge(
        "invoice",
        customer,
        date(2026, 9, 14),
        25_000_00,
        cancelled_at=datetime(2026, 10, 14, 17, 20),
    )


def vanished_between_deliveries(book: CaseBook) -> None:
    """An invoice of September whose header, line and due date are gone from the second delivery."""
    customer = book.customer()
    book.charge("invoice", customer, date(2026, 9, 15), 18_000_00)
    book.vanish("invoice")


def cancelled_line_under_a_live_header(book: CaseBook) -> None:
    """A receipt of two lines, one of which was cancelled by itself."""
    customer = book.customer()
    kept = book.charge("kept", customer, date(2026, 8, 17), 4_000_00)
    undone = book.charge("undone", customer, date(2026, 8, 18), 5_000_00)
    book.credit("receipt", customer, date(2026, 9, 18), {kept: 4_640_00, undone: 5_800_00})
    book.cancel_line("receipt_applied_2")


def pending_documents(book: CaseBook) -> None:
    """An invoice and a receipt saved but not applied (APLICADO = 'N'): neither counts yet."""
    customer = book.customer()
    live = book.charge("live", customer, date(2026, 8, 19), 6_000_00)
    book.charge("pending_invoice", customer, date(2026, 8, 20), 7_000_00, aplicado="N")
    book.credit("pending_receipt", customer, date(2026, 9, 21), {live: 6_960_00}, aplicado="N")


def customer_changed_between_deliveries(book: CaseBook) -> None:
    """A customer that is renamed, and one whose credit limit is raised, in October."""
    renamed = book.customer("renamed", "CASO RENOMBRADO ANTES SA DE CV")
    raised = book.customer("raised", limite_credito=100_000_00)
    book.change_customer("renamed", date(2026, 10, 8), nombre="CASO RENOMBRADO DESPUÉS SA DE CV")
    book.change_customer("raised", date(2026, 10, 9), limite_credito=250_000_00)
    book.charge("of_renamed", renamed, date(2026, 9, 24), 3_000_00)
    book.charge("of_raised", raised, date(2026, 9, 25), 3_500_00)


def customer_suspended_between_deliveries(book: CaseBook) -> None:
    """A customer whose credit is suspended in October, with an overdue invoice."""
    customer = book.customer()
    book.charge("invoice", customer, date(2026, 6, 3), 12_000_00)
    book.change_customer("customer", date(2026, 10, 12), estatus="C")


def documents_after_the_as_of_date(book: CaseBook) -> None:
    """An invoice of October paid on 2 November, and an invoice dated 2 November."""
    customer = book.customer(cond_pago_id=c.CASH)
    invoice = book.charge("invoice", customer, date(2026, 10, 30), 2_000_00, days=0)
    book.charge("later", customer, date(2026, 11, 2), 2_500_00, days=0)
    book.credit("receipt", customer, date(2026, 11, 2), {invoice: 2_320_00}, cuenta_ban_id=None)
