"""Paid short, over, less a discount or in another currency: what becomes of the difference."""

from decimal import Decimal

import pytest
from books_of_one import matched, owed, paid, said


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


def test_a_discount_over_several_named_documents_is_in_proportion() -> None:
    items = [owed("A-101", "100.00"), owed("A-102", "300.00")]
    text = "PAGO A-101 A-102 MENOS PRONTO PAGO"
    found = matched(items, [paid("R1", "392.00", bank_text=text)])

    assert found.applied() == {"A-101": "98.00", "A-102": "294.00"}
    assert {line["difference_code"] for line in found.lines()} == {"early_payment_discount"}
