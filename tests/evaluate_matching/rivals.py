"""What one would write in an afternoon, to see what the matcher is worth.

Belongs here: three naive matchers. They take receipts in the order of their dates, know the payer
as the matcher does, and never take an item beyond what is open.
"""

from collections.abc import Callable

import polars as pl

from pipelines.matching.amounts import money
from pipelines.matching.candidates import STRONG, Asked, ask
from pipelines.matching.frames import MatchInput
from pipelines.matching.intake import Intake, take_in
from pipelines.matching.ledger import Ledger, build_ledger
from pipelines.matching.payers import identify_payers
from pipelines.matching.policies import MatchingPolicies

# What a rival gives an item, in cents.
Lines = list[tuple[int, int]]
Rival = Callable[[Asked, Ledger, dict[int, int]], Lines]


def exact_amount(asked: Asked, ledger: Ledger, left: dict[int, int]) -> Lines:
    """The payer's oldest due item of just the receipt's amount; anybody's where nobody is known."""
    receipt = asked.receipt
    found = [
        item
        for entity in list(asked.payers.rules)[:1]
        for item in ledger.exact.get((entity, receipt.currency, receipt.cents), ())
    ]
    if not asked.payers.rules:
        found = ledger.anyones.get((receipt.currency, receipt.cents), [])
    whole = [item for item in found if left[item] == receipt.cents]
    return [(whole[0], receipt.cents)] if whole else []


def oldest_first(asked: Asked, ledger: Ledger, left: dict[int, int]) -> Lines:
    """The payer's items, oldest due first, until the receipt is spent."""
    receipt, lines = asked.receipt, []
    rest = receipt.cents
    for entity in list(asked.payers.rules)[:1]:
        for item in ledger.by_account.get((entity, receipt.currency), ()):
            part = min(left[item], rest)
            if part > 0:
                lines.append((item, part))
                rest -= part
    return lines


def reference_only(asked: Asked, ledger: Ledger, left: dict[int, int]) -> Lines:
    """What a text names, by its best evidence: the line's amount, or all that is open."""
    rest, lines = asked.receipt.cents, []
    named = [(line.hits, line.cents) for line in asked.lines] or [
        ({item: code}, None) for item, code in asked.hits.items()
    ]
    for hits, cents in named:
        for item in sorted(hits, key=lambda each: (hits[each] not in STRONG, each))[:1]:
            if not ledger.is_open(item) or ledger.currencies[item] != asked.receipt.currency:
                continue
            part = min(left[item], rest, cents if cents is not None else rest)
            if part > 0:
                lines.append((item, part))
                left[item] -= part
                rest -= part
    for item, part in lines:
        left[item] += part
    return lines


RIVALS: dict[str, Rival] = {
    "exact amount": exact_amount,
    "oldest first": oldest_first,
    "reference only": reference_only,
}


def run_rivals(given: MatchInput, policies: MatchingPolicies) -> dict[str, pl.DataFrame]:
    """Rival → receipt_id, item_id, applied_amount."""
    taken = take_in(given)
    payers = identify_payers(taken, policies)
    ledger = build_ledger(taken)
    asked = ask(taken, payers, policies)
    return {name: run_rival(rival, asked, taken, ledger) for name, rival in RIVALS.items()}


def run_rival(rival: Rival, asked: list[Asked], taken: Intake, ledger: Ledger) -> pl.DataFrame:
    left = {
        item: cents if ledger.is_open(item) else 0 for item, cents in enumerate(ledger.open_cents)
    }
    ids = taken.receipts["receipt_id"].to_list()
    rows = []
    for each in asked:
        for item, cents in rival(each, ledger, left):
            left[item] -= cents
            rows.append((ids[each.receipt.receipt], ledger.item_ids[item], cents))
    schema = {"receipt_id": pl.String, "item_id": pl.String, "cents": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.group_by("receipt_id", "item_id", maintain_order=True).agg(pl.col("cents").sum())
    return frame.select("receipt_id", "item_id", applied_amount=money(pl.col("cents")))
