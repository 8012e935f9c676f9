"""The model: a forest of random trees whose leaves tell how payments spread over days late.

Belongs here: fitting, calibrating and reading that distribution. Each leaf counts, per bin of days
late, the items that were still open and those that were paid; their quotient, weighted over the
trees, is a hazard (Ishwaran et al. 2008, random survival forests; Meinshausen 2006, quantile
regression forests; delayed entry as in Kaplan-Meier for left-truncated data). Items that are still
open count as open and nothing more, so that slow payers are not left out. One distribution gives
all probabilities and dates: they never contradict one another. Does not belong here: what the
features mean, and who wins against whom.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Upper ends of the bins, in days late: single days where payments are, coarser further out.
GRID = np.array(
    [-60, -45, -40, -35, *range(-30, 31), 32, 34, 36, 38, 40, 45, 50, 60, 75, 90, 120, 150, 180],
    dtype=np.float64,
)
BINS = len(GRID) + 1
TREES = 60
LEAF_ITEMS = 5
FEATURE_SHARE = 0.4
# What all items do counts as this share of every leaf: where few were open so long, it decides.
USUAL_WEIGHT = 0.01
TINY = 1e-12
# No history: far from every value, so that a split tells it from all others.
MISSING = -999.0
CALIBRATION_SHARE = 0.25
CALIBRATION_TREES = 20
MIN_CALIBRATION_EVENTS = 100
MAX_CALIBRATION = 2.0


@dataclass(frozen=True)
class Observations:
    """Pairs of an item and a day, as far as they were known on the day of training.

    x: features, one row a pair. entry: days late on the origin. exit: days late on which it was
    paid, or until which it is known to have been open. is_paid: which of the two. origin: the
    origin as a day number; order of time is all that counts.
    """

    x: Floats
    entry: Floats
    exit: Floats
    is_paid: Flags
    origin: Floats

    def __len__(self) -> int:
        return len(self.entry)

    def where(self, chosen: Flags) -> "Observations":
        return Observations(
            self.x[chosen],
            self.entry[chosen],
            self.exit[chosen],
            self.is_paid[chosen],
            self.origin[chosen],
        )


@dataclass(frozen=True)
class Binned:
    """Bins in which the pairs of some observations entered and left, and which left by payment."""

    entry: NDArray[np.intp]
    exit: NDArray[np.intp]
    is_paid: Flags


@dataclass(frozen=True)
class Leaves:
    """One tree: row of each node's counts, then per row and bin the paid and the open."""

    row_of_node: NDArray[np.intp]
    paid: Floats
    at_risk: Floats


@dataclass(frozen=True)
class PaymentModel:
    """trees: of scikit-learn, with the counts of their leaves beside them. calibration_factor: on
    every hazard. usual: the hazard of all items together, by bin. profile: the median of each
    feature in training.
    """

    trees: tuple[Any, ...]
    leaves: tuple[Leaves, ...]
    calibration_factor: float
    usual: Floats
    profile: Floats


def bins_of(days_late: Floats) -> NDArray[np.intp]:
    return np.searchsorted(GRID, days_late, side="left")


def fit_model(seen: Observations, seed: int) -> PaymentModel:
    """Trains on all that is seen, calibrated on its newest quarter by a model of the rest."""
    factor = calibrate(seen, seed)
    return grow(seen, seed, TREES, factor)


def grow(seen: Observations, seed: int, trees: int, factor: float) -> PaymentModel:
    # Importing scikit-learn costs two seconds: a run without new data does not pay them.
    from sklearn import config_context  # noqa: PLC0415
    from sklearn.tree import ExtraTreeRegressor  # noqa: PLC0415

    x = filled(seen.x)
    # Rounded, for the last bit of a logarithm is not the same on every processor.
    y = (np.sign(seen.exit) * np.log1p(np.abs(seen.exit))).round(6)
    binned = Binned(bins_of(seen.entry), bins_of(seen.exit), seen.is_paid)

    def grown(seed_of_tree: int) -> tuple[Any, Leaves]:
        # One by one: what scikit-learn's forest does around small trees takes as long as they do.
        tree = ExtraTreeRegressor(
            min_samples_leaf=LEAF_ITEMS, max_features=FEATURE_SHARE, random_state=seed_of_tree
        )
        nodes = tree.fit(x, y, check_input=False).tree_
        return nodes, count_leaves(nodes.apply(x), binned)

    with config_context(skip_parameter_validation=True):
        made = [grown(seed + number) for number in range(trees)]
    usual = usual_hazard(count_leaves(np.zeros(len(seen), dtype=np.intp), binned))
    profile: Floats = np.median(x, axis=0).astype(np.float64)
    return PaymentModel(
        tuple(tree for tree, _ in made), tuple(leaves for _, leaves in made), factor, usual, profile
    )


def filled(x: Floats) -> NDArray[np.float32]:
    """As trees read it: in single precision and without gaps."""
    return np.ascontiguousarray(np.nan_to_num(x, nan=MISSING), dtype=np.float32)


