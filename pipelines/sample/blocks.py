"""The ordinary life of a company of any size, some charges at a time.

Belongs here: the blocks, and that together they are one company: each has customers of its own, and
its ids and folios go on where the last one ended. Does not belong here: what is in a block
(``bulk.py``), the hard cases, files. What is needed of a block is taken before the next one is
made, so that memory is bounded by the largest.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from pipelines.sample.bulk import NOTHING_TAKEN, ordinary_life
from pipelines.sample.customers import customer_count
from pipelines.sample.ledger import Ledger, join_ledgers
from pipelines.sample.periods import Period

# A charge and what settles it take up to seven ids; those of the hard cases begin at 90 million.
MOST_CHARGES = 12_000_000


def life_in_blocks(
    charges: int,
    at_once: int,
    period: Period,
    rngs: Iterable[np.random.Generator],
    beside_first: Sequence[Ledger] = (),
) -> Iterator[Ledger]:
    """So many ordinary charges of as many customers as they need, in blocks of nearly equal size.

    at_once: the most charges of a block. rngs: one for each block. beside_first: what else the
    first block is to hold.
    """
    blocks = -(-charges // at_once)
    taken = NOTHING_TAKEN
    shares = equal_parts(charges, blocks), equal_parts(customer_count(charges), blocks)
    for sold, buying, rng in zip(*shares, rngs, strict=False):
        ledger = ordinary_life(sold, buying, period, rng, taken)
        taken = taken.and_by(ledger)
        ledger = join_ledgers([ledger, *beside_first])
        beside_first = ()
        yield ledger


def equal_parts(whole: int, parts: int) -> list[int]:
    """``parts`` whole numbers that add up to ``whole`` and differ by one at most."""
    return [whole * (part + 1) // parts - whole * part // parts for part in range(parts)]
