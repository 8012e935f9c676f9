"""The frames of the sheets of the cash forecast and of its quality: columns, types, closed lists.

Belongs here: what report_frames.py holds of the other sheets. Sums are in report_sums.py.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY, RATE
from pipelines.contracts.report_columns import currency, empty, frame, known, money

WAPE = pl.Decimal(18, 4)
# In the order a report shows them; the back-test of all segments together comes first.
SEGMENT_CODES = ("all", "not_due", "overdue", "long_overdue", "thin_history")
RIVAL_CODES = ("model", "customer_median", "due_date", "majority")
WITHDRAWAL_CODES = ("thin_history", "few_outcomes", "worse_dates", "worse_probabilities")
LAST_WEEK, LATER, NOT_EXPECTED = 13, 14, 0

share = pa.Check.in_range(0, 1)

FORECAST_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "cash_forecast": frame(
        {
            "currency_code": currency(),
            "week_number": known(pl.Int64, pa.Check.in_range(NOT_EXPECTED, LATER)),
            "from_date": empty(pl.Date),
            "until_date": empty(pl.Date),
            **money("expected_amount", "early_amount", "late_amount", "due_date_amount"),
            "cumulative_amount": empty(MONEY),
            "cumulative_low_amount": empty(MONEY),
            "cumulative_high_amount": empty(MONEY),
            "wape_rate": empty(WAPE),
            "due_date_wape_rate": empty(WAPE),
        }
    ),
    "model_quality": frame(
        {
            "backtest_date": empty(pl.Date),
            "segment_code": known(pl.String, pa.Check.isin(SEGMENT_CODES)),
            "rival_code": known(pl.String, pa.Check.isin(RIVAL_CODES)),
            "item_count": known(pl.Int64),
            "mean_absolute_days": empty(RATE),
            "auc_value": pa.Column(RATE, [share], nullable=True),
            "brier_value": pa.Column(RATE, [share], nullable=True),
            "interval_coverage_value": pa.Column(RATE, [share], nullable=True),
            "auc_reason_code": empty(pl.String),
            "is_model_shown": empty(pl.Boolean),
            "withdrawal_reason_code": pa.Column(
                pl.String, [pa.Check.isin(WITHDRAWAL_CODES)], nullable=True
            ),
        }
    ),
    "model_calibration": frame(
        {
            "decile_number": known(pl.Int64, pa.Check.in_range(1, 10)),
            "item_count": known(pl.Int64, pa.Check.ge(1)),
            "predicted_late_probability": known(RATE, share),
            "observed_late_share": known(RATE, share),
        }
    ),
}

FORECAST_KEYS: dict[str, tuple[str, ...]] = {
    "cash_forecast": ("currency_code", "week_number"),
    "model_quality": ("backtest_date", "segment_code", "rival_code"),
    "model_calibration": ("decile_number",),
}
