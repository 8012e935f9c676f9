"""The rows of the book of decisions that are written beforehand: one per deposit and document.

Belongs here: what is filled in and what is left to the person. Does not belong here: the book's
columns (books/cash_books.py), cells (workbook.py).
"""

from datetime import date

import polars as pl

from pipelines.books.layout import ROOM

# Some rows stay free for what a person adds.
MOST_ROWS = ROOM - 200
COLUMNS = ("receipt_id", "line_number", "customer_code", "document_number", "paid_amount", "known")


def decision_rows(
    unexplained: pl.DataFrame, candidates: pl.DataFrame, as_of: date
) -> tuple[pl.DataFrame, int]:
    """COLUMNS and ``decided_date``, and how many rows found no room: those of the smallest amounts.

    unexplained, candidates: frames.QUERIES. A deposit without a candidate has one row to fill in.
    Cash that the ERP holds on account has a row only where something is proposed for it.
    """
    asked = unexplained.filter(
        (pl.col("source_code") == "bank") | (pl.col("document_count") > 0)
    ).select(
        "receipt_id",
        "receipt_date",
        "receipt_amount",
        "customer_codes",
        known=known_of(),
    )
    rows = (
        asked.join(candidates, "receipt_id", how="left", maintain_order="left")
        .with_columns(
            line_number=pl.int_range(1, pl.len() + 1).over("receipt_id"),
            # One code is the payer's; of several nobody knows which.
            customer_code=pl.coalesce(
                "customer_code",
                pl.when(~pl.col("customer_codes").str.contains(",")).then("customer_codes"),
            ),
        )
        .sort("receipt_amount", "receipt_id", "line_number", descending=[True, False, False])
        .with_columns(decided_date=pl.lit(as_of))
        .rename({"applied_amount": "paid_amount"})
    )
    return rows.head(MOST_ROWS).select(*COLUMNS, "decided_date"), max(rows.height - MOST_ROWS, 0)


def known_of() -> pl.Expr:
    """Day, amount, payer, text and confidence of a deposit in one line."""
    confidence = (pl.col("confidence").cast(pl.Float64) * 100).round(1)
    return pl.concat_str(
        pl.col("receipt_date").dt.strftime("%d/%m/%Y"),
        pl.format("{} {}", "receipt_amount", "currency_code"),
        pl.col("payer_name"),
        pl.col("bank_text"),
        pl.when(confidence.is_not_null()).then(pl.format("certeza {} %", confidence)),
        separator=" · ",
        ignore_nulls=True,
    ).str.slice(0, 480)