def count_leaves(nodes: NDArray[np.intp], binned: Binned) -> Leaves:
    """Counts of one tree, divided by the leaf's size: every tree has one vote."""
    used = np.flatnonzero(np.bincount(nodes))
    row_of_node = np.zeros(int(used[-1]) + 1, dtype=np.intp)
    row_of_node[used] = np.arange(len(used))
    row = row_of_node[nodes]

    def counted(rows: NDArray[np.intp], bins: NDArray[np.intp]) -> Floats:
        flat = np.bincount(rows * BINS + bins, minlength=len(used) * BINS)
        return flat.reshape(len(used), BINS).astype(np.float64)

    left = counted(row, binned.exit)
    at_risk = counted(row, binned.entry)
    # Whoever leaves in a bin is still open in it.
    at_risk[:, 1:] -= left[:, :-1]
    paid = counted(row[binned.is_paid], binned.exit[binned.is_paid])
    size = left.sum(axis=1, keepdims=True)
    return Leaves(row_of_node, paid / size, at_risk.cumsum(axis=1) / size)


def usual_hazard(everything: Leaves) -> Floats:
    """Of all items as one leaf; where none was open that long, as in the bin before."""
    paid, at_risk = everything.paid[0], everything.at_risk[0]
    seen = np.maximum.accumulate(np.where(at_risk > 0, np.arange(BINS), 0))
    hazard: Floats = (paid / np.maximum(at_risk, TINY))[seen]
    return hazard


def hazards(model: PaymentModel, x: Floats) -> Floats:
    """Probability to be paid in each bin for an item that reached it: rows of x by BINS."""
    asked = filled(x)
    paid, at_risk = np.zeros((len(x), BINS)), np.zeros((len(x), BINS))
    for tree, leaves in zip(model.trees, model.leaves, strict=True):
        rows = leaves.row_of_node[tree.apply(asked)]
        paid += leaves.paid[rows]
        at_risk += leaves.at_risk[rows]
    weight = USUAL_WEIGHT * len(model.leaves)
    raw = np.clip((paid + weight * model.usual) / (at_risk + weight), 0.0, 1.0)
    calibrated: Floats = 1.0 - (1.0 - raw) ** model.calibration_factor
    return calibrated


def paid_by(hazard: Floats, entry: Floats) -> Floats:
    """The distribution function on the bins' upper ends, for items open on the day ``entry``."""
    reached = np.arange(BINS)[None, :] >= bins_of(entry)[:, None]
    still_open = np.cumprod(1.0 - np.where(reached, hazard, 0.0), axis=1, dtype=np.float64)
    paid: Floats = 1.0 - still_open
    return paid


def calibrate(seen: Observations, seed: int) -> float:
    """The factor on every hazard under which a model of the time before expects as many payments
    as came in the newest quarter. 1 where too few came.
    """
    cut = float(np.quantile(seen.origin, 1.0 - CALIBRATION_SHARE))
    newest = seen.origin >= cut
    earlier = known_at(seen.where(~newest), cut)
    checked = seen.where(newest)
    if earlier.is_paid.sum() < MIN_CALIBRATION_EVENTS:
        return 1.0
    if checked.is_paid.sum() < MIN_CALIBRATION_EVENTS:
        return 1.0
    model = grow(earlier, seed, CALIBRATION_TREES, 1.0)
    bins = np.arange(BINS)[None, :]
    lasted = (bins >= bins_of(checked.entry)[:, None]) & (bins <= bins_of(checked.exit)[:, None])
    unpaid: Floats = 1.0 - hazards(model, checked.x)[lasted]
    return factor_for(unpaid, float(checked.is_paid.sum()))


def factor_for(unpaid: Floats, paid: float) -> float:
    """The power of the chances to stay unpaid under which as many are paid as were, by halving."""
    low, high = 1.0 / MAX_CALIBRATION, MAX_CALIBRATION
    for _ in range(30):
        middle = (low + high) / 2
        if (1.0 - unpaid**middle).sum() < paid:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def known_at(seen: Observations, cut: float) -> Observations:
    """What an earlier day knew of the same pairs: entry says where due dates lie."""
    open_until = cut - 1 - seen.origin + seen.entry
    return Observations(
        seen.x,
        seen.entry,
        np.minimum(seen.exit, open_until),
        seen.is_paid & (seen.exit <= open_until),
        seen.origin,
    )


def probability_over(distribution: Floats, days: float) -> Floats:
    """Probability to be paid more than so many days late; days must be an end of a bin."""
    place = int(np.searchsorted(GRID, days))
    if place == len(GRID) or GRID[place] != days:
        raise ValueError(f"no bin of the model ends at {days} days late")
    over: Floats = 1.0 - distribution[:, place]
    return over


def quantile_days(distribution: Floats, entry: Floats, share: float) -> Floats:
    """Days late by which a share is paid, straight within coarse bins; NaN beyond the last bin."""
    place = (distribution >= share).argmax(axis=1)
    beyond = distribution[:, len(GRID) - 1] < share
    place = np.where(beyond, len(GRID) - 1, place)
    rows = np.arange(len(distribution))
    above = distribution[rows, place]
    below = np.where(place > 0, distribution[rows, np.maximum(place - 1, 0)], 0.0)
    upper = GRID[place]
    lower = np.where(place > 0, GRID[np.maximum(place - 1, 0)], upper)
    within = (share - below) / np.maximum(above - below, TINY)
    days = np.ceil(lower + (upper - lower) * np.clip(within, 0.0, 1.0) - 1e-9)
    return np.where(beyond, np.nan, np.maximum(days, entry))
