"""Bundles from what the customer sent: lines that name documents and amounts.

Belongs here: which open item each line means, and what to do where the lines do not add up to the
receipt. Does not belong here: references without amounts (mentioned.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.matching.bundles import Bundle, Claim, Composer, Evidence, Payers
from pipelines.matching.differences import difference_of
from pipelines.matching.ledger import Ledger, Receipt
from pipelines.matching.stated import open_amounts

NAMES_UNKNOWN, DOES_NOT_ADD_UP = "remittance_names_unknown", "remittance_does_not_add_up"
# What a line may mean besides its best reading: so many, and not further behind than this.
OTHER_READINGS, CLOSE_POINTS = 2, 5.0
MOST_BUNDLES = 10
EXACT_LOOKED_AT = 4


@dataclass(frozen=True)
class RemittedLine:
    """cents: null where the line only names a document. hits: item → evidence code. has_name: it
    names something. text: cleaned.
    """

    cents: int | None
    hits: dict[int, str]
    has_name: bool
    text: str


def remitted_bundles(
    composer: Composer, receipt: Receipt, payers: Payers, lines: Sequence[RemittedLine]
) -> tuple[list[Bundle], list[str]]:
    """The likeliest reading of the lines and what differs from it in one line; and reasons."""
    readings = [line_readings(composer, receipt, payers, line) for line in lines]
    reasons = (
        [NAMES_UNKNOWN]
        if any(
            line.has_name and not any(is_named(claim) for claim in found)
            for line, found in zip(lines, readings, strict=True)
        )
        else []
    )
    named = sum(line.cents or 0 for line in lines)
    if named != receipt.cents and any(line.cents is not None for line in lines):
        reasons.append(DOES_NOT_ADD_UP)
    best = best_readings(readings)
    choices: list[list[Claim | None]] = [best]
    for place, found in enumerate(readings):
        others = {claim.item for n, claim in enumerate(best) if claim is not None and n != place}
        choices += [
            [*best[:place], claim, *best[place + 1 :]]
            for claim in found
            if claim is not best[place] and claim.item not in others
        ]
    bundles = [
        bundle_of(composer, receipt, payers, lines, choice) for choice in choices[:MOST_BUNDLES]
    ]
    return [bundle for bundle in bundles if bundle is not None], reasons


def best_readings(readings: Sequence[Sequence[Claim]]) -> list[Claim | None]:
    """One reading a line. Two lines mean one item only where both of them name it."""
    best: list[Claim | None] = []
    taken: dict[int, str] = {}
    for found in readings:
        claim = next(
            (
                each
                for each in found
                if each.item not in taken or (is_named(each) and taken[each.item] == each.reference)
            ),
            None,
        )
        if claim is not None:
            taken[claim.item] = claim.reference
        best.append(claim)
    return best


def is_named(claim: Claim) -> bool:
    """By the document's own name, not by one that is near it."""
    return claim.reference not in ("", "named_slip")


def line_readings(
    composer: Composer, receipt: Receipt, payers: Payers, line: RemittedLine
) -> list[Claim]:
    """What a line may mean, the likeliest first: the documents it names, and those of the payer
    that have its amount or the amount its text explains.
    """
    ledger = composer.ledger
    claims = {
        item: Claim(item, line.cents, evidence, False, line.text)
        for item, evidence in line.hits.items()
        if ledger.is_open(item)
    }
    if line.cents is not None:
        for item in exact_items(ledger, payers, receipt.currency, line.cents):
            claims.setdefault(item, Claim(item, line.cents, "", False, line.text))
        for cents in open_amounts(line.cents, line.text):
            for item in exact_items(ledger, payers, receipt.currency, cents):
                known = claims.get(item, Claim(item, line.cents, "", False, line.text))
                claims[item] = replace(known, gap_stated=True)
        for item, claim in claims.items():
            if ledger.open_cents[item] in open_amounts(line.cents, line.text):
                claims[item] = replace(claim, gap_stated=True)
    rated = sorted(
        ((composer.rate(receipt, payers, claim), claim) for claim in claims.values()),
        key=lambda pair: (
            -pair[0],
            ledger.due_days[pair[1].item] or 0,
            ledger.item_ids[pair[1].item],
        ),
    )
    usable = [(points, claim) for points, claim in rated if points > float("-inf")]
    named = {ledger.entities[claim.item] for _, claim in usable if is_named(claim)}
    # What has its own name need not be a slip of another, unless the amount says so.
    usable = [
        (points, claim)
        for points, claim in usable
        if claim.reference != "named_slip"
        or ledger.entities[claim.item] not in named
        or claim.gap_stated
        or ledger.open_cents[claim.item] == line.cents
    ]
    if not usable:
        return []
    return [
        claim
        for points, claim in usable[: 1 + OTHER_READINGS]
        if points >= usable[0][0] - CLOSE_POINTS
    ]


