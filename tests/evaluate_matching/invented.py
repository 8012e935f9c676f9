"""Invented open items and receipts of five levels of difficulty, with the right answer.

Belongs here: how many of what. It knows nothing of the matcher.
"""

from collections import defaultdict
from datetime import timedelta

import numpy as np

from tests.evaluate_matching.levels import LEVEL_SHARES, LEVELS
from tests.evaluate_matching.people import invent_customers, pick
from tests.evaluate_matching.world import TODAY, Invented, Item, World, as_frames

SERIES = ["A", "B", "FH", "MTY", "GDL"]


def invent(
    receipts: int, items: int, customers: int, seed: int, round_share: float = 0.35
) -> Invented:
    rng = np.random.default_rng(seed)
    people = invent_customers(customers, rng)
    ledger = invent_items(items, customers, rng, round_share)
    free: dict[int, list[Item]] = defaultdict(list)
    memos: dict[int, list[Item]] = defaultdict(list)
    for item in ledger:
        if item.status == "open" and item.cents > 0:
            free[item.customer].append(item)
        elif item.status == "open":
            memos[item.customer].append(item)
    world = World(rng, people, ledger, free, memos)
    levels = rng.choice(len(LEVELS), size=receipts, p=LEVEL_SHARES) + 1
    while len(world.receipts) < receipts:
        level = int(levels[len(world.receipts)])
        LEVELS[level - 1](world, int(rng.integers(customers)))
    return as_frames(world)


def invent_items(
    count: int, customers: int, rng: np.random.Generator, round_share: float
) -> list[Item]:
    """Amounts of any cent, and round ones that many items share; some credit memos, some closed."""
    weights = rng.pareto(1.5, size=customers) + 0.3
    owners = rng.choice(customers, size=count, p=weights / weights.sum())
    found = []
    for number, owner in enumerate(owners):
        cents = int(rng.lognormal(12.9, 1.3))
        if rng.random() < round_share:
            # Three figures that count: 4,170.00 is what many invoices come to.
            step = 10 ** max(len(str(cents)) - 3, 2)
            cents = max(round(cents / step), 1) * step
        kind = rng.random()
        if kind < 0.03:
            cents = -max(cents // 8, 1_000)
        dated = TODAY - timedelta(days=int(rng.integers(5, 150)))
        due = dated + timedelta(days=int(rng.choice([30, 30, 45, 60])))
        words = rng.integers(0, 16, size=32)
        uuid = "".join("0123456789ABCDEF"[int(w)] for w in words)
        item = Item(
            f"I{number:06d}",
            int(owner),
            pick(SERIES, rng),
            10_000 + number,
            uuid,
            dated,
            due,
            cents,
        )
        if 0.03 <= kind < 0.05:
            item.status = "closed" if kind < 0.04 else "cancelled"
        found.append(item)
    return found
