"""Finding the sums of a report that do not hold, each as a failed check with its difference.

Belongs here: adding up frames. Does not belong here: which sums there are (``report_sums``) and the
decision what to do about a failure (``report_validation``).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Literal

import polars as pl

from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.provision_sums import PROVISION_SUBJECTS
from pipelines.contracts.report_sums import AGREEMENTS, IDENTITIES, Frames
from pipelines.contracts.sum_rules import Agreement, Identity

SUBJECTS = {
    "balances": ("month", "period_month"),
    "aging_by_group": ("group", "grouping_code"),
    "unapplied_credits": ("document", "document_id"),
    "closed_month_bridges": ("closed_month", "closed_month"),
    **PROVISION_SUBJECTS,
}


def find_broken_identities(identity: Identity, frames: Frames) -> Iterator[FailedCheck]:
    frame = frames[identity.frame]
    subject_type, subject = SUBJECTS.get(identity.frame, ("customer", "customer_id"))
    has_currency = "currency_code" in frame.columns
    terms = [-pl.col(t[1:]) if t.startswith("-") else pl.col(t) for t in identity.terms]
    rows = frame.select(
        pl.col(subject).cast(pl.String).alias("subject"),
        (pl.col("currency_code") if has_currency else pl.lit(None, pl.String)).alias("currency"),
        reduce(add, terms).alias("expected"),
        pl.col(identity.total).alias("actual"),
    ).filter(pl.col("expected") != pl.col("actual"))
    for subject_id, currency, expected, actual in rows.sort("subject", "currency").iter_rows():
        yield FailedCheck(
            check_code=f"{identity.frame}.{identity.rule}",
            subject_type_code=subject_type,
            subject_id=subject_id,
            currency_code=currency,
            expected_amount=expected,
            actual_amount=actual,
            difference_amount=actual - expected,
            note=identity.total,
        )


def find_broken_agreements(
    agreement: Agreement, frames: Frames, period_month: date
) -> Iterator[FailedCheck]:
    key = list(agreement.key)
    actual = frames[agreement.actual].filter(pl.col("period_month") == period_month)
    if agreement.actual_rows is not None:
        actual = actual.filter(agreement.actual_rows)
    sides = actual.group_by(key).agg(
        pl.col(column).sum().alias(f"actual_{n}") for n, (column, _) in enumerate(agreement.columns)
    )
    expected = (
        frames[agreement.expected]
        .group_by(key)
        .agg(
            pl.col(column).sum().alias(f"expected_{n}")
            for n, (_, column) in enumerate(agreement.columns)
        )
    )
    how: Literal["left", "full"] = "left" if agreement.only_listed else "full"
    compared = (
        sides.join(expected, on=key, how=how, coalesce=True, nulls_equal=True)
        .with_columns(pl.selectors.decimal().fill_null(Decimal("0.00")))
        .sort(key)
    )
    for n, (actual_column, expected_column) in enumerate(agreement.columns):
        wrong = compared.filter(pl.col(f"actual_{n}") != pl.col(f"expected_{n}"))
        for row in wrong.iter_rows(named=True):
            found, wanted = row[f"actual_{n}"], row[f"expected_{n}"]
            yield FailedCheck(
                check_code=f"{agreement.actual}.{agreement.rule}",
                subject_type_code=key[0].removesuffix("_id").removesuffix("_code"),
                subject_id=str(row[key[0]]),
                currency_code=row.get("currency_code"),
                expected_amount=wanted,
                actual_amount=found,
                difference_amount=found - wanted,
                note=f"{actual_column} / {agreement.expected}.{expected_column}",
            )


def find_broken_sums(frames: Frames, period_month: date) -> list[FailedCheck]:
    """Every sum that does not hold, in the order of the declarations.

    frames: the report's frames by name; a sum is checked where all that it needs is there.
    period_month: the report's month, first day; earlier months of a trend tie to nothing else.
    """
    failures: list[FailedCheck] = []
    for identity in IDENTITIES:
        if identity.frame in frames:
            failures.extend(find_broken_identities(identity, frames))
    for agreement in AGREEMENTS:
        if agreement.actual in frames and agreement.expected in frames:
            failures.extend(find_broken_agreements(agreement, frames, period_month))
    return failures
