"""Months and as-of dates.

Belongs here: parsing and counting them. Which months exist is data (dim_periods).
"""

import re
from calendar import monthrange
from datetime import date

MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_month(text: str) -> date:
    """``2026-10`` as its first day. Raises ValueError for anything else."""
    match = MONTH.fullmatch(text)
    if match is None:
        raise ValueError("a month is written YYYY-MM, such as 2026-10")
    return date(int(match.group(1)), int(match.group(2)), 1)


def parse_day(text: str) -> date:
    """``2026-10-31`` as a date. Raises ValueError for anything else, other ISO notations too."""
    if not DAY.fullmatch(text):
        raise ValueError("a date is written YYYY-MM-DD, such as 2026-10-31")
    return date.fromisoformat(text)


def month_code(day: date) -> str:
    return f"{day:%Y-%m}"


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(month: date, count: int) -> date:
    """The first day of the month ``count`` months after (before, when negative) a month."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)
