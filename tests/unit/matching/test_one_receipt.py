"""One receipt and what it pays: every rule of amounts, with the reason that it leaves."""

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


def test_a_short_payment_with_a_deduction_stays_open_and_says_why() -> None:
    found = matched(
        [owed("A-1", "1000.00")],
        [paid("R1", "900.00")],
        [said("R1", "A-1", "900.00", "DEDUCCION FALTANTE (-$100.00)")],
    )
    line = found.lines()[0]

    assert (line["difference_code"], line["left_open_amount"]) == ("short_pay", Decimal("100"))
    assert "stated_gap" in found.result()["rule_code"]


def test_an_over_payment_stays_unapplied() -> None:
    found = matched(
        [owed("A-1", "1000.00")], [paid("R1", "1050.00")], [said("R1", "A-1", "1050.00")]
    )

    assert found.applied() == {"A-1": "1000.00"}
    assert found.result()["unapplied_amount"] == Decimal("50.00")
    assert "over_payment" in found.reasons()


@pytest.mark.parametrize(
    ("open_amount", "amount", "memo", "cause"),
    [
        ("1000.00", "999.40", "", "rounding"),
        ("1000.00", "980.00", "PRONTO PAGO 2%", "early_payment_discount"),
        ("1000.00", "960.00", "COMISION BANCARIA", "bank_fee"),
        ("1160.00", "1053.33", "RET IVA DOS TERCIOS", "retention"),
        ("1160.00", "1147.50", "RET ISR RESICO", "retention"),
    ],
)
def test_a_difference_that_policy_knows_closes_the_item_under_its_own_name(
    open_amount: str, amount: str, memo: str, cause: str
) -> None:
    found = matched(
        [owed("A-1", open_amount)], [paid("R1", amount)], [said("R1", "A-1", amount, memo)]
    )
    line = found.lines()[0]

    assert line["difference_code"] == cause
    assert line["left_open_amount"] == 0
    assert line["difference_amount"] == Decimal(amount) - Decimal(open_amount)


def test_a_discount_after_the_due_date_is_none() -> None:
    found = matched(
        [owed("A-1", "1000.00")],
        [paid("R1", "960.00", receipt_date="2026-11-20")],
        [said("R1", "A-1", "960.00")],
    )

    assert found.lines()[0]["difference_code"] != "early_payment_discount"


def test_a_cent_more_than_a_fee_may_be_is_no_fee() -> None:
    items, lines = [owed("A-1", "9000.00")], [said("R1", "A-1", "8649.99", "COMISION")]
    within = [said("R1", "A-1", "8650.00", "COMISION")]

    beyond = matched(items, [paid("R1", "8649.99", receipt_date="2026-11-20")], lines)
    fee = matched(items, [paid("R1", "8650.00", receipt_date="2026-11-20")], within)

    assert beyond.lines()[0]["difference_code"] != "bank_fee"
    assert fee.lines()[0]["difference_code"] == "bank_fee"


def test_an_item_in_dollars_is_paid_in_pesos_with_an_exchange_difference() -> None:
    rates = [
        {
            "from_currency_code": "USD",
            "to_currency_code": "MXN",
            "rate_date": "2026-10-29",
            "exchange_rate": "18.500000",
        }
    ]
    found = matched(
        [owed("A-1", "100.00", currency_code="USD")],
        [paid("R1", "1845.00", bank_text="PAGO A-1")],
        rates=rates,
    )
    line = found.lines()[0]

    assert (line["currency_code"], line["item_currency_code"]) == ("MXN", "USD")
    assert (line["applied_amount"], line["settled_amount"]) == (Decimal("1845"), Decimal("100"))
    assert line["difference_amount"] == Decimal("-5.00")
    assert line["difference_code"] == "fx_difference"
    assert "other_currency" in found.reasons()
    assert found.tier()[0] == "suggest"


def test_without_a_rate_an_item_in_dollars_is_not_guessed_at() -> None:
    found = matched([owed("A-1", "100.00", currency_code="USD")], [paid("R1", "1850.00")])

    assert found.applied() == {}


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


def test_a_discount_over_several_named_documents_is_in_proportion() -> None:
    items = [owed("A-101", "100.00"), owed("A-102", "300.00")]
    text = "PAGO A-101 A-102 MENOS PRONTO PAGO"
    found = matched(items, [paid("R1", "392.00", bank_text=text)])

    assert found.applied() == {"A-101": "98.00", "A-102": "294.00"}
    assert {line["difference_code"] for line in found.lines()} == {"early_payment_discount"}


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
