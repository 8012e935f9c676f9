"""Ageing on any day, grouped as asked: rows of the published warehouse's own functions.

Belongs here: the grouping and the basis from which days are counted. What is open, and in which
bucket so many days fall, is for dbt; how rows are shown is for aging_view.py.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

import polars as pl

from pipelines.ad_hoc import QueryError, query

Grouping = Literal["customer", "salesperson", "currency", "document"]
Basis = Literal["due", "document"]

BUCKETS = ("not_due_amount", *(f"bucket_{number}_amount" for number in range(1, 6)))
DAYS = {"due": "items.past_due_days", "document": "items.as_of_date - items.charge_date"}
# What a row of each grouping is about, and the order of its rows.
GROUPS = {
    "customer": ("customer_code, customer_name", "open_amount desc, customer_code"),
    "salesperson": ("salesperson_name", "salesperson_name nulls last"),
    "currency": ("", "currency_code"),
}
RUN = "select as_of_date from marts.dim_run_parameters"
LABELS = "select * from policies.policy_aging_buckets order by bucket_number"
# Credits have their own date and age; they are never in a bucket.
ITEMS = """
    with items as (
        select items.customer_id, items.document_number, items.charge_date as document_date,
            items.due_date, {days} as age_days, items.currency_code, items.open_amount,
            0.00 as unapplied_amount, items.closing_amount_mxn
        from open_items_as_of(date '{day}') as items
        union all
        select customer_id, credit_number, credit_date, null, age_days, currency_code, 0.00,
            unapplied_amount, -closing_amount_mxn
        from unapplied_credits_as_of(date '{day}')),
    aged as (
        select items.*, case when open_amount <> 0 then bucket_number end as bucket_number
        from items join policies.policy_aging_buckets as buckets
            on age_days >= coalesce(from_days, age_days)
            and age_days <= coalesce(to_days, age_days))
"""
DOCUMENTS = """
    select customer_code, customer_name, document_number, document_date, due_date,
        age_days::integer as age_days, bucket_number, aged.currency_code,
        open_amount::decimal(18, 2) as open_amount,
        unapplied_amount::decimal(18, 2) as unapplied_amount,
        closing_amount_mxn as closing_balance_amount_mxn
    from aged join marts.dim_customers using (customer_id)
    order by aged.currency_code, bucket_number is null, age_days desc, customer_code,
        document_number, due_date
"""
# A total that an item without a rate belongs to is not known.
GROUPED = """
    select {columns}
        aged.currency_code, {buckets},
        sum(open_amount)::decimal(18, 2) as open_amount,
        sum(unapplied_amount)::decimal(18, 2) as unapplied_amount,
        sum(open_amount - unapplied_amount)::decimal(18, 2) as balance_amount,
        case when count(*) = count(closing_amount_mxn) then sum(closing_amount_mxn) end
            ::decimal(18, 2) as closing_balance_amount_mxn
    from aged join marts.dim_customers using (customer_id)
    group by all order by aged.currency_code, {order}
"""
BUCKET = "sum(case when bucket_number = {} then open_amount else 0 end)::decimal(18, 2) as {}"


@dataclass(frozen=True)
class Aging:
    """frame: one row per group and currency with the columns of BUCKETS, or per open item and
    unapplied credit. Amounts are Decimal in the row's ``currency_code``; ``_mxn`` is the functional
    currency at the day's closing rate. buckets: policy_aging_buckets.
    """

    as_of_date: date
    by: Grouping
    basis: Basis
    frame: pl.DataFrame
    buckets: pl.DataFrame


def read_aging(
    published: Path, day: date | None = None, by: Grouping = "customer", basis: Basis = "due"
) -> Aging:
    """The ageing of a day; None takes the day the warehouse was built as of.

    basis: ``due`` counts days from the due date, ``document`` from the document's own. Raises
    QueryError when nothing is published, and for a day after the one it was built as of.
    """
    last = cast(date, query(published, RUN).item())
    day = day or last
    if day > last:
        raise QueryError(f"there are no figures after {last}: run with a later as-of date")
    items = ITEMS.format(day=day, days=DAYS[basis])
    return Aging(
        as_of_date=day,
        by=by,
        basis=basis,
        frame=query(published, items + rows_of(by)),
        buckets=query(published, LABELS),
    )


def rows_of(by: Grouping) -> str:
    """The query over ``aged`` that makes the rows of a grouping."""
    if by == "document":
        return DOCUMENTS
    columns, order = GROUPS[by]
    buckets = ", ".join(BUCKET.format(number, name) for number, name in enumerate(BUCKETS))
    return GROUPED.format(columns=f"{columns}," if columns else "", buckets=buckets, order=order)
