"""Accounts made of a few items, as the queries of statements give them, and the day they are of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.documents.statement_rows import AMOUNTS, StatementRows

DAY = date(2026, 10, 31)
MONEY = pl.Decimal(18, 2)
NOTHING = Decimal("0.00")
# As in policy_aging_buckets: the last day past due of each bucket but the last.
LAST_DAYS = (0, 30, 60, 90, 120)
CUSTOMERS = {
    "holder_id": pl.String,
    "customer_id": pl.String,
    "customer_code": pl.String,
    "customer_name": pl.String,
    "rfc": pl.String,
    "is_foreign": pl.Boolean,
    "is_generic_rfc": pl.Boolean,
    "email_text": pl.String,
}
ITEMS = {
    "holder_id": pl.String,
    "customer_code": pl.String,
    "charge_id": pl.String,
    "installment_number": pl.Int32,
    "document_number": pl.String,
    "class_code": pl.String,
    "charge_date": pl.Date,
    "due_date": pl.Date,
    "past_due_days": pl.Int64,
    "bucket_number": pl.Int32,
    "currency_code": pl.String,
    "original_amount": MONEY,
    "open_amount": MONEY,
    "disputed_amount": MONEY,
    "promised_amount": MONEY,
    "promised_date": pl.Date,
    "claimable_amount": MONEY,
}
CREDITS = {
    "holder_id": pl.String,
    "currency_code": pl.String,
    "credit_number": pl.String,
    "class_code": pl.String,
    "credit_date": pl.Date,
    "original_amount": MONEY,
    "unapplied_amount": MONEY,
}
OPENINGS = {"holder_id": pl.String, "currency_code": pl.String, "opening_amount": MONEY}
MOVEMENTS = {
    "holder_id": pl.String,
    "currency_code": pl.String,
    "document_id": pl.String,
    "entry_date": pl.Date,
    "document_number": pl.String,
    "class_code": pl.String,
    "amount": MONEY,
}
LEDGER = {"holder_id": pl.String, "currency_code": pl.String, "ledger_amount": MONEY}
KINDS = pl.DataFrame(
    {
        "class_code": ["invoice", "receipt"],
        "label_es": ["Factura", "Cobro"],
        "label_en": ["Invoice", "Receipt"],
    }
)
BUCKET_LABELS = pl.DataFrame(
    {
        "label_es": ["Por vencer", "1 a 30", "31 a 60", "61 a 90", "91 a 120", "Más de 120"],
        "label_en": ["Not due", "1 a 30", "31 a 60", "61 a 90", "91 a 120", "Over 120"],
    }
)


@dataclass(frozen=True)
class Item:
    """An open instalment. late: days past due on DAY."""

    charge_id: str
    amount: str
    late: int = 40
    holder: str = "E-0000000000a1"
    currency: str = "MXN"
    disputed: str = "0.00"
    promised: str = "0.00"
    installment: int = 1


def customer(holder: str = "E-0000000000a1", **changes: Any) -> dict[str, Any]:
    return {
        "holder_id": holder,
        "customer_id": f"M-{holder[-2:].upper()}",
        "customer_code": f"C-{holder[-2:]}",
        "customer_name": f"Cliente {holder[-2:]}",
        "rfc": "AAA010101AAA",
        "is_foreign": False,
        "is_generic_rfc": False,
        "email_text": f"pagos@{holder[-2:]}.example",
        **changes,
    }


def item_row(item: Item) -> dict[str, Any]:
    amount, disputed, promised = (
        Decimal(item.amount),
        Decimal(item.disputed),
        Decimal(item.promised),
    )
    return {
        "holder_id": item.holder,
        "customer_code": f"C-{item.holder[-2:]}",
        "charge_id": item.charge_id,
        "installment_number": item.installment,
        "document_number": f"F{item.charge_id[2:]}",
        "class_code": "invoice",
        "charge_date": DAY - timedelta(item.late + 30),
        "due_date": DAY - timedelta(item.late),
        "past_due_days": item.late,
        "bucket_number": sum(item.late > last for last in LAST_DAYS),
        "currency_code": item.currency,
        "original_amount": amount,
        "open_amount": amount,
        "disputed_amount": disputed,
        "promised_amount": promised,
        "promised_date": DAY + timedelta(5) if promised else None,
        "claimable_amount": amount - disputed - promised,
    }


def rows_of(
    items: Iterable[Item],
    customers: Iterable[Mapping[str, Any]] | None = None,
    unapplied: Mapping[tuple[str, str], str] | None = None,
    since: date | None = None,
) -> StatementRows:
    """Frames that add up. unapplied: credit by holder and currency."""
    listed = [item_row(item) for item in items]
    credits = {key: Decimal(amount) for key, amount in (unapplied or {}).items()}
    people = (
        [customer(holder) for holder in sorted({row["holder_id"] for row in listed})]
        if customers is None
        else list(customers)
    )
    accounts = aging_of(listed, credits)
    balances = [
        {key: row[key] for key in ("holder_id", "currency_code")}
        | {"opening_amount": row["balance_amount"]}
        for row in accounts
    ]
    credit_rows = [
        {
            "holder_id": holder,
            "currency_code": currency,
            "credit_number": "P1",
            "class_code": "receipt",
            "credit_date": DAY,
            "original_amount": amount,
            "unapplied_amount": amount,
        }
        for (holder, currency), amount in credits.items()
    ]
    schema = {"holder_id": pl.String, "currency_code": pl.String} | dict.fromkeys(AMOUNTS, MONEY)
    return StatementRows(
        as_of_date=DAY,
        since=since,
        customers=pl.DataFrame(people, schema=CUSTOMERS),
        items=pl.DataFrame(listed, schema=ITEMS),
        credits=pl.DataFrame(credit_rows, schema=CREDITS),
        aging=pl.DataFrame(accounts, schema=schema),
        openings=pl.DataFrame(balances, schema=OPENINGS),
        movements=pl.DataFrame(schema=MOVEMENTS),
        kinds=KINDS,
        buckets=BUCKET_LABELS,
    )


def aging_of(
    items: list[dict[str, Any]], credits: Mapping[tuple[str, str], Decimal]
) -> list[dict[str, Any]]:
    """The ageing in plain loops, to be compared with."""
    accounts: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(
        lambda: dict.fromkeys(AMOUNTS, NOTHING)
    )
    for row in items:
        account = accounts[row["holder_id"], row["currency_code"]]
        amount = row["open_amount"]
        account[AMOUNTS[row["bucket_number"]]] += amount
        account["overdue_amount"] += amount if row["past_due_days"] > 0 else NOTHING
        account["open_amount"] += amount
        account["balance_amount"] += amount
    for key, amount in credits.items():
        accounts[key]["unapplied_amount"] += amount
        accounts[key]["balance_amount"] -= amount
    return [
        {"holder_id": holder, "currency_code": currency, **amounts}
        for (holder, currency), amounts in sorted(accounts.items())
    ]


def ledger_of(rows: StatementRows) -> pl.DataFrame:
    """The ledger's balance of each account, as it should be."""
    return rows.aging.select(
        "holder_id", "currency_code", pl.col("balance_amount").alias("ledger_amount")
    )
