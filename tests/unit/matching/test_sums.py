"""Which amounts add up to a target, and that a search that was cut says so."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.matching.sums import SearchBounds, find_sums

WIDE = SearchBounds(all_items=20, few_items=90, few_size=4, most=10_000)
NARROW = SearchBounds(all_items=4, few_items=12, few_size=4, most=10_000)
AMOUNTS = st.lists(st.integers(-9, 30), max_size=9)


def by_hand(amounts: list[int], target: int, longest: int) -> set[tuple[int, ...]]:
    return {
        subset
        for size in range(2, longest + 1)
        for subset in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in subset) == target
    }


@settings(max_examples=60)
@given(AMOUNTS, st.integers(-5, 60))
def test_a_short_list_is_searched_completely(amounts: list[int], target: int) -> None:
    found = find_sums(amounts, target, WIDE)

    assert set(found.subsets) == by_hand(amounts, target, len(amounts))
    assert found.count == len(found.subsets)
    assert not found.is_bounded


@settings(max_examples=60)
@given(st.lists(st.integers(-9, 30), min_size=5, max_size=9), st.integers(-5, 60))
def test_of_a_longer_list_all_sums_of_few_are_found(amounts: list[int], target: int) -> None:
    found = find_sums(amounts, target, NARROW)

    assert set(found.subsets) == by_hand(amounts, target, 4)
    assert found.is_bounded


def test_more_sums_than_are_kept_are_counted_and_reported() -> None:
    found = find_sums([1] * 6, 2, SearchBounds(20, 90, 4, most=3))

    assert (len(found.subsets), found.count, found.is_bounded) == (3, 15, True)


def test_what_stands_behind_the_bound_is_not_looked_at_and_that_is_reported() -> None:
    found = find_sums([5] * 12 + [100, 200], 300, NARROW)

    assert found.subsets == ()
    assert found.is_bounded


def test_the_shortest_sum_comes_first() -> None:
    assert find_sums([10, 20, 30, 60], 60, WIDE).subsets[0] == (0, 1, 2)
    assert find_sums([10, 20, 30, 30], 60, WIDE).subsets[0] == (2, 3)


def test_a_single_item_is_no_sum() -> None:
    assert find_sums([60, 7], 60, WIDE).subsets == ()
