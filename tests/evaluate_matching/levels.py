"""What customers do when they pay, in five levels of difficulty.

Belongs here: the levels, and how folios are spelled, misread and mistyped in them. Does not belong
here: whom the company has and what they owe (world.py).

1 clear: RFC and folio. 2 usual: name cut, folio in some spelling, several invoices. 3 noisy:
misread or mistyped folios, discounts, fees, short and partial payments, in remittances. 4 bare: no
folio at all. 5 traps: strangers, duplicates, wrong folios, paid invoices, somebody else's name.
"""

from datetime import timedelta

import numpy as np

from tests.evaluate_matching.people import initials, pick, shortened
from tests.evaluate_matching.world import Item, World, add_receipt

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


LEVELS = (clear, usual, noisy, bare, trap)
