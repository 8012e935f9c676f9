"""What is wrong with a row, and the rows that can be worked with.

Belongs here: columns made whole and exact, and one reason code per fault. A row that cannot be
worked with is left out and named; it stops no other. Does not belong here: evidence.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.matching import frames
from pipelines.matching.amounts import UNREADABLE, ZERO, with_cents
from pipelines.matching.frames import MatchInput, Schema

NEGATIVE = "amount_negative"
REPEATED, AMBIGUOUS = "id_repeated", "id_ambiguous"
NO_DATE = "date_unreadable"
NO_ID = "id_missing"
WITHOUT_RECEIPT = "remittance_without_receipt"
DATE_FORMATS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%Y%m%d",
    "%d-%m-%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
)
OPEN, CLOSED, CANCELLED = "open", "closed", "cancelled"


class MatchInputError(ValueError):
    """Frames that cannot be matched at all, such as one without a required column."""


@dataclass(frozen=True)
class Intake:
    """items, receipts: sorted, with ``item`` and ``receipt`` (their row numbers, Int64) and
    amounts as ``<name>_cents``; ``entity_id`` never null. remittances: with ``receipt``.
    customers: one row per customer_id. refused: receipt_id, receipt_date, currency_code and
    amount_cents of receipts that cannot be worked with. reasons: frames.REASONS.
    """

    items: pl.DataFrame
    receipts: pl.DataFrame
    remittances: pl.DataFrame
    customers: pl.DataFrame
    aliases: pl.DataFrame
    rates: pl.DataFrame
    refused: pl.DataFrame
    reasons: pl.DataFrame


def take_in(given: MatchInput, currency: str = "MXN") -> Intake:
    """The rows of a match that can be worked with. currency: of rows that name none.

    Raises MatchInputError for a required column that is missing.
    """
    items, item_reasons = take_items(given.items, currency)
    receipts, refused, receipt_reasons = take_receipts(given.receipts, currency)
    remittances, remittance_reasons = take_remittances(given.remittances, receipts)
    customers = take_customers(given.customers, items)
    items = with_entities(items, customers)
    return Intake(
        items,
        receipts,
        remittances,
        customers.join(
            items.select("customer_id", "entity_id").unique("customer_id"),
            "customer_id",
            how="left",
            suffix="_of_items",
        )
        .with_columns(
            pl.coalesce("entity_id", "entity_id_of_items", "customer_id").alias("entity_id")
        )
        .drop("entity_id_of_items"),
        conformed(given.aliases, frames.ALIASES, "aliases"),
        conformed(given.rates, frames.RATES, "rates"),
        refused,
        pl.concat([item_reasons, receipt_reasons, remittance_reasons]),
    )


def conformed(
    frame: pl.DataFrame, schema: Schema, name: str, keep: frozenset[str] = frozenset()
) -> pl.DataFrame:
    """The schema's columns in its order and types; ``keep`` names those cast later."""
    missing = [column for column in frames.REQUIRED[name] if column not in frame.columns]
    if missing:
        raise MatchInputError(f"{name}: no column for {', '.join(missing)}")
    return frame.select(
        column_as(frame, column, dtype, column in keep) for column, dtype in schema.items()
    )


def column_as(frame: pl.DataFrame, column: str, dtype: pl.DataType, is_kept: bool) -> pl.Expr:
    if column not in frame.columns:
        return pl.lit(None, dtype).alias(column)
    source, found = pl.col(column), frame.schema[column]
    if is_kept:
        return source
    if dtype == pl.String:
        text = source.cast(pl.String).str.strip_chars()
        return pl.when(text != "").then(text).alias(column)
    if dtype == pl.Date and found == pl.String:
        text = source.str.strip_chars()
        return pl.coalesce(
            text.str.to_datetime(form, strict=False).dt.date()
            if "%H" in form
            else text.str.to_date(form, strict=False)
            for form in DATE_FORMATS
        ).alias(column)
    if dtype == pl.Boolean and found == pl.String:
        return (
            source.str.to_lowercase()
            .str.strip_chars()
            .is_in(["true", "1", "si", "sí", "yes"])
            .alias(column)
        )
    return source.cast(dtype, strict=False)


