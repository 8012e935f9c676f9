"""One receipt and what it pays, with the reasons that it leaves.

Differences between the two are in test_differences.py.
"""

from decimal import Decimal

import pytest
from books_of_one import BOMBAS, matched, owed, owed_by_aceros, paid, said


def test_an_exact_amount_of_a_known_payer_is_applied_for_sure() -> None:
    found = matched([owed("A-1", "1160.00"), owed("A-2", "580.00")], [paid("R1", "1160.00")])

    assert found.tier() == ("auto", "apply")
    assert found.applied() == {"A-1": "1160.00"}
    assert found.result()["rule_code"] == "name_exact+exact_one"


def test_two_items_of_one_amount_are_never_chosen_between_for_sure() -> None:
    found = matched([owed("A-1", "1160.00"), owed("A-2", "1160.00")], [paid("R1", "1160.00")])

    assert found.tier() == ("suggest", "apply")
    assert found.result()["runner_up_items"] == "A-2"


def test_the_whole_balance_is_found_as_a_sum() -> None:
    items = [owed("A-1", "100.10"), owed("A-2", "200.25"), owed("A-3", "300.40")]
    found = matched(items, [paid("R1", "600.75")])

    assert found.applied() == {"A-1": "100.10", "A-2": "200.25", "A-3": "300.40"}
    assert found.result()["rule_code"].endswith("exact_sum")


def test_the_oldest_of_two_sums_is_proposed_and_the_ambiguity_is_said() -> None:
    due = ["2026-10-05", "2026-10-06", "2026-10-20", "2026-10-28"]
    amounts = ["100.00", "200.00", "150.00", "150.00"]
    items = [
        owed(f"A-{n}", a, due_date=d) for n, (a, d) in enumerate(zip(amounts, due, strict=True))
    ]
    found = matched(items, [paid("R1", "300.00")])

    assert found.tier()[0] == "suggest"
    assert set(found.applied()) == {"A-0", "A-1"}
    assert "sum_ambiguous" in found.reasons()


def test_a_search_that_was_cut_says_so_and_is_not_applied_for_sure() -> None:
    items = [owed(f"A-{n}", f"{1000 + n * n * 7}.{n:02d}") for n in range(40)]
    total = Decimal("0")
    for row in (items[3], items[11], items[29]):
        total += Decimal(row["open_amount"])
    found = matched(items, [paid("R1", str(total))])

    assert "subset_search_bounded" in found.reasons()
    assert found.tier()[0] != "auto"


def test_a_credit_memo_is_netted_inside_the_payment() -> None:
    items = [owed("A-1", "1160.00"), owed("NC-7", "-160.00")]
    found = matched(items, [paid("R1", "1000.00")])

    assert found.applied() == {"A-1": "1160.00", "NC-7": "-160.00"}
    assert found.result()["unapplied_amount"] == 0


def test_a_credit_memo_in_the_remittance_is_netted() -> None:
    items = [owed("A-1", "1160.00"), owed("NC-7", "-160.00"), owed("A-2", "1000.00")]
    lines = [said("R1", "A-1", "1160.00"), said("R1", "NC-7", "-160.00")]
    found = matched(items, [paid("R1", "1000.00")], lines)

    assert found.applied() == {"A-1": "1160.00", "NC-7": "-160.00"}
    assert found.tier()[0] == "auto"


def test_a_partial_payment_leaves_the_rest_open() -> None:
    found = matched(
        [owed("A-1", "1160.00")], [paid("R1", "400.00")], [said("R1", "A-1", "400.00", "ABONO")]
    )
    line = found.lines()[0]

    assert (line["applied_amount"], line["left_open_amount"]) == (Decimal("400"), Decimal("760"))
    assert line["difference_code"] == "partial_payment"


def test_progress_payments_on_one_item_are_each_applied() -> None:
    receipts = [
        paid("R1", "400.00", receipt_date="2026-10-20"),
        paid("R2", "760.00", receipt_date="2026-10-29"),
    ]
    lines = [said("R1", "A-1", "400.00"), said("R2", "A-1", "760.00")]
    found = matched([owed("A-1", "1160.00")], receipts, lines)

    assert found.applied("R1") == {"A-1": "400.00"}
    assert found.applied("R2") == {"A-1": "760.00"}


def test_an_item_that_closed_a_short_while_ago_is_a_double_payment() -> None:
    closed = owed(
        "A-1", "0", document_amount="1160.00", status_code="closed", closed_date="2026-10-20"
    )
    found = matched([closed, owed("A-9", "77.00")], [paid("R1", "1160.00")])

    assert found.tier() == ("suggest", "double_payment")
    assert "item_paid_already" in found.reasons()
    assert found.result()["unapplied_amount"] == Decimal("1160.00")


def test_an_item_that_closed_long_ago_is_no_double_payment() -> None:
    closed = owed(
        "A-1", "0", document_amount="1160.00", status_code="closed", closed_date="2026-03-20"
    )
    found = matched([closed, owed("A-9", "77.00")], [paid("R1", "1160.00")])

    assert "item_paid_already" not in found.reasons()


