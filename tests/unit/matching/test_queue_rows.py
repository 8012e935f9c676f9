"""The rows of the book of decisions that are written beforehand."""

from datetime import date
from decimal import Decimal

import polars as pl

from pipelines.queues.decision_rows import MOST_ROWS, decision_rows

AS_OF = date(2026, 10, 31)


def waiting(*rows: tuple[str, str, str, str | None, int]) -> pl.DataFrame:
    """Receipt, source, amount, codes of its payer, documents proposed."""
    return pl.DataFrame(
        [
            (receipt, source, AS_OF, "MXN", Decimal(amount), codes, count, "PAGADORA", "PAGO", 0.5)
            for receipt, source, amount, codes, count in rows
        ],
        schema={
            "receipt_id": pl.String, "source_code": pl.String, "receipt_date": pl.Date,
            "currency_code": pl.String, "receipt_amount": pl.Decimal(18, 2),
            "customer_codes": pl.String, "document_count": pl.Int64, "payer_name": pl.String,
            "bank_text": pl.String, "confidence": pl.Float64,
        },
        orient="row",
    )  # fmt: skip


def candidates(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(*row[:3], Decimal(row[3])) for row in rows],
        schema={
            "receipt_id": pl.String, "document_number": pl.String, "customer_code": pl.String,
            "applied_amount": pl.Decimal(18, 2),
        },
        orient="row",
    )  # fmt: skip


def test_each_proposed_document_has_a_row_and_an_unknown_deposit_an_empty_one():
    rows, left_out = decision_rows(
        waiting(("R-1", "bank", "30", "K1", 2), ("R-2", "bank", "50", None, 0)),
        candidates(("R-1", "A-1", "K1", "10"), ("R-1", "A-2", "K1", "20")),
        AS_OF,
    )
    assert left_out == 0
    shown = rows.select("receipt_id", "line_number", "customer_code", "document_number").rows()
    assert shown == [("R-2", 1, None, None), ("R-1", 1, "K1", "A-1"), ("R-1", 2, "K1", "A-2")]
    assert set(rows["decided_date"]) == {AS_OF}
    assert rows[0, "known"] == "31/10/2026 · 50.00 MXN · PAGADORA · PAGO · certeza 50.0 %"


def test_of_several_codes_none_is_filled_in():
    rows, _ = decision_rows(waiting(("R-1", "bank", "30", "K1, K2", 0)), candidates(), AS_OF)
    assert rows["customer_code"].to_list() == [None]


def test_cash_on_account_is_asked_about_only_where_something_is_proposed():
    given = waiting(("C-1", "unapplied", "30", "K1", 0), ("C-2", "unapplied", "20", "K1", 1))
    rows, _ = decision_rows(given, candidates(("C-2", "A-1", "K1", "20")), AS_OF)
    assert rows["receipt_id"].to_list() == ["C-2"]


def test_the_smallest_amounts_find_no_room_in_a_full_book():
    many = waiting(*((f"R-{n}", "bank", str(n), None, 0) for n in range(1, MOST_ROWS + 6)))
    rows, left_out = decision_rows(many, candidates(), AS_OF)
    assert (rows.height, left_out) == (MOST_ROWS, 5)
    assert rows["receipt_id"][-1] == "R-6"
