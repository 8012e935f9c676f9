"""The ordinary customers: who they are and how they are used to paying.

Belongs here: the drawing of customers in bulk. Does not belong here: the customers of the hard
cases (``case_book.py``), or what any of them buys or pays.
Names are composed of trades, invented regions and a number; none is a real company's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.ledger import CUSTOMERS, shaped
from pipelines.sample.periods import Flags, Floats, Ints, Period
from pipelines.sample.tax_ids import FOREIGN, company_rfcs

FIRST_CUSTOMER = 10_001
TRADES = (
    "HIDRÁULICA",
    "MANGUERAS Y CONEXIONES",
    "MAQUINARIA PESADA",
    "REFACCIONES",
    "TALLER DE CILINDROS",
    "CONSTRUCCIONES",
    "AGRÍCOLA",
    "PRENSAS Y TROQUELES",
    "AUTOTRANSPORTES",
    "SELLOS Y EMPAQUES",
    "INGENIERÍA OLEODINÁMICA",
    "SERVICIO & BOMBAS",
)
FOREIGN_TRADES = ("FLUID POWER", "HOSE & FITTING", "PUMP SUPPLY", "CYLINDER REPAIR")
PLACES = ("DEL BAJÍO", "DEL NORTE", "DEL GOLFO", "DE OCCIDENTE", "PEÑA BLANCA", "LA CAÑADA")

# Habits: share of customers in percent, then mean days late and their spread, and the charges in
# a thousand that are never paid.
PROMPT, LATE, CHRONIC, BAD = range(4)
HABIT_SHARES = (36, 38, 22, 4)
DAYS_LATE = np.array([-3, 6, 26, 50], dtype=np.int64)
# Who pays badly is sold less.
HABIT_SIZE = np.array([1.1, 1.1, 0.8, 0.4])
SPREAD = np.array([4, 6, 14, 30], dtype=np.int64)
NEVER_PAID_PER_THOUSAND = np.array([3, 6, 15, 80], dtype=np.int64)


@dataclass(frozen=True)
class Customers:
    """Parallel arrays, one entry per ordinary customer.

    weight: share of all charges, adds up to 1. scale: size of its purchases, 100 is usual.
    terms: index into TERMS. habit: index into HABIT_SHARES. weekday: day of the week it pays on.
    gross: its receipts are captured without splitting the tax. bank: our account it pays into.
    limit: credit limit in cents of its currency.
    """

    ids: Ints
    weight: Floats
    scale: Ints
    terms: Ints
    habit: Ints
    weekday: Ints
    gross: Flags
    is_dollar: Flags
    is_foreign: Flags
    bank: Ints
    limit: Ints


def customer_count(charges: int) -> int:
    """Ordinary customers for so many charges: about 75 for 1,600 and 20,000 for a million."""
    return max(12, int(75 * (charges / 1600) ** 0.8677))


def draw_customers(count: int, rng: np.random.Generator, taken: int = 0) -> Customers:
    """``count`` customers after the ``taken`` first. Deterministic in the generator's state."""
    ids = np.arange(count, dtype=np.int64) + FIRST_CUSTOMER + taken
    habit = deal(HABIT_SHARES, count, rng)
    size = np.exp(rng.normal(0.0, 0.6, count)) * HABIT_SIZE[habit]
    terms = deal([t.share for t in c.TERMS], count, rng)
    is_dollar = rng.random(count) < 0.08
    is_foreign = is_dollar & (rng.random(count) < 0.6)
    bank = np.where(rng.random(count) < 0.6, c.BBVA_BANK, c.BANORTE_BANK)
    scale = np.maximum(20, np.rint(100 * np.exp(rng.normal(0.0, 0.4, count)))).astype(np.int64)
    return Customers(
        ids=ids,
        weight=size / size.sum(),
        scale=scale,
        terms=terms,
        habit=habit,
        weekday=rng.integers(0, 5, count),
        gross=rng.random(count) < 0.25,
        is_dollar=is_dollar,
        is_foreign=is_foreign,
        bank=np.where(is_dollar, c.DOLLAR_BANK, bank),
        limit=_credit_limits(size, scale, is_dollar),
    )


