"""The matcher on frames of the marts: what it is given on a day, and how the past is judged."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.matching import marts as shapes
from pipelines.matching.history import match_history, recorded
from pipelines.matching.marts import Marts
from pipelines.matching.policies import MatchingPolicies, MatchingPolicyError, read_policies
from pipelines.matching.records import RECORDS, match_records
from pipelines.settings import ROOT

AS_OF = date(2026, 10, 31)
END = date(2026, 11, 1)
MONEY = pl.Decimal(18, 2)
STRANGER = "036180000000100548"


@pytest.fixture(scope="module")
def policies() -> MatchingPolicies:
    """The company's, but for the weeks of history: these begin on Tuesday, 1 September."""
    known = read_policies(Path(ROOT) / "dbt_project" / "seeds")
    weeks = {"history_months": 2.0, "history_batch_days": 7.0}
    return replace(known, limits=known.limits | weeks)


def spans(*rows: tuple[str, str, str, date, date, date]) -> pl.DataFrame:
    """Charge, customer, amount, charge date, from and until; one instalment each."""
    return pl.DataFrame(
        [
            (charge, 1, customer, f"A-{charge}", day, day, "MXN", Decimal(amount), Decimal(amount),
             first, until)
            for charge, customer, amount, day, first, until in rows
        ],
        schema={
            "charge_id": pl.String, "installment_number": pl.Int32, "customer_id": pl.String,
            "document_number": pl.String, "charge_date": pl.Date, "due_date": pl.Date,
            "currency_code": pl.String, "open_amount": MONEY, "original_amount": MONEY,
            "from_date": pl.Date, "until_date": pl.Date,
        },
        orient="row",
    )  # fmt: skip


def credits(*rows: tuple[str, str, str, str, date, date]) -> pl.DataFrame:
    """Entry, customer, class, amount, from and until."""
    return pl.DataFrame(
        [
            (entry, f"D-{entry}", customer, f"N-{entry}", kind, first, "MXN", Decimal(amount),
             Decimal(amount), first, until)
            for entry, customer, kind, amount, first, until in rows
        ],
        schema={
            "entry_id": pl.String, "credit_id": pl.String, "customer_id": pl.String,
            "credit_number": pl.String, "class_code": pl.String, "credit_date": pl.Date,
            "currency_code": pl.String, "original_amount": MONEY, "unapplied_amount": MONEY,
            "from_date": pl.Date, "until_date": pl.Date,
        },
        orient="row",
    )  # fmt: skip


def bank_receipts(*rows: tuple[str, date, str, str]) -> pl.DataFrame:
    """Receipt, day, amount, text: all of one account of a payer without a name."""
    return pl.DataFrame(
        [
            (receipt, day, "MXN", Decimal(amount), "confirmed", None, None, STRANGER, None, text,
             None)
            for receipt, day, amount, text in rows
        ],
        schema={
            "bank_receipt_id": pl.String, "receipt_date": pl.Date, "currency_code": pl.String,
            "receipt_amount": MONEY, "status_code": pl.String, "payer_name": pl.String,
            "payer_rfc": pl.String, "payer_account": pl.String, "bank_reference": pl.String,
            "bank_text": pl.String, "tracking_key": pl.String,
        },
        orient="row",
    )  # fmt: skip


