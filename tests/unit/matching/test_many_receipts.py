"""All receipts together: one item is never promised twice, in whatever order rows come."""

from decimal import Decimal
from typing import Any

import polars as pl
from books_of_one import POLICIES, given, matched, owed, owed_by_aceros, paid, said
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from pipelines.matching.frames import MatchInput
from pipelines.matching.match import match


def test_one_item_is_never_promised_to_two_receipts() -> None:
    receipts = [paid("R1", "1160.00"), paid("R2", "1160.00", bank_text="OTRO CONCEPTO")]
    found = matched([owed("A-1", "1160.00")], receipts)

    assert found.applied("R1") == {"A-1": "1160.00"}
    assert found.applied("R2") == {}


def test_receipts_of_two_customers_for_one_item_are_contested() -> None:
    stranger = {"payer_name": None}
    receipts = [paid("R1", "1160.00", **stranger), paid("R2", "1160.00", **stranger)]
    found = matched([owed("A-1", "1160.00")], receipts)

    assert len(found.applied("R1")) + len(found.applied("R2")) == 1
    assert "auto" not in {found.tier("R1")[0], found.tier("R2")[0]}


def test_what_is_best_for_all_goes_before_what_is_best_for_one() -> None:
    """R1 could be either of two; R2 names one of them. Taking turns would give R1 the first."""
    items = [owed("A-1", "1160.00", due_date="2026-10-30"), owed("A-2", "1160.00")]
    receipts = [
        paid("R1", "1160.00", receipt_date="2026-10-29"),
        paid("R2", "1160.00", receipt_date="2026-10-30"),
    ]
    found = matched(items, receipts, [said("R2", "A-1", "1160.00")])

    assert found.applied("R1") == {"A-2": "1160.00"}
    assert found.applied("R2") == {"A-1": "1160.00"}
    assert found.tier("R2")[0] == "auto"


def test_the_same_transfer_delivered_twice_is_held() -> None:
    key = {"tracking_key": "BNET01002610300012345678"}
    items = [owed("A-1", "1160.00"), owed("A-2", "1160.00")]
    found = matched(items, [paid("R1", "1160.00", **key), paid("R2", "1160.00", **key)])

    assert found.applied("R2") == {}
    assert found.tier("R2") == ("suggest", "hold_duplicate")
    assert found.reasons("R2") == {"duplicate_receipt"}


def test_the_same_documents_named_with_the_same_words_are_held() -> None:
    lines = [said("R1", "A-1", "1160.00"), said("R2", "A-1", "1160.00")]
    receipts = [paid("R1", "1160.00"), paid("R2", "1160.00", receipt_date="2026-11-05")]
    found = matched([owed("A-1", "1160.00"), owed("A-2", "77.00")], receipts, lines)

    assert found.applied("R1") == {"A-1": "1160.00"}
    assert found.tier("R2") == ("suggest", "hold_duplicate")


def test_an_equal_receipt_that_names_nothing_may_pay_the_next_item_after_a_look() -> None:
    items = [owed("A-1", "1160.00"), owed("A-2", "1160.00")]
    receipts = [paid("R1", "1160.00"), paid("R2", "1160.00", receipt_date="2026-11-05")]
    found = matched(items, receipts)

    assert set(found.applied("R1")) | set(found.applied("R2")) == {"A-1", "A-2"}
    assert "possible_duplicate" in found.reasons("R2")
    assert found.tier("R2")[0] == "suggest"


def test_an_equal_receipt_of_another_month_is_no_duplicate() -> None:
    items = [owed("A-1", "1160.00"), owed("A-2", "1160.00", due_date="2026-12-30")]
    receipts = [paid("R1", "1160.00"), paid("R2", "1160.00", receipt_date="2026-12-29")]

    assert "possible_duplicate" not in matched(items, receipts).reasons("R2")


