"""What stands above the header of a bank's table: account, period and currency.

Belongs here: labels that banks use there, in any order and spelling. Does not belong here: the
table itself (tabular.py), accounts in file names (account_in_name).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.sources.notation import MONTHS
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import folded

ACCOUNT_LABEL = re.compile(r"^(?:(?:numero|no\.?|num\.?) ?(?:de )?)?(?:cuenta|clabe|account)\b")
PERIOD_LABEL = re.compile(r"^(?:periodo|fechas?|del)\b")
CURRENCY_LABEL = re.compile(r"^(?:moneda|divisa|currency)\b")
# An account of at least four digits; banks mask the first ones and set blanks between groups.
ACCOUNT = re.compile(r"(?<![0-9*])(?=(?:[ -]?[0-9*]){4})[0-9*](?:[ -]?[0-9*]){2,33}[0-9]")
DAY = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2}|[a-z]{3})\.?[/-](\d{4}|\d{2})(?!\d)")
CURRENCIES = {
    "MXN": ("mxn", "mxp", "m.n.", "mn", "pesos", "peso mexicano", "moneda nacional"),
    "USD": ("usd", "dls", "dolares", "dolar", "dolar americano"),
    "EUR": ("eur", "euros", "euro"),
}
NAMED_ACCOUNT = re.compile(r"(\d{4,18})_")


@dataclass(frozen=True)
class Preamble:
    """None where nothing above the header says so."""

    account_number: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    currency_code: str | None = None


def preamble_of(rows: Sequence[Sequence[str]]) -> Preamble:
    days = period_of(rows)
    return Preamble(
        account_number=account_of(rows),
        from_date=days[0] if days else None,
        to_date=days[-1] if days else None,
        currency_code=currency_of(rows),
    )


def account_in_name(path: Path) -> str | None:
    """The account that a file's name begins with: ``0123456789_octubre.csv``."""
    match = NAMED_ACCOUNT.match(path.name)
    return match.group(1) if match else None


def no_account() -> UnreadableFile:
    return UnreadableFile(
        "neither the file nor the beginning of its name says which account it is",
        "Name the file <account>_<anything>; this layout has no account inside",
    )


def labelled(rows: Sequence[Sequence[str]], label: re.Pattern[str]) -> Iterator[str]:
    """What follows a label: the rest of its cell, then the cells to its right."""
    for row in rows:
        for place, text in enumerate(row):
            plain = folded(text)
            match = label.match(plain)
            if match:
                yield " ".join([plain[match.end() :], *map(folded, row[place + 1 :])]).lstrip(" :.")


def account_of(rows: Sequence[Sequence[str]]) -> str | None:
    for text in labelled(rows, ACCOUNT_LABEL):
        match = ACCOUNT.search(text)
        if match:
            return re.sub(r"[ -]", "", match.group())
    return None


def period_of(rows: Sequence[Sequence[str]]) -> tuple[date, date] | None:
    """The first pair of days behind a label, the earlier one first."""
    for text in labelled(rows, PERIOD_LABEL):
        days = [day for match in DAY.finditer(text) if (day := day_of(*match.groups()))]
        if len(days) >= 2:
            return min(days[:2]), max(days[:2])
    return None


def day_of(day: str, month: str, year: str) -> date | None:
    number = int(month) if month.isdigit() else MONTHS.index(month) + 1 if month in MONTHS else 0
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def currency_of(rows: Sequence[Sequence[str]]) -> str | None:
    for text in labelled(rows, CURRENCY_LABEL):
        for code, names in CURRENCIES.items():
            if any(re.match(rf"{re.escape(name)}(?![a-z])", text) for name in names):
                return code
    return None