def take_items(frame: pl.DataFrame, currency: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = conformed(frame, frames.ITEMS, "items", frozenset({"open_amount", "document_amount"}))
    rows = with_cents(with_cents(rows, "open_amount"), "document_amount")
    status = pl.col("status_code").str.to_lowercase().fill_null(OPEN)
    rows = rows.with_columns(
        status_code=pl.when(status.is_in([CLOSED, CANCELLED])).then(status).otherwise(pl.lit(OPEN)),
        currency_code=pl.col("currency_code").str.to_uppercase().fill_null(currency),
        document_number=pl.coalesce("document_number", "item_id"),
        document_amount_cents=pl.coalesce("document_amount_cents", "open_amount_cents"),
        due_date=pl.coalesce("due_date", "document_date"),
    )
    rows = rows.sort("item_id", nulls_last=True, maintain_order=True)
    fault = (
        pl.when(pl.col("item_id").is_null() | pl.col("customer_id").is_null())
        .then(pl.lit(NO_ID))
        .when(pl.col("open_amount_fault").is_not_null())
        .then(pl.col("open_amount_fault"))
        .when(has_two_contents("item_id", rows.columns))
        .then(pl.lit(AMBIGUOUS))
        .when(~pl.col("item_id").is_first_distinct())
        .then(pl.lit(REPEATED))
    )
    rows = rows.with_columns(fault=fault)
    good = rows.filter(pl.col("fault").is_null()).drop(
        "fault", "open_amount_fault", "document_amount_fault"
    )
    return good.with_row_index("item").cast({"item": pl.Int64}), reasons_of(
        rows, "item", "item_id", "fault"
    )


def take_receipts(
    frame: pl.DataFrame, currency: str
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    rows = conformed(frame, frames.RECEIPTS, "receipts", frozenset({"amount"}))
    rows = with_cents(rows, "amount").with_columns(
        currency_code=pl.col("currency_code").str.to_uppercase().fill_null(currency),
        is_provisional=pl.col("is_provisional").fill_null(False),
    )
    rows = rows.sort("receipt_date", "receipt_id", nulls_last=True, maintain_order=True)
    fault = (
        pl.when(pl.col("receipt_id").is_null())
        .then(pl.lit(NO_ID))
        .when(has_two_contents("receipt_id", rows.columns))
        .then(pl.lit(AMBIGUOUS))
        .when(~pl.col("receipt_id").is_first_distinct())
        .then(pl.lit(REPEATED))
        .when(pl.col("amount_fault").is_not_null())
        .then(pl.col("amount_fault"))
        .when(pl.col("amount_cents") == 0)
        .then(pl.lit(ZERO))
        .when(pl.col("amount_cents") < 0)
        .then(pl.lit(NEGATIVE))
        .when(pl.col("receipt_date").is_null())
        .then(pl.lit(NO_DATE))
    )
    rows = rows.with_columns(fault=fault)
    refused = rows.filter(pl.col("fault").is_not_null())
    good = rows.filter(pl.col("fault").is_null()).drop("fault", "amount_fault")
    return (
        good.with_row_index("receipt").cast({"receipt": pl.Int64}),
        refused.select("receipt_id", "receipt_date", "currency_code", "amount_cents", "fault"),
        reasons_of(rows, "receipt", "receipt_id", "fault"),
    )


def take_remittances(
    frame: pl.DataFrame, receipts: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = conformed(frame, frames.REMITTANCES, "remittances", frozenset({"amount"}))
    rows = with_cents(rows, "amount").with_row_index("remittance").cast({"remittance": pl.Int64})
    rows = rows.with_columns(
        remittance_id=pl.coalesce("remittance_id", pl.format("line {}", pl.col("remittance") + 1)),
    ).join(
        receipts.select("receipt_id", "receipt"), "receipt_id", how="left", maintain_order="left"
    )
    # A line without an amount is one that names a document; only a wrong amount is a fault.
    is_wrong = (
        pl.col("amount_cents").is_null()
        & pl.col("amount").is_not_null()
        & (pl.col("amount").cast(pl.String) != "")
    )
    fault = (
        pl.when(pl.col("receipt").is_null())
        .then(pl.lit(WITHOUT_RECEIPT))
        .when(is_wrong)
        .then(pl.col("amount_fault").fill_null(UNREADABLE))
    )
    rows = rows.with_columns(fault=fault)
    good = rows.filter(pl.col("receipt").is_not_null()).drop("fault", "amount_fault", "amount")
    return good, reasons_of(rows, "remittance", "remittance_id", "fault")


def take_customers(frame: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Customers as delivered, and those that only the items name."""
    delivered = conformed(frame, frames.CUSTOMERS, "customers")
    named = items.select("customer_id", "entity_id", "customer_name", rfc=pl.lit(None, pl.String))
    return (
        pl.concat([delivered, named])
        .filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id", maintain_order=True)
        .agg(pl.all().drop_nulls().first())
        .sort("customer_id")
    )


def with_entities(items: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    known = customers.select("customer_id", known_entity="entity_id")
    return (
        items.join(known, "customer_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("entity_id", "known_entity", "customer_id").alias("entity_id"))
        .drop("known_entity")
    )


def has_two_contents(key: str, columns: list[str]) -> pl.Expr:
    """Rows with one id that say different things: which of them is right nobody can tell."""
    contents = pl.struct(column for column in columns if column != key)
    return contents.n_unique().over(key) > 1


def reasons_of(rows: pl.DataFrame, subject: str, key: str, code: str) -> pl.DataFrame:
    return rows.filter(pl.col(code).is_not_null()).select(
        subject_code=pl.lit(subject),
        subject_id=pl.col(key).fill_null(""),
        reason_code=pl.col(code),
    )
