"""What statements are made of: the published warehouse's rows of a day, and whether they agree.

Belongs here: the queries, and the check that every account adds up to the ageing of that day and
to the ledger itself before anything is written. Does not belong here: what is open, disputed or in
which bucket (dbt), how a statement is laid out (statement_page.py, statement_workbook.py).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

import duckdb
import polars as pl

from pipelines.aging import BUCKETS
from pipelines.reports.safe_text import clean_text

Version = Literal["open-item", "activity"]
Holder = Literal["customer", "entity"]

ACCOUNT = ["holder_id", "currency_code"]
HOLDERS = {"customer": "customer_id", "entity": "legal_entity_id"}
# Every query knows who holds each account; there is one row per customer.
HELD = """
    with held as (
        select {holder} as holder_id, customer_id, customer_code from marts.dim_customers
        where {chosen})
"""
CUSTOMERS = """
    select customers.{holder} as holder_id, customers.customer_id, customers.customer_code,
        customers.customer_name, customers.rfc, customers.is_foreign, customers.is_generic_rfc,
        contacts.email_text
    from marts.dim_customers as customers
    join held using (customer_id)
    left join marts.dim_customer_contacts as contacts using (customer_id)
    order by holder_id, customer_code, customer_id
"""
ITEMS = """
    select held.holder_id, held.customer_code, items.*
    from claims_as_of(date '{day}') as items join held using (customer_id)
    order by holder_id, currency_code, due_date, charge_date, charge_id, installment_number
"""
CREDITS = """
    select held.holder_id, credits.currency_code, credits.credit_number, credits.class_code,
        credits.credit_date, credits.original_amount, credits.unapplied_amount
    from unapplied_credits_as_of(date '{day}') as credits join held using (customer_id)
    order by holder_id, currency_code, credit_date, entry_id
"""
AGING = """
    select held.holder_id, aging.currency_code, {sums}
    from aging_as_of(date '{day}') as aging join held using (customer_id)
    group by all order by all
"""
LEDGER = """
    select held.holder_id, entries.currency_code,
        sum(entries.amount)::decimal(18, 2) as ledger_amount
    from marts.fct_ledger_entries as entries join held using (customer_id)
    where entries.entry_date <= date '{day}' group by all having ledger_amount <> 0
"""
OPENINGS = """
    select held.holder_id, entries.currency_code,
        sum(entries.amount)::decimal(18, 2) as opening_amount
    from marts.fct_ledger_entries as entries join held using (customer_id)
    where entries.entry_date < date '{since}' group by all having opening_amount <> 0
"""
# A document is one movement, however many charges it settles; one that moves nothing is none.
MOVEMENTS = """
    select held.holder_id, entries.currency_code, entries.document_id, entries.entry_date,
        min(entries.document_number) as document_number, min(entries.class_code) as class_code,
        sum(entries.amount)::decimal(18, 2) as amount
    from marts.fct_ledger_entries as entries join held using (customer_id)
    where entries.entry_date between date '{since}' and date '{day}'
    group by all having sum(entries.amount) <> 0
    order by holder_id, currency_code, entry_date, sum(entries.amount) < 0,
        document_number, document_id
