"""The open items as the search for candidates asks for them: by payer, amount and day.

Belongs here: look-ups built once from the intake's frames. Amounts are cents, days are ordinals.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl

from pipelines.matching.intake import CANCELLED, CLOSED, OPEN, Intake

Account = tuple[str, str]


@dataclass(frozen=True)
class Receipt:
    """receipt: its row number. text: cleaned, all that came with it but names of documents."""

    receipt: int
    day: int
    currency: str
    cents: int
    text: str


@dataclass(frozen=True)
class Ledger:
    """Lists by item number. by_account: a payer's open items in one currency, oldest due first.
    exact: open items by payer, currency and amount; anyone's: by currency and amount; closed: by
    payer, currency and document amount.
    """

    item_ids: list[str]
    entities: list[str]
    customers: list[str]
    currencies: list[str]
    open_cents: list[int]
    document_cents: list[int]
    document_days: list[int | None]
    due_days: list[int | None]
    statuses: list[str]
    closed_days: list[int | None]
    by_account: dict[Account, list[int]]
    by_entity: dict[str, list[int]]
    exact: dict[tuple[str, str, int], list[int]]
    anyones: dict[tuple[str, int], list[int]]
    closed: dict[tuple[str, str, int], list[int]]
    rates: dict[tuple[str, str], list[tuple[int, Decimal]]] = field(default_factory=dict)

    def is_open(self, item: int) -> bool:
        return self.statuses[item] == OPEN and self.open_cents[item] != 0

    def due(self, item: int) -> date | None:
        day = self.due_days[item]
        return date.fromordinal(day) if day is not None else None

    def converted(self, item: int, currency: str, day: int) -> int | None:
        """The item's open amount in another currency at the last rate up to the day, in cents;
        None where there is no such rate.
        """
        for rate_day, rate in reversed(self.rates.get((self.currencies[item], currency), [])):
            if rate_day <= day:
                exact = Decimal(self.open_cents[item]) * rate
                return int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
        return None


def build_ledger(taken: Intake) -> Ledger:
    days = [
        pl.col(column).cast(pl.Int64) + date(1970, 1, 1).toordinal()
        for column in ("document_date", "due_date", "closed_date")
    ]
    rows = taken.items.with_columns(days)
    order = rows.sort("due_date", "document_date", "item_id", nulls_last=True)
    by_account: dict[Account, list[int]] = defaultdict(list)
    by_entity: dict[str, list[int]] = defaultdict(list)
    exact: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    anyones: dict[tuple[str, int], list[int]] = defaultdict(list)
    closed: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    columns = (
        "item",
        "entity_id",
        "currency_code",
        "open_amount_cents",
        "document_amount_cents",
        "status_code",
    )
    for item, entity, currency, cents, document_cents, status in order.select(columns).iter_rows():
        if status == CLOSED or (status == OPEN and cents == 0):
            closed[entity, currency, document_cents].append(item)
        elif status != CANCELLED:
            by_account[entity, currency].append(item)
            by_entity[entity].append(item)
            exact[entity, currency, cents].append(item)
            anyones[currency, cents].append(item)
    return Ledger(
        rows["item_id"].to_list(),
        rows["entity_id"].to_list(),
        rows["customer_id"].to_list(),
        rows["currency_code"].to_list(),
        rows["open_amount_cents"].to_list(),
        rows["document_amount_cents"].to_list(),
        rows["document_date"].to_list(),
        rows["due_date"].to_list(),
        rows["status_code"].to_list(),
        rows["closed_date"].to_list(),
        by_account,
        by_entity,
        exact,
        anyones,
        closed,
        rates_of(taken.rates),
    )


def rates_of(rates: pl.DataFrame) -> dict[tuple[str, str], list[tuple[int, Decimal]]]:
    found: dict[tuple[str, str], list[tuple[int, Decimal]]] = defaultdict(list)
    for source, target, day, rate in rates.drop_nulls().sort("rate_date").iter_rows():
        found[source, target].append((day.toordinal(), rate))
    return found
