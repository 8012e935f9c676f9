"""A raw table of three columns and deliveries of it, for tests of landing.

Belongs here: what several tests of landing need. Nothing here reads a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import duckdb
import pandera.polars as pa
import polars as pl

from pipelines import landing
from pipelines.contracts.raw_table import FILE_LINE, MONEY, RawTable
from pipelines.contracts.validation import Validated, validate
from pipelines.deliveries import Delivery
from pipelines.inbox import Arrival
from pipelines.landing import TableRows
from pipelines.sources.reading import REJECT_SCHEMA, Reading

Price = tuple[int, str | None, str]
FIRST, SECOND, THIRD = (datetime(2026, 10, day, 12, 30) for day in (3, 4, 5))
SCHEMA = pa.DataFrameSchema(
    {
        "price_id": pa.Column(pl.Int64),
        "label": pa.Column(pl.String, nullable=True),
        "amount": pa.Column(MONEY, pa.Check.ge(0)),
    },
    strict=True,
)
FULL = RawTable("shop", "prices", ("price_id",), "full", SCHEMA)
INCREMENTAL = RawTable("shop", "prices", ("price_id",), "incremental", SCHEMA)


def valid(
    table: RawTable, rows: Sequence[Price], unreadable_keys: Sequence[int | None]
) -> Validated:
    """rows: a negative amount is a bad row. unreadable_keys: one more bad row for each, with the
    key a reader could make out, None where it could not.
    """
    lines = range(2, len(rows) + 2)
    frame = pl.DataFrame(
        [(*price[:2], Decimal(price[2]), line) for price, line in zip(rows, lines, strict=True)],
        schema={**table.columns, FILE_LINE: pl.Int64},
        orient="row",
    )
    bad = [
        (len(rows) + 2 + place, "amount", "a number was expected", f'{{"price_id":"{key}"}}')
        for place, key in enumerate(unreadable_keys)
    ]
    reading = Reading(
        frame=frame,
        rejects=pl.DataFrame(bad, schema=REJECT_SCHEMA, orient="row"),
        rows_read=len(rows) + len(bad),
        rejected_keys=pl.DataFrame({"price_id": unreadable_keys}, schema={"price_id": pl.Int64}),
    )
    return validate(table, reading)


@dataclass(frozen=True)
class Shop:
    """A build database with one raw table, and the deliveries that reach it."""

    connection: duckdb.DuckDBPyConnection
    table: RawTable

    def deliver(
        self,
        at: datetime,
        *rows: Price,
        unreadable_keys: Sequence[int | None] = (),
        name: str = "prices.csv",
    ) -> Delivery:
        item = arrival(at, name)
        rows_of_table = TableRows(self.table, valid(self.table, rows, unreadable_keys))
        content = repr((rows, tuple(unreadable_keys))).encode()
        (delivery,) = landing.land(
            self.connection, item, sha256(content).hexdigest(), (rows_of_table,), recorded_at=at
        )
        return delivery

    def versions(self) -> list[tuple[object, ...]]:
        """price_id, label, amount as text, known_from and known_to, by key and time."""
        return self.connection.execute(
            """
            select price_id, label, amount::varchar, known_from, known_to from raw.shop_prices
            order by price_id, known_from, known_to
            """
        ).fetchall()

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every value of every raw table."""
        names = self.connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw' order by all"
        ).fetchall()
        return {
            name: self.connection.execute(f"select * from raw.{name} order by all").fetchall()
            for (name,) in names
        }


def open_shop(table: RawTable) -> Shop:
    connection = duckdb.connect()
    landing.create_raw_schema(connection, [table])
    return Shop(connection, table)


def arrival(at: datetime, name: str) -> Arrival:
    file_name = f"shop/{at:%Y-%m-%dT%H%M}/{name}"
    return Arrival("shop", file_name, Path(file_name), at, at.date(), 10, modified_ns=1)
