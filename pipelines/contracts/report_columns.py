"""How a column of a report's frame is declared: its type, and whether it may be empty.

Belongs here: the words that the schemas of report frames are written in. No schema.
"""

from typing import Any

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY


def known(dtype: Any, *checks: pa.Check) -> pa.Column:
    """A column that is never null."""
    return pa.Column(dtype, list(checks), nullable=False)


def empty(dtype: Any) -> pa.Column:
    """A column that may be null."""
    return pa.Column(dtype, nullable=True)


def money(*names: str) -> dict[str, pa.Column]:
    return {name: known(MONEY) for name in names}


def currency() -> pa.Column:
    return known(pl.String, pa.Check.str_matches(r"^[A-Z]{3}$"))


def frame(columns: dict[str, pa.Column], *, is_monthly: bool = True) -> pa.DataFrameSchema:
    """A frame of one month; a policy or a list of files may leave the month out."""
    period = {
        "period_month": pa.Column(pl.Date, required=is_monthly),
        "as_of_date": pa.Column(pl.Date, required=False),
    }
    return pa.DataFrameSchema({**period, **columns}, strict=True)


CUSTOMER = {
    "customer_id": known(pl.String),
    "customer_code": empty(pl.String),
    "customer_name": empty(pl.String),
}
