"""All that a run of the warehouse says of receipts, as rows of one table.

Belongs here: the day's proposals and the history before them, side by side
in one frame: dbt's Python models give one table each, and the matcher is to run once. The marts
take it apart again. Does not belong here: any step of it.
"""

from datetime import date

import polars as pl

from pipelines.matching.frames import APPLICATIONS, RESULTS
from pipelines.matching.history import (
    HISTORY,
    match_history,
    threshold_of,
    with_threshold,
)
from pipelines.matching.marts import (
    Marts,
    deposits,
    held_cash,
    input_on,
    number_of,
    remittances_of,
    waiting_deposits,
    with_decided_payer,
)
from pipelines.matching.match import match
from pipelines.matching.policies import MatchingPolicies

RESULT, APPLICATION, HISTORICAL = "result", "application", "history"
OF_PROPOSAL = {"rule_code": pl.String(), "confidence": pl.Float64(), "evidence": pl.String()}
RECORDS: dict[str, pl.DataType] = {
    "record_code": pl.String(),
    **HISTORY,
    **RESULTS,
    **APPLICATIONS,
    **OF_PROPOSAL,
    "auto_confidence": pl.Float64(),
    "threshold_source_code": pl.String(),
    "at_least_rate": pl.Float64(),
    "tested_count": pl.Int64(),
}


def match_records(marts: Marts, as_of: date, policies: MatchingPolicies) -> pl.DataFrame:
    """RECORDS on ``as_of``: one row per receipt that is not explained yet (record_code ``result``),
    per proposal and item of it (``application``), per receipt of the past and charge
    (``history``). All say from which confidence the auto tier began and where that came from. The
    same marts give the same rows.
    """
    history = match_history(marts, as_of, policies)
    threshold = threshold_of(history, policies)
    waiting = waiting_deposits(marts, as_of, number_of(policies, "look_back_days"))
    receipts = with_decided_payer(pl.concat([deposits(waiting), held_cash(marts, as_of)]), marts)
    given = input_on(
        marts,
        as_of,
        receipts,
        remittances_of(marts, receipts),
        number_of(policies, "closed_item_days"),
    )
    output = match(given, with_threshold(policies, threshold), marts.currency)
    proposals = output.proposals.select("receipt_id", "proposal_rank", *OF_PROPOSAL)
    rows = [
        output.results.with_columns(record_code=pl.lit(RESULT)),
        output.applications.join(proposals, ["receipt_id", "proposal_rank"]).with_columns(
            record_code=pl.lit(APPLICATION)
        ),
        history.with_columns(record_code=pl.lit(HISTORICAL)),
    ]
    whole = pl.concat(rows, how="diagonal_relaxed").with_columns(
        auto_confidence=pl.lit(threshold.confidence),
        threshold_source_code=pl.lit(threshold.source_code),
        at_least_rate=pl.lit(threshold.at_least, pl.Float64),
        tested_count=pl.lit(threshold.applications),
    )
    missing = [name for name in RECORDS if name not in whole.columns]
    return whole.with_columns(
        pl.lit(None).cast(RECORDS[name]).alias(name) for name in missing
    ).select(pl.col(name).cast(dtype) for name, dtype in RECORDS.items())
