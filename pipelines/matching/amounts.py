"""Amounts as they come, in whole cents.

Belongs here: the one way from a column of any type to exact cents, and why a value has none.
Nothing after this module sees a float that is money.
"""

import polars as pl

from pipelines.matching.frames import MONEY

# Binary noise of sums such as 0.1 + 0.2; half a cent and more is another amount.
NOISE_CENTS = 1e-3
LARGEST = 10**15
UNREADABLE, FINER, ZERO = "amount_unreadable", "amount_finer_than_cents", "amount_zero"
GROUPED = r"^-?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?$"
GROUPED_COMMA = r"^-?\d{1,3}(?:[.' ]\d{3})+,\d{1,2}$"
COMMA_DECIMAL = r"^-?\d+,\d{1,2}$"


def with_cents(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Adds ``<column>_cents`` (Int64, null where there is none) and ``<column>_fault`` (String).

    Text: point decimals with , ' or blank as thousands marks; comma decimals with . ' or blank;
    a currency sign or code before it; a minus before or after it, or parentheses. ``1,234`` is a
    thousand. Floats: rounded where only noise lies beside a cent.
    """
    source = pl.col(column)
    cents = cents_of(source, frame.schema[column])
    is_there = source.is_not_null() & (source.cast(pl.String).str.strip_chars() != "")
    return frame.with_columns(cents.alias(f"{column}_cents")).with_columns(
        pl.when(pl.col(f"{column}_cents").is_null() & is_there)
        .then(
            pl.when(source.cast(pl.String).str.contains(r"\.\d{2}\d*[1-9]"))
            .then(pl.lit(FINER))
            .otherwise(pl.lit(UNREADABLE))
        )
        .when(~is_there)
        .then(pl.lit(UNREADABLE))
        .alias(f"{column}_fault")
    )


def cents_of(source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_integer():
        whole = source.cast(pl.Int64, strict=False)
        return pl.when(whole.abs() < LARGEST // 100).then(whole * 100)
    if isinstance(dtype, pl.Decimal):
        wide = source.cast(pl.Decimal(38, 9), strict=False)
        cents = (source * 100).cast(pl.Int64, strict=False)
        return pl.when(cents.cast(pl.Decimal(38, 9)) == wide * 100).then(cents)
    if dtype.is_float():
        return float_cents(source)
    return text_cents(source.cast(pl.String))


def float_cents(value: pl.Expr) -> pl.Expr:
    scaled = value.cast(pl.Float64) * 100
    # The noise of a binary number grows with it.
    allowed = pl.max_horizontal(scaled.abs() * 2.0**-48, pl.lit(NOISE_CENTS))
    is_cent = (
        value.is_finite() & (scaled.abs() < LARGEST) & ((scaled - scaled.round()).abs() <= allowed)
    )
    return pl.when(is_cent).then(scaled).round().cast(pl.Int64, strict=False)


def text_cents(text: pl.Expr) -> pl.Expr:
    plain = (
        text.str.normalize("NFKC")
        .str.replace_all(r"[\p{Cf}]", "")
        .str.replace_all(r"[\s\x{00a0}]+", " ")
        .str.strip_chars()
        .str.replace(r"^(-?)\s*(?:[A-Za-z]{3}\b|[$€£¥])\s*(-?)", "${1}${2}")
        .str.replace(r"(?i)\s*[a-z]{3}$", "")
        .str.replace(r"^\((.+)\)$", "-${1}")
        .str.replace(r"^([^-].*)-$", "-${1}")
        .str.replace(r"^-?\s*\$\s*", "")
        .str.replace(r"^-\s+", "-")
    )
    unmarked = (
        pl.when(plain.str.contains(GROUPED))
        .then(plain.str.replace_all(r"[,' ]", ""))
        .when(plain.str.contains(GROUPED_COMMA))
        .then(plain.str.replace_all(r"[.' ]", "").str.replace(",", ".", literal=True))
        .when(plain.str.contains(COMMA_DECIMAL))
        .then(plain.str.replace(",", ".", literal=True))
        .otherwise(plain)
    )
    exact = pl.when(unmarked.str.contains(r"^-?\d{1,13}(?:\.\d{1,2}0*)?$")).then(unmarked)
    noisy = pl.when(
        unmarked.str.contains(r"^-?\d{1,13}\.(?:\d{2}(?:0{3,}|9{3,})\d*|\d0{4,}\d*)$")
        | unmarked.str.contains(r"^-?\d(?:\.\d+)?[eE][+-]?\d{1,2}$")
    ).then(unmarked)
    cents = (exact.cast(pl.Decimal(38, 9), strict=False).cast(MONEY, strict=False) * 100).cast(
        pl.Int64, strict=False
    )
    return cents.fill_null(float_cents(noisy.cast(pl.Float64, strict=False)))


def money(cents: pl.Expr) -> pl.Expr:
    """Whole cents as DECIMAL(18, 2)."""
    return (cents.cast(pl.Decimal(38, 2)) / 100).cast(MONEY)
