"""Invented open items and receipts of five levels of difficulty, with the right answer.

Belongs here: what customers do, and what of it a bank's line and a remittance show. It knows
nothing of the matcher.

1 clear: RFC and folio. 2 usual: name cut, folio in some spelling, several invoices. 3 noisy:
misread or mistyped folios, discounts, fees, short and partial payments, in remittances. 4 bare: no
folio at all. 5 traps: strangers, duplicates, wrong folios, paid invoices, somebody else's name.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from pipelines.matching.frames import MatchInput
from tests.evaluate_matching.people import Customer, initials, invent_customers, pick, shortened

TODAY = date(2026, 10, 31)
SERIES = ["A", "B", "FH", "MTY", "GDL"]
SPELLINGS = [
    "{s}-{n}",
    "{s}{n}",
    "FACT {n}",
    "FACTURA {s} {n}",
    "FAC {s}-{n}",
    "{s}{n:08d}",
    "F/{n}",
    "{s} {n}",
]
LEVEL_SHARES = [0.30, 0.30, 0.20, 0.12, 0.08]
BANKS = ["BANORTE", "BBVA MEXICO", "SANTANDER", "HSBC", "BANREGIO", "INBURSA"]


@dataclass
class Invented:
    """given: what the matcher gets. truth: TRUTH. levels: receipt_id, level."""

    given: MatchInput
    truth: pl.DataFrame
    levels: pl.DataFrame


@dataclass
class Item:
    item_id: str
    customer: int
    series: str
    number: int
    uuid: str
    dated: date
    due: date
    cents: int
    status: str = "open"


@dataclass
class World:
    rng: np.random.Generator
    customers: list[Customer]
    items: list[Item]
    free: dict[int, list[Item]]
    memos: dict[int, list[Item]]
    receipts: list[dict[str, Any]] = field(default_factory=list)
    remittances: list[dict[str, Any]] = field(default_factory=list)
    truth: list[tuple[str, str, int]] = field(default_factory=list)
    levels: list[tuple[str, int]] = field(default_factory=list)

    def take(self, customer: int, count: int) -> list[Item]:
        """Unpaid items of a customer, mostly the oldest due first, all there when it is paid."""
        open_items = sorted(self.free[customer], key=lambda item: (item.due, item.item_id))
        if len(open_items) < count:
            return []
        start = (
            0 if self.rng.random() < 0.6 else int(self.rng.integers(len(open_items) - count + 1))
        )
        taken = open_items[start : start + count]
        self.free[customer] = [item for item in self.free[customer] if item not in taken]
        return taken


def invent(
    receipts: int, items: int, customers: int, seed: int, round_share: float = 0.35
) -> Invented:
    rng = np.random.default_rng(seed)
    people = invent_customers(customers, rng)
    ledger = invent_items(items, customers, rng, round_share)
    free: dict[int, list[Item]] = defaultdict(list)
    memos: dict[int, list[Item]] = defaultdict(list)
    for item in ledger:
        if item.status == "open" and item.cents > 0:
            free[item.customer].append(item)
        elif item.status == "open":
            memos[item.customer].append(item)
    world = World(rng, people, ledger, free, memos)
    levels = rng.choice(5, size=receipts, p=LEVEL_SHARES) + 1
    makers = [clear, usual, noisy, bare, trap]
    while len(world.receipts) < receipts:
        level = int(levels[len(world.receipts)])
        makers[level - 1](world, int(rng.integers(customers)))
    return as_frames(world)


def invent_items(
    count: int, customers: int, rng: np.random.Generator, round_share: float
) -> list[Item]:
    """Amounts of any cent, and round ones that many items share; some credit memos, some closed."""
    weights = rng.pareto(1.5, size=customers) + 0.3
    owners = rng.choice(customers, size=count, p=weights / weights.sum())
    found = []
    for number, owner in enumerate(owners):
        cents = int(rng.lognormal(12.9, 1.3))
        if rng.random() < round_share:
            # Three figures that count: 4,170.00 is what many invoices come to.
            step = 10 ** max(len(str(cents)) - 3, 2)
            cents = max(round(cents / step), 1) * step
        kind = rng.random()
        if kind < 0.03:
            cents = -max(cents // 8, 1_000)
        dated = TODAY - timedelta(days=int(rng.integers(5, 150)))
        due = dated + timedelta(days=int(rng.choice([30, 30, 45, 60])))
        words = rng.integers(0, 16, size=32)
        uuid = "".join("0123456789ABCDEF"[int(w)] for w in words)
        item = Item(
            f"I{number:06d}",
            int(owner),
            pick(SERIES, rng),
            10_000 + number,
            uuid,
            dated,
            due,
            cents,
        )
        if 0.03 <= kind < 0.05:
            item.status = "closed" if kind < 0.04 else "cancelled"
        found.append(item)
    return found


def clear(world: World, customer: int) -> None:
    taken = world.take(customer, 1)
    if not taken:
        return
    person, rng = world.customers[customer], world.rng
    bank, number = pick(BANKS, rng), rng.integers(10**9, 10**10)
    text = f"SPEI RECIBIDO {bank} /{number} RFC {person.rfc} PAGO {spelled(taken[0], rng)}"
    applied = [(taken[0], taken[0].cents)]
    add_receipt(world, 1, taken, applied, name=person.name, rfc=person.rfc, text=text)


def usual(world: World, customer: int) -> None:
    rng, person = world.rng, world.customers[customer]
    taken = world.take(customer, int(rng.choice([1, 1, 1, 2, 3, 5])))
    if not taken:
        return
    applied = [(item, item.cents) for item in taken]
    name = person.name if rng.random() < 0.5 else shortened(person.name, rng)
    folios = ", ".join(spelled(item, rng) for item in taken)
    if rng.random() < 0.5:
        text = f"SPEI {pick(BANKS, rng)} {rng.integers(10**6, 10**7)} {name} {folios}"
        add_receipt(world, 2, taken, applied, name=name, text=text)
        return
    lines = [(spelled(item, rng), item.cents, "") for item in taken]
    add_receipt(world, 2, taken, applied, name=name, text="SPEI RECIBIDO", lines=lines)


def noisy(world: World, customer: int) -> None:
    rng, person = world.rng, world.customers[customer]
    taken = world.take(customer, int(rng.choice([1, 1, 2, 3])))
    if not taken:
        return
    lines, applied = [], []
    for item in taken:
        paid, memo = difference(item, rng)
        reference = spelled(item, rng)
        way = rng.random()
        if way < 0.15:
            reference = slipped(item, rng)
        elif way < 0.25:
            reference = misread(item)
        elif way < 0.30:
            reference = item.uuid[-12:]
        elif way < 0.33:
            reference = f"{item.series}-{rng.integers(10_000, 90_000)}"
        lines.append((reference, paid, memo))
        applied.append((item, min(paid, item.cents)))
    name = shortened(person.name, rng)
    text = "SPEI RECIBIDO" if rng.random() < 0.7 else f"SPEI {name}"
    extra = 0
    if rng.random() < 0.05 and lines[0][1] > 2_000_000:
        # The bank kept a fee of which the remittance knows nothing.
        extra = -int(rng.integers(2, 20)) * 1_000
        largest = max(range(len(applied)), key=lambda place: applied[place][1])
        applied[largest] = (applied[largest][0], applied[largest][1] + extra)
    add_receipt(world, 3, taken, applied, name=name, text=text, lines=lines, extra=extra)


def bare(world: World, customer: int) -> None:
    rng, person = world.rng, world.customers[customer]
    taken = world.take(customer, int(rng.choice([1, 1, 2, 2, 3, 4])))
    if not taken:
        return
    applied = [(item, item.cents) for item in taken]
    if rng.random() < 0.15:
        credits = world.memos[customer]
        if credits and sum(item.cents for item in taken) + credits[-1].cents > 0:
            memo = credits.pop()
            applied.append((memo, memo.cents))
    elif rng.random() < 0.2 and len(taken) == 1:
        paid = (
            round(taken[0].cents * float(rng.choice([0.98, 0.97])))
            if rng.random() < 0.5
            else taken[0].cents - 500
        )
        applied = [(taken[0], max(paid, 1))]
    name = person.name if rng.random() < 0.6 else shortened(person.name, rng)
    add_receipt(
        world, 4, taken, applied, name=name, text=f"SPEI RECIBIDO {pick(BANKS, rng)}", early=True
    )


def trap(world: World, customer: int) -> None:
    rng, person = world.rng, world.customers[customer]
    way = int(rng.integers(6))
    if way == 0:
        # A stranger, whose amount somebody may well owe.
        other = world.items[int(rng.integers(len(world.items)))]
        add_receipt(
            world,
            5,
            [other],
            [],
            name=f"INMOBILIARIA {pick(['ZENIT', 'KAPPA', 'ORION'], rng)} SA",
            text="SPEI RECIBIDO",
            cents=abs(other.cents),
        )
        return
    taken = world.take(customer, 1)
    if not taken:
        return
    item = taken[0]
    full = [(item, item.cents)]
    if way == 1:
        lines = [(spelled(item, rng), item.cents, "")]
        when = add_receipt(
            world, 5, taken, full, name=person.name, text="SPEI RECIBIDO", lines=lines
        )
        add_receipt(
            world,
            5,
            taken,
            [],
            name=person.name,
            text="SPEI RECIBIDO",
            lines=lines,
            cents=item.cents,
            on=when + timedelta(days=int(rng.integers(0, 9))),
        )
    elif way == 2:
        # The folio is another customer's.
        other = world.items[int(rng.integers(len(world.items)))]
        lines = [(spelled(other, rng), item.cents, "")]
        add_receipt(world, 5, taken, full, name=person.name, text="SPEI RECIBIDO", lines=lines)
    elif way == 3:
        text = f"SPEI {initials(person.name)} PAGO {spelled(item, rng)}"
        add_receipt(world, 5, taken, full, name=initials(person.name), text=text)
    elif way == 4:
        # Paid before: nothing is open under this folio.
        item.status = "closed"
        add_receipt(
            world,
            5,
            taken,
            [],
            name=person.name,
            text=f"PAGO {item.series}-{item.number}",
            cents=item.cents,
        )
    else:
        payer = world.customers[int(rng.integers(len(world.customers)))]
        text = f"SPEI {payer.name} POR CUENTA DE TERCERO {item.series}-{item.number}"
        add_receipt(world, 5, taken, full, name=payer.name, rfc=payer.rfc, text=text)


def difference(item: Item, rng: np.random.Generator) -> tuple[int, str]:
    """What is paid of an item, and what the remittance says of it."""
    way = rng.random()
    if way < 0.50:
        return item.cents, ""
    if way < 0.65:
        percent = float(rng.choice([1, 2, 2.5, 3]))
        paid = round(item.cents * (100 - percent) / 100)
        said = pick(
            [
                f"DESCUENTO PRONTO PAGO {percent:g}%",
                "PRONTO PAGO",
                f"Less {percent:g}% early pay discount",
            ],
            rng,
        )
        return paid, said
    if way < 0.78:
        gap = max(round(item.cents * float(rng.uniform(0.02, 0.18))), 1)
        said = pick(
            [
                f"DEDUCCION FALTANTE (-${gap / 100:,.2f})",
                "MATERIAL DAMAGED",
                f"Deduction: {gap / 100:.2f}",
            ],
            rng,
        )
        return item.cents - gap, said
    if way < 0.95:
        return max(round(item.cents * float(rng.uniform(0.2, 0.75))), 1), pick(
            ["ABONO", "PAGO PARCIAL", "Progress payment"], rng
        )
    return item.cents + max(round(item.cents * 0.05), 1), "A CUENTA"


def spelled(item: Item, rng: np.random.Generator) -> str:
    text = pick(SPELLINGS, rng).format(s=item.series, n=item.number)
    if rng.random() < 0.03:
        text = text[:2] + "\u200b" + text[2:]
    if rng.random() < 0.03:
        text = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    return text


def slipped(item: Item, rng: np.random.Generator) -> str:
    digits = str(item.number)
    place = int(rng.integers(1, len(digits) - 1))
    if rng.random() < 0.5:
        digits = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    else:
        digits = (
            digits[:place]
            + str((int(digits[place]) + int(rng.integers(1, 10))) % 10)
            + digits[place + 1 :]
        )
    return f"{item.series}-{digits}"


def misread(item: Item) -> str:
    digits = str(item.number).translate(str.maketrans({"0": "O", "1": "I", "5": "S"}))
    return f"{item.series}-{digits}"


def add_receipt(
    world: World,
    level: int,
    taken: list[Item],
    applied: list[tuple[Item, int]],
    *,
    name: str | None,
    text: str,
    rfc: str | None = None,
    lines: list[tuple[str, int, str]] | None = None,
    cents: int | None = None,
    extra: int = 0,
    early: bool = False,
    on: date | None = None,
) -> date:
    rng = world.rng
    receipt_id = f"R{len(world.receipts):06d}"
    latest = max(item.dated for item in taken)
    due = max(item.due for item in taken)
    shift = int(rng.integers(-15, 1)) if early else int(rng.normal(4, 14))
    when = on or max(latest, due + timedelta(days=shift))
    total = sum(paid for _, paid, _ in lines) + extra if lines else sum(paid for _, paid in applied)
    world.receipts.append(
        {
            "receipt_id": receipt_id,
            "receipt_date": when,
            "currency_code": "MXN",
            "amount": (cents if cents is not None else total) / 100,
            "payer_name": name,
            "payer_rfc": rfc,
            "bank_text": text,
            "tracking_key": f"{rng.integers(10**15, 10**16)}",
        }
    )
    for reference, paid, memo in lines or ():
        world.remittances.append(
            {
                "receipt_id": receipt_id,
                "document_ref": reference,
                "amount": paid / 100,
                "memo": memo,
            }
        )
    world.truth += [(receipt_id, item.item_id, paid) for item, paid in applied]
    world.levels.append((receipt_id, level))
    return when


def as_frames(world: World) -> Invented:
    items = pl.DataFrame(
        [
            {
                "item_id": item.item_id,
                "customer_id": world.customers[item.customer].customer_id,
                "customer_name": world.customers[item.customer].name,
                "document_number": f"{item.series}{item.number:08d}",
                "uuid": item.uuid,
                "document_date": item.dated,
                "due_date": item.due,
                "currency_code": "MXN",
                "open_amount": 0.0 if item.status == "closed" else item.cents / 100,
                "document_amount": item.cents / 100,
                "status_code": item.status,
                "closed_date": item.due if item.status == "closed" else None,
            }
            for item in world.items
        ],
        schema_overrides={"closed_date": pl.Date},
    )
    customers = pl.DataFrame(
        [
            {"customer_id": c.customer_id, "customer_name": c.name, "rfc": c.rfc}
            for c in world.customers
        ]
    )
    receipts = pl.DataFrame(
        world.receipts, schema_overrides={"payer_rfc": pl.String}, infer_schema_length=None
    )
    truth = pl.DataFrame(world.truth, schema=["receipt_id", "item_id", "cents"], orient="row")
    truth = truth.select(
        "receipt_id",
        "item_id",
        applied_amount=(pl.col("cents").cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(18, 2)),
    )
    levels = pl.DataFrame(world.levels, schema=["receipt_id", "level"], orient="row")
    remittances = pl.DataFrame(world.remittances, infer_schema_length=None)
    return Invented(MatchInput(items, receipts, remittances, customers), truth, levels)
