"""Contract of Banco de México's exchange-rate series, one row per series and day.

``SF43718`` is the FIX rate by the day it was determined. Days without a value ("N/E") are no rows.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import RATE, RawTable

RATES = RawTable(
    "banxico",
    "rates",
    ("series_code", "rate_date"),
    "incremental",
    pa.DataFrameSchema(
        {
            "series_code": pa.Column(pl.String, pa.Check.str_matches(r"^S[A-Z]\d+$")),
            "rate_date": pa.Column(pl.Date),
            "rate": pa.Column(RATE, pa.Check.gt(0)),
        },
        strict=True,
    ),
    kind="rates",
)
