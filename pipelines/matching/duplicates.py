"""Receipts that look like another one delivered again.

Belongs here: telling a second copy of a receipt from an equal one. Whether it has anything left to
pay is for the assignment to find.
"""

import polars as pl

from pipelines.matching.intake import Intake
from pipelines.matching.texts import cleaned, compact

SAME_TRANSFER, LOOKS_TWICE = "duplicate_receipt", "possible_duplicate"
FOUND = {"receipt": pl.Int64, "of_receipt": pl.Int64, "reason_code": pl.String}


def find_duplicates(taken: Intake, payers: pl.DataFrame, days: int) -> pl.DataFrame:
    """receipt, of_receipt, reason_code, one row per receipt that repeats an earlier one.

    ``duplicate_receipt``: the same tracking key, day, amount and currency. ``possible_duplicate``:
    the same payer, amount, currency and documents named with the same words, within ``days``.
    """
    named = (
        taken.remittances.sort("receipt", "document_ref", "amount_cents")
        .group_by("receipt", maintain_order=True)
        .agg(names=pl.concat_str(pl.col("document_ref", "memo").fill_null("")).str.join("|"))
    )
    first = payers.group_by("receipt", maintain_order=True).agg(pl.col("entity_id").first())
    rows = (
        taken.receipts.join(named, "receipt", how="left")
        .join(first, "receipt", how="left")
        .with_columns(
            key=compact(cleaned(pl.col("tracking_key"))),
            payer=pl.coalesce("entity_id", compact(cleaned(pl.col("payer_name")))),
            names=pl.col("names").fill_null(""),
        )
        .sort("receipt_date", "receipt")
    )
    same = ["currency_code", "amount_cents"]
    transfers = rows.filter(pl.col("key") != "")
    sure = earlier(transfers, [*same, "key", "receipt_date"], 0).with_columns(
        reason_code=pl.lit(SAME_TRANSFER)
    )
    others = rows.filter(pl.col("payer").is_not_null()).join(sure, "receipt", how="anti")
    looks = earlier(others, [*same, "payer", "names"], days).with_columns(
        reason_code=pl.lit(LOOKS_TWICE)
    )
    return pl.concat([sure, looks]).select(*FOUND)


def earlier(rows: pl.DataFrame, keys: list[str], days: int) -> pl.DataFrame:
    """Each row that follows an equal one within so many days, with the first of them."""
    before = pl.col("receipt_date").shift(1).over(keys)
    of = pl.col("receipt").shift(1).over(keys)
    marked = rows.with_columns(of_receipt=of, gap=(pl.col("receipt_date") - before).dt.total_days())
    return marked.filter(pl.col("gap") <= days).select("receipt", "of_receipt")