"""
CLASSES = "select class_code, label_es, label_en from policies.policy_entry_classes"
LABELS = "select label_es, label_en from policies.policy_aging_buckets order by bucket_number"
LAST_DAY = "select as_of_date from marts.dim_run_parameters"
AMOUNTS = (*BUCKETS, "overdue_amount", "open_amount", "unapplied_amount", "balance_amount")
MONEY = pl.Decimal(18, 2)


class NoStatement(ValueError):
    """What was asked for cannot be answered; the message says why."""


class TotalsDisagree(Exception):
    """Rows that do not add up to the ageing or to the ledger: no statement is written at all.

    accounts: holder_id, currency_code, and the figure that differs, at most the first hundred.
    """

    def __init__(self, accounts: pl.DataFrame) -> None:
        shown = ", ".join(
            f"{holder} {currency} ({figure})"
            for holder, currency, figure in accounts.select(*ACCOUNT, "figure").head(5).iter_rows()
        )
        super().__init__(
            f"{accounts.height} accounts do not add up to the ageing or to the ledger: {shown}. "
            "Nothing was written"
        )
        self.accounts = accounts


@dataclass(frozen=True)
class StatementRows:
    """Frames of all accounts, text made harmless. since: first day of the activity, None for open
    items.

    customers: one row per customer, with its holder_id. items: claims_as_of; credits: unapplied
    credits; aging: one row per account with AMOUNTS; openings, movements: the balance before the
    activity and what moved it, by document. kinds, buckets: labels by language.
    """

    as_of_date: date
    since: date | None
    customers: pl.DataFrame
    items: pl.DataFrame
    credits: pl.DataFrame
    aging: pl.DataFrame
    openings: pl.DataFrame
    movements: pl.DataFrame
    kinds: pl.DataFrame
    buckets: pl.DataFrame


def read_statement_rows(
    published: duckdb.DuckDBPyConnection,
    day: date,
    since: date | None = None,
    by: Holder = "customer",
    only: str | None = None,
) -> StatementRows:
    """The rows of a day's statements, all accounts or those of one holder.

    since: first day of an activity statement; None for an open-item one. only: a customer_id, or
    a legal_entity_id. Raises NoStatement for a day without figures or a holder there is not, and
    TotalsDisagree.
    """
    last = cast(date, published.execute(LAST_DAY).pl().item())
    if day > last:
        raise NoStatement(f"there are no figures after {last}: run with a later as-of date")
    if since is not None and since > day:
        raise NoStatement("the activity begins after the day of the statement")
    holder = HOLDERS[by]
    chosen = "true" if only is None else f"{holder} = $only"
    sums = ", ".join(f"sum({name})::decimal(18, 2) as {name}" for name in AMOUNTS)
    # Open items are a statement without days of activity: it opens with the whole balance.
    start = since or day + timedelta(days=1)

    def rows(query: str) -> pl.DataFrame:
        text = HELD + query
        blanks = {"holder": holder, "chosen": chosen, "day": day, "since": start, "sums": sums}
        parameters = None if only is None else {"only": only}
        return clean_text(published.execute(text.format(**blanks), parameters).pl())

    customers = rows(CUSTOMERS)
    if only is not None and customers.is_empty():
        raise NoStatement(f"there is no {by} of that id: ids are such as M-1042")
    found = StatementRows(
        as_of_date=day,
        since=since,
        customers=customers,
        items=rows(ITEMS),
        credits=rows(CREDITS),
        aging=rows(AGING),
        openings=rows(OPENINGS),
        movements=rows(MOVEMENTS),
        kinds=published.execute(CLASSES).pl(),
        buckets=published.execute(LABELS).pl(),
    )
    disagreeing = disagreements(found, rows(LEDGER))
    if disagreeing.height:
        raise TotalsDisagree(disagreeing)
    return found


def disagreements(rows: StatementRows, ledger: pl.DataFrame) -> pl.DataFrame:
    """One row per account and figure that is not the sum of its rows: ACCOUNT, figure, expected and
    actual. Empty when every statement will add up.

    ledger: one row per account with its ledger_amount, where that is not 0.
    """
    in_buckets = [
        amount("open_amount", pl.col("bucket_number") == number).alias(f"items_{name}")
        for number, name in enumerate(BUCKETS)
    ]
    left = amount("open_amount") - amount("disputed_amount") - amount("promised_amount")
    items = rows.items.group_by(ACCOUNT).agg(
        *in_buckets, amount("claimable_amount").alias("claimable_amount"), left.alias("items_left")
    )
    credits = rows.credits.group_by(ACCOUNT).agg(amount("unapplied_amount").alias("credits_amount"))
    moved = rows.movements.group_by(ACCOUNT).agg(amount("amount").alias("moved_amount"))
    accounts = rows.aging
    for frame in (items, credits, rows.openings, moved, ledger):
        accounts = accounts.join(frame, on=ACCOUNT, how="full", coalesce=True)
    accounts = accounts.with_columns(pl.selectors.decimal().fill_null(0))
    opening, movement = pl.col("opening_amount"), pl.col("moved_amount")
    listed = pl.sum_horizontal(f"items_{name}" for name in BUCKETS) - pl.col("credits_amount")
    compared = [
        *((name, pl.col(name), pl.col(f"items_{name}")) for name in BUCKETS),
        ("unapplied_amount", pl.col("unapplied_amount"), pl.col("credits_amount")),
        ("balance_amount", pl.col("balance_amount"), listed),
        ("ledger_amount", pl.col("ledger_amount"), pl.col("balance_amount")),
        ("movements", pl.col("balance_amount"), opening + movement),
        ("claimable_amount", pl.col("claimable_amount"), pl.col("items_left")),
    ]
    found = [
        accounts.filter(expected != actual).select(
            *ACCOUNT,
            pl.lit(figure).alias("figure"),
            expected.cast(MONEY).alias("expected_amount"),
            actual.cast(MONEY).alias("actual_amount"),
        )
        for figure, expected, actual in compared
    ]
    return pl.concat(found).sort(*ACCOUNT, "figure")


def amount(name: str, where: pl.Expr | None = None) -> pl.Expr:
    """The sum of a column, of the rows of a condition."""
    column = pl.col(name) if where is None else pl.col(name).filter(where)
    return column.sum()
