"""Customers, open items, credits and applications of a made-up company, and what they add up to.

Derived with plain Decimals, apart from any code under test.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from pipelines.contracts.report_frames import SCHEMAS

Row = dict[str, Any]
Money = Callable[[int, int], Decimal]
MONTH, AS_OF = date(2026, 10, 1), date(2026, 10, 31)
RATES = {"MXN": Decimal("1.000000"), "USD": Decimal("18.412300")}
CLOSING = {"MXN": Decimal("1.000000"), "USD": Decimal("18.653100")}
UPPER_DAYS = (0, 30, 60, 90, 120)
NAMES = (
    "Hidráulica del Bajío, S.A. de C.V.",
    "Ñandú & Hijos, S. de R.L.",
    "Maquinados Peñoles",
    "Mangueras y Conexiones del Golfo",
    "Ingenio San Agustín",
    "Grúas Ávila",
    "Minera Cerro Quemado",
    "Aceros y Émbolos de Monterrey, S.A.P.I. de C.V.",
)


@dataclass(frozen=True)
class Customer:
    customer_id: str
    customer_code: str
    customer_name: str
    currency_code: str
    salesperson_name: str
    zone_name: str

    def named(self) -> Row:
        return {
            "period_month": MONTH,
            "customer_id": self.customer_id,
            "customer_code": self.customer_code,
            "customer_name": self.customer_name,
            "currency_code": self.currency_code,
        }


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def bucket_of(days: int) -> int:
    return sum(days > upper for upper in UPPER_DAYS)


def make_frame(name: str, rows: list[Row]) -> pl.DataFrame:
    types = {n: c.dtype.type for n, c in SCHEMAS[name].columns.items()}
    names = [n for n in types if not rows or n in rows[0]]
    return pl.DataFrame(rows, schema={n: types[n] for n in names}, orient="row")


def make_items(
    people: list[Customer], documents: int, dice: random.Random, money: Money
) -> list[Row]:
    rows = []
    for n in range(documents):
        who = dice.choice(people)
        made = AS_OF - timedelta(days=dice.randint(0, 200))
        due = made + timedelta(days=dice.choice((0, 15, 30, 45, 60)))
        days = (AS_OF - due).days
        original = money(500, 90_000)
        left = original if dice.random() < 0.7 else cents(original * Decimal("0.37"))
        rows.append(
            {
                **who.named(),
                "salesperson_name": who.salesperson_name,
                "document_id": f"D{n:05d}",
                "document_number": f"F{n:08d}",
                "concept_name": "Venta" if n % 9 else "Nota de cargo",
                "installment_number": 1,
                "document_date": made,
                "due_date": due,
                "is_due_date_assumed": n % 25 == 0,
                "past_due_days": days,
                "bucket_number": bucket_of(days),
                "original_amount": original,
                "open_amount": left,
                "open_amount_mxn": cents(left * RATES[who.currency_code]),
            }
        )
    return rows


def make_credits(people: list[Customer], money: Money) -> list[Row]:
    rows = []
    for n, who in enumerate(people[::4]):
        original = money(1_000, 30_000)
        left = original if n % 2 else cents(original * Decimal("0.4"))
        made = AS_OF - timedelta(days=11 * n)
        rows.append(
            {
                **who.named(),
                "document_id": f"R{n:05d}",
                "document_number": f"C{n:08d}",
                "credit_class_code": ("receipt", "advance", "credit_memo")[n % 3],
                "document_date": made,
                "age_days": (AS_OF - made).days,
                "original_amount": original,
                "used_amount": original - left,
                "unapplied_amount": left,
                "unapplied_amount_mxn": cents(left * RATES[who.currency_code]),
            }
        )
    return rows


def make_applications(
    people: list[Customer], documents: int, dice: random.Random, money: Money
) -> list[Row]:
    rows = []
    for n in range(documents // 2):
        who = dice.choice(people)
        paid = date(2026, 10, dice.randint(1, 31))
        amount = money(300, 60_000)
        rows.append(
            {
                **who.named(),
                "effective_date": paid,
                "credit_document_id": f"P{n:05d}",
                "credit_document_number": f"C{n + 500:08d}",
                "credit_class_code": "credit_memo" if n % 11 == 0 else "receipt",
                "credit_date": paid,
                "charge_document_id": f"D{n + 9000:05d}",
                "charge_document_number": f"F{n + 9000:08d}",
                "charge_date": paid - timedelta(days=dice.randint(10, 90)),
                "applied_amount": amount,
                "discount_amount": cents(amount * Decimal("0.02")) if n % 7 == 0 else Decimal(0),
                "applied_amount_mxn": cents(amount * RATES[who.currency_code]),
            }
        )
    return rows


def make_aging(
    people: list[Customer], items: list[Row], credits: list[Row], money: Money
) -> list[Row]:
    rows = []
    for n, who in enumerate(people):
        own = [row for row in items if row["customer_id"] == who.customer_id]
        free = sum(
            (row["unapplied_amount"] for row in credits if row["customer_id"] == who.customer_id),
            Decimal(0),
        )
        if not own and not free:
            continue
        buckets = [
            sum((r["open_amount"] for r in own if r["bucket_number"] == number), Decimal(0))
            for number in range(6)
        ]
        total = sum(buckets)
        balance_mxn = sum((r["open_amount_mxn"] for r in own), Decimal(0)) - sum(
            r["unapplied_amount_mxn"] for r in credits if r["customer_id"] == who.customer_id
        )
        closing = cents((total - free) * CLOSING[who.currency_code])
        rows.append(
            {
                **who.named(),
                "as_of_date": AS_OF,
                "legal_entity_id": f"L{n // 2:04d}",
                "salesperson_name": who.salesperson_name,
                "zone_name": who.zone_name,
                "customer_type_name": ("Industria", "Distribuidor")[n % 2],
                "credit_limit_amount": money(100_000, 900_000) if n % 3 else None,
                "not_due_amount": buckets[0],
                **{f"bucket_{k}_amount": buckets[k] for k in range(1, 6)},
                "overdue_amount": sum(buckets[1:]),
                "open_amount": total,
                "unapplied_amount": free,
                "balance_amount": total - free,
                "balance_amount_mxn": balance_mxn,
                "closing_balance_amount_mxn": closing,
                "unrealised_fx_amount_mxn": closing - balance_mxn,
                "open_item_count": len(own),
                "max_past_due_days": max((r["past_due_days"] for r in own), default=None),
            }
        )
    return rows


def make_groups(aging: list[Row]) -> pl.DataFrame:
    amounts = [n for n in SCHEMAS["aging_by_group"].columns if "amount" in n]
    sums: dict[tuple[str, str, str], list[Decimal]] = defaultdict(
        lambda: [Decimal(0)] * len(amounts)
    )
    for row in aging:
        for code, name in (
            ("salesperson", row["salesperson_name"]),
            ("zone", row["zone_name"]),
            ("currency", row["currency_code"]),
        ):
            key = (code, name, row["currency_code"])
            sums[key] = [a + row[n] for a, n in zip(sums[key], amounts, strict=True)]
    rows = [
        {
            "period_month": MONTH,
            "grouping_code": code,
            "group_name": name,
            "currency_code": currency,
            **dict(zip(amounts, values, strict=True)),
        }
        for (code, name, currency), values in sums.items()
    ]
    return make_frame("aging_by_group", rows)


def make_rollforward(people: list[Customer], aging: list[Row], money: Money) -> pl.DataFrame:
    balance = {row["customer_id"]: row for row in aging}
    rows = []
    for n, who in enumerate(people):
        row = balance.get(who.customer_id)
        closing = row["balance_amount"] if row else Decimal(0)
        closing_mxn = row["closing_balance_amount_mxn"] if row else Decimal(0)
        moves = {
            "charges_amount": money(1_000, 200_000),
            "receipts_amount": -money(1_000, 150_000),
            "credit_memos_amount": -money(0, 4_000) if n % 4 == 0 else Decimal(0),
            "write_offs_amount": Decimal("-0.01") if n == 3 else Decimal(0),
            "discounts_amount": -money(0, 900) if n % 6 == 0 else Decimal(0),
            "adjustments_amount": Decimal(0),
        }
        moved = sum(moves.values())
        opening = closing - moved
        moved_mxn = cents(moved * RATES[who.currency_code])
        opening_mxn = cents(opening * RATES[who.currency_code])
        rows.append(
            {
                **who.named(),
                "opening_amount": opening,
                **moves,
                "closing_amount": closing,
                "opening_amount_mxn": opening_mxn,
                "movements_amount_mxn": moved_mxn,
                "fx_amount_mxn": closing_mxn - opening_mxn - moved_mxn,
                "closing_amount_mxn": closing_mxn,
            }
        )
    return make_frame("rollforward", rows)


def make_changes(
    people: list[Customer], aging: list[Row], dice: random.Random, money: Money
) -> pl.DataFrame:
    balance = {row["customer_id"]: row for row in aging}
    rows = []
    for n, who in enumerate(people[: len(people) * 3 // 4]):
        row = balance.get(who.customer_id)
        now = row["balance_amount"] if row else Decimal(0)
        late = row["overdue_amount"] if row else Decimal(0)
        before = Decimal(0) if n % 10 == 0 else money(1_000, 300_000)
        late_before = cents(before * Decimal("0.3"))
        days = row["max_past_due_days"] if row else None
        code = "new" if not before else "settled" if not now else "worse"
        if code == "worse" and late < late_before:
            code = "better"
        rows.append(
            {
                **who.named(),
                "previous_balance_amount": before,
                "balance_amount": now,
                "change_amount": now - before,
                "previous_overdue_amount": late_before,
                "overdue_amount": late,
                "overdue_change_amount": late - late_before,
                "previous_max_past_due_days": dice.randint(1, 150) if before else None,
                "max_past_due_days": days,
                "change_code": code,
            }
        )
    return make_frame("changes", rows)