# Few amounts, so that receipts meet: equal items, sums, partial payments and strangers.
AMOUNT = st.sampled_from(["100.00", "250.00", "350.00", "349.60", "600.00", "1000.01"])
ITEM = st.tuples(AMOUNT, st.booleans(), st.sampled_from(["", "-"]))
RECEIPT = st.tuples(
    AMOUNT,
    st.sampled_from(["BOMBAS DEL BAJIO", "ACEROS TEPEYAC", "NADIE CONOCIDO", None]),
    st.one_of(st.none(), st.integers(0, 7)),
    st.sampled_from(["MXN", "MXN", "MXN", "USD"]),
)
BOOKS = st.tuples(st.lists(ITEM, min_size=1, max_size=8), st.lists(RECEIPT, min_size=1, max_size=7))


def rows_of(
    books: tuple[list[tuple[str, bool, str]], list[tuple[str, str, int, str]]],
) -> MatchInput:
    items, receipts, lines = [], [], []
    for number, (amount, is_aceros, sign) in enumerate(books[0]):
        maker = owed_by_aceros if is_aceros else owed
        items.append(maker(f"A-{100 + number}", f"{sign}{amount}"))
    for number, (amount, name, named, currency) in enumerate(books[1]):
        receipts.append(paid(f"R{number}", amount, payer_name=name, currency_code=currency))
        if named is not None:
            lines.append(said(f"R{number}", f"A-{100 + named}", amount))
    return given(items, receipts, lines)


@settings(max_examples=25)
@drawn(BOOKS)
def test_every_receipt_is_explained_to_the_cent_and_no_item_is_overdrawn(books: Any) -> None:
    rows = rows_of(books)
    output = match(rows, POLICIES)
    first = output.applications.filter(pl.col("tier_code").is_in(["auto", "suggest"]))

    assert output.controls["is_passed"].all()
    for result in output.results.iter_rows(named=True):
        lines = first.filter(receipt_id=result["receipt_id"]).to_dicts()
        explained = sum(
            (line["settled_amount"] + line["difference_amount"] for line in lines), Decimal(0)
        )
        rest = result["surplus_amount"] + result["unapplied_amount"]
        assert explained + rest == result["receipt_amount"]
        assert min(result["surplus_amount"], result["unapplied_amount"]) >= 0
    for currency in output.results["currency_code"].unique():
        of_currency = output.results.filter(currency_code=currency)
        spread = of_currency.select("applied_amount", "surplus_amount", "unapplied_amount").sum()
        assert sum(spread.row(0)) == of_currency["receipt_amount"].sum()
    opens = {row["item_id"]: Decimal(row["open_amount"]) for row in rows.items.to_dicts()}
    settled = dict(first.group_by("item_id").agg(pl.col("settled_amount").sum()).iter_rows())
    assert all(abs(settled[item]) <= abs(opens[item]) for item in settled)


@settings(max_examples=15)
@drawn(BOOKS, st.integers(0, 99))
def test_rows_in_another_order_give_the_same_proposals(books: Any, seed: int) -> None:
    rows = rows_of(books)
    shuffled = MatchInput(
        rows.items.sample(fraction=1, shuffle=True, seed=seed),
        rows.receipts.sample(fraction=1, shuffle=True, seed=seed),
        rows.remittances.sample(fraction=1, shuffle=True, seed=seed),
    )
    one, other = match(rows, POLICIES), match(shuffled, POLICIES)

    for name in ("proposals", "applications", "results", "reasons", "controls"):
        assert getattr(one, name).equals(getattr(other, name)), name


def test_a_match_of_nothing_is_nothing() -> None:
    rows = given([owed("A-1", "1.00")], [paid("R1", "1.00")])
    output = match(MatchInput(rows.items, rows.receipts.clear()), POLICIES)

    assert output.results.is_empty()
    assert output.proposals.is_empty()


def test_receipts_without_any_open_item_stay_unidentified() -> None:
    rows = given([owed("A-1", "1.00")], [paid("R1", "1.00")])
    output = match(MatchInput(rows.items.clear(), rows.receipts), POLICIES)

    assert output.results["disposition_code"].to_list() == ["ask"]
