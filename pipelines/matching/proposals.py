"""What the matcher found, as frames.

Belongs here: rows for people and for the ERP, and every receipt accounted for to the cent. No
decision is taken here but the disposition, which says in one word what becomes of a receipt.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.matching import frames
from pipelines.matching.amounts import money
from pipelines.matching.bundles import Bundle, Line
from pipelines.matching.candidates import PAID_ALREADY
from pipelines.matching.frames import MatchOutput
from pipelines.matching.intake import Intake
from pipelines.matching.ledger import Ledger
from pipelines.matching.policies import MatchingPolicies
from pipelines.matching.tiers import SUGGEST, UNIDENTIFIED, Judged

RUNNER_UP, CANDIDATE, REFUSED = "runner_up", "candidate", "refused"
MOST_RANKS = 4
APPLY, HOLD, DOUBLE, ON_ACCOUNT, ASK = (
    "apply",
    "hold_duplicate",
    "double_payment",
    "on_account",
    "ask",
)


def build_output(
    taken: Intake,
    payers: pl.DataFrame,
    judged: Mapping[int, Judged],
    ledger: Ledger,
    *,
    held: frozenset[int],
    policies: MatchingPolicies,
) -> MatchOutput:
    """Frames of MatchOutput, sorted by receipt_id and rank."""
    ids = taken.receipts["receipt_id"].to_list()
    currencies = taken.receipts["currency_code"].to_list()
    proposals: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    results: list[tuple[Any, ...]] = []
    best = {
        row[0]: row for row in payers.group_by("receipt", maintain_order=True).first().iter_rows()
    }
    for receipt, each in judged.items():
        ranked = ranked_bundles(each)
        for rank, (bundle, confidence, tier) in enumerate(ranked, start=1):
            names = entity_of(bundle, ledger), evidence_text(bundle), items_text(bundle, ledger)
            proposals.append((ids[receipt], rank, tier, bundle.rule, confidence, *names))
            key = ids[receipt], rank, tier
            lines += [(*key, *line_row(line, currencies[receipt], ledger)) for line in bundle.lines]
        results.append(
            result_row(
                receipt, each, best.get(receipt), ledger, is_held=receipt in held, policies=policies
            )
        )
    return MatchOutput(
        rows(proposals, frames.PROPOSALS, ["receipt_id", "proposal_rank"]),
        rows(lines, frames.APPLICATIONS, ["receipt_id", "proposal_rank", "item_id"]),
        all_results(taken, payers, results),
        all_reasons(taken, judged, ids),
        taken.items.select(
            "item_id", "entity_id", "status_code", open_amount=money(pl.col("open_amount_cents"))
        ),
    )


def line_row(line: Line, currency: str, ledger: Ledger) -> tuple[Any, ...]:
    """frames.APPLICATIONS after its key and tier; amounts in cents."""
    item = line.item
    return (
        ledger.item_ids[item],
        ledger.customers[item],
        currency,
        line.applied,
        line.difference,
        line.cause,
        ledger.currencies[item],
        line.settled,
        ledger.open_cents[item] - line.settled,
    )


def ranked_bundles(each: Judged) -> list[tuple[Bundle, float, str]]:
    is_proposed = each.bundle is not None and each.tier != UNIDENTIFIED
    first = [(each.bundle, each.confidence, each.tier)] if each.bundle and is_proposed else []
    others = list(each.rivals)
    if each.bundle and not is_proposed:
        others.insert(0, (each.bundle, each.confidence))
    tier = RUNNER_UP if is_proposed else CANDIDATE
    return [*first, *((bundle, share, tier) for bundle, share in others)][:MOST_RANKS]


def result_row(
    receipt: int,
    each: Judged,
    payer: tuple[Any, ...] | None,
    ledger: Ledger,
    *,
    is_held: bool,
    policies: MatchingPolicies,
) -> tuple[Any, ...]:
    """Of a receipt, what ``all_results`` cannot join: tier to reasons, amounts in cents."""
    is_proposed = each.bundle is not None and each.tier != UNIDENTIFIED
    bundle = each.bundle if is_proposed else None
    payer_is_sure = payer is not None and payer[4] >= policies.limits["payer_confidence"]
    if bundle is not None:
        tier, disposition = each.tier, APPLY
    elif is_held:
        tier, disposition = SUGGEST, HOLD
    elif PAID_ALREADY in each.reasons:
        tier, disposition = SUGGEST, DOUBLE
    elif payer_is_sure:
        tier, disposition = SUGGEST, ON_ACCOUNT
    else:
        tier, disposition = UNIDENTIFIED, ASK
    runner = each.rivals[0] if each.rivals else None
    entity = (
        entity_of(bundle, ledger) if bundle else (payer[1] if payer and payer_is_sure else None)
    )
    return (
        receipt,
        tier,
        disposition,
        bundle.rule if bundle else None,
        each.confidence if bundle else None,
        entity,
        sum(line.applied for line in bundle.lines) if bundle else 0,
        bundle.surplus if bundle else 0,
        items_text(runner[0], ledger) if runner else None,
        runner[1] if runner else None,
        "; ".join(each.reasons) or None,
    )


def all_results(
    taken: Intake, payers: pl.DataFrame, results: Sequence[tuple[Any, ...]]
) -> pl.DataFrame:
    """frames.RESULTS: every receipt delivered, those that were refused with their fault."""
    judged = pl.DataFrame(
        results,
        schema={
            "receipt": pl.Int64,
            "tier_code": pl.String,
            "disposition_code": pl.String,
            "rule_code": pl.String,
            "confidence": pl.Float64,
            "entity_id": pl.String,
            "applied_cents": pl.Int64,
            "surplus_cents": pl.Int64,
            "runner_up_items": pl.String,
            "runner_up_confidence": pl.Float64,
            "reason_codes": pl.String,
        },
        orient="row",
    )
    ranked = payers.with_columns(rank=pl.int_range(pl.len()).over("receipt"))
    first = ranked.filter(pl.col("rank") == 0).select(
        "receipt",
        payer_entity_id="entity_id",
        payer_rule_code="rule_code",
        payer_confidence="confidence",
    )
    second = ranked.filter(pl.col("rank") == 1).select(
        "receipt", payer_runner_up_entity_id="entity_id", payer_runner_up_confidence="confidence"
    )
    good = (
        taken.receipts.select(
            "receipt", "receipt_id", "receipt_date", "currency_code", "amount_cents"
        )
        .join(judged, "receipt")
        .join(first, "receipt", how="left")
        .join(second, "receipt", how="left")
        .with_columns(
            receipt_amount=money(pl.col("amount_cents")),
            applied_amount=money(pl.col("applied_cents")),
            surplus_amount=money(pl.col("surplus_cents")),
            unapplied_amount=money(
                pl.col("amount_cents") - pl.col("applied_cents") - pl.col("surplus_cents")
            ),
        )
    )
    nothing = money(pl.lit(0))
    refused = taken.refused.with_columns(
        receipt_id=pl.col("receipt_id").fill_null(""),
        receipt_amount=money(pl.col("amount_cents")),
        tier_code=pl.lit(UNIDENTIFIED),
        disposition_code=pl.lit(REFUSED),
        applied_amount=nothing,
        surplus_amount=nothing,
        unapplied_amount=money(pl.col("amount_cents")),
        reason_codes=pl.col("fault"),
    )
    both = pl.concat([shaped(good, frames.RESULTS), shaped(refused, frames.RESULTS)])
    return both.sort("receipt_id", maintain_order=True)


def all_reasons(taken: Intake, judged: Mapping[int, Judged], ids: Sequence[str]) -> pl.DataFrame:
    noticed = [
        ("receipt", ids[receipt], reason)
        for receipt, each in judged.items()
        for reason in each.reasons
    ]
    found = pl.DataFrame(noticed, schema=frames.REASONS, orient="row")
    return (
        pl.concat([taken.reasons, found]).unique().sort("subject_code", "subject_id", "reason_code")
    )


def rows(found: Sequence[tuple[Any, ...]], schema: frames.Schema, keys: list[str]) -> pl.DataFrame:
    """Rows whose amounts are cents, as the schema's exact amounts."""
    raw = {name: pl.Int64() if dtype == frames.MONEY else dtype for name, dtype in schema.items()}
    amounts = [name for name, dtype in schema.items() if dtype == frames.MONEY]
    frame = pl.DataFrame(found, schema=raw, orient="row")
    return frame.with_columns(money(pl.col(name)) for name in amounts).sort(keys)


def shaped(frame: pl.DataFrame, schema: frames.Schema) -> pl.DataFrame:
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


def entity_of(bundle: Bundle, ledger: Ledger) -> str:
    return ", ".join(dict.fromkeys(ledger.entities[item] for item in bundle.items))


def items_text(bundle: Bundle, ledger: Ledger) -> str:
    return ", ".join(ledger.item_ids[item] for item in bundle.items)


def evidence_text(bundle: Bundle) -> str:
    return "; ".join(
        code if times == 1 else f"{code} x{times:g}" for code, times in bundle.evidence
    )
