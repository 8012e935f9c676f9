"""Ordinary charges: what the ordinary customers are billed, and when it falls due.

Belongs here: the drawing of charges. Does not belong here: how they are paid (``payments.py``),
and how they become documents (``bulk.py``). Money is whole cents.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.customers import Customers, pick
from pipelines.sample.periods import (
    Days,
    Ints,
    Period,
    days_between,
    month_number,
    months_of,
    weekdays_of,
)

# Sales per month of the year, in percent of a usual month: a slow winter, a strong autumn.
SEASON = np.array([84, 92, 104, 97, 102, 104, 100, 105, 103, 112, 108, 79], dtype=np.int64)
WEEKDAY = np.array([100, 100, 100, 100, 100, 25, 0], dtype=np.int64)
GROWTH_PER_MONTH = 4  # thousandths
USUAL_AMOUNT = 18_000_00
LARGEST_AMOUNT = 15_000_000_00
PESOS_PER_DOLLAR = 18
CONCEPT_SHARES = (965, 15, 20)
CONCEPT_IDS = np.array([c.SALE, c.DEBIT_NOTE, c.INTEREST], dtype=np.int64)
CONCEPT_SIZE = np.array([100, 12, 2], dtype=np.int64)  # percent of a sale


@dataclass(frozen=True)
class Charges:
    """Parallel arrays, one entry per charge, by date.

    customer: index into Customers. terms: index into TERMS. total: what the customer owes,
    importe + impuesto - iva_retenido. days_to_cancel: 0 for a charge that stays.
    """

    customer: Ints
    day: Days
    concept: Ints
    terms: Ints
    importe: Ints
    impuesto: Ints
    iva_retenido: Ints
    days_to_cancel: Ints

    @property
    def total(self) -> Ints:
        return self.importe + self.impuesto - self.iva_retenido


def draw_charges(
    count: int, customers: Customers, period: Period, rng: np.random.Generator
) -> Charges:
    """``count`` charges over the period: none in its quiet month, opening balances at its start."""
    day = _draw_days(count, period, rng)
    bounds = np.cumsum(customers.weight)
    customer = np.minimum(
        np.searchsorted(bounds, rng.random(count), side="right"), len(customers.ids) - 1
    ).astype(np.int64)
    kind = pick(CONCEPT_SHARES, count, rng)
    concept = CONCEPT_IDS[kind]
    opening = count // 50
    day[:opening] = np.datetime64(period.first_day, "D")
    concept[:opening] = c.OPENING

    usual = _usual_amounts(customer, kind, day, customers, period)
    importe = np.rint(usual * np.exp(rng.normal(0.0, 0.8, count)))
    importe = np.clip(importe, 1_00, LARGEST_AMOUNT).astype(np.int64)
    taxed = (concept != c.OPENING) & ~customers.is_foreign[customer]
    impuesto = np.where(taxed, (importe * 16 + 50) // 100, 0)
    retains = taxed & (concept == c.SALE) & (customer % 60 == 7)
    terms = np.where(rng.random(count) < 0.04, 0, customers.terms[customer])
    cancels = (rng.random(count) < 0.007) & (concept != c.OPENING)
    return Charges(
        customer=customer,
        day=day,
        concept=concept,
        terms=terms.astype(np.int64),
        importe=importe,
        impuesto=impuesto,
        iva_retenido=np.where(retains, (importe * 6 + 50) // 100, 0),
        days_to_cancel=np.where(cancels, rng.integers(1, 21, count), 0),
    )


def due_dates(charges: Charges) -> pl.DataFrame:
    """One row per instalment: charge (index), due (date), pctje_ven (millionths of a percent)."""
    plan = [
        (index, days, percent)
        for index, terms in enumerate(c.TERMS)
        for days, percent in zip(terms.days, c.percentages(len(terms.days)), strict=True)
    ]
    plans = pl.DataFrame(plan, schema=["terms", "days", "pctje_ven"], orient="row")
    frame = pl.DataFrame({"terms": charges.terms, "day": charges.day}).with_row_index("charge")
    return frame.join(plans, on="terms", maintain_order="left_right").select(
        charge=pl.col("charge").cast(pl.Int64),
        due=pl.col("day") + pl.duration(days="days"),
        pctje_ven="pctje_ven",
    )


def _draw_days(count: int, period: Period, rng: np.random.Generator) -> Days:
    days = days_between(period.first_day, period.last_day)
    month = months_of(days)
    weight = SEASON[month % 12] * WEEKDAY[weekdays_of(days)]
    weight = weight * (1000 + GROWTH_PER_MONTH * (month - month[0]))
    if period.quiet_month is not None:
        weight[month == month_number(period.quiet_month)] = 0
    bounds = np.cumsum(weight)
    drawn = np.sort(rng.integers(0, bounds[-1], count))
    chosen: Days = days[np.searchsorted(bounds, drawn, side="right")]
    return chosen


def _usual_amounts(
    customer: Ints, kind: Ints, day: Days, customers: Customers, period: Period
) -> Ints:
    """The middle of the amounts before tax, in cents of the customer's currency."""
    month = months_of(day) - month_number(period.first_day)
    usual = USUAL_AMOUNT * customers.scale[customer] // 100 * CONCEPT_SIZE[kind] // 100
    usual = usual * (1000 + GROWTH_PER_MONTH * month) // 1000
    return np.where(customers.is_dollar[customer], usual // PESOS_PER_DOLLAR, usual)
