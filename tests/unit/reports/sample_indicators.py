"""Indicators of the small company of sample_frames: of itself, its currencies and its groups.

Belongs here: rows in which every value follows from its parts, with targets met, near and missed.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from sample_ledger import MONTH, Row, cents, make_frame

from pipelines.contracts.indicator_frames import KPI_CODES, SPANS

BY_GROUP = ("dso_ending", "overdue_share", "days_late_by_amount")
HEADLINE_3 = ("dso_ending", "dso_average", "dso_best_possible", "average_days_delinquent")


def months_before(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def unit_of(code: str) -> str:
    if code == "receivables_turnover":
        return "times"
    if code == "concentration_index":
        return "points"
    is_days = code.startswith(("dso", "days", "average"))
    return "days" if is_days else "percent"


def make_rows(
    month: date, grouping: str, scope: str, overdue: Decimal, dice: random.Random, *, is_first: bool
) -> list[Row]:
    """Every indicator and span of one group and month. is_first: no history behind it."""
    rows = []
    for order, code in enumerate(KPI_CODES, start=1):
        unit = unit_of(code)
        factor = {"days": 90, "percent": 100, "times": 1, "points": 10_000}[unit]
        for span in SPANS:
            denominator = cents(overdue / (Decimal(dice.randint(40, 70)) / 100))
            known = not is_first or code == "overdue_share"
            value = (overdue * factor / denominator).quantize(Decimal("0.0001"))
            has_target = span == 3 and code != "credit_memo_ratio"
            status = dice.choice(("met", "near", "missed")) if has_target else "no_target"
            rows.append(
                {
                    "period_month": month,
                    "as_of_date": months_before(month, -1) - timedelta(days=1),
                    "grouping_code": grouping,
                    "scope_code": scope,
                    "span_months": span,
                    "kpi_code": code,
                    "kpi_order": order,
                    "unit_code": unit,
                    "is_headline": span == (3 if code in HEADLINE_3 else 1),
                    "kpi_value": value if known else None,
                    "numerator_amount": overdue,
                    "denominator_amount": denominator,
                    "base_days": 0,
                    "days_count": factor,
                    "formula_code": "a / b x days",
                    "null_reason_code": None if known else "short_history",
                    "direction_code": "at_most" if has_target else None,
                    "target_value": Decimal("50.0000") if has_target else None,
                    "tolerated_value": Decimal("60.0000") if has_target else None,
                    "status_code": status if known else "not_computable",
                }
            )
    return rows


def make_kpis(aging: list[Row], dice: random.Random) -> pl.DataFrame:
    overdue = sum((row["overdue_amount"] for row in aging), Decimal(1))
    rows = []
    for back in range(12, -1, -1):
        month = months_before(MONTH, back)
        for grouping, scope in (("total", "total"), ("currency", "MXN"), ("currency", "USD")):
            rows += make_rows(month, grouping, scope, overdue, dice, is_first=back == 12)
    return make_frame("kpis", rows)


def make_group_kpis(aging: list[Row], dice: random.Random) -> pl.DataFrame:
    overdue = sum((row["overdue_amount"] for row in aging), Decimal(1))
    groups = [("salesperson", "Karla Muñoz"), ("salesperson", "—"), ("collector", "Eva Ruiz")]
    groups += [("zone", "Bajío"), ("customer_type", "Taller")]
    rows = [
        row
        for grouping, scope in groups
        for row in make_rows(MONTH, grouping, scope, overdue, dice, is_first=False)
        if row["kpi_code"] in BY_GROUP
    ]
    return make_frame("kpis_by_group", rows)
