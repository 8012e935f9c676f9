"""Who is reminded of what, at which level: small ledgers, policies and journals."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from document_rows import DAY, Item, customer, rows_of

from pipelines.documents.reminder_plan import Plan, Reminder, plan_reminders

HOLDER = "E-0000000000a1"
LATE = Item("M-1", "1000.00", late=60)
MONEY = pl.Decimal(18, 2)
JOURNAL = {
    "charge_id": pl.String,
    "installment_number": pl.Int64,
    "recipient": pl.String,
    "level_number": pl.Int64,
    "as_of_date": pl.Date,
    "outcome_code": pl.String,
}


def levels(currency: str = "MXN", minimum: str = "500.00") -> pl.DataFrame:
    """From 5, 20 and 45 days past due, 10 and 15 days apart."""
    steps = [(1, 5, 0, 10, "polite"), (2, 20, 10, 7, "firm"), (3, 45, 15, 5, "formal")]
    rows = [
        {
            "level_number": number,
            "currency_code": currency,
            "from_past_due_days": late,
            "wait_days": wait,
            "minimum_amount": Decimal(minimum),
            "minimum_item_amount": Decimal("1.00"),
            "answer_days": answer,
            "tone_code": tone,
        }
        for number, late, wait, answer, tone in steps
    ]
    types = {"level_number": pl.Int32, "from_past_due_days": pl.Int32}
    types |= {"minimum_amount": MONEY, "minimum_item_amount": MONEY}
    return pl.DataFrame(rows, schema_overrides=types)


def sent(
    level: int,
    days_ago: int,
    charge: str = "M-1",
    outcome: str = "sent",
    recipient: str | None = "pagos@a1.example",
) -> dict[str, Any]:
    return {
        "charge_id": charge,
        "installment_number": 1,
        "recipient": recipient,
        "level_number": level,
        "as_of_date": DAY - timedelta(days_ago),
        "outcome_code": outcome,
    }


def planned(
    items: Iterable[Item],
    journal: Iterable[dict[str, Any]] = (),
    policy: pl.DataFrame | None = None,
    **rows: Any,
) -> Plan:
    frames = rows_of(items, **rows)
    log = pl.DataFrame(list(journal), schema=JOURNAL)
    return plan_reminders(frames, levels() if policy is None else policy, log, "es")


def reached(plan: Plan) -> list[tuple[str | None, int]]:
    return [(each.recipient, each.level_number) for each in plan.reminders]


def only(plan: Plan) -> Reminder:
    (reminder,) = plan.reminders
    return reminder


def test_the_first_reminder_is_polite_however_late_the_invoice() -> None:
    reminder = only(planned([LATE]))
    assert (reminder.level_number, reminder.tone_code) == (1, "polite")
    assert reminder.deadline == DAY + timedelta(10)


def test_an_invoice_climbs_one_level_once_the_wait_is_over() -> None:
    assert reached(planned([LATE], [sent(1, 10)])) == [("pagos@a1.example", 2)]
    assert reached(planned([LATE], [sent(1, 30), sent(2, 15)])) == [("pagos@a1.example", 3)]


def test_no_invoice_gets_a_level_twice_or_one_before_its_wait() -> None:
    assert reached(planned([LATE], [sent(1, 9)])) == []
    assert reached(planned([LATE], [sent(1, 60), sent(2, 40), sent(3, 20)])) == []


def test_an_invoice_not_late_enough_for_the_next_level_waits() -> None:
    assert reached(planned([replace(LATE, late=19)], [sent(1, 12)])) == []
    assert reached(planned([replace(LATE, late=20)], [sent(1, 12)])) == [("pagos@a1.example", 2)]


def test_an_invoice_due_four_days_ago_is_not_reminded_of() -> None:
    assert reached(planned([replace(LATE, late=4)])) == []
    assert len(planned([replace(LATE, late=5)]).reminders) == 1


def test_a_message_of_which_nobody_knows_counts_as_sent() -> None:
    assert reached(planned([LATE], [sent(1, 3, outcome="uncertain")])) == []


def test_a_refused_message_gives_its_level_again() -> None:
    refused = sent(1, 3, outcome="refused")
    assert reached(planned([LATE], [refused])) == [("pagos@a1.example", 1)]


def test_only_the_contact_that_was_refused_gets_the_level_again() -> None:
    people = [customer(HOLDER, email_text="uno@a.example; dos@a.example")]
    went = [
        sent(1, 3, recipient="uno@a.example"),
        sent(1, 3, recipient="dos@a.example", outcome="refused"),
    ]
    assert reached(planned([LATE], went, customers=people)) == [("dos@a.example", 1)]


def test_the_rest_of_a_round_that_broke_off_today_still_goes_out() -> None:
    people = [customer(HOLDER, email_text="uno@a.example; dos@a.example")]
    went = [sent(1, 0, recipient="uno@a.example")]
    before = planned([LATE], customers=people)
    after = planned([LATE], went, customers=people)
    assert reached(after) == [("dos@a.example", 1)]
    assert after.reminders[0].message_id in {each.message_id for each in before.reminders}


def test_one_message_claims_all_invoices_of_a_contact_each_at_its_level() -> None:
    items = [LATE, Item("M-2", "700.00", late=8), Item("M-3", "90.00", late=50, currency="USD")]
    policy = pl.concat([levels(), levels("USD", "30.00")])
    reminder = only(planned(items, [sent(1, 12)], policy))
    assert [
        (claim.currency_code, claim.claimed_amount, [i["level_number"] for i in claim.items])
        for claim in reminder.claims
    ] == [("MXN", Decimal("1700.00"), [2, 1]), ("USD", Decimal("90.00"), [1])]
    assert (reminder.level_number, reminder.tone_code) == (2, "firm")


def test_what_is_disputed_or_promised_is_not_claimed_and_is_accounted_for() -> None:
    items = [
        replace(LATE, disputed="300.00"),
        Item("M-2", "800.00", late=30, promised="800.00"),
        Item("M-3", "40.00", late=2),
    ]
    (claim,) = only(planned(items)).claims
    assert [
        claim.claimed_amount,
        claim.disputed_amount,
        claim.promised_amount,
        claim.other_amount,
        claim.overdue_amount,
    ] == [Decimal(text) for text in ("700.00", "300.00", "800.00", "40.00", "1840.00")]


def test_a_customer_whose_credit_leaves_less_than_the_minimum_is_left_alone_and_it_is_said() -> (
    None
):
    plan = planned([LATE], unapplied={(HOLDER, "MXN"): "501.00"})
    assert plan.reminders == ()
    assert plan.overview["reason_code"].to_list() == ["below_minimum"]
    assert len(planned([LATE], unapplied={(HOLDER, "MXN"): "500.00"}).reminders) == 1


def test_a_letter_does_not_name_a_rest_of_centavos_and_still_adds_up() -> None:
    (claim,) = only(
        planned([LATE, Item("M-2", "0.01", late=60), Item("M-3", "1.00", late=60)])
    ).claims
    assert [item["charge_id"] for item in claim.items] == ["M-1", "M-3"]
    assert claim.claimed_amount == Decimal("1001.00")
    assert (claim.other_amount, claim.overdue_amount) == (Decimal("0.01"), Decimal("1001.01"))


def test_a_customer_who_owes_nothing_but_rests_of_centavos_is_left_alone_and_it_is_said() -> None:
    plan = planned([Item("M-2", "0.99", late=60)], policy=levels(minimum="0.00"))
    assert plan.reminders == ()
    assert plan.overview["reason_code"].to_list() == ["below_minimum"]


def test_every_account_with_something_overdue_is_in_the_overview_with_its_reason() -> None:
    items = [
        LATE,
        Item("M-2", "900.00", late=3, holder="E-0000000000b2"),
        Item("M-3", "900.00", late=30, holder="E-0000000000c3", promised="900.00"),
        Item("M-4", "900.00", late=-3, holder="E-0000000000d4"),
    ]
    overview = planned(items).overview
    assert overview.select("holder_id", "claimed_amount", "reason_code").rows() == [
        (HOLDER, Decimal("1000.00"), None),
        ("E-0000000000b2", Decimal("0.00"), "no_level_due"),
        ("E-0000000000c3", Decimal("0.00"), "disputed_or_promised"),
    ]


def test_a_customer_without_contact_gets_a_letter_and_a_problem_of_its_own() -> None:
    people = [customer(HOLDER, email_text=None)]
    plan = planned([LATE], customers=people)
    assert reached(plan) == [(None, 1)]
    assert [(each.subject_id, each.problem) for each in plan.problems] == [
        (HOLDER, "no e-mail to write to")
    ]


def test_an_address_with_a_line_end_is_a_problem_and_the_others_go_on() -> None:
    people = [customer(HOLDER, email_text="malo@a.example\nBcc: x@y.example; bueno@a.example")]
    plan = planned([LATE], customers=people)
    assert reached(plan) == [("bueno@a.example", 1)]
    assert [each.problem for each in plan.problems] == ["1 e-mails that are no address"]
    assert "malo" not in str(plan.problems)


def test_a_currency_without_policy_is_claimed_of_nobody_and_is_named() -> None:
    plan = planned([replace(LATE, currency="EUR")])
    assert plan.reminders == ()
    assert [(each.subject_id, each.problem) for each in plan.problems] == [
        ("EUR", "no reminder policy for the currency")
    ]


def test_the_same_ledger_gives_the_same_messages_and_another_amount_another_one() -> None:
    one, same = only(planned([LATE])), only(planned([LATE]))
    other = only(planned([replace(LATE, amount="999.99")]))
    assert one.message_id == same.message_id != other.message_id
    assert one.as_of_date == date(2026, 10, 31)
