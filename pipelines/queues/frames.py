"""The rows of the queues, from the published warehouse.

Belongs here: which report feeds which sheet and in which order. Does not belong here: any figure
(dbt), looks (workbook.py), what a person fills in (decision_rows.py).
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import polars as pl

from pipelines.ad_hoc import QueryError, query

# Of the bank's days only the as-of date's month is shown: the workbook is to be read back.
QUERIES = {
    "unexplained": """
        select * from reports.rpt_unexplained_receipts
        order by age_days desc, receipt_amount desc, receipt_id
    """,
    "to_post": """
        select * from reports.rpt_applications_for_erp
        order by payment_date, receipt_id, document_number, installment_number
    """,
    "differences": """
        select * from reports.rpt_match_differences
        order by cause_code, currency_code, abs(difference_amount) desc, match_difference_id
    """,
    "credits": """
        select * from reports.rpt_applicable_credits
        order by applicable_amount desc, entry_id
    """,
    "bank_days": """
        select days.* from reports.rpt_bank_against_erp as days
        inner join marts.dim_run_parameters as run
            on days.period_month = cast(date_trunc('month', run.as_of_date) as date)
        order by days.account_id nulls last, days.currency_code, days.day_date
    """,
    "quality": """
        select quality.*,
            said.label_es || ' · ' || paid.label_es as rule_es,
            said.label_en || ' · ' || paid.label_en as rule_en
        from reports.rpt_match_quality as quality
        left join policies.policy_matching_rules as said
            on split_part(quality.rule_code, '+', 1) = said.evidence_code
        left join policies.policy_matching_rules as paid
            on split_part(quality.rule_code, '+', 2) = paid.evidence_code
        order by period_month desc, currency_code, tier_code, rule_code <> 'all', rule_code
    """,
    "candidates": """
        select * from reports.rpt_match_candidates order by receipt_id, document_number
    """,
}


def read_queues(
    published: Path, as_of: date | None
) -> tuple[dict[str, pl.DataFrame], date, datetime]:
    """Each queue by its name in QUERIES, the as-of date of the warehouse, and its known-at time.

    Raises QueryError where nothing is published, or for another day than ``as_of``.
    """
    run = query(published, "select as_of_date, known_at from marts.dim_run_parameters")
    day, known_at = run.row(0)
    if as_of is not None and as_of != day:
        raise QueryError(
            f"the published warehouse is as of {day}: run `cartera run --as-of {as_of}`"
        )
    frames: Mapping[str, pl.DataFrame] = {
        name: query(published, text) for name, text in QUERIES.items()
    }
    return dict(frames), day, known_at
