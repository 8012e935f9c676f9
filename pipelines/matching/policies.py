"""What the matcher may decide by: points of evidence, tolerances and limits, as typed records.

Belongs here: reading the three policies from their frames and refusing incomplete ones. The
numbers live in dbt_project/seeds/policy_matching_*.csv and nowhere else.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.matching.amounts import with_cents

SEEDS = ("policy_matching_rules", "policy_matching_tolerances", "policy_matching_limits")
FAMILIES = ("base", "amount", "reference", "payer", "date")
SHORT, OVER = "short", "over"
NEEDS = ("none", "before_due", "converted")
LIMITS = (
    "auto_confidence", "suggest_confidence", "auto_precision", "payer_confidence",
    "payer_candidates", "name_score", "name_block", "duplicate_days", "closed_days",
    "advance_days", "subset_items_all", "subset_items_few", "subset_few_size",
    "subset_solutions", "contested_points",
)  # fmt: skip


class MatchingPolicyError(ValueError):
    """A policy that is missing, double or out of range; the message names the row."""


@dataclass(frozen=True)
class Tolerance:
    """A difference with a cause. max_rate, exact_rate: of the item's open amount. max_cents: in
    currency. needs: ``before_due`` (paid by the due date, or said so in the text), ``converted``
    (the item is in another currency). is_settled: the item closes in spite of the difference.
    """

    cause: str
    direction: str
    currency: str | None
    max_rate: Decimal | None
    exact_rate: Decimal | None
    max_cents: int | None
    needs: str
    text: re.Pattern[str] | None
    is_settled: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class MatchingPolicies:
    """points: evidence code → log-odds, against ``none``. families: evidence code → family.
    tolerances: in the order in which they are tried.
    """

    points: dict[str, float]
    families: dict[str, str]
    tolerances: tuple[Tolerance, ...]
    limits: dict[str, float]

    def count(self, code: str) -> int:
        return int(self.limits[code])


def read_policies(folder: Path) -> MatchingPolicies:
    """The policies of the seeds folder. Raises MatchingPolicyError for a file that is not there."""
    found = []
    for name in SEEDS:
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise MatchingPolicyError(f"{name}.csv is missing")
        found.append(pl.read_csv(path, infer_schema=False))
    return build_policies(*found)


def build_policies(
    rules: pl.DataFrame, tolerances: pl.DataFrame, limits: pl.DataFrame
) -> MatchingPolicies:
    """From frames with the seeds' columns, text or typed. Raises MatchingPolicyError."""
    text = [frame.with_columns(pl.all().cast(pl.String)) for frame in (rules, tolerances, limits)]
    points = {row["evidence_code"]: float(row["points"]) for row in text[0].iter_rows(named=True)}
    families = dict(text[0].select("evidence_code", "family_code").iter_rows())
    if len(points) != rules.height or set(families.values()) != set(FAMILIES):
        raise MatchingPolicyError("policy_matching_rules: a code is double or a family is missing")
    values = dict(text[2].select("limit_code", "limit_value").iter_rows())
    missing = [code for code in LIMITS if code not in values]
    if missing or limits.height != len(values):
        raise MatchingPolicyError(f"policy_matching_limits: missing or double: {missing}")
    ordered = text[1].sort(pl.col("preference_number").cast(pl.Int64), "valid_from")
    check_stretches(ordered)
    found = tuple(
        tolerance_of(row) for row in with_cents(ordered, "max_amount").iter_rows(named=True)
    )
    return MatchingPolicies(points, families, found, {code: float(v) for code, v in values.items()})


def check_stretches(tolerances: pl.DataFrame) -> None:
    """Each stretch of a tolerance begins the day after the one before it ends."""
    day = {
        name: pl.col(name).str.head(10).str.to_date("%Y-%m-%d", strict=False)
        for name in ("valid_from", "valid_to")
    }
    days = tolerances.select("preference_number", **day).with_columns(
        is_first=pl.col("preference_number").is_first_distinct(),
        expected=pl.col("valid_to").shift(1).over("preference_number").dt.offset_by("1d"),
    )
    is_good = pl.col("valid_from").is_not_null() & (
        pl.col("is_first") | (pl.col("valid_from") == pl.col("expected")).fill_null(False)
    )
    wrong = days.filter(~is_good | (pl.col("valid_to") < pl.col("valid_from")))
    if not wrong.is_empty():
        raise MatchingPolicyError(
            f"policy_matching_tolerances {wrong[0, 'preference_number']}: a day has no row, or two"
        )


def tolerance_of(row: dict[str, str | int | None]) -> Tolerance:
    at = f"policy_matching_tolerances {row['preference_number']}"
    if row["direction_code"] not in (SHORT, OVER) or row["needs_code"] not in NEEDS:
        raise MatchingPolicyError(f"{at}: direction_code or needs_code is not one of its list")
    pattern, valid_to = row["text_pattern"], row["valid_to"]
    return Tolerance(
        cause=str(row["cause_code"]),
        direction=str(row["direction_code"]),
        currency=str(row["currency_code"]) if row["currency_code"] else None,
        max_rate=rate(row["max_rate"]),
        exact_rate=rate(row["exact_rate"]),
        max_cents=int(row["max_amount_cents"]) if row["max_amount_cents"] is not None else None,
        needs=str(row["needs_code"]),
        text=re.compile(str(pattern)) if pattern else None,
        is_settled=str(row["is_settled"]).lower() == "true",
        valid_from=date.fromisoformat(str(row["valid_from"])[:10]),
        valid_to=date.fromisoformat(str(valid_to)[:10]) if valid_to else None,
    )


def rate(text: str | int | None) -> Decimal | None:
    return Decimal(str(text)) if text not in (None, "") else None
