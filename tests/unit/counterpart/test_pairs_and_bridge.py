"""Which line means which document, and a bridge that closes or is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_sides import AS_OF, DAYS, classes, credit, owes, reconciled, says, sides

from pipelines.counterpart.bridge import BridgeBroken, check_bridge
from pipelines.counterpart.frames import CLASS_CODES
from pipelines.counterpart.reconcile import reconcile

UUID = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"


@pytest.mark.parametrize(
    "spelling", ["A-1234", "a 1234", "FACT A1234", "Factura no. 1234", "00001234", UUID, "A-I234"]
)
def test_a_document_is_known_in_the_spellings_of_the_matcher(spelling: str):
    ours = [owes("M-1", "A-00001234", "100", uuid=UUID), owes("M-2", "B-00009999", "100")]
    found = reconciled([says(spelling, "100")], ours)
    assert [each[3] for each in classes(found) if each[0] == "matched"] == ["M-1"]


def test_a_slip_of_the_pen_counts_only_for_the_very_amount():
    ours = [owes("M-1", "A-1234", "100")]
    assert [each[0] for each in classes(reconciled([says("A-1243", "100")], ours))] == ["matched"]
    assert {each[0] for each in classes(reconciled([says("A-1243", "99")], ours))} == {
        "not_booked_there",
        "not_booked_here",
    }


def test_an_exact_name_goes_before_a_slip_of_another():
    ours = [owes("M-1", "A-1234", "100"), owes("M-2", "A-1243", "100")]
    found = reconciled([says("A-1243", "100"), says("A-1234", "100")], ours)
    assert sorted((each[2], each[3]) for each in classes(found)) == [
        ("A-1234", "M-1"),
        ("A-1243", "M-2"),
    ]


def test_one_number_in_two_series_goes_to_the_series_of_its_amount():
    ours = [owes("M-1", "A-12", "100"), owes("M-2", "B-12", "250")]
    found = reconciled([says("12", "250")], ours)
    assert ("matched", "agrees", "12", "M-2") in classes(found)


def test_lines_of_one_document_with_a_due_date_each_are_its_instalments():
    theirs = [
        says("A-1", "60", due_date=date(2026, 11, 4)),
        says("A-1", "40", due_date=date(2026, 12, 4)),
    ]
    found = reconciled(theirs, [owes("M-1", "A-1", "100")])
    assert classes(found) == [("matched", "agrees", "A-1", "M-1")]
    assert found.lines["lines"].to_list() == [[2, 3]]


def test_a_payment_without_a_name_of_ours_is_known_by_its_amount_and_day():
    ours = [credit("M-8", "CR0000104", "-500", original="-500")]
    found = reconciled([says("TRANSFERENCIA", "-500", kind_code="receipt")], ours)
    assert classes(found) == [("matched", "agrees", "TRANSFERENCIA", "M-8")]


def test_two_payments_of_one_amount_are_not_guessed_at():
    ours = [
        credit("M-8", "CR0000104", "-500", original="-500"),
        credit("M-9", "CR0000105", "-500", original="-500"),
    ]
    found = reconciled([says("TRANSFERENCIA", "-500", kind_code="receipt")], ours)
    assert "matched" not in {each[0] for each in classes(found)}


def test_a_bridge_that_does_not_reach_the_ageing_is_refused():
    theirs, ours = sides([says("A-1", "100")], [owes("M-1", "A-1", "100")], [])
    wrong = ours.balances.with_columns(pl.col("balance_amount") + Decimal("0.01"))
    with pytest.raises(BridgeBroken, match="MXN does not add up"):
        reconcile(theirs, replace(ours, balances=wrong), AS_OF, DAYS)


def test_a_document_that_stands_twice_on_our_side_is_refused():
    theirs, ours = sides([], [owes("M-1", "A-1", "100"), owes("M-1", "A-1", "100")], [])
    with pytest.raises(BridgeBroken, match="or one is twice"):
        reconcile(theirs, ours, AS_OF, DAYS)


def test_a_line_that_is_not_classed_is_refused():
    theirs, ours = sides([says("A-1", "100"), says("A-2", "0")], [owes("M-1", "A-1", "100")], [])
    found = reconcile(theirs, ours, AS_OF, DAYS)
    with pytest.raises(BridgeBroken, match="2 lines were read and 1 classed"):
        check_bridge(theirs.rows, ours.documents, found.lines[:1], found.totals)


NUMBERS = st.sampled_from(["A-1", "A-2", "A 1", "A-12", "A-21", "B-1", "1", "Z-9", None])
AMOUNTS = st.sampled_from(["100", "100.01", "-100", "0", "40", "60"])
LINE = st.tuples(NUMBERS, AMOUNTS, st.sampled_from(["MXN", "USD"]))


@settings(max_examples=8)
@given(
    theirs=st.lists(LINE, max_size=8),
    ours=st.lists(st.tuples(NUMBERS.filter(bool), AMOUNTS), max_size=6),
    shuffled=st.randoms(use_true_random=False),
)
def test_any_two_sides_are_bridged_and_the_order_of_rows_changes_nothing(theirs, ours, shuffled):
    lines = [says(number, amount, currency_code=code) for number, amount, code in theirs]
    documents = [
        (credit if amount.startswith("-") else owes)(f"M-{place}", number, amount)
        for place, (number, amount) in enumerate(ours)
    ]
    one, other = sides(lines, documents, [])
    found = reconcile(one, other, AS_OF, DAYS)
    assert set(found.lines["class_code"]) <= set(CLASS_CODES)
    mixed = list(range(len(lines)))
    shuffled.shuffle(mixed)
    again = reconcile(
        replace(one, rows=one.rows[mixed]),
        replace(other, documents=other.documents[::-1]),
        AS_OF,
        DAYS,
    )
    assert again.lines.equals(found.lines)
