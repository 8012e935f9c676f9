"""What a raw table is: its name, natural key, schema and how it is delivered.

Belongs here: the shape shared by all contracts, and the DuckDB types that follow from it.
Does not belong here: column lists (one module per source beside this one), reading or landing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandera.polars as pa
import polars as pl

MONEY = pl.Decimal(18, 2)
RATE = pl.Decimal(18, 6)
PERCENT = pl.Decimal(9, 6)
TIMESTAMP = pl.Datetime("us")

# A ledger is aged at every month-end since its first document: one date typed as 0206 or 1900
# would make thousands of them.
LEDGER_DATE = pa.Check.ge(date(1990, 1, 1))

DUCKDB_TYPES = {
    pl.Int64: "BIGINT",
    pl.String: "VARCHAR",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
}

# The line of the file a row was read from; beside the contract's columns in every raw table.
FILE_LINE = "file_line"


@dataclass(frozen=True)
class RawTable:
    """One table of the raw schema.

    source: folder below the company's inbox; also the first half of the table's name.
    entity: second half of the table's name.
    key: natural key, by which versions of a row are recognised.
    delivery: ``full`` when a file holds the whole table, so that absent rows have vanished;
        ``incremental`` when it holds a stretch of time, so that absence says nothing.
    schema: column names, types, nullability and row checks. A column with ``required=False``
        may be missing from a file and is then null.
    kind: what a month can be controlled with it: the ledger itself, the ERP's own control totals,
        bank statements, exchange rates, fiscal documents, the desk's own books or cartera's own
        journal of what it sent.
    is_required: a configured source that does not deliver this table stops the report.
    expected_every_days: a new delivery is due within so many working days (Monday to Friday) of
        the last; None when nobody waits for one.
    """

    source: str
    entity: str
    key: tuple[str, ...]
    delivery: Literal["full", "incremental"]
    schema: pa.DataFrameSchema
    kind: Literal[
        "ledger",
        "control_totals",
        "bank",
        "rates",
        "fiscal",
        "book",
        "printed_reports",
        "journal",
    ] = "ledger"
    is_required: bool = True
    expected_every_days: int | None = None

    @property
    def name(self) -> str:
        return f"{self.source}_{self.entity}"

    @property
    def columns(self) -> dict[str, pl.DataType]:
        """Column name to Polars type, in contract order."""
        return {name: column.dtype.type for name, column in self.schema.columns.items()}

    @property
    def optional_columns(self) -> frozenset[str]:
        return frozenset(n for n, column in self.schema.columns.items() if not column.required)


def duckdb_type(dtype: pl.DataType) -> str:
    """The DuckDB type that holds a Polars type exactly.

    Raises TypeError for a type no contract may use (floats among them).
    """
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    for polars_type, duckdb_name in DUCKDB_TYPES.items():
        if dtype == polars_type:
            return duckdb_name
    raise TypeError(f"a raw table may not hold {dtype}: no exact DuckDB type is known for it")
