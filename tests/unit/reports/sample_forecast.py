"""A made-up cash forecast that is what is open, and the quality of a made-up model.

Belongs here: rows. Derived with plain Decimals, apart from any code under test.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

import polars as pl
from sample_ledger import AS_OF, MONTH, Row, make_frame

from pipelines.contracts.forecast_frames import RIVAL_CODES, SEGMENT_CODES

WEEKS = range(15)
BACKTEST_DAYS = (date(2026, 8, 31), date(2026, 9, 30))
# In which week each band puts the first and the second half of what is open.
HALVES = {"expected": (2, 6), "early": (1, 3), "late": (5, 0), "due_date": (1, 14)}


def make_cash_forecast(aging: list[Row]) -> pl.DataFrame:
    """Half of each currency's open amount in one week, the rest in another."""
    rows = []
    for currency in sorted({row["currency_code"] for row in aging}):
        amounts = [row["open_amount"] for row in aging if row["currency_code"] == currency]
        total = sum(amounts, Decimal(0))
        half = (total / 2).quantize(Decimal("0.01"))
        bands = {
            name: [half * (week == first) + (total - half) * (week == second) for week in WEEKS]
            for name, (first, second) in HALVES.items()
        }
        sums = {name: list(accumulate(amounts[1:])) for name, amounts in bands.items()}
        for week in WEEKS:
            is_week = 1 <= week <= 13
            rows.append(
                {
                    "period_month": MONTH,
                    "as_of_date": AS_OF,
                    "currency_code": currency,
                    "week_number": week,
                    "from_date": AS_OF + timedelta(week * 7 - 6) if week else None,
                    "until_date": AS_OF + timedelta(week * 7) if is_week else None,
                    **{f"{name}_amount": amounts[week] for name, amounts in bands.items()},
                    **{
                        f"cumulative{part}_amount": sums[name][week - 1] if is_week else None
                        for part, name in (("", "expected"), ("_low", "late"), ("_high", "early"))
                    },
                    "wape_rate": Decimal("0.5435") if is_week else None,
                    "due_date_wape_rate": Decimal("3.8845") if is_week else None,
                }
            )
    return make_frame("cash_forecast", rows)


def make_model_quality() -> pl.DataFrame:
    """The model is withdrawn for what is overdue; nothing that is overdue can still become late."""
    rows = []
    for day in (None, *BACKTEST_DAYS):
        for segment in SEGMENT_CODES:
            for place, rival in enumerate(RIVAL_CODES):
                is_ranked = segment in {"all", "not_due"}
                shown = segment in {"all", "not_due", "long_overdue"}
                rows.append(
                    {
                        "period_month": MONTH,
                        "backtest_date": day,
                        "segment_code": segment,
                        "rival_code": rival,
                        "item_count": 120,
                        "mean_absolute_days": Decimal(9 + place),
                        "auc_value": Decimal("0.812345") if is_ranked else None,
                        "brier_value": Decimal("0.08") if is_ranked else None,
                        "interval_coverage_value": Decimal("0.85") if place < 2 else None,
                        "auc_reason_code": None if is_ranked else "no_items",
                        "is_model_shown": shown,
                        "withdrawal_reason_code": None
                        if shown
                        else ("thin_history" if segment == "thin_history" else "worse_dates"),
                    }
                )
    return make_frame("model_quality", rows)


def make_model_calibration() -> pl.DataFrame:
    rows = [
        {
            "period_month": MONTH,
            "decile_number": tenth,
            "item_count": 12,
            "predicted_late_probability": Decimal(tenth) / 10,
            "observed_late_share": Decimal(tenth) / 10 - Decimal("0.05"),
        }
        for tenth in range(1, 11)
    ]
    return make_frame("model_calibration", rows)
