"""How the ordinary charges are settled: receipts, credit memos, advances, write-offs.

Belongs here: which part of a charge is settled when and by what, so that no charge is ever settled
beyond its total. Does not belong here: the documents these entries become (``bulk.py``).
Money is whole cents.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.customers import DAYS_LATE, NEVER_PAID_PER_THOUSAND, SPREAD, Customers, pick
from pipelines.sample.ledger import Schema
from pipelines.sample.periods import Days, Flags, Ints, Period, bank_calendar, weekdays_of
from pipelines.sample.sales import Charges

# One entry becomes one line. Entries of equal day, customer, concept and solo share a document.
ENTRIES: Schema = {
    "day": pl.Date,
    "customer": pl.Int64,
    "concept": pl.Int64,
    "solo": pl.Int64,
    "tipo_impte": pl.String,
    "charge": pl.Int64,
    "amount": pl.Int64,
    "discount": pl.Int64,
}
SHARED, NO_CHARGE = -1, -1

PARTS_SHARES = (40, 32, 18, 10)  # percent of charges settled in 1, 2, 3 and 4 parts
LEAST_AMOUNT_IN_PARTS = 500_00
KIND_SHARES = (940, 24, 14, 22)
BY_RECEIPT, BY_MEMO, BY_RETURN, BY_CREDIT, UNPAID = range(5)
# Credit that came first and is used later: how it came, and the concept that uses it.
LEAD_SHARES = (50, 35, 15)
LEAD_CONCEPTS = np.array([c.RECEIPT, c.ADVANCE, c.CREDIT_MEMO], dtype=np.int64)
USE_CONCEPTS = np.array([c.USE_OF_CREDIT, c.USE_OF_ADVANCE, c.USE_OF_CREDIT], dtype=np.int64)


@dataclass(frozen=True)
class Slices:
    """Parallel arrays, one entry per part of a charge that is to be settled at one time.

    charge: index into Charges. number: 0-based part of that charge. parts: how many it has.
    """

    charge: Ints
    number: Ints
    parts: Ints
    amount: Ints

    def where(self, kept: Flags) -> "Slices":
        return Slices(self.charge[kept], self.number[kept], self.parts[kept], self.amount[kept])


def settle(
    charges: Charges, customers: Customers, period: Period, rng: np.random.Generator
) -> pl.DataFrame:
    """Every entry that settles an ordinary charge up to the period's last day, in ENTRIES."""
    count = len(charges.day)
    stays = charges.days_to_cancel == 0
    habit = customers.habit[charges.customer]
    never = rng.integers(0, 1000, count) < NEVER_PAID_PER_THOUSAND[habit]
    slices = _cut(charges, rng)
    slices = slices.where((stays & ~never)[slices.charge] & (slices.amount > 0))
    day = _pay_days(slices, charges, customers, rng)
    discount = _discounts(slices, day, charges)
    slices, short, is_unpaid = _leave_short(slices, discount, rng)
    kind = pick(KIND_SHARES, len(day), rng)
    kind[discount > 0] = BY_RECEIPT
    kind[is_unpaid] = UNPAID
    bank_day = _to_bank_days(day, slices, charges, customers, period)

    def entries(
        kept: Flags,
        days: Days,
        concept: Ints | int,
        *,
        tipo: str = "R",
        solo: Ints | int = SHARED,
        discount: Ints | int = 0,
    ) -> pl.DataFrame:
        part = slices.where(kept)
        return _entries(part, days[kept], concept, charges, tipo=tipo, solo=solo, discount=discount)

    paid, credited = kind == BY_RECEIPT, kind == BY_CREDIT
    lead = pick(LEAD_SHARES, len(day), rng)
    lead_day = _lead_days(bank_day, period, rng)
    solo = slices.charge * 16 + slices.number
    lead_solo = np.where(LEAD_CONCEPTS[lead] == c.RECEIPT, SHARED, solo)
    pieces = [
        entries(paid, bank_day, c.RECEIPT, discount=discount[paid]),
        entries(kind == BY_MEMO, day, c.CREDIT_MEMO, solo=solo[kind == BY_MEMO]),
        entries(kind == BY_RETURN, day, c.RETURN, solo=solo[kind == BY_RETURN]),
        entries(
            credited, lead_day, LEAD_CONCEPTS[lead][credited], tipo="A", solo=lead_solo[credited]
        ),
        entries(credited, bank_day, USE_CONCEPTS[lead][credited], solo=solo[credited]),
        entries(credited, bank_day, USE_CONCEPTS[lead][credited], tipo="T", solo=solo[credited]),
        _adjustments(slices, short, day, charges, rng),
        _write_offs(slices, is_unpaid, day, charges, rng),
        _bad_debts(never & stays, charges, rng),
    ]
    return pl.concat(pieces).filter(pl.col("day") <= period.last_day)


