"""Which bundle each receipt gets, all receipts together.

Belongs here: the optimisation. One bundle a receipt at most, no item beyond what is open, and as
much evidence as possible over all receipts: a set-packing problem, solved by HiGHS through
scipy.optimize.milp, for each group of receipts that compete with one another by itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from pipelines.matching.bundles import Bundle
from pipelines.matching.ledger import Ledger

# Between bundles of equal evidence the earlier receipt and the bundle listed first win.
TIE_STEP = 1e-4
MOST_NODES = 20_000
MOST_ROUNDS = 50


ASSIGNMENT_BOUNDED = "assignment_bounded"


class AssignmentError(RuntimeError):
    """The solver found no best solution within its bound."""


@dataclass(frozen=True)
class Assigned:
    """chosen: receipt → its bundle; receipts that get none are not in it. bounded: receipts of the
    groups that the solver could not finish; they get none rather than one by luck.
    """

    chosen: dict[int, Bundle]
    bounded: frozenset[int]


def assign(bundles: dict[int, list[Bundle]], ledger: Ledger) -> Assigned:
    """Deterministic: groups, rows and columns are in a fixed order, ties are broken by weight."""
    useful = {receipt: [b for b in each if b.points > 0] for receipt, each in bundles.items()}
    useful = {receipt: each for receipt, each in useful.items() if each}
    chosen: dict[int, Bundle] = {}
    bounded: set[int] = set()
    for group in groups_of(useful):
        if len(group) == 1:
            chosen[group[0]] = useful[group[0]][0]
            continue
        try:
            chosen |= solve({receipt: useful[receipt] for receipt in group}, ledger)
        except AssignmentError:
            bounded |= set(group)
    return Assigned(dict(sorted(chosen.items())), frozenset(bounded))


def groups_of(bundles: dict[int, list[Bundle]]) -> list[list[int]]:
    """Receipts that share an item, directly or through others."""
    receipts = sorted(bundles)
    place = {receipt: number for number, receipt in enumerate(receipts)}
    pairs = sorted(
        {(place[r], item) for r, each in bundles.items() for b in each for item in b.items}
    )
    if not pairs:
        return []
    items = {item: len(receipts) + n for n, item in enumerate(sorted({item for _, item in pairs}))}
    rows = [receipt for receipt, _ in pairs]
    columns = [items[item] for _, item in pairs]
    size = len(receipts) + len(items)
    graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    found: dict[int, list[int]] = defaultdict(list)
    for receipt, label in zip(receipts, labels, strict=False):
        found[int(label)].append(receipt)
    return list(found.values())


def solve(bundles: dict[int, list[Bundle]], ledger: Ledger) -> dict[int, Bundle]:
    """Cover cuts instead of amounts: the solver sees only 0 and 1, and each amount is summed
    exactly afterwards. A set of bundles that together take more than is open may not come again.
    """
    columns = [bundle for receipt in sorted(bundles) for bundle in bundles[receipt]]
    weights = np.array(weights_of(bundles))
    rows = [
        [n for n, b in enumerate(columns) if b.receipt == receipt] for receipt in sorted(bundles)
    ]
    limits = [1.0] * len(rows)
    for clique in conflicts(columns, ledger):
        rows.append(clique)
        limits.append(1.0)
    for _ in range(MOST_ROUNDS):
        taken = solution(weights, rows, limits)
        over = overdrawn([columns[n] for n in taken], ledger)
        if not over:
            return {columns[n].receipt: columns[n] for n in taken}
        for item in over:
            cover = [n for n in taken if item in columns[n].items]
            rows.append(cover)
            limits.append(len(cover) - 1.0)
    raise AssignmentError("a group of receipts could not be assigned within the bound")


def weights_of(bundles: dict[int, list[Bundle]]) -> list[float]:
    weights = []
    for order, receipt in enumerate(sorted(bundles)):
        for rank, bundle in enumerate(bundles[receipt]):
            earliness = TIE_STEP / (2 + order)
            weights.append(
                round(bundle.points, 3) + earliness - TIE_STEP * rank / (1 + len(bundles[receipt]))
            )
    return weights


def conflicts(columns: Sequence[Bundle], ledger: Ledger) -> list[list[int]]:
    """Per item, the bundles that each take more than half of it: no two of them go together."""
    by_item: dict[int, list[int]] = defaultdict(list)
    for number, bundle in enumerate(columns):
        for line in bundle.lines:
            if 2 * abs(line.settled) > abs(ledger.open_cents[line.item]):
                by_item[line.item].append(number)
    return [by_item[item] for item in sorted(by_item) if len(by_item[item]) > 1]


def overdrawn(taken: Sequence[Bundle], ledger: Ledger) -> list[int]:
    settled: dict[int, int] = defaultdict(int)
    for bundle in taken:
        for line in bundle.lines:
            settled[line.item] += line.settled
    return sorted(
        item for item, cents in settled.items() if abs(cents) > abs(ledger.open_cents[item])
    )


def solution(weights: np.ndarray, rows: list[list[int]], limits: list[float]) -> list[int]:
    lengths = [len(row) for row in rows]
    row_numbers = np.repeat(np.arange(len(rows)), lengths)
    column_numbers = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
    matrix = coo_array(
        (np.ones(len(column_numbers)), (row_numbers, column_numbers)),
        shape=(len(rows), len(weights)),
    )
    found = milp(
        -weights,
        integrality=np.ones(len(weights)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix.tocsr(), -np.inf, np.array(limits)),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
    if found.x is None or found.status != 0:
        raise AssignmentError("the solver found no best assignment within its bound")
    return [int(n) for n in np.flatnonzero(found.x > 0.5)]
