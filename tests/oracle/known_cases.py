"""Ageings whose figures are known from elsewhere: other systems' own test cases, and every edge.

Belongs here: ledgers with what is expected of them on one day, worked out by hand.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.oracle.slow_aging import Charge, Ledger, Line

DAY = date(2026, 7, 31)
YESTERDAY = DAY - timedelta(days=1)
ONE = Decimal(1)


@dataclass(frozen=True)
class Case:
    """open: what is open, by days past due; unapplied: in total. On DAY."""

    name: str
    ledger: Ledger
    open: dict[int, str]
    unapplied: str = "0"


def invoice(amount: str, day: date, *dues: tuple[int, str], number: int = 1) -> Charge:
    """dues: days after ``day`` and percentage."""
    shares = tuple((day + timedelta(days=after), Decimal(percent)) for after, percent in dues)
    return Charge(str(number), "", "MXN", day, Decimal(amount), ONE, shares)


def paid(amount: str, day: date, charge: int | None = 1, number: int = 1) -> Line:
    target = None if charge is None else str(charge)
    return Line(str(number), "", "MXN", day, Decimal(amount), ONE, target)


IN_THREE = invoice("100", DAY - timedelta(30), (30, "30"), (60, "50"), (90, "20"))
EDGES = (-1, 0, 1, 30, 31, 60, 61, 90, 91, 120, 121)

CASES = [
    Case(
        "three terms of 30, 50 and 20, 40 paid: the oldest first, the settled one leaves",
        Ledger([IN_THREE], [paid("40", DAY)]),
        {-30: "40", -60: "20"},
    ),
    Case(
        "and a credit note of 100 that stands alone: it hides in no bucket",
        Ledger([IN_THREE], [paid("40", DAY), paid("100", DAY, None, 2)]),
        {-30: "40", -60: "20"},
        "100",
    ),
    Case("a credit note over the whole invoice", Ledger([IN_THREE], [paid("100", DAY)]), {}),
    Case(
        "100 of yesterday with 40 paid, a credit note of 100 alone",
        Ledger([invoice("100", YESTERDAY)], [paid("40", DAY), paid("100", DAY, None, 2)]),
        {1: "60"},
        "100",
    ),
    Case("1000 paid without any invoice", Ledger([], [paid("1000", DAY, None)]), {}, "1000"),
    Case(
        "99.99 of 100 paid: a cent is left",
        Ledger([invoice("100", YESTERDAY)], [paid("99.99", DAY)]),
        {1: "0.01"},
    ),
    Case("200 less 150", Ledger([invoice("200", DAY)], [paid("150", DAY)]), {0: "50"}),
    Case(
        "100 of yesterday and 85 of today",
        Ledger([invoice("100", YESTERDAY), invoice("85", DAY, number=2)]),
        {1: "100", 0: "85"},
    ),
    Case(
        "a payment of tomorrow is not there yet",
        Ledger([invoice("100", YESTERDAY)], [paid("100", DAY + timedelta(1))]),
        {1: "100"},
    ),
    Case(
        "a receipt before its invoice waits",
        Ledger([invoice("100", DAY + timedelta(5))], [paid("100", YESTERDAY)]),
        {},
        "100",
    ),
    Case(
        "shares of 33.333333 % leave the remainder to the last",
        Ledger([invoice("100", DAY, (1, "33.333333"), (2, "33.333333"), (3, "33.333333"))]),
        {-1: "33.33", -2: "33.33", -3: "33.34"},
    ),
    Case(
        "shares over 100 % stop at the charge",
        Ledger([invoice("100", DAY, (1, "80"), (2, "80"), (3, "80"))]),
        {-1: "80", -2: "20"},
    ),
    Case(
        "more paid than there was: nothing is open below zero",
        Ledger([invoice("100", YESTERDAY)], [paid("130", DAY)]),
        {},
    ),
    Case(
        "120 used of 100 and 50 kept, the oldest first",
        Ledger(
            [],
            [
                paid("100", DAY - timedelta(60), None, 1),
                paid("50", DAY - timedelta(30), None, 2),
                paid("-120", YESTERDAY, None, 3),
            ],
        ),
        {},
        "30",
    ),
    *(
        Case(
            f"{late} days past due",
            Ledger([invoice("7", DAY - timedelta(200), (200 - late, "100"))]),
            {late: "7"},
        )
        for late in EDGES
    ),
]
BUCKETS = dict(zip(EDGES, (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5), strict=True))