def test_nothing_goes_to_a_cancelled_item_that_is_named() -> None:
    found = matched(
        [owed("A-1", "1160.00", status_code="cancelled")],
        [paid("R1", "1160.00")],
        [said("R1", "A-1", "1160.00")],
    )

    assert found.applied() == {}
    assert "item_cancelled" in found.reasons()


def test_money_of_a_known_payer_without_an_item_is_on_account() -> None:
    found = matched([owed("A-1", "1160.00")], [paid("R1", "5000.00")])

    assert found.tier() == ("suggest", "on_account")
    assert found.result()["payer_entity_id"] == "C-100"


def test_a_stranger_with_nobodys_amount_is_unidentified() -> None:
    found = matched([owed("A-1", "1160.00")], [paid("R1", "5000.00", payer_name="ZZYZX QWERTY")])

    assert found.tier() == ("unidentified", "ask")
    assert found.applied() == {}


def test_somebody_elses_item_is_paid_only_with_a_reason_and_never_for_sure() -> None:
    found = matched(
        [owed("A-1", "1160.00"), owed_by_aceros("B-2", "990.00")],
        [paid("R1", "990.00")],
        [said("R1", "B-2", "990.00")],
    )

    assert found.applied() == {"B-2": "990.00"}
    assert "other_entity" in found.reasons()
    assert found.tier()[0] == "suggest"


def test_one_receipt_pays_many_and_many_pay_one() -> None:
    items = [owed("A-1", "100.00"), owed("A-2", "250.00"), owed("A-3", "900.00")]
    receipts = [paid("R1", "350.00"), paid("R2", "500.00"), paid("R3", "400.00")]
    lines = [
        said("R1", "A-1", "100.00"),
        said("R1", "A-2", "250.00"),
        said("R2", "A-3", "500.00"),
        said("R3", "A-3", "400.00"),
    ]
    found = matched(items, receipts, lines)

    assert found.applied("R1") == {"A-1": "100.00", "A-2": "250.00"}
    assert found.applied("R2") == {"A-3": "500.00"}
    assert found.applied("R3") == {"A-3": "400.00"}


def test_documents_named_without_amounts_are_paid_in_full() -> None:
    items = [owed("A-101", "100.00"), owed("A-102", "250.00"), owed("A-103", "350.00")]
    found = matched(items, [paid("R1", "350.00", bank_text="SPEI PAGO FACT A-101 Y A-102")])

    assert found.applied() == {"A-101": "100.00", "A-102": "250.00"}


def test_a_cheque_salvo_buen_cobro_waits_for_a_person() -> None:
    found = matched([owed("A-1", "1160.00")], [paid("R1", "1160.00", is_provisional=True)])

    assert found.tier() == ("suggest", "apply")
    assert "salvo_buen_cobro" in found.reasons()


def test_an_item_that_did_not_exist_yet_is_not_paid_for_sure_by_its_amount_alone() -> None:
    early = paid("R1", "1160.00", receipt_date="2026-09-15")
    found = matched([owed("A-1", "1160.00")], [early])

    assert "paid_before_document" in found.reasons()
    assert found.tier() == ("suggest", "apply")


def test_a_remittance_that_does_not_add_up_says_so_and_applies_no_more_than_was_paid() -> None:
    items = [owed("A-1", "1000.00"), owed("A-2", "500.00")]
    lines = [said("R1", "A-1", "1000.00"), said("R1", "A-2", "500.00")]
    found = matched(items, [paid("R1", "1200.00")], lines)

    assert "remittance_does_not_add_up" in found.reasons()
    assert sum(map(Decimal, found.applied().values())) <= Decimal("1200.00")


def test_a_remittance_that_names_an_unknown_document_says_so() -> None:
    found = matched(
        [owed("A-1", "1160.00")], [paid("R1", "700.00")], [said("R1", "ZX-99887", "700.00")]
    )

    assert "remittance_names_unknown" in found.reasons()
    assert found.tier()[0] != "auto"


def test_two_customers_of_one_name_are_not_told_apart_for_sure() -> None:
    items = [
        owed("A-1", "1160.00"),
        owed("B-1", "1160.00", customer_id="C-300", customer_name=BOMBAS),
    ]
    found = matched(items, [paid("R1", "1160.00")])

    assert found.tier()[0] != "auto"
    assert found.result()["payer_runner_up_entity_id"] in {"C-100", "C-300"}


def test_confidence_is_that_of_the_worked_example() -> None:
    """docs/decisions/0034: 10.5 points; and two bundles of 5 points each."""
    day = {"due_date": "2026-10-30"}
    lines = [said("R1", "A-1", None)]
    named = matched([owed("A-1", "1160.00", **day)], [paid("R1", "1160.00")], lines)
    twins = [owed("A-1", "1160.00", **day), owed("A-2", "1160.00", **day)]
    unnamed = matched(twins, [paid("R1", "1160.00")])

    assert named.result()["confidence"] == pytest.approx(0.99997, abs=5e-6)
    assert unnamed.result()["confidence"] == pytest.approx(0.498, abs=5e-4)
