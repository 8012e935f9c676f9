"""Bundles of a receipt that names no document: its amount against what its payers owe.

Belongs here: one item, a sum of several, one with a difference that policy knows, one in another
currency. Does not belong here: the search for sums itself (sums.py).
"""

from collections.abc import Sequence

from pipelines.matching.bundles import Bundle, Claim, Composer, Payers
from pipelines.matching.differences import difference_of
from pipelines.matching.ledger import Receipt
from pipelines.matching.sums import SearchBounds, find_sums

SEARCH_BOUNDED, SUM_AMBIGUOUS = "subset_search_bounded", "sum_ambiguous"
# Items of one amount that are looked at, nearest to their due date first.
MOST_EQUALS = 6


def exact_bundles(composer: Composer, receipt: Receipt, payers: Payers) -> list[Bundle]:
    """One item in full, of a likely payer; of anybody where the receipt says nothing of a payer
    that we know.
    """
    ledger = composer.ledger
    items = [
        item
        for entity in payers.rules
        for item in ledger.exact.get((entity, receipt.currency, receipt.cents), ())
    ]
    if not payers.rules:
        items = list(ledger.anyones.get((receipt.currency, receipt.cents), ()))
    nearest = sorted(
        items, key=lambda item: (abs(receipt.day - (ledger.due_days[item] or receipt.day)), item)
    )
    return composed(composer, receipt, payers, [[Claim(item)] for item in nearest[:MOST_EQUALS]])


def sum_bundles(
    composer: Composer, receipt: Receipt, payers: Payers, bounds: SearchBounds
) -> tuple[list[Bundle], list[str]]:
    """Several items in full of one payer, credit memos netted; and the search's own remarks."""
    found: list[Bundle] = []
    reasons: list[str] = []
    for entity in payers.rules:
        account = composer.ledger.by_account.get((entity, receipt.currency), [])
        items = payable(composer, receipt, account)
        if len(items) < 2:
            continue
        amounts = [composer.ledger.open_cents[item] for item in items]
        sums = find_sums(amounts, receipt.cents, bounds)
        subsets = [*runs(amounts, receipt.cents), *sums.subsets]
        claims = [[Claim(items[place]) for place in subset] for subset in dict.fromkeys(subsets)]
        found += composed(composer, receipt, payers, claims)
        if sums.is_bounded:
            reasons.append(SEARCH_BOUNDED)
        if sums.count > 1:
            reasons.append(SUM_AMBIGUOUS)
    return found, reasons


def runs(amounts: Sequence[int], target: int) -> list[tuple[int, ...]]:
    """Runs of neighbours, oldest due first, that add up: found however long the list is."""
    found, seen, total = [], {0: [0]}, 0
    for place, amount in enumerate(amounts, start=1):
        total += amount
        found += [
            tuple(range(start, place))
            for start in seen.get(total - target, ())
            if place - start > 1
        ]
        seen.setdefault(total, []).append(place)
    return found[:MOST_EQUALS]


def payable(composer: Composer, receipt: Receipt, account: Sequence[int]) -> list[int]:
    """Items that could be part of the sum: there when it was paid, and, where the payer has no
    credit memo to net, not above it.
    """
    ledger, latest = composer.ledger, receipt.day + composer.policies.count("advance_days")
    known = [item for item in account if (ledger.document_days[item] or 0) <= latest]
    if any(ledger.open_cents[item] < 0 for item in known):
        return known
    return [item for item in known if ledger.open_cents[item] <= receipt.cents]


def tolerated_bundles(composer: Composer, receipt: Receipt, payers: Payers) -> list[Bundle]:
    """One item that closes with a difference of policy."""
    ledger, claims = composer.ledger, []
    for entity in payers.rules:
        for item in ledger.by_account.get((entity, receipt.currency), ()):
            cents = ledger.open_cents[item]
            if cents <= 0 or not 0.85 < receipt.cents / cents < 1.15:
                continue
            claim = Claim(item, receipt.cents)
            payment = composer.payment(receipt, claim)
            known = difference_of(cents, receipt.cents, payment, composer.policies.tolerances)
            if known is not None and known.is_settled:
                claims.append([claim])
    nearest = sorted(
        claims, key=lambda c: (abs(ledger.open_cents[c[0].item] - receipt.cents), c[0].item)
    )
    return composed(composer, receipt, payers, nearest[:MOST_EQUALS])


def converted_bundles(composer: Composer, receipt: Receipt, payers: Payers) -> list[Bundle]:
    """One item in another currency that at the day's rate is the receipt, within policy."""
    ledger, claims = composer.ledger, []
    currencies = {source for source, target in ledger.rates if target == receipt.currency}
    for entity in payers.rules:
        for currency in sorted(currencies):
            claims += [
                [Claim(item, receipt.cents)]
                for item in ledger.by_account.get((entity, currency), ())
            ]
    return composed(composer, receipt, payers, claims)[:MOST_EQUALS]


def paid_already(composer: Composer, receipt: Receipt, payers: Payers) -> bool:
    """An item of a likely payer with this amount that closed a short while ago."""
    ledger, longest = composer.ledger, composer.policies.count("closed_days")
    return any(
        day is not None and 0 <= receipt.day - day <= longest
        for entity in payers.rules
        for item in ledger.closed.get((entity, receipt.currency, receipt.cents), ())
        for day in [ledger.closed_days[item]]
    )


def composed(
    composer: Composer, receipt: Receipt, payers: Payers, claims: Sequence[Sequence[Claim]]
) -> list[Bundle]:
    bundles = [composer.compose(receipt, payers, each) for each in claims]
    return [bundle for bundle in bundles if bundle is not None]
