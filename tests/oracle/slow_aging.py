"""The ageing of a day, worked out slowly, one thing at a time: the warehouse must agree with it.

Belongs here: the contract of the ageing in plain loops over one ledger. It knows nothing of tables,
stretches or months, and no line of it is taken from a model.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
MAX_RATE_AGE_DAYS = 7
OLDEST_BUCKET = 5
LAST_DAY_OF_BUCKET = (0, 30, 60, 90, 120)


@dataclass(frozen=True)
class Charge:
    """shares: due date and percentage of each instalment. terms: the same in days after the
    charge's own, which count where it has no due dates; with neither it is due on its own day.
    rate: functional currency per unit.
    """

    charge_id: str
    customer_id: str
    currency: str
    day: date
    amount: Decimal
    rate: Decimal
    shares: tuple[tuple[date, Decimal], ...] = ()
    terms: tuple[tuple[int, Decimal], ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of a credit: set against a charge (``charge_id``, which may be none of this ledger),
    kept for the customer, or, below zero, a use of what was kept.
    """

    line_id: str
    customer_id: str
    currency: str
    day: date
    amount: Decimal
    rate: Decimal
    charge_id: str | None = None


@dataclass(frozen=True)
class Ledger:
    """rates: per currency, functional currency per unit on the days that have a rate."""

    charges: list[Charge] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    rates: dict[str, dict[date, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenItem:
    charge_id: str
    number: int
    customer_id: str
    currency: str
    due: date
    late: int
    bucket: int
    amount: Decimal
    open: Decimal
    open_mxn: Decimal
    closing_mxn: Decimal | None


@dataclass(frozen=True)
class Unapplied:
    line_id: str
    customer_id: str
    currency: str
    age: int
    amount: Decimal
    left: Decimal
    left_mxn: Decimal
    closing_mxn: Decimal | None


def cents(amount: Decimal) -> Decimal:
    """Half a cent goes away from zero."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def installments(charge: Charge) -> list[tuple[date, Decimal]]:
    """Each share in cents and never more than what is left of the charge; the last one takes the
    remainder, so that one share alone is the whole charge.
    """
    by_terms = [(charge.day + timedelta(days=after), percent) for after, percent in charge.terms]
    shares = sorted(charge.shares or by_terms) or [(charge.day, Decimal(100))]
    parts = []
    left = charge.amount
    for due, percent in shares[:-1]:
        part = cents(charge.amount * percent / 100)
        if charge.amount > 0:
            part = min(part, left)
        parts.append((due, part))
        left -= part
    return [*parts, (shares[-1][0], left)]


def bucket_of(late: int) -> int:
    for bucket, last in enumerate(LAST_DAY_OF_BUCKET):
        if late <= last:
            return bucket
    return OLDEST_BUCKET


def closing_rate(ledger: Ledger, currency: str, day: date) -> Decimal | None:
    """The last rate up to the day, unless it is too old by then."""
    if currency == "MXN":
        return Decimal(1)
    known = [rate_day for rate_day in ledger.rates.get(currency, {}) if rate_day <= day]
    if not known or (day - max(known)).days > MAX_RATE_AGE_DAYS:
        return None
    return ledger.rates[currency][max(known)]


def valued(amount: Decimal, rate: Decimal | None) -> Decimal | None:
    return None if rate is None else cents(amount * rate)


def applied_to(charge: Charge, lines: Iterable[Line], day: date) -> Decimal:
    """An application counts when both the credit and the charge are there."""
    applied = ZERO
    for line in lines:
        if line.charge_id == charge.charge_id and max(line.day, charge.day) <= day:
            applied += line.amount
    return applied


def open_items(ledger: Ledger, day: date) -> Iterator[OpenItem]:
    """Credits fill the oldest instalment first; a filled one leaves, a cent left stays."""
    lines = by_charge(ledger)
    for charge in ledger.charges:
        if charge.day > day:
            continue
        left = applied_to(charge, lines.get(charge.charge_id, []), day)
        for number, (due, amount) in enumerate(installments(charge), start=1):
            paid = min(max(left, ZERO), amount) if amount >= 0 else max(min(left, ZERO), amount)
            left -= paid
            still_open = amount - paid
            if still_open:
                late = (day - due).days
                yield OpenItem(
                    charge_id=charge.charge_id,
                    number=number,
                    customer_id=charge.customer_id,
                    currency=charge.currency,
                    due=due,
                    late=late,
                    bucket=bucket_of(late),
                    amount=amount,
                    open=still_open,
                    open_mxn=cents(still_open * charge.rate),
                    closing_mxn=valued(still_open, closing_rate(ledger, charge.currency, day)),
                )


def by_charge(ledger: Ledger) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in ledger.lines:
        if line.charge_id is not None:
            found.setdefault(line.charge_id, []).append(line)
    return found


def unapplied(ledger: Ledger, day: date) -> Iterator[Unapplied]:
    """What waits for its charge, what has none, and what was kept and not yet used."""
    for line, left in (*waiting(ledger, day), *kept(ledger, day)):
        if left:
            yield Unapplied(
                line_id=line.line_id,
                customer_id=line.customer_id,
                currency=line.currency,
                age=(day - line.day).days,
                amount=line.amount,
                left=left,
                left_mxn=cents(left * line.rate),
                closing_mxn=valued(left, closing_rate(ledger, line.currency, day)),
            )


def waiting(ledger: Ledger, day: date) -> Iterator[tuple[Line, Decimal]]:
    days = {charge.charge_id: charge.day for charge in ledger.charges}
    for line in ledger.lines:
        if line.charge_id is not None and line.day <= day:
            charge_day = days.get(line.charge_id)
            if charge_day is None or charge_day > day:
                yield line, line.amount


def kept(ledger: Ledger, day: date) -> Iterator[tuple[Line, Decimal]]:
    """The oldest credit is used first, by customer and currency, and never beyond what it is."""
    owners = sorted({(line.customer_id, line.currency) for line in ledger.lines})
    for owner in owners:
        lines = [
            line
            for line in ledger.lines
            if (line.customer_id, line.currency) == owner
            and line.charge_id is None
            and line.day <= day
        ]
        used = -sum((line.amount for line in lines if line.amount < 0), ZERO)
        for line in sorted(lines, key=lambda line: (line.day, line.line_id)):
            if line.amount > 0:
                taken = min(max(used, ZERO), line.amount)
                used -= taken
                yield line, line.amount - taken


def ageing(ledger: Ledger, day: date) -> dict[tuple[str, str], dict[str, Decimal]]:
    """Per customer and currency: the open amount of each bucket, what is unapplied, the balance."""
    rows: dict[tuple[str, str], dict[str, Decimal]] = {}

    def row_of(customer_id: str, currency: str) -> dict[str, Decimal]:
        empty = dict.fromkeys((*map(str, range(6)), "unapplied", "balance"), ZERO)
        return rows.setdefault((customer_id, currency), empty)

    for item in open_items(ledger, day):
        row = row_of(item.customer_id, item.currency)
        row[str(item.bucket)] += item.open
        row["balance"] += item.open
    for credit in unapplied(ledger, day):
        row = row_of(credit.customer_id, credit.currency)
        row["unapplied"] += credit.left
        row["balance"] -= credit.left
    return rows