def decisions(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    schema = {"receipt_id": pl.String, "decision_code": pl.String, "customer_id": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def aliases(*rows: tuple[str, date | None]) -> pl.DataFrame:
    """Customers that the account is known to be of, and since when."""
    return pl.DataFrame(
        [("account", STRANGER, customer, 1, day, day) for customer, day in rows],
        schema={
            "alias_kind_code": pl.String, "alias_text": pl.String, "customer_id": pl.String,
            "confirmed_count": pl.Int64, "confirmed_date": pl.Date, "known_from_date": pl.Date,
        },
        orient="row",
    )  # fmt: skip


def marts(**given: pl.DataFrame) -> Marts:
    """Two customers, each a legal entity, and nothing else but what is given."""
    bookings = {
        "booking_code": pl.String, "bank_receipt_id": pl.String, "receipt_id": pl.String,
    }  # fmt: skip
    frames = {
        "spans": spans(),
        "credits": credits(),
        "receipts": bank_receipts(),
        "bookings": pl.DataFrame(schema=bookings),
        "applications": pl.DataFrame(
            schema={
                "credit_id": pl.String, "charge_id": pl.String, "applied_amount": MONEY,
                "discount_amount": MONEY,
            }
        ),
        "customers": pl.DataFrame(
            {
                "customer_id": ["M-1", "M-2"],
                "legal_entity_id": ["E-1", "E-2"],
                "customer_name": ["BOMBAS UNO", "VALVULAS DOS"],
                "rfc": [None, None],
            },
            schema_overrides={"rfc": pl.String},
        ),
        "aliases": aliases(),
        "remittances": pl.DataFrame(
            schema={
                "remittance_line_id": pl.String, "receipt_id": pl.String,
                "document_ref": pl.String, "paid_amount": MONEY,
            }
        ),
        "uuids": pl.DataFrame(
            schema={
                "document_id": pl.String, "voucher_id": pl.String, "voucher_date": pl.Date,
            }
        ),
        "rates": pl.DataFrame(
            schema={
                "currency_code": pl.String, "rate_date": pl.Date,
                "closing_rate": pl.Decimal(18, 6),
            }
        ),
        "decisions": decisions(),
    }  # fmt: skip
    return Marts(**(frames | given), currency="MXN")


def bank_only(*receipts: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "booking_code": ["bank_only"] * len(receipts),
            "bank_receipt_id": list(receipts),
            "receipt_id": [None] * len(receipts),
        },
        schema_overrides={"receipt_id": pl.String},
    )


def booked(receipt: str, document: str, code: str = "one") -> pl.DataFrame:
    return pl.DataFrame(
        {"booking_code": [code], "bank_receipt_id": [receipt], "receipt_id": [document]}
    )


def applied(document: str, charge: str, amount: str, discount: str = "0") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "credit_id": [document],
            "charge_id": [charge],
            "applied_amount": [Decimal(amount)],
            "discount_amount": [Decimal(discount)],
        },
        schema_overrides={"applied_amount": MONEY, "discount_amount": MONEY},
    )


SEPTEMBER = date(2026, 9, 1)


def test_items_are_those_open_on_the_evening_and_credit_memos_count_against():
    given = marts(
        spans=spans(
            ("1", "M-1", "100", SEPTEMBER, SEPTEMBER, date(2026, 10, 10)),
            ("1", "M-1", "60", SEPTEMBER, date(2026, 10, 10), END),
            ("2", "M-1", "50", SEPTEMBER, SEPTEMBER, date(2026, 10, 5)),
            ("3", "M-2", "70", date(2026, 10, 20), date(2026, 10, 20), END),
        ),
        credits=credits(
            ("c", "M-1", "credit_memo", "10", SEPTEMBER, END),
            ("d", "M-1", "receipt", "7", SEPTEMBER, END),
        ),
    )
    on_the_9th = shapes.open_items(given, date(2026, 10, 9))
    assert dict(on_the_9th.select("item_id", "open_amount").iter_rows()) == {
        "1/1": 100, "C-c": -10,
    }  # fmt: skip
    today = shapes.open_items(given, AS_OF)
    assert set(today["item_id"]) == {"1/1", "3/1", "C-c"}
    closed = shapes.closed_items(given, AS_OF, 92)
    assert closed.select("item_id", "status_code", "closed_date").rows() == [
        ("2/1", "closed", date(2026, 10, 5))
    ]
    assert shapes.closed_items(given, date(2026, 10, 4), 92).is_empty()


def test_what_was_learnt_later_is_not_known_before():
    given = marts(aliases=aliases(("M-1", date(2026, 10, 10)), ("M-2", None)))
    assert shapes.aliases_on(given, date(2026, 10, 9)).is_empty()
    assert shapes.aliases_on(given, date(2026, 10, 10))["customer_id"].to_list() == ["M-1"]
    assert shapes.aliases_on(given, None).height == 2


