"""Which of a payer's amounts add up to a target: a bounded search that says when it was cut.

Belongs here: whole numbers only. Every subset of a short list is looked at by splitting it in two
halves (Horowitz and Sahni 1974, "Computing partitions with applications to the knapsack
problem"); of a longer one, subsets of few items, as sums of two pairs. Does not belong here: what
an amount is, and which of several sums is meant.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
FEWEST = 2


@dataclass(frozen=True)
class Sums:
    """subsets: ascending positions, the shortest first, at most ``most``. count: how many there
    were. is_bounded: not every subset of the list was looked at, or more were found than are kept.
    """

    subsets: tuple[tuple[int, ...], ...]
    count: int
    is_bounded: bool


@dataclass(frozen=True)
class SearchBounds:
    """all_items: lists up to this long are searched completely. few_items, few_size: longer ones
    up to few_items, for at most few_size items (2 to 4). most: subsets kept.
    """

    all_items: int
    few_items: int
    few_size: int
    most: int


def find_sums(amounts: list[int], target: int, bounds: SearchBounds) -> Sums:
    """Subsets of two items or more whose amounts add up to target. amounts: cents, any sign.

    The whole list is not searched where it is longer than few_items: then its first few_items are.
    """
    values = np.asarray(amounts[: bounds.few_items], dtype=np.int64)
    is_cut = len(amounts) > bounds.few_items
    if len(values) <= bounds.all_items:
        found = of_all(values, target)
    else:
        found, is_cut = of_few(values, target, bounds.few_size), True
    ordered = sorted(found, key=lambda subset: (len(subset), subset))
    return Sums(tuple(ordered[: bounds.most]), len(ordered), is_cut or len(ordered) > bounds.most)


def of_all(values: Ints, target: int) -> set[tuple[int, ...]]:
    half = len(values) // 2
    left, right = subset_sums(values[:half]), subset_sums(values[half:])
    order = np.argsort(right, kind="stable")
    found = set()
    for mine, theirs in equal_pairs(left, right[order], target):
        subset = positions(mine, 0) + positions(int(order[theirs]), half)
        if len(subset) >= FEWEST:
            found.add(subset)
    return found


def of_few(values: Ints, target: int, size: int) -> set[tuple[int, ...]]:
    """Two, three or four items: pairs, pairs with one item, pairs with pairs."""
    first, second = np.triu_indices(len(values), 1)
    pairs = values[first] + values[second]
    order = np.argsort(pairs, kind="stable")
    found: set[tuple[int, ...]] = {
        (int(first[order[place]]), int(second[order[place]]))
        for _, place in equal_pairs(np.zeros(1, np.int64), pairs[order], target)
    }
    if size >= 3:
        for one, place in equal_pairs(values, pairs[order], target):
            subset = tuple(sorted({one, int(first[order[place]]), int(second[order[place]])}))
            if len(subset) == 3:
                found.add(subset)
    if size >= 4:
        for mine, place in equal_pairs(pairs, pairs[order], target):
            theirs = order[place]
            four = {int(first[mine]), int(second[mine]), int(first[theirs]), int(second[theirs])}
            if len(four) == 4:
                found.add(tuple(sorted(four)))
    return found


def subset_sums(values: Ints) -> Ints:
    """The sum of every subset; bit n of a place says whether value n is in it."""
    sums = np.zeros(1, dtype=np.int64)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


# More coincidences than this mean nothing; they are counted up to here.
MOST_PAIRS = 2_000


def equal_pairs(left: Ints, right: Ints, target: int) -> list[tuple[int, int]]:
    """Places in left and in right (ascending) whose values add up to target."""
    wanted = target - left
    low = np.searchsorted(right, wanted, side="left")
    high = np.searchsorted(right, wanted, side="right")
    pairs: list[tuple[int, int]] = []
    for place in np.flatnonzero(high > low):
        pairs += [(int(place), each) for each in range(int(low[place]), int(high[place]))]
        if len(pairs) > MOST_PAIRS:
            break
    return pairs


def positions(bits: int, offset: int) -> tuple[int, ...]:
    return tuple(place + offset for place in range(bits.bit_length()) if bits >> place & 1)