def _cut(charges: Charges, rng: np.random.Generator) -> Slices:
    """Each charge in one to four parts of uneven size that add up to it exactly."""
    parts = pick(PARTS_SHARES, len(charges.day), rng) + 1
    parts = np.where(charges.total < LEAST_AMOUNT_IN_PARTS, 1, parts)
    instalments = np.array([len(t.days) for t in c.TERMS])[charges.terms]
    parts = np.where(instalments > 1, instalments, parts)
    charge = np.repeat(np.arange(len(parts)), parts)
    first = np.repeat(np.cumsum(parts) - parts, parts)
    weight = rng.integers(60, 141, len(charge))
    weight[instalments[charge] > 1] = 100
    upto = np.cumsum(weight)
    before_charge = (upto - weight)[first]
    whole = np.add.reduceat(weight, np.cumsum(parts) - parts)[charge]
    total = charges.total[charge]
    upper = total * (upto - before_charge) // whole
    lower = total * (upto - weight - before_charge) // whole
    return Slices(charge, np.arange(len(charge)) - first, parts[charge], upper - lower)


def _pay_days(
    slices: Slices, charges: Charges, customers: Customers, rng: np.random.Generator
) -> Days:
    """The day each part is settled: its due date, by the customer's habit, not before the charge.

    Parts that are not instalments of the terms are spread around the due date.
    """
    habit = customers.habit[charges.customer[slices.charge]]
    plan = np.zeros((len(c.TERMS), 4), dtype=np.int64)
    for index, terms in enumerate(c.TERMS):
        plan[index] = [terms.days[min(part, len(terms.days) - 1)] for part in range(4)]
    terms_index = charges.terms[slices.charge]
    instalments = np.array([len(t.days) for t in c.TERMS])[terms_index]
    noise = np.rint(rng.normal(0.0, 1.0, len(habit)) * SPREAD[habit]).astype(np.int64)
    gap = rng.integers(5, 15, len(habit))
    spread = np.where(instalments > 1, 0, (2 * slices.number - slices.parts + 1) * gap // 2)
    wait = plan[terms_index, slices.number] + DAYS_LATE[habit] + noise + spread
    discounted = np.array([t.discount_days > 0 for t in c.TERMS])[terms_index]
    early = discounted & (slices.parts == 1) & (rng.random(len(habit)) < 0.6)
    wait = np.where(early, 2, wait)
    days: Days = charges.day[slices.charge] + np.maximum(wait, 0)
    return days


def _to_bank_days(
    day: Days, slices: Slices, charges: Charges, customers: Customers, period: Period
) -> Days:
    """The customer's weekday for payments on or after ``day``, or the next bank day."""
    weekday = customers.weekday[charges.customer[slices.charge]]
    wanted = day + (weekday - weekdays_of(day)) % 7
    moved: Days = np.busday_offset(wanted, 0, roll="forward", busdaycal=bank_calendar(period))
    return moved


def _discounts(slices: Slices, day: Days, charges: Charges) -> Ints:
    """Early-payment discount on charges settled at once and in time for it."""
    terms = charges.terms[slices.charge]
    percent = np.array([t.discount_percent for t in c.TERMS])[terms]
    limit = np.array([t.discount_days for t in c.TERMS])[terms]
    # A week may still pass until the customer's day for payments.
    waited = (day - charges.day[slices.charge]).astype(np.int64) + 7
    taken = (percent > 0) & (waited <= limit) & (slices.parts == 1)
    return np.where(taken, (slices.amount * percent + 50) // 100, 0)


def _leave_short(
    slices: Slices, discount: Ints, rng: np.random.Generator
) -> tuple[Slices, Ints, Flags]:
    """Last parts that are paid some cents short, or not at all.

    Returns the slices with their reduced amounts, the cents left of each, and which stay unpaid.
    """
    is_last = (slices.number == slices.parts - 1) & (discount == 0)
    drawn = rng.integers(0, 1000, len(discount))
    is_short = is_last & (drawn < 12) & (slices.amount > 1_00)
    is_unpaid = is_last & ~is_short & (drawn < 22) & (slices.parts > 1)
    short = np.where(is_short, rng.integers(1, 100, len(discount)), 0)
    return (
        Slices(slices.charge, slices.number, slices.parts, slices.amount - short),
        short,
        is_unpaid,
    )


def _lead_days(used: Days, period: Period, rng: np.random.Generator) -> Days:
    """When a credit came that is used on ``used``: one to six weeks earlier, on a bank day."""
    earlier = used - rng.integers(8, 43, len(used))
    earlier = np.maximum(earlier, np.datetime64(period.first_day, "D"))
    moved = np.busday_offset(earlier, 0, roll="forward", busdaycal=bank_calendar(period))
    lead: Days = np.minimum(moved, used)
    return lead


def _adjustments(
    slices: Slices, short: Ints, day: Days, charges: Charges, rng: np.random.Generator
) -> pl.DataFrame:
    """Two thirds of the cents left open are adjusted away weeks later."""
    kept = (short > 0) & (rng.random(len(short)) < 0.66)
    part = slices.where(kept)
    cents = Slices(part.charge, part.number, part.parts, short[kept])
    later = day[kept] + rng.integers(20, 90, len(cents.charge))
    return _entries(cents, later, c.ADJUSTMENT, charges, solo=cents.charge)


def _write_offs(
    slices: Slices, is_unpaid: Flags, day: Days, charges: Charges, rng: np.random.Generator
) -> pl.DataFrame:
    """Disputed last parts, most of which are forgiven after half a year."""
    kept = is_unpaid & (rng.random(len(is_unpaid)) < 0.8)
    part = slices.where(kept)
    later = day[kept] + rng.integers(120, 240, len(part.charge))
    return _entries(part, later, c.FORGIVEN, charges, solo=part.charge)


def _bad_debts(never: Flags, charges: Charges, rng: np.random.Generator) -> pl.DataFrame:
    """Charges that are never paid, most of which are written off after about a year."""
    charge = np.flatnonzero(never & (rng.random(len(never)) < 0.85)).astype(np.int64)
    ones = np.ones(len(charge), dtype=np.int64)
    whole = Slices(charge, ones - 1, ones, charges.total[charge])
    later = charges.day[charge] + rng.integers(240, 420, len(charge))
    return _entries(whole, later, c.BAD_DEBT, charges, solo=charge)


def _entries(
    slices: Slices,
    day: Days,
    concept: Ints | int,
    charges: Charges,
    *,
    tipo: str = "R",
    solo: Ints | int = SHARED,
    discount: Ints | int = 0,
) -> pl.DataFrame:
    count = len(slices.charge)
    charge = slices.charge if tipo == "R" else np.full(count, NO_CHARGE)
    return pl.DataFrame(
        {
            "day": day.astype("datetime64[D]"),
            "customer": charges.customer[slices.charge],
            "concept": np.broadcast_to(concept, count).astype(np.int64),
            "solo": np.broadcast_to(solo, count).astype(np.int64),
            "tipo_impte": pl.repeat(tipo, count, dtype=pl.String, eager=True),
            "charge": charge,
            "amount": slices.amount,
            "discount": np.broadcast_to(discount, count).astype(np.int64),
        },
        schema_overrides=ENTRIES,
    )