def test_deposits_that_a_person_explained_or_the_erp_has_do_not_wait():
    day = date(2026, 10, 20)
    rows = [(receipt, day, "10", "") for receipt in ("R-1", "R-2", "R-3", "R-4")]
    given = marts(
        receipts=bank_receipts(*rows, ("R-5", date(2025, 1, 1), "10", "")),
        bookings=pl.concat([bank_only("R-1", "R-2", "R-3", "R-5"), booked("R-4", "D-4")]),
        decisions=decisions(("R-2", "not_customer", None), ("R-3", "apply", "M-1")),
    )
    waiting = shapes.waiting_deposits(given, AS_OF, 365)
    assert waiting["bank_receipt_id"].to_list() == ["R-1", "R-3"]
    told = shapes.with_decided_payer(shapes.deposits(waiting), given)
    assert told["customer_id"].to_list() == [None, "M-1"]


def test_a_deposit_and_cash_on_account_do_not_take_the_same_item(policies: MatchingPolicies):
    day = date(2026, 10, 20)
    given = marts(
        spans=spans(("1", "M-1", "500", SEPTEMBER, SEPTEMBER, END)),
        credits=credits(("c", "M-1", "advance", "500", SEPTEMBER, END)),
        receipts=bank_receipts(("R-1", day, "500", "PAGO")),
        bookings=bank_only("R-1"),
        aliases=aliases(("M-1", SEPTEMBER)),
    )
    records = match_records(given, AS_OF, policies)
    assert records.columns == list(RECORDS)
    results = records.filter(pl.col("record_code") == "result")
    assert results["receipt_amount"].sum() == 1000
    assert results["applied_amount"].sum() == 500
    assert set(results["threshold_source_code"]) == {"policy"}


def test_the_past_is_judged_by_what_the_erp_recorded(policies: MatchingPolicies):
    """R-2 names A-2, and the ERP put it on A-1: 42.00, of which 2.00 is a discount."""
    day = date(2026, 10, 20)
    given = marts(
        spans=spans(
            ("1", "M-1", "100", SEPTEMBER, SEPTEMBER, day),
            ("2", "M-1", "40", SEPTEMBER, SEPTEMBER, day),
        ),
        receipts=bank_receipts(("R-1", day, "100", "PAGO A-1"), ("R-2", day, "40", "PAGO A-2")),
        bookings=pl.concat([booked("R-1", "D-1"), booked("R-2", "D-2", "merged")]),
        applications=pl.concat([applied("D-1", "1", "100"), applied("D-2", "1", "42", "2")]),
        aliases=aliases(("M-1", SEPTEMBER)),
    )
    history = match_history(given, AS_OF, policies)
    found = {
        (row["receipt_id"], row["charge_id"]): (
            row["proposed_amount"], row["recorded_amount"], row["is_right"],
        )
        for row in history.iter_rows(named=True)
    }  # fmt: skip
    assert found == {
        ("R-1", "1"): (100, 100, True),
        ("R-2", "1"): (None, 40, None),
        ("R-2", "2"): (40, None, False),
    }
    assert set(history["known_until_date"]) == {date(2026, 10, 19)}


def test_a_part_of_a_split_receipt_is_no_truth():
    given = marts(bookings=booked("R-1", "D-1", "split"), applications=applied("D-1", "1", "9"))
    assert recorded(given).is_empty()


def test_what_was_invoiced_in_the_week_is_not_found_in_it(policies: MatchingPolicies):
    day = date(2026, 10, 20)
    given = marts(
        spans=spans(("1", "M-1", "100", day, day, date(2026, 10, 21))),
        receipts=bank_receipts(("R-1", date(2026, 10, 21), "100", "PAGO A-1")),
        bookings=booked("R-1", "D-1"),
        applications=applied("D-1", "1", "100"),
        aliases=aliases(("M-1", SEPTEMBER)),
    )
    history = match_history(given, AS_OF, policies)
    assert history.select("proposed_amount", "recorded_amount").rows() == [(None, 100)]


def test_a_limit_that_is_missing_is_named(policies: MatchingPolicies):
    with pytest.raises(MatchingPolicyError, match="history_hours is missing"):
        shapes.number_of(policies, "history_hours")
