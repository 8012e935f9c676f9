"""The frames of the indicators: columns, types, closed lists, and values that follow from parts.

Belongs here: what report_frames.py holds of the other sheets. Formulas are in dbt (kpi_formulas).
"""

from collections.abc import Iterator
from decimal import Decimal

import pandera.polars as pa
import polars as pl

from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.raw_table import MONEY
from pipelines.contracts.report_columns import empty, frame, known

KPI_VALUE = pl.Decimal(18, 4)
# A value is kept with four decimals.
KPI_ROUNDING = Decimal("0.0001")

# In the order of policy_kpis, which is the report's.
KPI_CODES = (
    "dso_ending",
    "dso_average",
    "dso_countback",
    "dso_best_possible",
    "average_days_delinquent",
    "collection_effectiveness_index",
    "overdue_share",
    "over_90_share",
    "collected_of_due",
    "receivables_turnover",
    "days_to_pay_by_count",
    "days_to_pay_by_amount",
    "days_late_by_count",
    "days_late_by_amount",
    "roll_rate_0",
    "roll_rate_1",
    "roll_rate_2",
    "roll_rate_3",
    "roll_rate_4",
    "top_10_share",
    "concentration_index",
    "credit_memo_ratio",
    "write_off_ratio",
)
TOTAL_SCOPE = "total"
SPANS = (1, 3, 12)
UNIT_CODES = ("days", "percent", "times", "points")
STATUS_CODES = ("met", "near", "missed", "no_target", "not_computable")
COMPANY_GROUPINGS = ("total", "currency")
# In the order a report shows them.
GROUP_GROUPINGS = ("salesperson", "collector", "zone", "customer_type")


def indicator_schema(*grouping_codes: str) -> pa.DataFrameSchema:
    return frame(
        {
            "as_of_date": known(pl.Date),
            "grouping_code": known(pl.String, pa.Check.isin(grouping_codes)),
            "scope_code": known(pl.String),
            "span_months": known(pl.Int64, pa.Check.isin(SPANS)),
            "kpi_code": known(pl.String, pa.Check.isin(KPI_CODES)),
            "kpi_order": known(pl.Int64),
            "unit_code": known(pl.String, pa.Check.isin(UNIT_CODES)),
            "is_headline": known(pl.Boolean),
            "kpi_value": empty(KPI_VALUE),
            "numerator_amount": empty(MONEY),
            "denominator_amount": empty(MONEY),
            "base_days": empty(pl.Int64),
            "days_count": empty(pl.Int64),
            "formula_code": known(pl.String),
            "null_reason_code": empty(pl.String),
            "direction_code": empty(pl.String),
            "target_value": empty(KPI_VALUE),
            "tolerated_value": empty(KPI_VALUE),
            "status_code": known(pl.String, pa.Check.isin(STATUS_CODES)),
        }
    )


INDICATOR_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "kpis": indicator_schema(*COMPANY_GROUPINGS),
    "kpis_by_group": indicator_schema(*GROUP_GROUPINGS),
}
KEY = ("period_month", "grouping_code", "scope_code", "span_months", "kpi_code")
INDICATOR_KEYS: dict[str, tuple[str, ...]] = dict.fromkeys(INDICATOR_SCHEMAS, KEY)


def find_kpi_failures(frames: dict[str, pl.DataFrame]) -> Iterator[FailedCheck]:
    """A KPI without a value says why; one with a value is what its own parts come to."""
    for name, key in INDICATOR_KEYS.items():
        if name not in frames:
            continue
        for row in frames[name].sort(key).iter_rows(named=True):
            if row["kpi_value"] is None:
                if row["null_reason_code"] is None or row["status_code"] != "not_computable":
                    yield kpi_failure(name, "value_or_reason", row, None)
            elif row["denominator_amount"]:
                if None in (row["numerator_amount"], row["days_count"], row["base_days"]):
                    yield kpi_failure(name, "has_its_parts", row, None)
                    continue
                ratio = row["numerator_amount"] * row["days_count"] / row["denominator_amount"]
                expected = row["base_days"] + ratio
                if abs(row["kpi_value"] - expected) > KPI_ROUNDING:
                    yield kpi_failure(name, "follows_from_its_parts", row, expected)


def kpi_failure(
    name: str, rule: str, row: dict[str, object], expected: Decimal | None
) -> FailedCheck:
    actual = row["kpi_value"]
    assert actual is None or isinstance(actual, Decimal)
    # A salesperson's name is no id: it stays out of what is logged.
    scope = row["scope_code"] if name == "kpis" else row["grouping_code"]
    return FailedCheck(
        check_code=f"{name}.{rule}",
        subject_type_code="kpi",
        subject_id=f"{row['period_month']} {scope} {row['kpi_code']} {row['span_months']}",
        expected_amount=expected,
        actual_amount=actual,
        difference_amount=None if expected is None or actual is None else actual - expected,
    )
