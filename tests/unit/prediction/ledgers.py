"""Small ledgers of customers that pay as they are told to, for tests of predictions.

Belongs here: making episodes and invoices. What must become of them is for the tests.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.prediction.episodes import EPISODES

FIRST_DAY = date(2024, 1, 1)
LIMITS = {
    "backtest_months": 3,
    "training_months": 24,
    "max_training_pairs": 40_000,
    "min_settled_items": 50,
    "min_customer_history": 3,
    "min_backtest_items": 10,
}


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def episode(
    charge: str,
    issued: int,
    settled: int | None,
    *,
    customer: str = "C-1",
    terms: int = 30,
    is_written_off: bool = False,
    currency: str = "MXN",
    opened: int | None = None,
) -> dict[str, object]:
    """One row of EPISODES; days are counted from FIRST_DAY."""
    return {
        "charge_id": charge,
        "installment_number": 1,
        "customer_id": customer,
        "currency_code": currency,
        "charge_date": day(issued),
        "opened_date": day(issued if opened is None else opened),
        "due_date": day(issued + terms),
        "settled_date": None if settled is None else day(settled),
        "is_written_off": is_written_off,
        "original_amount": "100.00",
    }


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    schema = {**EPISODES, "original_amount": pl.String()}
    return pl.DataFrame(list(rows), schema=schema).with_columns(
        pl.col("original_amount").cast(pl.Decimal(18, 2))
    )


def many(count: int, days: int, *, customers: int = 30, seed: int = 1) -> pl.DataFrame:
    """Episodes of customers with habits of their own, settled or still open after ``days``."""
    random = np.random.default_rng(seed)
    habit = random.integers(-10, 25, customers)
    customer = random.integers(0, customers, count)
    issued = random.integers(0, days, count)
    late = np.maximum(habit[customer] + random.integers(-4, 5, count), -29)
    rows = [
        episode(
            f"F-{n:05}",
            int(issued[n]),
            settled if (settled := int(issued[n] + 30 + late[n])) < days else None,
            customer=f"C-{customer[n]}",
        )
        for n in range(count)
    ]
    return frame(*rows)


def month_ends(days: int) -> list[date]:
    """Those of the first so many days, and the last day itself."""
    last = day(days - 1)
    ends = pl.date_range(FIRST_DAY, last, "1mo", eager=True).dt.month_end()
    return [*(each for each in ends.to_list() if each < last), last]


def invoices(episodes: pl.DataFrame) -> pl.DataFrame:
    """The same as a generic ledger's invoices."""
    return episodes.select(
        customer_code="customer_id",
        document_number="charge_id",
        document_date="charge_date",
        due_date="due_date",
        settled_date="settled_date",
        currency_code="currency_code",
        amount="original_amount",
    )
