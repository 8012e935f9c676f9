"""Contract of Banco de México's daily series, one row per series and day.

``rate`` is Mexican pesos per unit. A day that the bank names without a value is a row without a
rate and with the reason, so that a rate that was never published and one that was never delivered
are told apart. What the days of a series mean, and what it may be used for, are policies of the
warehouse (policy_rate_series, policy_rate_purposes).
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import RATE, RawTable

# Every series that is read, and what it prices. Others in a file are left out and named.
SERIES = {
    "SF43718": "USD, FIX by the day it was determined",
    "SF60653": "USD, the same FIX by the day it settles obligations",
    "SF46410": "EUR",
    "SF46406": "JPY",
    "SF46407": "GBP",
    "SF60632": "CAD",
    "SP68257": "UDI, the unit of investment",
}

NOT_PUBLISHED, EMPTY_CELL = "not_published", "empty_cell"

RATES = RawTable(
    "banxico",
    "rates",
    ("series_code", "rate_date"),
    "incremental",
    pa.DataFrameSchema(
        {
            "series_code": pa.Column(pl.String, pa.Check.isin(list(SERIES))),
            "rate_date": pa.Column(pl.Date),
            "rate": pa.Column(RATE, pa.Check.gt(0), nullable=True),
            # Null where there is a rate.
            "no_rate_reason_code": pa.Column(
                pl.String, pa.Check.isin([NOT_PUBLISHED, EMPTY_CELL]), nullable=True
            ),
        },
        strict=True,
    ),
    kind="rates",
    expected_every_days=1,
)
