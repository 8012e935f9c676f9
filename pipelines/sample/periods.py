"""When the sample company's life happens: its months, its two deliveries and the bank's calendar.

Belongs here: dates and nothing but dates. Does not belong here: what happens on them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

AS_OF = date(2026, 10, 31)
MINIMUM_MONTHS = 6
MAXIMUM_MONTHS = 240
# The hard cases live in the last six months; an earlier quiet month must not contain their sales.
QUIET_MONTH_INDEX = 8
MONTHS_WITH_A_QUIET_ONE = 15


@dataclass(frozen=True)
class Delivery:
    """One full extract of the ERP: when it was handed over and the last document date in it."""

    number: int
    delivered_at: datetime
    last_day: date

    @property
    def folder(self) -> str:
        return f"{self.delivered_at:%Y-%m-%dT%H%M}"


FIRST = Delivery(1, datetime(2026, 10, 3, 6, 30), date(2026, 10, 2))
SECOND = Delivery(2, datetime(2026, 11, 3, 6, 30), date(2026, 11, 2))
DELIVERIES = (FIRST, SECOND)


@dataclass(frozen=True)
class Period:
    """The months the sample covers, ending with the as-of month.

    Raises ValueError when ``months`` is outside MINIMUM_MONTHS..MAXIMUM_MONTHS.
    """

    months: int

    def __post_init__(self) -> None:
        if not MINIMUM_MONTHS <= self.months <= MAXIMUM_MONTHS:
            raise ValueError(f"months must be between {MINIMUM_MONTHS} and {MAXIMUM_MONTHS}")

    def month(self, index: int) -> date:
        """First day of the month that is ``index`` months after the first."""
        count = AS_OF.year * 12 + AS_OF.month - self.months + index
        return date(count // 12, count % 12 + 1, 1)

    @property
    def first_day(self) -> date:
        return self.month(0)

    @property
    def last_day(self) -> date:
        return SECOND.last_day

    @property
    def quiet_month(self) -> date | None:
        """First day of the month in which nothing is sold; None in a short sample."""
        return self.month(QUIET_MONTH_INDEX) if self.months >= MONTHS_WITH_A_QUIET_ONE else None


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Butcher's rule)."""
    golden, century = year % 19, year // 100
    skipped = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = skipped - (skipped // 28) * (1 - (29 // (skipped + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def bank_holidays(year: int) -> list[date]:
    """The days on which Mexican banks are closed by the supervisor's yearly list."""

    def monday(month: int, nth: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=-first.weekday() % 7 + 7 * (nth - 1))

    fixed = [(1, 1), (5, 1), (9, 16), (11, 2), (12, 12), (12, 25)]
    return [
        *(date(year, month, day) for month, day in fixed),
        monday(2, 1),
        monday(3, 3),
        monday(11, 3),
        easter(year) - timedelta(days=3),
        easter(year) - timedelta(days=2),
    ]


def bank_calendar(period: Period) -> np.busdaycalendar:
    """Monday to Friday without bank holidays, from a year before the sample to a year after."""
    years = range(period.first_day.year - 1, period.last_day.year + 2)
    holidays = [np.datetime64(day, "D") for year in years for day in bank_holidays(year)]
    return np.busdaycalendar("1111100", holidays)


def days_between(first: date, last: date) -> Days:
    """Every day from ``first`` to ``last``, both included."""
    return np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)


def months_of(days: Days) -> Ints:
    """Months since January 1970, for grouping."""
    return days.astype("datetime64[M]").astype(np.int64)


def month_number(day: date) -> int:
    """Months since January 1970 of one day."""
    return (day.year - 1970) * 12 + day.month - 1


def weekdays_of(days: Days) -> Ints:
    """0 for Monday to 6 for Sunday. Day zero of the epoch was a Thursday."""
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
