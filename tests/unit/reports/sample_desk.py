"""A made-up desk: causes that add up to what is overdue, and what was done about it.

Belongs here: rows. Derived with plain Decimals, apart from any code under test.
"""

from datetime import date
from decimal import Decimal

import polars as pl
from sample_indicators import months_before
from sample_ledger import AS_OF, MONTH, make_frame

from pipelines.contracts.desk_frames import CAUSE_CODES

INDICATORS = (
    ("promises_kept", "percent", "at_least", "75.00"),
    ("overdue_contacted", "percent", "at_least", "60.00"),
    ("dispute_days", "days", "at_most", "15.00"),
    ("portal_rejections", "percent", "at_most", "5.00"),
)


def make_desk(balances: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """balances: its last month is split among the causes, a third each and the rest."""
    overdue = balances.filter(pl.col("period_month") == MONTH)["overdue_amount_mxn"][0]
    third = (overdue / 3).quantize(Decimal("0.01"))
    parts = {"dispute_ours": third, "not_chased": third, "chased": overdue - 2 * third}
    month = {"period_month": MONTH, "as_of_date": AS_OF}
    causes = [
        month
        | {
            "cause_code": code,
            "cause_order": order,
            "is_own_fault": code in {"dispute_ours", "portal", "terms", "not_chased"},
            "item_count": 7 if code in parts else 0,
            "customer_count": 3 if code in parts else 0,
            "overdue_amount_mxn": parts.get(code, Decimal(0)),
            "overdue_percent": Decimal("33.33") if code in parts else Decimal(0),
            "average_past_due_days": Decimal("41.50") if code in parts else None,
            "delay_cost_amount_mxn": Decimal("120.55") if code in parts else Decimal(0),
            "chase_amount_mxn": parts.get(code, Decimal(0)),
            "expected_recovery_amount_mxn": Decimal("99.10") if code in parts else Decimal(0),
        }
        for order, code in enumerate(CAUSE_CODES, start=1)
    ]
    indicators = [
        indicator_row(months_before(MONTH, back), order, indicator, is_empty=back == 12)
        for back in range(12, -1, -1)
        for order, indicator in enumerate(INDICATORS, start=1)
    ]
    strategies = [
        month
        | {
            "treatment_code": code,
            "treatment_order": order,
            "bucket_number": bucket,
            "item_count": 10 * bucket,
            "overdue_amount_mxn": Decimal(1000 * bucket),
            "paid_amount_mxn": Decimal(900 - 100 * bucket),
            "paid_percent": (Decimal(900 - 100 * bucket) / (10 * bucket)).quantize(Decimal("0.01")),
        }
        for order, code in ((1, "promise"), (3, "call"), (6, "none"))
        for bucket in range(1, 6)
    ]
    disputes = [
        month
        | {
            "grouping_code": grouping,
            "group_name": name,
            "dispute_count": 4,
            "open_count": 1,
            "disputed_amount_mxn": Decimal(amount),
            "open_disputed_amount_mxn": Decimal(100),
            "own_fault_amount_mxn": Decimal(100),
            "resolution_days": Decimal("9.50"),
            "cumulative_percent": Decimal(percent),
        }
        for grouping, name, amount, percent in (
            ("reason", "price", 800, 80),
            ("reason", "invoice_error", 200, 100),
            ("salesperson", "Karla Muñoz", 1000, 100),
        )
    ]
    portals = [
        month
        | {
            "portal_name": "Portal Norte",
            "customer_id": f"C{n:04d}",
            "customer_code": f"{1000 + n}",
            "customer_name": f"Cliente {n}",
            "invoice_count": 6,
            "rejected_count": 1,
            "rejected_percent": Decimal("16.67"),
            "upload_days": Decimal("2.40"),
            "answer_days": Decimal("6.60") if n else None,
            "over_limit_count": 1,
            "stuck_amount_mxn": Decimal(500 * n),
            "stuck_overdue_amount_mxn": Decimal(100 * n),
            "scheduled_amount_mxn": Decimal(750),
        }
        for n in range(3)
    ]
    return {
        "overdue_causes": make_frame("overdue_causes", causes),
        "desk_indicators": make_frame("desk_indicators", indicators),
        "strategy_results": make_frame("strategy_results", strategies),
        "dispute_reasons": make_frame("dispute_reasons", disputes),
        "portal_results": make_frame("portal_results", portals),
    }


def indicator_row(
    month: date, order: int, indicator: tuple[str, str, str, str], *, is_empty: bool
) -> dict[str, object]:
    code, unit, direction, target = indicator
    return {
        "period_month": month,
        "as_of_date": months_before(month, -1),
        "indicator_code": code,
        "indicator_order": order,
        "unit_code": unit,
        "indicator_value": None if is_empty else Decimal("50.00"),
        "numerator_value": Decimal(0 if is_empty else 2),
        "denominator_value": Decimal(0 if is_empty else 4),
        "null_reason_code": "nothing_to_measure" if is_empty else None,
        "direction_code": direction,
        "target_value": Decimal(target),
        "is_on_target": None if is_empty else False,
    }
