"""How files write numbers and dates, and the exact value of each: one Polars expression a type.

Belongs here: the grammar of amounts, whole numbers, dates and timestamps, and the reason why a
text is none. Does not belong here: files, columns and contracts (typed_columns.py).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

ISO_DATE = "%Y-%m-%d"
ISO_TIMESTAMP = "%Y-%m-%d %H:%M:%S%.f"
# Without a fraction first: it is what exports write, and Polars reads it several times faster.
TIMESTAMP_FORMATS = ("%Y-%m-%d %H:%M:%S", ISO_TIMESTAMP, "%Y-%m-%dT%H:%M:%S%.f")
FIRST_YEAR, LAST_YEAR = 1900, 2199

# Spreadsheets hold numbers in binary: 0.07 arrives as some nine decimals beside it.
BINARY_DIGITS = pl.Decimal(38, 9)
BINARY_TOLERANCE = 1e-9
BINARY_PRECISION = 2.0**-53

MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
ENGLISH_MONTHS = {"jan": "01", "apr": "04", "aug": "08", "dec": "12"}

DIRECTIVES = {
    "%Y": r"\d{4}",
    "%y": r"\d{2}",
    "%m": r"\d{1,2}",
    "%d": r"\d{1,2}",
    "%b": r"[a-z]{3,4}\.?",
    "%H": r"\d{1,2}",
    "%M": r"\d{2}",
    "%S": r"\d{2}",
    "%.f": r"(?:\.\d+)?",
}


@dataclass(frozen=True)
class Notation:
    """date_formats: tried in order; ``%b`` is a Spanish or English month, dot or no dot.
    decimal_mark, thousands_mark: single characters, the latter '' where none is written.
    currency_sign: may stand before an amount, '' where none does.
    is_binary: numbers come from a spreadsheet's binary floating point, rounded to 9 decimals;
        the marks are then those of the point alone, for numbers are no text there.
    """

    date_formats: tuple[str, ...] = (ISO_DATE, ISO_TIMESTAMP)
    decimal_mark: str = "."
    thousands_mark: str = ""
    currency_sign: str = ""
    is_binary: bool = False

    def for_workbook(self) -> "Notation":
        formats = (*self.date_formats, ISO_TIMESTAMP)
        return Notation(formats, currency_sign=self.currency_sign, is_binary=True)


def is_empty_to_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def parsed(text: pl.Expr, dtype: pl.DataType, notation: Notation) -> pl.Expr:
    """The exact value of a trimmed text, null where it is not one of this type.

    Raises TypeError for a type that no contract uses.
    """
    if isinstance(dtype, pl.Decimal):
        return decimal(text, dtype, notation)
    if dtype == pl.Int64:
        whole = text.str.replace(r"\.0+$", "") if notation.is_binary else text
        return whole.cast(pl.Int64, strict=False)
    if dtype == pl.Date:
        return in_range(first_of(text, notation.date_formats, date))
    if dtype == pl.Datetime:
        return in_range(first_of(text, TIMESTAMP_FORMATS, timestamp))
    if dtype == pl.String:
        return text
    raise TypeError(f"no notation is known for {dtype}")


def first_of(
    text: pl.Expr, formats: Sequence[str], parse: Callable[[pl.Expr, str], pl.Expr]
) -> pl.Expr:
    """What the first format that fits gives. A later one sees only the texts still unread, so
    that a file in one format costs one pass.
    """
    value = parse(text, formats[0])
    for form in formats[1:]:
        value = value.fill_null(parse(pl.when(value.is_null()).then(text), form))
    return value


def number_pattern(integer_digits: int, scale: int | None, notation: Notation) -> str:
    """scale: most decimals that are not zero; None for any."""
    point = re.escape(notation.decimal_mark)
    decimals = r"\d+" if scale is None else rf"\d{{1,{scale}}}0*"
    whole = rf"\d{{1,{integer_digits}}}"
    if notation.thousands_mark:
        whole = rf"(?:\d{{1,3}}(?:{re.escape(notation.thousands_mark)}\d{{3}})+|{whole})"
    return rf"^-?{whole}(?:{point}{decimals})?$"


def decimal(text: pl.Expr, dtype: pl.Decimal, notation: Notation) -> pl.Expr:
    precision = dtype.precision or 38
    integer_digits = precision - dtype.scale
    plain = text
    if notation.currency_sign:
        sign = re.escape(notation.currency_sign)
        plain = plain.str.replace(rf"^(-?){sign} ?(-?)", "${1}${2}")
    if notation.is_binary:
        wide = pl.when(plain.str.contains(number_pattern(integer_digits, None, notation))).then(
            plain.cast(BINARY_DIGITS, strict=False)
        )
        exact = wide.cast(dtype, strict=False)
        noise = (wide - exact.cast(BINARY_DIGITS)).cast(pl.Float64).abs()
        # Judges the noise only; the value itself never passes through a float.
        allowed = wide.cast(pl.Float64).abs() * BINARY_PRECISION + BINARY_TOLERANCE
        return pl.when(noise <= allowed).then(exact)
    well_formed = plain.str.contains(number_pattern(integer_digits, dtype.scale, notation))
    if notation.thousands_mark:
        plain = plain.str.replace_all(notation.thousands_mark, "", literal=True)
    if notation.decimal_mark != ".":
        plain = plain.str.replace(notation.decimal_mark, ".", literal=True)
    return pl.when(well_formed).then(plain.cast(dtype, strict=False))


def date(text: pl.Expr, form: str) -> pl.Expr:
    text, form = without_month_names(text, form)
    if "%H" in form:
        long = pl.when(text.str.len_bytes() > len("YYYY-MM-DD")).then(text)
        return long.str.to_datetime(form, strict=False, time_unit="us").dt.date()
    return text.str.to_date(form, strict=False)


def timestamp(text: pl.Expr, form: str) -> pl.Expr:
    return text.str.to_datetime(form, strict=False, time_unit="us")


def without_month_names(text: pl.Expr, form: str) -> tuple[pl.Expr, str]:
    if "%b" not in form:
        return text, form
    numbers = {name: f"{number:02d}" for number, name in enumerate(MONTHS, start=1)}
    numbers |= ENGLISH_MONTHS | {"sept": "09"}
    with_dot = {f"{name}.": number for name, number in numbers.items()}
    longest_first = dict(sorted((with_dot | numbers).items(), key=lambda pair: -len(pair[0])))
    renamed = text.str.replace_many(longest_first, ascii_case_insensitive=True, leftmost=True)
    return renamed, form.replace("%b", "%m")


def in_range(moment: pl.Expr) -> pl.Expr:
    """A year of two digits read as the year 26 is no date of a ledger."""
    return pl.when(moment.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(moment)


def fault(text: pl.Expr, dtype: pl.DataType, notation: Notation) -> pl.Expr:
    """Why a trimmed text that did not parse is none of this type; names the kind, not the value."""
    if isinstance(dtype, pl.Decimal) or dtype == pl.Int64:
        return number_fault(text, dtype, notation)
    return date_fault(text, dtype, notation)


def number_fault(text: pl.Expr, dtype: Any, notation: Notation) -> pl.Expr:
    plain = text.str.replace_all(notation.currency_sign, "", literal=True)
    own = number_pattern(38, None, notation)
    scale = dtype.scale if isinstance(dtype, pl.Decimal) else 0
    too_precise = rf"{re.escape(notation.decimal_mark)}\d{{{scale}}}\d*[1-9]"
    finer = "more decimals than the column holds" if scale else "decimals in a whole number"
    return (
        pl.when(plain.str.contains(own) & plain.str.contains(too_precise))
        .then(pl.lit(finer))
        .when(plain.str.contains(own))
        .then(pl.lit("number too large for the column"))
        .when(plain.str.contains(r"^-?\d{1,3}(?:\.\d{3})*,\d+$|^-?\d+,\d+$"))
        .then(pl.lit("number with a comma decimal"))
        .when(plain.str.contains(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d*)?$"))
        .then(pl.lit("number with thousands commas"))
        .when(plain.str.contains(r"^[+-]?\d+(?:\.\d*)?[eE][+-]?\d+$"))
        .then(pl.lit("number in exponent notation"))
        .when(plain.str.contains(r"^[-+(]?[\d.,' ]+[-+)]?$"))
        .then(pl.lit("number in a notation that is not the expected one"))
        .otherwise(pl.lit("text where a number is expected"))
    )


def date_fault(text: pl.Expr, dtype: pl.DataType, notation: Notation) -> pl.Expr:
    formats = (ISO_TIMESTAMP,) if dtype == pl.Datetime else notation.date_formats
    shapes = "|".join(f"(?:{format_pattern(form)})" for form in formats)
    return (
        pl.when(text.str.contains(rf"(?i)^(?:{shapes})$"))
        .then(pl.lit(f"a date that does not exist or lies outside {FIRST_YEAR}-{LAST_YEAR}"))
        .when(text.str.contains(r"^\d{1,4}[-/. ]\w+\.?[-/. ]\d{1,4}"))
        .then(pl.lit("a date in another format than the expected one"))
        .otherwise(pl.lit("text where a date is expected"))
    )


def format_pattern(form: str) -> str:
    """The regular expression of texts written in a date format.

    Raises ValueError for a directive that is not one of DIRECTIVES.
    """
    pattern = ""
    for part in re.findall(r"%\.f|%.|[^%]+|%", form):
        if part.startswith("%"):
            if part not in DIRECTIVES:
                raise ValueError(part)
            pattern += DIRECTIVES[part]
        else:
            pattern += re.escape(part)
    return pattern
