"""How good proposals are, where the right answer is known.

Belongs here: precision, recall and F1 by application, that is by pair of receipt and item with the
amount to the cent. Does not belong here: what to do about it (calibration.py).
"""

import polars as pl

from pipelines.matching.frames import MONEY, MatchOutput, Schema
from pipelines.matching.tiers import AUTO, SUGGEST

TRUTH = {"receipt_id": pl.String(), "item_id": pl.String(), "applied_amount": MONEY}
SCORE: Schema = {
    "proposed_count": pl.Int64(),
    "right_count": pl.Int64(),
    "true_count": pl.Int64(),
    "precision": pl.Float64(),
    "recall": pl.Float64(),
    "f1": pl.Float64(),
    "right_amount": MONEY,
    "true_amount": MONEY,
}
KEYS = ["receipt_id", "item_id"]


def judge_applications(output: MatchOutput, truth: pl.DataFrame) -> pl.DataFrame:
    """What is proposed first (auto or suggest), one row per receipt and item: receipt_id, item_id,
    applied_amount, tier_code, rule_code, confidence, is_right.

    truth: TRUTH, a pair at most once. A receipt that the truth leaves unmatched is in no row of it.
    """
    first = output.applications.filter(pl.col("tier_code").is_in([AUTO, SUGGEST]))
    rules = output.proposals.select("receipt_id", "proposal_rank", "rule_code", "confidence")
    return (
        first.join(rules, ["receipt_id", "proposal_rank"])
        .join(truth.select(*KEYS, true_amount="applied_amount"), KEYS, how="left")
        .with_columns(is_right=(pl.col("applied_amount") == pl.col("true_amount")).fill_null(False))
        .select(*KEYS, "applied_amount", "tier_code", "rule_code", "confidence", "is_right")
        .sort(KEYS)
    )


def score(judged: pl.DataFrame, truth: pl.DataFrame) -> dict[str, object]:
    """One row of SCORE: of the judged applications against all of the truth. A share whose
    denominator is zero is null.
    """
    proposed, right, true = judged.height, int(judged["is_right"].sum()), truth.height
    precision = right / proposed if proposed else None
    recall = right / true if true else None
    both = proposed + true
    return {
        "proposed_count": proposed,
        "right_count": right,
        "true_count": true,
        "precision": precision,
        "recall": recall,
        # The harmonic mean of both, in the form that is defined where either is zero.
        "f1": 2 * right / both if both else None,
        "right_amount": judged.filter("is_right")["applied_amount"].sum(),
        "true_amount": truth["applied_amount"].sum(),
    }


def score_tiers(judged: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """SCORE with tier_code: ``auto`` alone, and ``auto+suggest``: what a person sees first."""
    tiers = {
        AUTO: judged.filter(pl.col("tier_code") == AUTO),
        f"{AUTO}+{SUGGEST}": judged,
    }
    rows = [{"tier_code": tier, **score(each, truth)} for tier, each in tiers.items()]
    return pl.DataFrame(rows, schema={"tier_code": pl.String(), **SCORE})


def score_rules(judged: pl.DataFrame) -> pl.DataFrame:
    """By rule and tier: how many were proposed, how many right, and the precision."""
    return (
        judged.group_by("rule_code", "tier_code")
        .agg(
            proposed_count=pl.len().cast(pl.Int64),
            right_count=pl.col("is_right").sum().cast(pl.Int64),
            applied_amount=pl.col("applied_amount").sum(),
        )
        .with_columns(precision=pl.col("right_count") / pl.col("proposed_count"))
        .sort("proposed_count", "rule_code", "tier_code", descending=[True, False, False])
    )


def count_left_alone(output: MatchOutput, truth: pl.DataFrame, tiers: list[str]) -> tuple[int, int]:
    """Receipts that match nothing, and how many of them these tiers apply to nothing."""
    unmatched = output.results.select("receipt_id").join(truth, "receipt_id", how="anti")
    applied = output.applications.filter(pl.col("tier_code").is_in(tiers))
    return unmatched.height, unmatched.join(applied, "receipt_id", how="anti").height
