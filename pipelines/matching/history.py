"""Receipts of the past matched again, as they would have been, against what the ERP recorded.

Belongs here: the batches of the past, what is true of a receipt, and the threshold that follows.
Does not belong here: which rows the desk had on a day (marts.py), how good a share is
(evaluation.py), the bound of a precision (calibration.py).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from pipelines.matching.calibration import calibrate_threshold, raise_threshold
from pipelines.matching.frames import MONEY, Schema
from pipelines.matching.marts import Marts, deposits, input_on, number_of, remittances_of
from pipelines.matching.match import match
from pipelines.matching.policies import MatchingPolicies
from pipelines.matching.tiers import AUTO, SUGGEST
from pipelines.periods import add_months

KEYS = ["receipt_id", "charge_id"]
# No confidence reaches it.
NEVER = 1.01
# One row per receipt of the past and charge that was proposed or that the ERP recorded.
HISTORY: Schema = {
    "receipt_id": pl.String(),
    "receipt_date": pl.Date(),
    "currency_code": pl.String(),
    "charge_id": pl.String(),
    "known_until_date": pl.Date(),
    "tier_code": pl.String(),
    "rule_code": pl.String(),
    "confidence": pl.Float64(),
    "proposed_amount": MONEY,
    "recorded_amount": MONEY,
    "is_right": pl.Boolean(),
}


@dataclass(frozen=True)
class AutoThreshold:
    """confidence: of the auto tier in this run. source_code: ``calibrated`` from the company's own
    history; ``policy``: too little of it for a threshold of its own; ``raised``: it refutes the
    policy's, and the next one stands that it does not refute, or none at all (NEVER).
    """

    confidence: float
    source_code: str
    at_least: float | None
    applications: int


def match_history(marts: Marts, as_of: date, policies: MatchingPolicies) -> pl.DataFrame:
    """HISTORY of the receipts that the ERP has recorded, in the months of policy before ``as_of``.

    A batch sees what was open on the evening before its first day, never more than the desk knew
    then; what was invoiced within the batch it cannot find, so that recall is a lower bound.
    """
    truth = recorded(marts)
    first = add_months(as_of.replace(day=1), 1 - number_of(policies, "history_months"))
    past = marts.receipts.filter(
        (pl.col("receipt_date") >= first) & (pl.col("receipt_date") <= as_of)
    ).join(truth.select(bank_receipt_id="receipt_id"), "bank_receipt_id", how="semi")
    past = past.sort("receipt_date", "bank_receipt_id").tail(
        number_of(policies, "history_receipts")
    )
    length = timedelta(days=number_of(policies, "history_batch_days"))
    batches = []
    day = first
    while day <= as_of:
        of_batch = past.filter(
            (pl.col("receipt_date") >= day) & (pl.col("receipt_date") < day + length)
        )
        if not of_batch.is_empty():
            batches.append(judge_batch(marts, day, of_batch, truth, policies))
        day += length
    return pl.concat([pl.DataFrame(schema=HISTORY), *batches]).sort(KEYS)


def judge_batch(
    marts: Marts,
    day: date,
    of_batch: pl.DataFrame,
    truth: pl.DataFrame,
    policies: MatchingPolicies,
) -> pl.DataFrame:
    """HISTORY of the receipts of one batch that begins on ``day``."""
    evening = day - timedelta(days=1)
    receipts = deposits(of_batch)
    given = input_on(
        marts,
        evening,
        receipts,
        # A payment complement is written when the money is applied: then it was not there yet.
        remittances_of(marts, receipts).clear(),
        number_of(policies, "closed_item_days"),
    )
    output = match(given, policies, marts.currency)
    rules = output.proposals.select("receipt_id", "proposal_rank", "rule_code", "confidence")
    proposed = (
        output.applications.filter(pl.col("tier_code").is_in([AUTO, SUGGEST]))
        .join(rules, ["receipt_id", "proposal_rank"])
        .with_columns(charge_id=pl.col("item_id").str.replace(r"/\d+$", ""))
        .group_by(KEYS)
        .agg(
            pl.col("tier_code", "rule_code", "confidence").first(),
            proposed_amount=pl.col("applied_amount").sum(),
        )
    )
    true = truth.join(receipts.select("receipt_id"), "receipt_id", how="semi")
    facts = receipts.select("receipt_id", "receipt_date", "currency_code")
    return (
        proposed.join(true, KEYS, how="full", coalesce=True)
        .join(facts, "receipt_id")
        .with_columns(
            known_until_date=pl.lit(evening),
            is_right=pl.when(pl.col("proposed_amount").is_not_null()).then(
                (pl.col("proposed_amount") == pl.col("recorded_amount")).fill_null(False)
            ),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in HISTORY.items())
    )


def recorded(marts: Marts) -> pl.DataFrame:
    """What the ERP finally recorded of each deposit: receipt_id, charge_id, recorded_amount. A
    deposit that is one part of a receipt is not here: which part paid what nobody recorded.
    """
    whole = marts.bookings.filter(pl.col("booking_code").is_in(["one", "merged"]))
    return (
        whole.join(marts.applications, left_on="receipt_id", right_on="credit_id")
        .group_by(receipt_id="bank_receipt_id", charge_id="charge_id")
        .agg(
            recorded_amount=(pl.col("applied_amount") - pl.col("discount_amount")).sum().cast(MONEY)
        )
    )


def threshold_of(history: pl.DataFrame, policies: MatchingPolicies) -> AutoThreshold:
    """From the company's own history where it proves one, else the policy's unless refuted."""
    proposed = history.filter(
        pl.col("is_right").is_not_null() & pl.col("confidence").is_not_null()
    ).select("confidence", "is_right")
    precision, of_policy = policies.limits["auto_precision"], policies.limits["auto_confidence"]
    found = calibrate_threshold(proposed, precision)
    if found.confidence is not None:
        return AutoThreshold(found.confidence, "calibrated", found.at_least, found.applications)
    held = raise_threshold(proposed, precision, of_policy)
    if held == of_policy:
        return AutoThreshold(of_policy, "policy", found.at_least, found.applications)
    return AutoThreshold(
        NEVER if held is None else held, "raised", found.at_least, found.applications
    )


def with_threshold(policies: MatchingPolicies, threshold: AutoThreshold) -> MatchingPolicies:
    return replace(policies, limits=policies.limits | {"auto_confidence": threshold.confidence})
