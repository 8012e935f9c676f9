"""Contracts of bank statements: one row per movement, in the bank's posting order.

Amounts are positive in the column of their direction. ``balance_amount`` is the running balance
after the movement, as the bank printed it. ``occurrence_number`` tells apart movements that are
alike in all else, so that overlapping exports of one account are recognised as the same rows.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY, RawTable

KEY = (
    "account_number",
    "movement_date",
    "description",
    "deposit_amount",
    "withdrawal_amount",
    "balance_amount",
    "occurrence_number",
)


def movements(bank: str) -> RawTable:
    schema = pa.DataFrameSchema(
        {
            "account_number": pa.Column(pl.String, pa.Check.str_matches(r"^\d{4,18}$")),
            "movement_date": pa.Column(pl.Date),
            "description": pa.Column(pl.String),
            "reference": pa.Column(pl.String, nullable=True, required=False),
            "deposit_amount": pa.Column(MONEY, pa.Check.ge(0)),
            "withdrawal_amount": pa.Column(MONEY, pa.Check.ge(0)),
            "balance_amount": pa.Column(MONEY),
            "occurrence_number": pa.Column(pl.Int64, pa.Check.ge(1)),
        },
        strict=True,
    )
    return RawTable(bank, "movements", KEY, "incremental", schema, kind="bank")


BBVA_MOVEMENTS = movements("bbva")
BANORTE_MOVEMENTS = movements("banorte")
