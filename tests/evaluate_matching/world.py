"""The invented company: who owes what, and what its bank and its customers say of payments.

Belongs here: items, the receipts and remittances made so far, and how they become frames. Does not
belong here: what customers do (levels.py).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from pipelines.matching.frames import MatchInput
from tests.evaluate_matching.people import Customer

TODAY = date(2026, 10, 31)


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
