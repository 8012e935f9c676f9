"""The words in which the contracts of Microsip's tables are written.

Belongs here: what a column is (key, needed, known, optional) and what a dumped table is. Does not
belong here: the tables themselves (microsip.py, microsip_orders.py).
"""

from collections.abc import Mapping
from typing import Any, Literal

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import RawTable

# Quantities of the sales module have five decimals.
UNITS = pl.Decimal(18, 5)


def key(dtype: Any = pl.Int64) -> pa.Column:
    return pa.Column(dtype, nullable=False, required=True)


def needed(dtype: Any, *checks: pa.Check) -> pa.Column:
    return pa.Column(dtype, list(checks), nullable=False, required=True)


def known(dtype: Any, *checks: pa.Check) -> pa.Column:
    """A column that must be in the file but may be empty."""
    return pa.Column(dtype, list(checks), nullable=True, required=True)


def optional(dtype: Any, *checks: pa.Check) -> pa.Column:
    """A column that a Microsip version may lack."""
    return pa.Column(dtype, list(checks), nullable=True, required=False)


def flag(values: str = "SN") -> pa.Check:
    return pa.Check.isin(list(values))


def table(
    entity: str,
    primary_key: tuple[str, ...],
    columns: Mapping[str, pa.Column],
    kind: Literal["ledger", "control_totals", "rates"] = "ledger",
    *,
    is_required: bool = True,
) -> RawTable:
    """A table that is dumped whole. is_required: the report waits for it."""
    schema = pa.DataFrameSchema(dict(columns), strict=True)
    return RawTable(
        "microsip", entity, primary_key, "full", schema, kind, is_required, expected_every_days=1
    )


def named(entity: str, id_column: str) -> RawTable:
    """A catalogue that is no more than an id and a name."""
    return table(entity, (id_column,), {id_column: key(), "nombre": needed(pl.String)})
