"""The matcher: frames in, proposals out.

Belongs here: the order of the steps. Each step is a module of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from pipelines.matching.assignment import ASSIGNMENT_BOUNDED, assign
from pipelines.matching.bundles import Bundle
from pipelines.matching.candidates import Found, find_candidates
from pipelines.matching.controls import check_proposals
from pipelines.matching.duplicates import LOOKS_TWICE, find_duplicates
from pipelines.matching.frames import MatchInput, MatchOutput
from pipelines.matching.intake import CLOSED, Intake, take_in
from pipelines.matching.ledger import build_ledger
from pipelines.matching.payers import identify_payers
from pipelines.matching.policies import MatchingPolicies
from pipelines.matching.proposals import build_output
from pipelines.matching.tiers import PROVISIONAL, SECOND_LOOK, Judged, judge


@dataclass(frozen=True)
class Duplicates:
    """reasons: receipt → why it looks like another. held: those that are not applied at all."""

    reasons: dict[int, str]
    held: frozenset[int]


def match(given: MatchInput, policies: MatchingPolicies, currency: str = "MXN") -> MatchOutput:
    """Proposals for every receipt. The same input gives the same output, in any order of rows.

    currency: of rows that name none. Raises MatchInputError for a required column that is
    missing; what is wrong with single rows is in the output's reasons.
    """
    taken = take_in(given, currency)
    payers = identify_payers(taken, policies)
    duplicates = duplicates_of(taken, payers, policies)
    ledger = build_ledger(taken)
    found = find_candidates(taken, payers, ledger, policies)
    remarks = with_remarks(found, taken, duplicates)
    bundles = {
        receipt: [] if receipt in duplicates.held else each
        for receipt, each in found.bundles.items()
    }
    assigned = assign(bundles, ledger)
    chosen = assigned.chosen
    for receipt in assigned.bounded:
        remarks[receipt].append(ASSIGNMENT_BOUNDED)
    judged = judge(chosen, bundles, remarks, ledger, policies)
    judged |= second_look(taken, payers, chosen, judged, held=duplicates.held, policies=policies)
    output = build_output(taken, payers, judged, ledger, held=duplicates.held, policies=policies)
    return replace(output, controls=check_proposals(output, policies.limits["payer_confidence"]))


def duplicates_of(taken: Intake, payers: pl.DataFrame, policies: MatchingPolicies) -> Duplicates:
    """One that names the same documents with the same words is not applied; one that names none may
    be for another item of the same amount, and a person decides.
    """
    found = find_duplicates(taken, payers, policies.count("duplicate_days"))
    reasons = {receipt: reason for receipt, _, reason in found.iter_rows()}
    named = set(taken.remittances["receipt"].to_list())
    held = {r for r, reason in reasons.items() if reason != LOOKS_TWICE or r in named}
    return Duplicates(reasons, frozenset(held))


def with_remarks(found: Found, taken: Intake, duplicates: Duplicates) -> dict[int, list[str]]:
    provisional = set(taken.receipts.filter("is_provisional")["receipt"].to_list())
    remarks = {receipt: list(each) for receipt, each in found.reasons.items()}
    for receipt, each in remarks.items():
        if receipt in duplicates.reasons:
            each.append(duplicates.reasons[receipt])
        if receipt in provisional:
            each.append(PROVISIONAL)
    return remarks


def second_look(
    taken: Intake,
    payers: pl.DataFrame,
    chosen: Mapping[int, Bundle],
    judged: Mapping[int, Judged],
    *,
    held: frozenset[int],
    policies: MatchingPolicies,
) -> dict[int, Judged]:
    """Receipts that got nothing, against what the others left open: the last of several partial
    payments, a document that somebody else had paid. Never more than a suggestion.
    """
    rest = [
        r for r, each in judged.items() if each.bundle is None and each.rivals and r not in held
    ]
    if not rest:
        return {}
    left = leave_open(taken, chosen)
    again = replace(
        left,
        receipts=left.receipts.filter(pl.col("receipt").is_in(rest)),
        remittances=left.remittances.filter(pl.col("receipt").is_in(rest)),
    )
    ledger = build_ledger(again)
    found = find_candidates(again, payers.filter(pl.col("receipt").is_in(rest)), ledger, policies)
    picked = assign(found.bundles, ledger).chosen
    remarks = {
        receipt: [*judged[receipt].reasons, *each, *([SECOND_LOOK] if receipt in picked else [])]
        for receipt, each in found.reasons.items()
    }
    return judge(picked, found.bundles, remarks, ledger, policies)


def leave_open(taken: Intake, chosen: Mapping[int, Bundle]) -> Intake:
    """The same rows after the chosen bundles were applied: what they settle in full has closed."""
    days = dict(taken.receipts.select("receipt", "receipt_date").iter_rows())
    lines = pl.DataFrame(
        [
            (line.item, line.settled, days[receipt])
            for receipt, b in chosen.items()
            for line in b.lines
        ],
        schema={"item": pl.Int64, "settled": pl.Int64, "paid_on": pl.Date},
        orient="row",
    )
    paid = lines.group_by("item").agg(pl.col("settled").sum(), pl.col("paid_on").max())
    items = taken.items.join(paid, "item", how="left", maintain_order="left").with_columns(
        open_amount_cents=pl.col("open_amount_cents") - pl.col("settled").fill_null(0)
    )
    is_closed = pl.col("settled").is_not_null() & (pl.col("open_amount_cents") == 0)
    items = items.with_columns(
        status_code=pl.when(is_closed).then(pl.lit(CLOSED)).otherwise("status_code"),
        closed_date=pl.when(is_closed).then("paid_on").otherwise("closed_date"),
    )
    return replace(taken, items=items.drop("settled", "paid_on"))
