"""Amounts of any spelling and type in whole cents, or a reason why not."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.matching.amounts import money, with_cents


def read(value: Any, dtype: Any = pl.String) -> tuple[int | None, str | None]:
    frame = with_cents(pl.DataFrame({"amount": [value]}, schema={"amount": dtype}), "amount")
    return frame["amount_cents"][0], frame["amount_fault"][0]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.56", 123456),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("1 234,56", 123456),
        ("1'234.56", 123456),
        ("1,234", 123400),
        ("12,5", 1250),
        ("$1,234.56", 123456),
        ("MXN 1,234.56", 123456),
        ("1,234.56 MXN", 123456),
        ("(1,234.56)", -123456),
        ("1,234.56-", -123456),
        ("-$ 5.10", -510),
        ("\uff11\uff12.\uff13\uff14", 1234),
        ("12\u200b.34", 1234),
        ("12\u00a0345.00", 1234500),
        ("0.30000000000000004", 30),
        ("1180.1999999999998", 118020),
        ("1.5e3", 150000),
        ("0", 0),
    ],
    ids=ascii,
)
def test_a_text_is_read_as_it_is_meant(text: str, cents: int) -> None:
    assert read(text) == (cents, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("12.345", "amount_finer_than_cents"),
        ("doce", "amount_unreadable"),
        ("1,23,4.5", "amount_unreadable"),
        ("nan", "amount_unreadable"),
        ("inf", "amount_unreadable"),
        ("", "amount_unreadable"),
        (None, "amount_unreadable"),
        ("99999999999999999999", "amount_unreadable"),
    ],
)
def test_what_is_no_amount_says_why(text: str | None, fault: str) -> None:
    assert read(text) == (None, fault)


@pytest.mark.parametrize(
    ("value", "dtype", "cents"),
    [
        (0.1 + 0.2, pl.Float64, 30),
        (1180.1999999999998, pl.Float64, 118020),
        (99_999_999.99, pl.Float64, 9_999_999_999),
        (12.345, pl.Float64, None),
        (float("nan"), pl.Float64, None),
        (float("inf"), pl.Float64, None),
        (7, pl.Int32, 700),
        (Decimal("12.34"), pl.Decimal(18, 2), 1234),
        (Decimal("12.3450"), pl.Decimal(18, 4), None),
    ],
)
def test_a_number_is_exact_or_refused(value: Any, dtype: Any, cents: int | None) -> None:
    assert read(value, dtype)[0] == cents


def test_cents_go_back_to_exact_money() -> None:
    frame = pl.DataFrame({"cents": [-1, 123456789012345]}).select(money(pl.col("cents")))

    assert frame["cents"].to_list() == [Decimal("-0.01"), Decimal("1234567890123.45")]
