"""Each class of difference between a customer's list and our ledger, by itself."""

from datetime import date
from decimal import Decimal

from two_sides import classes, credit, only, owes, paid, reconciled, says

LATER = date(2026, 11, 4)


def test_what_both_have_for_the_same_amount_agrees():
    assert only(reconciled([says("A-1", "100")], [owes("M-1", "A00000001", "100")])) == (
        "matched",
        "agrees",
    )


def test_what_they_do_not_list_is_not_booked_there():
    assert only(reconciled([], [owes("M-1", "A-1", "100")])) == (
        "not_booked_there",
        "not_on_their_list",
    )


def test_what_we_do_not_know_is_not_booked_here():
    assert only(reconciled([says("Z-9", "100")], [])) == ("not_booked_here", "unknown_here")


def test_one_document_of_two_amounts_differs_in_amount():
    found = reconciled([says("A-1", "90")], [owes("M-1", "A-1", "100")])
    assert only(found) == ("amount", "amounts_differ")
    assert found.lines["difference_amount"].to_list() == [Decimal("10.00")]


def test_an_invoice_after_their_cut_is_a_matter_of_timing():
    ours = [owes("M-1", "A-1", "100", document_date=date(2026, 10, 30))]
    assert only(reconciled([], ours, cut=date(2026, 10, 28))) == ("timing", "later_than_their_cut")


def test_an_invoice_that_we_date_after_the_day_is_a_matter_of_timing():
    ours = [owes("M-1", "A-1", "0", original="100", document_date=LATER)]
    assert only(reconciled([says("A-1", "100")], ours)) == ("timing", "booked_here_later")


def test_one_document_in_two_months_agrees_in_amount_and_not_in_time():
    ours = [owes("M-1", "A-1", "100", document_date=date(2026, 9, 30))]
    found = reconciled([says("A-1", "100")], ours)
    assert only(found) == ("timing", "another_month")
    assert found.lines["difference_amount"].to_list() == [Decimal(0)]


def test_an_invoice_received_within_days_of_the_cut_was_paid_there():
    received = [paid("M-1", "M-8", LATER, "100")]
    assert only(reconciled([], [owes("M-1", "A-1", "100")], received)) == (
        "paid_there",
        "receipt_of_later_days",
    )


def test_a_receipt_long_after_the_cut_proves_nothing():
    received = [paid("M-1", "M-8", date(2026, 11, 20), "100")]
    assert only(reconciled([], [owes("M-1", "A-1", "100")], received))[0] == "not_booked_there"


def test_a_partial_payment_on_its_way_is_no_difference_in_amount():
    received = [paid("M-1", "M-8", LATER, "30"), paid("M-1", "M-9", LATER, "70")]
    found = reconciled([says("A-1", "70")], [owes("M-1", "A-1", "100")], received)
    assert only(found) == ("paid_there", "receipt_of_later_days")


def test_an_invoice_listed_as_paid_is_paid_there():
    assert only(reconciled([says("A-1", "0")], [owes("M-1", "A-1", "100")])) == (
        "paid_there",
        "settled_there",
    )


def test_a_payment_they_list_and_we_did_not_receive_is_on_its_way():
    found = reconciled([says("SPEI 77", "-100", kind_code="receipt")], [])
    assert only(found) == ("paid_there", "payment_not_received")


def test_an_invoice_paid_here_and_open_there_waits_for_their_booking():
    ours = [owes("M-1", "A-1", "0", original="100")]
    found = reconciled([says("A-1", "100")], ours, [paid("M-1", "M-8", date(2026, 10, 20), "100")])
    assert only(found) == ("paid_here", "receipt_not_booked_there")


def test_the_last_of_two_payments_may_be_the_one_they_lack():
    ours = [owes("M-1", "A-1", "0", original="100")]
    payments = [
        paid("M-1", "M-7", date(2026, 10, 10), "60"),
        paid("M-1", "M-8", date(2026, 10, 20), "40"),
    ]
    assert only(reconciled([says("A-1", "40")], ours, payments))[0] == "paid_here"


def test_a_credit_memo_that_they_lack_is_not_booked_there():
    ours = [owes("M-1", "A-1", "80", original="100")]
    memo = [paid("M-1", "M-8", date(2026, 10, 20), "20", is_payment=False)]
    assert only(reconciled([says("A-1", "100")], ours, memo)) == (
        "not_booked_there",
        "credit_memo_not_booked_there",
    )


def test_an_unapplied_receipt_that_they_do_not_list_is_paid_here():
    assert only(reconciled([], [credit("M-8", "CR1", "-50", original="-50")])) == (
        "paid_here",
        "receipt_not_booked_there",
    )


def test_a_payment_listed_apart_and_applied_here_meets_its_invoice():
    ours = [
        owes("M-1", "A-1", "0", original="100"),
        credit("M-8", "CR0000104", "0", original="-100", document_date=date(2026, 10, 20)),
    ]
    theirs = [
        says("A-1", "100"),
        says("SPEI 77", "-100", kind_code="receipt", document_date=date(2026, 10, 19)),
    ]
    found = reconciled(theirs, ours, [paid("M-1", "M-8", date(2026, 10, 20), "100")])
    assert [each[:2] for each in classes(found)] == [
        ("paid_here", "receipt_not_booked_there"),
        ("paid_here", "credit_applied_here"),
    ]
    assert found.lines["difference_amount"].sum() == 0


def test_what_is_in_dispute_is_no_plain_difference():
    disputed = owes("M-1", "A-1", "100", is_disputed=True)
    assert only(reconciled([says("A-1", "60")], [disputed])) == ("disputed", "in_dispute")
    assert only(reconciled([], [disputed])) == ("disputed", "in_dispute")
    assert only(reconciled([says("A-1", "100")], [disputed]))[0] == "matched"


def test_one_document_in_two_currencies_leaves_one_bridge_and_enters_the_other():
    found = reconciled(
        [says("A-1", "1800", currency_code="MXN")],
        [owes("M-1", "A-1", "100", currency_code="USD")],
    )
    assert only(found) == ("different_currency", "currencies_differ")
    assert found.totals.rows() == [
        ("MXN", Decimal(1800), Decimal(-1800), Decimal(0)),
        ("USD", Decimal(0), Decimal(100), Decimal(100)),
    ]


def test_a_document_listed_again_in_another_spelling_is_a_duplicate():
    found = reconciled(
        [says("A-1", "100"), says("Factura A00001", "100")], [owes("M-1", "A-1", "100")]
    )
    assert [each[:2] for each in classes(found)] == [
        ("matched", "agrees"),
        ("duplicate_there", "listed_twice"),
    ]


def test_what_nobody_here_knows_is_listed_twice_all_the_same():
    found = reconciled([says("Z-9", "100"), says("Z 9", "100")], [])
    assert [each[0] for each in classes(found)] == ["not_booked_here", "duplicate_there"]
