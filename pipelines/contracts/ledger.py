"""Contracts of the generic ledger: invoices and receipts of any other system, after its mapping.

An invoice of negative amount is a credit memo that stands alone. ``settled_date`` says that the
whole invoice was settled on that day; systems that list receipts leave it empty. A receipt line
without ``document_number`` is unapplied cash. Empty codes are '' so that they can be part of a key.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import LEDGER_DATE, MONEY, RATE, RawTable

ISO_CURRENCY = pa.Check.str_matches(r"^[A-Z]{3}$")


def optional(dtype: pl.DataType | type[pl.DataType], *checks: pa.Check) -> pa.Column:
    return pa.Column(dtype, list(checks), nullable=True, required=False)


INVOICES = RawTable(
    "ledger",
    "invoices",
    ("customer_code", "document_number"),
    "full",
    pa.DataFrameSchema(
        {
            "customer_code": pa.Column(pl.String),
            "document_number": pa.Column(pl.String),
            "document_date": pa.Column(pl.Date, LEDGER_DATE),
            "due_date": optional(pl.Date),
            "settled_date": optional(pl.Date, LEDGER_DATE),
            "currency_code": pa.Column(pl.String, ISO_CURRENCY),
            "exchange_rate": optional(RATE, pa.Check.gt(0)),
            "amount": pa.Column(MONEY),
            "customer_name": optional(pl.String),
            "rfc": optional(pl.String),
            "salesperson_name": optional(pl.String),
            "zone_name": optional(pl.String),
        },
        strict=True,
    ),
    expected_every_days=1,
)

RECEIPTS = RawTable(
    "ledger",
    "receipts",
    ("customer_code", "receipt_number", "document_number"),
    "full",
    pa.DataFrameSchema(
        {
            "customer_code": pa.Column(pl.String),
            "receipt_number": pa.Column(pl.String),
            "document_number": pa.Column(pl.String),
            "receipt_date": pa.Column(pl.Date, LEDGER_DATE),
            "currency_code": pa.Column(pl.String, ISO_CURRENCY),
            "exchange_rate": optional(RATE, pa.Check.gt(0)),
            "amount": pa.Column(MONEY, pa.Check.gt(0)),
            "customer_name": optional(pl.String),
        },
        strict=True,
    ),
    is_required=False,
    expected_every_days=1,
)
