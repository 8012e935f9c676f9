"""How sure a chosen bundle is, and what may be done with it.

Belongs here: confidence, tiers, and what keeps a receipt out of the auto tier. Does not belong
here: choosing (assignment.py), thresholds (policy_matching_limits; calibration.py proposes them).

Confidence is a conditional logit: a bundle's share of e^points among the bundles of its receipt
that are still possible, and the possibility that none of them is right (points 0).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.matching.bundles import Bundle
from pipelines.matching.ledger import Ledger
from pipelines.matching.policies import MatchingPolicies

AUTO, SUGGEST, UNIDENTIFIED = "auto", "suggest", "unidentified"
CONTESTED, PROVISIONAL = "item_contested", "salvo_buen_cobro"
SECOND_LOOK = "after_others_were_applied"
# Whatever the confidence, a person looks at these first.
NEVER_AUTO = frozenset(
    {"other_entity", "other_currency", "possible_duplicate", CONTESTED, PROVISIONAL, SECOND_LOOK}
)
# A search that was cut may have missed a rival sum.
NEVER_AUTO_WITHOUT_REFERENCE = frozenset({"subset_search_bounded"})
MOST_ROUNDS = 10


@dataclass(frozen=True)
class Judged:
    """bundle: None for a receipt that got none. rivals: others still possible, the best first."""

    bundle: Bundle | None
    confidence: float
    tier: str
    rivals: tuple[tuple[Bundle, float], ...]
    reasons: tuple[str, ...]


def judge(
    chosen: Mapping[int, Bundle],
    bundles: Mapping[int, list[Bundle]],
    reasons: Mapping[int, list[str]],
    ledger: Ledger,
    policies: MatchingPolicies,
) -> dict[int, Judged]:
    """Every receipt of ``bundles``. What is sure takes its items away from the others' choices, so
    that these may become sure in their turn; two receipts that could change places never do.
    """
    auto = policies.limits["auto_confidence"]
    contested = contested_receipts(chosen, bundles, ledger, policies.limits["contested_points"])
    confidences: dict[int, dict[Bundle, float]] = {}
    locked: set[int] = set()
    for _ in range(MOST_ROUNDS):
        taken = settled_by(chosen, locked)
        waiting = [receipt for receipt in bundles if receipt not in locked]
        for receipt in waiting:
            possible = [b for b in bundles[receipt] if is_possible(b, taken, ledger)]
            confidences[receipt] = shares(possible)
        sure = {
            receipt
            for receipt in waiting
            if receipt in chosen
            and receipt not in contested
            and confidences[receipt].get(chosen[receipt], 0.0) >= auto
        }
        if not sure:
            break
        locked |= sure
    found = {}
    for receipt, each in bundles.items():
        bundle = chosen.get(receipt)
        notes = [*reasons.get(receipt, ()), *(bundle.reasons if bundle else ())]
        if receipt in contested:
            notes.append(CONTESTED)
        share = confidences[receipt]
        confidence = share.get(bundle, 0.0) if bundle else 0.0
        rivals = tuple((b, share.get(b, 0.0)) for b in each if b != bundle)
        tier = tier_of(bundle, confidence, notes, policies)
        found[receipt] = Judged(bundle, confidence, tier, rivals, tuple(dict.fromkeys(notes)))
    return found


def tier_of(
    bundle: Bundle | None, confidence: float, notes: Iterable[str], policies: MatchingPolicies
) -> str:
    if bundle is None or confidence < policies.limits["suggest_confidence"]:
        return UNIDENTIFIED
    held = NEVER_AUTO
    if bundle.rule.endswith("exact_sum") and not any(
        policies.families[code] == "reference" for code, _ in bundle.evidence
    ):
        held = held | NEVER_AUTO_WITHOUT_REFERENCE
    is_sure = confidence >= policies.limits["auto_confidence"] and not held & set(notes)
    return AUTO if is_sure else SUGGEST


def shares(bundles: Iterable[Bundle]) -> dict[Bundle, float]:
    odds = {bundle: math.exp(min(bundle.points, 50.0)) for bundle in bundles}
    total = 1.0 + sum(odds.values())
    return {bundle: each / total for bundle, each in odds.items()}


def settled_by(chosen: Mapping[int, Bundle], receipts: set[int]) -> dict[int, int]:
    settled: dict[int, int] = defaultdict(int)
    for receipt in receipts:
        for line in chosen[receipt].lines:
            settled[line.item] += line.settled
    return settled


def is_possible(bundle: Bundle, taken: Mapping[int, int], ledger: Ledger) -> bool:
    return all(
        abs(taken.get(line.item, 0) + line.settled) <= abs(ledger.open_cents[line.item])
        for line in bundle.lines
    )


def contested_receipts(
    chosen: Mapping[int, Bundle],
    bundles: Mapping[int, list[Bundle]],
    ledger: Ledger,
    margin: float,
) -> set[int]:
    """Receipts whose items another one wanted about as much, and did not get."""
    settled = settled_by(chosen, set(chosen))
    holders: dict[int, list[int]] = defaultdict(list)
    for receipt, bundle in chosen.items():
        for item in bundle.items:
            holders[item].append(receipt)
    found: set[int] = set()
    for receipt, each in bundles.items():
        mine = chosen.get(receipt)
        if not each or mine is each[0]:
            continue
        wish = each[0]
        if mine is not None and mine.points >= wish.points - margin:
            continue
        for line in wish.lines:
            own = settled_of(mine, line.item)
            free = abs(ledger.open_cents[line.item]) - abs(settled.get(line.item, 0) - own)
            if abs(line.settled) > free:
                found |= {
                    other
                    for other in holders[line.item]
                    if other != receipt and chosen[other].points <= wish.points + margin
                }
    return found


def settled_of(bundle: Bundle | None, item: int) -> int:
    return sum(line.settled for line in bundle.lines if line.item == item) if bundle else 0
