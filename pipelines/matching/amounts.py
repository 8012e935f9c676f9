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
EXACT = r"^-?\d{1,13}(?:\.\d{1,2}0*)?$"
NOISY = r"^-?\d{1,13}\.(?:\d{2}(?:0{3,}|9{3,})\d*|\d0{4,}\d*)$|^-?\d(?:\.\d+)?[eE][+-]?\d{1,2}$"


def with_cents(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Adds ``<column>_cents`` (Int64, null where there is none) and ``<column>_fault`` (String).

    Text: point decimals with , ' or blank as thousands marks; comma decimals with . ' or blank;
    a currency sign or code before it; a minus before or after it, or parentheses. ``1,234`` is a
    thousand. Floats: rounded where only noise lies beside a cent.
    """
    values = frame.get_column(column)
    text = values.cast(pl.String).str.strip_chars()
    cents = cents_of(values)
    fault = pl.select(
        pl.when((text == "").fill_null(True))
        .then(pl.lit(UNREADABLE))
        .when(cents.is_not_null())
        .then(None)
        .when(text.str.contains(r"\.\d{2}\d*[1-9]"))
        .then(pl.lit(FINER))
        .otherwise(pl.lit(UNREADABLE))
        .alias(f"{column}_fault")
    ).to_series()
    return frame.with_columns(cents.alias(f"{column}_cents"), fault)


def cents_of(values: pl.Series) -> pl.Series:
    source, dtype = pl.col("value"), values.dtype
    frame = pl.DataFrame({"value": values})
    if dtype.is_integer():
        whole = source.cast(pl.Int64, strict=False)
        found: pl.Expr = pl.when(whole.abs() < LARGEST // 100).then(whole * 100)
    elif isinstance(dtype, pl.Decimal):
        wide = source.cast(pl.Decimal(38, 9), strict=False)
        cents = (source * 100).cast(pl.Int64, strict=False)
        found = pl.when(cents.cast(pl.Decimal(38, 9)) == wide * 100).then(cents)
    elif dtype.is_float():
        found = float_cents(source)
    else:
        return text_cents(values.cast(pl.String))
    return frame.select(found).to_series()


def float_cents(value: pl.Expr) -> pl.Expr:
    scaled = value.cast(pl.Float64) * 100
    # The noise of a binary number grows with it.
    allowed = pl.max_horizontal(scaled.abs() * 2.0**-48, pl.lit(NOISE_CENTS))
    is_cent = (
        value.is_finite() & (scaled.abs() < LARGEST) & ((scaled - scaled.round()).abs() <= allowed)
    )
    return pl.when(is_cent).then(scaled).round().cast(pl.Int64, strict=False)


def text_cents(values: pl.Series) -> pl.Series:
    """In steps, so that no step is computed for each use of it."""
    text, plain, unmarked = pl.col("text"), pl.col("plain"), pl.col("unmarked")
    rows = pl.DataFrame({"text": values}).select(
        plain=text.str.normalize("NFKC")
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
    rows = rows.select(
        unmarked=pl.when(plain.str.contains(GROUPED))
        .then(plain.str.replace_all(r"[,' ]", ""))
        .when(plain.str.contains(GROUPED_COMMA))
        .then(plain.str.replace_all(r"[.' ]", "").str.replace(",", ".", literal=True))
        .when(plain.str.contains(COMMA_DECIMAL))
        .then(plain.str.replace(",", ".", literal=True))
        .otherwise(plain)
    )
    rows = rows.select(
        exact=pl.when(unmarked.str.contains(EXACT)).then(unmarked),
        noisy=pl.when(unmarked.str.contains(NOISY)).then(unmarked).cast(pl.Float64, strict=False),
    )
    wide = pl.col("exact").cast(pl.Decimal(38, 9), strict=False).cast(MONEY, strict=False)
    exact = (wide * 100).cast(pl.Int64, strict=False)
    return rows.select(exact.fill_null(float_cents(pl.col("noisy")))).to_series()


def money(cents: pl.Expr) -> pl.Expr:
    """Whole cents as DECIMAL(18, 2)."""
    return (cents.cast(pl.Decimal(38, 2)) / 100).cast(MONEY)
