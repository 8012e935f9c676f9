"""The date or period that a printed report says it is of.

Belongs here: "Al 31 de octubre de 2026", "Del 01/10/2026 al 31/10/2026" and what else reports
write. Does not belong here: dates in their lines (notation.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.sources.notation import FIRST_YEAR, LAST_YEAR, MONTHS
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.report_layout import spoken

# Titles are short; whatever is longer is none.
MAX_CHARACTERS = 1_000
REMEDY = 'Print the report with its date on top, such as "Al 31 de octubre de 2026"'

MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*\.?"
DAY = (
    rf"(\d{{1,2}}(?:\s?[-/.]\s?|\s(?:de\s)?)(?:\d{{1,2}}|{MONTH})"
    r"(?:\s?[-/.,]\s?|\s(?:del?\s)?)(?:\d{4}|\d{2})(?!\d)|\d{4}-\d{2}-\d{2})"
)
# The first day may leave out what the last one says: "del 1 al 31 de octubre de 2026".
FIRST_DAY = rf"(?:{DAY}|(\d{{1,2}})(?:\s(?:de\s)?({MONTH}))?)"
TIME = r"(?:\s00:00:00)?"
PERIOD = re.compile(
    rf"\b(?:del?|desde)(?:\sel)?(?:\sdia)?\s?:?\s?{FIRST_DAY}{TIME},?\s?"
    rf"(?:-|\bal?\b|\bhasta\b)(?:\sel)?\s?:?\s?{DAY}"
)
AS_OF = re.compile(rf"\b(?:al|corte|hasta)(?:\sel)?(?:\sdia)?\s?:?\s?{DAY}")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
PARTS = re.compile(rf"(\d{{1,2}})\D+?(\d{{1,2}}|{MONTH})\D+?(\d{{4}}|\d{{2}})$")


@dataclass(frozen=True)
class PrintedDate:
    """last: the day the report is of. first: where its period begins; None for a day alone."""

    first: date | None
    last: date


def printed_date(titles: Iterable[str]) -> PrintedDate:
    """The one date or period that the rows above a header say.

    Raises UnreadableFile when there is none, or two that differ, or one that does not exist.
    """
    periods: set[tuple[date, date]] = set()
    days: set[date] = set()
    for title in titles:
        text = spoken(title[:MAX_CHARACTERS])
        for found in PERIOD.finditer(text):
            last = day_of(found.group(4))
            periods.add((first_day(found.groups(), last), last))
        days.update(day_of(found.group(1)) for found in AS_OF.finditer(PERIOD.sub(" ", text)))
    last_days = days | {last for _, last in periods}
    if not last_days:
        raise UnreadableFile("no date stands above its header", REMEDY)
    if len(last_days) > 1 or len(periods) > 1:
        raise UnreadableFile("more than one date stands above its header", REMEDY)
    first = next((first for first, _ in periods), None)
    (last,) = last_days
    if first is not None and first > last:
        raise UnreadableFile("its period ends before it begins", REMEDY)
    return PrintedDate(first, last)


def first_day(groups: Sequence[str | None], last: date) -> date:
    """groups: of PERIOD: the first day in full, or its day and month with the last day's rest."""
    whole, day, month, _ = groups
    if whole is not None:
        return day_of(whole)
    return a_date(last.year, month_number(month) if month else last.month, int(day or 0))


def day_of(text: str) -> date:
    iso = ISO.match(text)
    if iso:
        return a_date(*(int(part) for part in iso.groups()))
    parts = PARTS.match(text)
    assert parts is not None
    day, month, year = parts.groups()
    century = 2000 if len(year) == 2 else 0
    return a_date(century + int(year), month_number(month), int(day))


def month_number(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text[:3]) + 1


def a_date(year: int, month: int, day: int) -> date:
    """Raises UnreadableFile for a day that does not exist."""
    try:
        found = date(year, month, day)
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableFile("the date above its header does not exist", REMEDY)
    return found