def exact_items(ledger: Ledger, payers: Payers, currency: str, cents: int) -> list[int]:
    return [
        item
        for entity in payers.rules
        for item in ledger.exact.get((entity, currency, cents), ())[:EXACT_LOOKED_AT]
    ]


def bundle_of(
    composer: Composer,
    receipt: Receipt,
    payers: Payers,
    lines: Sequence[RemittedLine],
    choice: Sequence[Claim | None],
) -> Bundle | None:
    chosen = merged([claim for claim in choice if claim is not None])
    if not chosen:
        return None
    extra: list[Evidence] = []
    if any(
        line.has_name and (claim is None or not is_named(claim))
        for line, claim in zip(lines, choice, strict=True)
    ):
        extra.append(("misnamed", 1.0))
    amounts = [line.cents for line in lines if line.cents is not None]
    if sum(amounts) == receipt.cents and len(amounts) == len(lines):
        extra.append(("adds_up", 1.0))
        fitted = chosen
    else:
        extra.append(("remittance_off", 1.0))
        unread = sum(
            line.cents or 0 for line, claim in zip(lines, choice, strict=True) if claim is None
        )
        fitted = fit(composer, receipt, payers, chosen, unread)
    return composer.compose(receipt, payers, fitted, extra)


def merged(claims: list[Claim]) -> list[Claim]:
    """One claim an item: a document that two lines name has both their amounts."""
    found: dict[int, Claim] = {}
    for claim in claims:
        known = found.get(claim.item)
        if known is None:
            found[claim.item] = claim
        elif known.applied is not None and claim.applied is not None:
            found[claim.item] = replace(
                known, applied=known.applied + claim.applied, gap_stated=False
            )
    return list(found.values())


def fit(
    composer: Composer, receipt: Receipt, payers: Payers, claims: list[Claim], unread: int
) -> list[Claim]:
    """Claims that the receipt can bear: with a credit memo, a fee or an item that the lines left
    out, or else less for those due last.
    """
    ledger = composer.ledger
    filled = [
        replace(claim, applied=ledger.open_cents[claim.item]) if claim.applied is None else claim
        for claim in claims
    ]
    gap = receipt.cents - unread - sum(claim.applied or 0 for claim in filled)
    taken = {claim.item for claim in filled}
    for item in exact_items(ledger, payers, receipt.currency, gap) if gap else ():
        if item not in taken:
            return [*filled, Claim(item, gap)]
    if gap >= 0:
        return filled
    largest = max(filled, key=lambda claim: (claim.applied or 0, -claim.item))
    payment = composer.payment(receipt, largest)
    open_cents = ledger.open_cents[largest.item]
    found = difference_of(
        open_cents, (largest.applied or 0) + gap, payment, composer.policies.tolerances
    )
    if found is not None and found.is_settled:
        return [replace(c, applied=(c.applied or 0) + gap) if c is largest else c for c in filled]
    return cut_to(ledger, filled, receipt.cents - unread)


def cut_to(ledger: Ledger, claims: list[Claim], cents: int) -> list[Claim]:
    """As much of the claims as the amount bears: credit memos whole, then the oldest due first."""
    credits = [claim for claim in claims if (claim.applied or 0) < 0]
    left = cents - sum(claim.applied or 0 for claim in credits)
    found = list(credits)
    charges = [claim for claim in claims if (claim.applied or 0) > 0]
    for claim in sorted(
        charges, key=lambda c: (ledger.due_days[c.item] or 0, ledger.item_ids[c.item])
    ):
        part = min(claim.applied or 0, left)
        if part > 0:
            found.append(replace(claim, applied=part))
            left -= part
    return found