def deal(shares: Sequence[int], count: int, rng: np.random.Generator) -> Ints:
    """``count`` indexes into ``shares`` in random order, each exactly as often as its share."""
    place = np.arange(count, dtype=np.int64) * sum(shares) // count
    dealt = np.searchsorted(np.cumsum(np.array(shares)), place, side="right")
    return rng.permutation(dealt).astype(np.int64)


def pick(shares: Sequence[int], count: int, rng: np.random.Generator) -> Ints:
    """``count`` indexes into ``shares``, each as frequent as its whole-numbered share."""
    bounds = np.cumsum(np.array(shares, dtype=np.int64))
    drawn = rng.integers(0, bounds[-1], count)
    return np.searchsorted(bounds, drawn, side="right").astype(np.int64)


def _credit_limits(
    size: Floats,
    scale: Ints,
    is_dollar: Flags,
) -> Ints:
    """Limits in cents of the customer's currency, in whole ten (or one) thousands."""
    usual = 12_000_000 * size * scale / 100
    step = np.where(is_dollar, 100_000, 1_000_000)
    usual = np.where(is_dollar, usual / 18, usual)
    return (np.ceil(usual / step) * step).astype(np.int64)


def customer_frame(customers: Customers, period: Period, rng: np.random.Generator) -> pl.DataFrame:
    """The customers with their names, tax ids and places, in CUSTOMERS."""
    count, abroad = len(customers.ids), customers.is_foreign
    zone = np.where(abroad, len(c.ZONES) - 1, rng.integers(0, len(c.ZONES) - 1, count))
    seller = rng.integers(0, len(c.SALESPEOPLE), count)
    collector = np.where(abroad, len(c.COLLECTORS) - 1, zone % (len(c.COLLECTORS) - 1))
    number = (customers.ids - FIRST_CUSTOMER + 1).tolist()
    rfcs = company_rfcs(count, rng, number[0] - 1)
    trade, place = np.arange(count) % len(TRADES), rng.integers(0, len(PLACES), count)
    names = [
        f"{FOREIGN_TRADES[t % len(FOREIGN_TRADES)]} {n:05d} INC"
        if is_foreign
        else f"{TRADES[t]} {PLACES[p]} {n:05d} SA DE CV"
        for n, t, p, is_foreign in zip(
            number, trade.tolist(), place.tolist(), abroad.tolist(), strict=True
        )
    ]
    frame = pl.DataFrame(
        {
            "cliente_id": customers.ids,
            "nombre": names,
            "limite_credito": customers.limit,
            "moneda_id": np.where(customers.is_dollar, c.USD, c.MXN),
            "cond_pago_id": np.array([t.id for t in c.TERMS])[customers.terms],
            "tipo_cliente_id": c.FIRST_TYPE + rng.integers(0, len(c.CUSTOMER_TYPES), count),
            "zona_cliente_id": c.FIRST_ZONE + zone,
            "cobrador_id": c.FIRST_COLLECTOR + collector,
            "vendedor_id": c.FIRST_SALESPERSON + seller,
            "rfc_curp": [
                FOREIGN if is_foreign else rfc
                for rfc, is_foreign in zip(rfcs, abroad.tolist(), strict=True)
            ],
            "tax_id": [
                f"98-{n - 1:07d}" if there else None
                for n, there in zip(number, abroad, strict=True)
            ],
            "alias_key": [None] * count,
            "estatus": ["A"] * count,
            "modified_at": [period.first_day] * count,
            "from_delivery": [1] * count,
            "to_delivery": [2] * count,
        }
    )
    return shaped(frame, CUSTOMERS)
