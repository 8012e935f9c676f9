"""Bundles from documents that are named without amounts, as in a bank's text.

Belongs here: how a receipt is spread over the documents it names. Does not belong here:
remittances with amounts (remitted.py), receipts that name nothing (unreferenced.py).
"""

from decimal import ROUND_HALF_UP, Decimal

from pipelines.matching.bundles import Bundle, Claim, Composer, Payers
from pipelines.matching.differences import difference_of
from pipelines.matching.ledger import Receipt
from pipelines.matching.remitted import cut_to, exact_items
from pipelines.matching.sums import SearchBounds, find_sums

# A number without its series is any number until the amount or the payer agrees.
WEAK = ("mentioned_number", "mentioned_ocr", "named_ocr", "named_slip")
IN_PROPORTION = ("early_payment_discount", "retention")


def mentioned_bundles(
    composer: Composer,
    receipt: Receipt,
    payers: Payers,
    hits: dict[int, str],
    bounds: SearchBounds,
    *,
    text: str = "",
) -> list[Bundle]:
    """hits: item → the evidence that names it. text: cleaned, of the remittance that named them."""
    ledger = composer.ledger
    usable = {item: code for item, code in hits.items() if ledger.is_open(item)}
    sets = [
        {i: c for i, c in usable.items() if c not in WEAK},
        usable,
    ]
    for entity in dict.fromkeys(ledger.entities[item] for item in usable):
        sets.append({i: c for i, c in usable.items() if ledger.entities[i] == entity})
    found: dict[tuple[tuple[int, int], ...], Bundle] = {}
    for named in sets:
        claims = [Claim(item, None, code, False, text) for item, code in named.items()]
        for spread in spreads(composer, receipt, payers, claims, bounds):
            bundle = composer.compose(receipt, payers, spread)
            if bundle is not None:
                found.setdefault(tuple((line.item, line.applied) for line in bundle.lines), bundle)
    return list(found.values())


def spreads(
    composer: Composer, receipt: Receipt, payers: Payers, claims: list[Claim], bounds: SearchBounds
) -> list[list[Claim]]:
    """Ways to spread the receipt over the claims: all in full, some in full, all with one
    difference, the oldest due first, or all and one more item for the rest.
    """
    ledger = composer.ledger
    if not claims:
        return []
    if any(ledger.currencies[claim.item] != receipt.currency for claim in claims):
        return [[with_cents(claim, receipt.cents) for claim in claims]] if len(claims) == 1 else []
    opens = [ledger.open_cents[claim.item] for claim in claims]
    total = sum(opens)
    if total == receipt.cents:
        return [claims]
    single = [[claim] for claim, cents in zip(claims, opens, strict=True) if cents == receipt.cents]
    sums = find_sums(opens, receipt.cents, bounds)
    exact = single + [[claims[place] for place in subset] for subset in sums.subsets]
    if exact:
        return exact
    full = [with_cents(claim, cents) for claim, cents in zip(claims, opens, strict=True)]
    if total < receipt.cents:
        return with_one_more(composer, receipt, payers, full, receipt.cents - total)
    return [with_one_difference(composer, receipt, full, total)]


def with_one_more(
    composer: Composer, receipt: Receipt, payers: Payers, claims: list[Claim], rest: int
) -> list[list[Claim]]:
    """An item of the payer that is just the rest; without one, the rest stays unapplied."""
    named = {claim.item for claim in claims}
    items = exact_items(composer.ledger, payers, receipt.currency, rest)
    return [[*claims, Claim(item, rest)] for item in items if item not in named] or [claims]


def with_one_difference(
    composer: Composer, receipt: Receipt, claims: list[Claim], total: int
) -> list[Claim]:
    """A discount or a tax is of every item, a fee of the largest one; else the last wait."""
    payment = composer.payment(receipt, claims[0])
    found = difference_of(total, receipt.cents, payment, composer.policies.tolerances)
    if found is None or not found.is_settled:
        return cut_to(composer.ledger, claims, receipt.cents)
    if found.cause in IN_PROPORTION:
        return in_proportion(claims, total, receipt.cents)
    largest = max(claims, key=lambda claim: (claim.applied or 0, -claim.item))
    gap = receipt.cents - total
    return [with_cents(c, (c.applied or 0) + gap) if c is largest else c for c in claims]


def in_proportion(claims: list[Claim], total: int, cents: int) -> list[Claim]:
    """Each claim less the same share; the last one takes the cents that rounding leaves."""
    found, left = [], cents
    for place, claim in enumerate(claims):
        share = Decimal(claim.applied or 0) * cents / total
        part = left if place == len(claims) - 1 else int(share.quantize(Decimal(1), ROUND_HALF_UP))
        found.append(with_cents(claim, part))
        left -= part
    return found


def with_cents(claim: Claim, cents: int) -> Claim:
    return Claim(claim.item, cents, claim.reference, claim.gap_stated, claim.text)
