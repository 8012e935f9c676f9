"""All bundles that are worth a thought, receipt by receipt.

Belongs here: bringing receipts, payers, references and open items together, and which search is
made when. Does not belong here: choosing among bundles (assignment.py, tiers.py).
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

import polars as pl

from pipelines.matching.bundles import Bundle, Composer, Payers
from pipelines.matching.intake import CANCELLED, CLOSED, Intake
from pipelines.matching.ledger import Ledger, Receipt
from pipelines.matching.mentioned import mentioned_bundles
from pipelines.matching.policies import MatchingPolicies
from pipelines.matching.references import (
    document_keys,
    hits_anywhere,
    hits_of_payers,
    read_references,
)
from pipelines.matching.remitted import RemittedLine, remitted_bundles
from pipelines.matching.sums import SearchBounds
from pipelines.matching.texts import cleaned
from pipelines.matching.unreferenced import (
    converted_bundles,
    exact_bundles,
    paid_already,
    sum_bundles,
    tolerated_bundles,
)

ITEM_CANCELLED, PAID_ALREADY = "item_cancelled", "item_paid_already"
STRONG = frozenset({"named_uuid", "named_full", "named_tail", "mentioned_full"})
CERTAIN_AMOUNTS = frozenset({"exact_one", "exact_sum", "stated_gap"})


@dataclass
class Asked:
    """One receipt with all that is known of it. hits: item → evidence in the bank's text."""

    receipt: Receipt
    payers: Payers
    hits: dict[int, str] = field(default_factory=dict)
    lines: list[RemittedLine] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """bundles, reasons: by receipt, in the order of receipts."""

    bundles: dict[int, list[Bundle]]
    reasons: dict[int, list[str]]


def find_candidates(
    taken: Intake, payers: pl.DataFrame, ledger: Ledger, policies: MatchingPolicies
) -> Found:
    composer = Composer(ledger, policies)
    bounds = SearchBounds(
        policies.count("subset_items_all"),
        policies.count("subset_items_few"),
        policies.count("subset_few_size"),
        policies.count("subset_solutions"),
    )
    bundles: dict[int, list[Bundle]] = {}
    reasons: dict[int, list[str]] = {}
    for asked in ask(taken, payers, policies):
        found, remarks = bundles_of(composer, asked, bounds)
        bundles[asked.receipt.receipt] = found
        reasons[asked.receipt.receipt] = list(dict.fromkeys(remarks))
    return Found(bundles, reasons)


def bundles_of(
    composer: Composer, asked: Asked, bounds: SearchBounds
) -> tuple[list[Bundle], list[str]]:
    """Those that documents were named for; those that only amounts speak for, as their rivals; and
    the dearer searches only where no named document has the right amount.
    """
    receipt, payers = asked.receipt, asked.payers
    found: list[Bundle] = []
    reasons = closed_reasons(composer.ledger, asked)
    if any(line.cents is not None for line in asked.lines):
        by_lines, remarks = remitted_bundles(composer, receipt, payers, asked.lines)
        found += by_lines
        reasons += remarks
    else:
        named = {item: code for line in asked.lines for item, code in line.hits.items()}
        text = " ".join(line.text for line in asked.lines)
        if named:
            found += mentioned_bundles(composer, receipt, payers, named, bounds, text=text)
    if asked.hits:
        found += mentioned_bundles(composer, receipt, payers, asked.hits, bounds)
    unnamed = exact_bundles(composer, receipt, payers)
    if not any(is_certain(bundle) for bundle in (*found, *unnamed)):
        sums, remarks = sum_bundles(composer, receipt, payers, bounds)
        unnamed += sums
        reasons += remarks
        if not sums:
            unnamed += tolerated_bundles(composer, receipt, payers)
            unnamed += converted_bundles(composer, receipt, payers)
        if not found and not unnamed and paid_already(composer, receipt, payers):
            reasons.append(PAID_ALREADY)
    found += [without_named(composer, asked, bundle) for bundle in unnamed]
    return distinct(found), reasons


def is_certain(bundle: Bundle) -> bool:
    return any(code in CERTAIN_AMOUNTS for code, _ in bundle.evidence) and bundle.unapplied == 0


def without_named(composer: Composer, asked: Asked, bundle: Bundle) -> Bundle:
    """The bundle with what speaks against it: documents were named, and not these. It weighs
    heavily where they are this payer's, or somebody else's with just this amount.
    """
    ledger = composer.ledger
    entities = {ledger.entities[item] for item in bundle.items}
    named = {
        item
        for hits in (asked.hits, *(line.hits for line in asked.lines))
        for item, code in hits.items()
        if code in STRONG and ledger.is_open(item) and item not in bundle.items
    }
    if not named:
        return bundle
    is_meant = any(
        ledger.entities[item] in entities or ledger.open_cents[item] == asked.receipt.cents
        for item in named
    )
    code = "ignored" if is_meant else "misnamed"
    points = bundle.points + composer.policies.points[code]
    return replace(bundle, evidence=(*bundle.evidence, (code, 1.0)), points=points)


