"""The assignment by itself: the most evidence over all, and what the solver cannot finish."""

import pytest
from books_of_one import given, matched, owed, paid, said

from pipelines.matching import assignment
from pipelines.matching.assignment import assign, groups_of
from pipelines.matching.bundles import Bundle, Line
from pipelines.matching.intake import take_in
from pipelines.matching.ledger import Ledger, build_ledger


@pytest.fixture
def ledger() -> Ledger:
    """Items 0 to 3 of 100.00 each."""
    items = [owed(f"A-{number}", "100.00") for number in range(4)]
    return build_ledger(take_in(given(items, [paid("R1", "1.00")])))


def bundle(receipt: int, points: float, *items: int, cents: int = 10_000) -> Bundle:
    lines = tuple(Line(item, cents, cents, 0, "") for item in items)
    return Bundle(receipt, lines, 0, 0, (), points, "rule", ())


def items_of(bundles: dict[int, list[Bundle]], ledger: Ledger) -> dict[int, tuple[int, ...]]:
    chosen = assign(bundles, ledger).chosen
    return {receipt: each.items for receipt, each in chosen.items()}


def test_the_sum_of_evidence_decides_and_not_the_strongest_receipt(ledger: Ledger) -> None:
    bundles = {
        0: [bundle(0, 5.0, 0, 1), bundle(0, 4.0, 2)],
        1: [bundle(1, 3.0, 0)],
        2: [bundle(2, 3.0, 1)],
    }

    assert items_of(bundles, ledger) == {0: (2,), 1: (0,), 2: (1,)}


def test_partial_payments_share_an_item_up_to_what_is_open(ledger: Ledger) -> None:
    bundles = {n: [bundle(n, 3.0 + n, 0, cents=4_000)] for n in range(3)}

    assert items_of(bundles, ledger) == {1: (0,), 2: (0,)}


def test_of_equal_claims_the_earlier_receipt_wins(ledger: Ledger) -> None:
    bundles = {0: [bundle(0, 3.0, 0)], 1: [bundle(1, 3.0, 0)]}

    assert items_of(bundles, ledger) == {0: (0,)}


def test_a_bundle_that_more_speaks_against_than_for_is_not_chosen(ledger: Ledger) -> None:
    assert items_of({0: [bundle(0, -0.1, 0)]}, ledger) == {}


def test_receipts_that_share_nothing_are_solved_apart(ledger: Ledger) -> None:
    bundles = {
        0: [bundle(0, 1.0, 0)],
        1: [bundle(1, 1.0, 0, 1)],
        2: [bundle(2, 1.0, 1)],
        3: [bundle(3, 1.0, 2)],
    }

    assert groups_of(bundles) == [[0, 1, 2], [3]]


def test_a_group_that_the_solver_cannot_finish_gets_nothing_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assignment, "MOST_ROUNDS", 0)
    items = [owed("A-1", "1160.00"), owed("A-2", "777.00")]
    receipts = [paid("R1", "1160.00"), paid("R2", "1160.00"), paid("R3", "777.00")]
    found = matched(items, receipts, [said("R3", "A-2", "777.00")])

    assert found.applied("R1") == found.applied("R2") == {}
    assert "assignment_bounded" in found.reasons("R1") & found.reasons("R2")
    assert found.tier("R3") == ("auto", "apply")