def distinct(bundles: list[Bundle]) -> list[Bundle]:
    """One bundle per set of lines, that with the most evidence; the best first."""
    best: dict[tuple[tuple[int, int], ...], Bundle] = {}
    for bundle in bundles:
        key = tuple(sorted((line.item, line.applied) for line in bundle.lines))
        if key not in best or bundle.points > best[key].points:
            best[key] = bundle
    return sorted(best.values(), key=lambda each: (-each.points, each.items))


def closed_reasons(ledger: Ledger, asked: Asked) -> list[str]:
    named = [
        item
        for hits in (asked.hits, *(line.hits for line in asked.lines))
        for item, code in hits.items()
        if code in STRONG
    ]
    found = []
    if any(ledger.statuses[item] == CANCELLED for item in named):
        found.append(ITEM_CANCELLED)
    if any(
        ledger.statuses[item] == CLOSED
        or (ledger.statuses[item] == "open" and ledger.open_cents[item] == 0)
        for item in named
    ):
        found.append(PAID_ALREADY)
    return found


def ask(taken: Intake, payers: pl.DataFrame, policies: MatchingPolicies) -> list[Asked]:
    """Every receipt with its payers and the documents its texts may mean."""
    sources = sources_of(taken)
    refs = read_references(sources)
    keys = document_keys(taken.items)
    anywhere = hits_anywhere(refs, keys)
    owners = anywhere.join(refs.select("ref", "source"), "ref").join(
        keys.select("item", "entity_id"), "item"
    )
    of_source = sources.select("source", "receipt")
    candidates = (
        pl.concat(
            [
                of_source.join(payers.select("receipt", "entity_id"), "receipt"),
                of_source.join(owners.select("source", "entity_id"), "source"),
            ]
        )
        .select("source", "entity_id")
        .unique(maintain_order=True)
    )
    hits = pl.concat([anywhere, hits_of_payers(refs, keys, candidates)])
    best = best_hits(hits.join(refs.select("ref", "source"), "ref"), policies)
    by_source: dict[int, dict[int, str]] = defaultdict(dict)
    for source, item, code in best.iter_rows():
        by_source[source][item] = code
    asked = receipts_asked(taken, payers, policies)
    names = set(refs["source"].to_list())
    for source, receipt, is_named, cents, text in sources.select(
        "source", "receipt", "is_named", "cents", "memo"
    ).iter_rows():
        if is_named:
            asked[receipt].lines.append(
                RemittedLine(cents, by_source[source], source in names, text or "")
            )
        else:
            asked[receipt].hits = by_source[source]
    return list(asked.values())


def sources_of(taken: Intake) -> pl.DataFrame:
    """Every text that may name documents: a bank's, or that of a remittance's line. A memo is read
    only where its line names no document: what it says besides is about others too.
    """
    memo = cleaned(pl.col("memo")).fill_null("")
    lines = taken.remittances.select(
        "receipt",
        text=pl.coalesce("document_ref", "memo"),
        is_named=pl.lit(True),
        cents=pl.col("amount_cents"),
        memo=memo,
    )
    bank = taken.receipts.select(
        "receipt",
        text=pl.concat_str("bank_text", "bank_reference", separator=" | ", ignore_nulls=True),
        is_named=pl.lit(False),
        cents=pl.lit(None, pl.Int64),
        memo=pl.lit(""),
    )
    return pl.concat([lines, bank]).with_row_index("source").cast({"source": pl.Int64})


def best_hits(hits: pl.DataFrame, policies: MatchingPolicies) -> pl.DataFrame:
    """source, item, evidence_code: the strongest evidence with which a text means an item."""
    points = pl.col("evidence_code").replace_strict(policies.points, return_dtype=pl.Float64)
    return (
        hits.with_columns(points=points)
        .sort("source", "item", "points", "evidence_code", descending=[False, False, True, False])
        .unique(["source", "item"], keep="first", maintain_order=True)
        .select("source", "item", "evidence_code")
    )


def receipts_asked(
    taken: Intake, payers: pl.DataFrame, policies: MatchingPolicies
) -> dict[int, Asked]:
    rules: dict[int, dict[str, str]] = defaultdict(dict)
    sure: dict[int, str] = {}
    for receipt, entity, rule, _, confidence in payers.iter_rows():
        rules[receipt][entity] = rule
        if confidence >= policies.limits["payer_confidence"]:
            sure[receipt] = entity
    day = pl.col("receipt_date").cast(pl.Int64) + 719_163
    has_name = pl.any_horizontal(
        pl.col(column).is_not_null() for column in ("payer_name", "payer_rfc", "payer_account")
    )
    text = cleaned(pl.col("bank_text")).fill_null("")
    rows = taken.receipts.select(
        "receipt", day, "currency_code", "amount_cents", text, has_name.alias("has_name")
    )
    return {
        row[0]: Asked(Receipt(*row[:5]), Payers(rules[row[0]], row[5], sure.get(row[0])))
        for row in rows.iter_rows()
    }
