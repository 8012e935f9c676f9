"""Our side of a reconciliation: rows of the published warehouse as of a day.

Belongs here: the queries. Does not belong here: what was open on a day (the warehouse's functions),
the connection (whoever calls), the comparison (reconcile.py).
"""

from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import polars as pl

from pipelines.counterpart.frames import BALANCES, DOCUMENTS, PAYMENTS, OurSide

RUN = "select as_of_date, known_at, functional_currency_code from marts.dim_run_parameters"
DAYS = "select limit_count from policies.policy_limits where limit_code = 'in_transit_days'"
HOLDERS = {"customer": "customer_id", "entity": "legal_entity_id"}
CUSTOMERS = """
    select customer_id, customer_code, customer_name, rfc, currency_code, is_generic_rfc,
        is_foreign
    from marts.dim_customers where {holder} = $holder_id order by customer_id
"""
# A dispute counts where the forecast of the run expects no payment because of one.
CHOSEN = """
    with chosen as (select customer_id from marts.dim_customers where {holder} = $holder_id),
    items as (
        select charge_id, min(due_date) as due_date, sum(open_amount) as open_amount
        from open_items_as_of($day) join chosen using (customer_id) group by charge_id),
    credits as (
        select credit_id, sum(unapplied_amount) as unapplied_amount
        from unapplied_credits_as_of($day) join chosen using (customer_id) group by credit_id),
    disputes as (
        select distinct charge_id from marts.fct_cash_forecast_items
        join chosen using (customer_id) where basis_code = 'dispute'),
    uuids as (select document_id, min(voucher_id) as uuid from marts.fct_document_uuids group by 1)
"""
DOCUMENT_ROWS = """
    select charges.charge_id as document_id, 'charge' as side_code, charges.class_code,
        charges.document_number, uuids.uuid, charges.charge_date as document_date, items.due_date,
        charges.currency_code, charges.amount as original_amount,
        coalesce(items.open_amount, 0) as balance_amount,
        disputes.charge_id is not null as is_disputed
    from marts.fct_charges as charges
    join chosen using (customer_id)
    left join items using (charge_id)
    left join disputes using (charge_id)
    left join uuids on charges.charge_id = uuids.document_id
    union all
    select entries.document_id, 'credit', min(entries.class_code), min(entries.document_number),
        min(uuids.uuid), min(entries.entry_date), null, min(entries.currency_code),
        sum(entries.amount), -coalesce(max(credits.unapplied_amount), 0), false
    from marts.fct_ledger_entries as entries
    join chosen using (customer_id)
    left join credits on entries.document_id = credits.credit_id
    left join uuids on entries.document_id = uuids.document_id
    where entries.entry_kind_code in ('application', 'unapplied')
        and entries.class_code <> 'unapplied_use'
    group by entries.document_id
    order by all
"""
PAYMENT_ROWS = """
    select applied.charge_id as document_id, applied.credit_id,
        applied.effective_date as credit_date,
        applied.class_code in ('receipt', 'advance', 'unapplied_use', 'factoring') as is_payment,
        sum(applied.applied_amount) as applied_amount
    from marts.fct_applications as applied
    join chosen using (customer_id)
    where applied.has_charge group by all order by all
"""
BALANCE_ROWS = """
    select currency_code, sum(balance_amount) as balance_amount
    from aging_as_of($day) join chosen using (customer_id) group by all order by all
"""


class UnknownHolder(ValueError):
    """A customer, legal entity or day that is not published; the message says what to do."""


@dataclass(frozen=True)
class Holder:
    """Whose accounts are reconciled. currency_code: None where its accounts have several."""

    name: str
    customer_codes: tuple[str, ...]
    rfc: str | None
    is_foreign: bool
    currency_code: str | None


@dataclass(frozen=True)
class Run:
    """What the published warehouse was built as."""

    as_of_date: date
    known_at: datetime
    functional_currency_code: str
    in_transit_days: int


def read_run(connection: duckdb.DuckDBPyConnection, day: date | None) -> Run:
    """Raises UnknownHolder for a day after the warehouse's own, or a policy that is not there."""
    run = connection.execute(RUN).fetchone()
    days = connection.execute(DAYS).fetchall()
    if run is None or len(days) != 1:
        raise UnknownHolder("policy_limits needs exactly one row in_transit_days: run again")
    if day is not None and day > run[0]:
        raise UnknownHolder(f"there are no figures after {run[0]}: run with a later as-of date")
    return Run(day or run[0], run[1], run[2], days[0][0])


def read_holder(connection: duckdb.DuckDBPyConnection, by: str, holder_id: str) -> Holder:
    """by: ``customer`` or ``entity``. Raises UnknownHolder."""
    rows = connection.execute(
        CUSTOMERS.format(holder=HOLDERS[by]), {"holder_id": holder_id}
    ).fetchall()
    if not rows:
        raise UnknownHolder(
            f'no {by} has this id: `cartera sql "select customer_id, customer_code, '
            'legal_entity_id from marts.dim_customers"` lists them'
        )
    currencies = {row[4] for row in rows}
    return Holder(
        name=rows[0][2],
        customer_codes=tuple(row[1] for row in rows),
        # A generic one is nobody's identity.
        rfc=None if rows[0][5] else rows[0][3],
        is_foreign=rows[0][6],
        currency_code=currencies.pop() if len(currencies) == 1 else None,
    )


def read_our_side(
    connection: duckdb.DuckDBPyConnection, by: str, holder_id: str, day: date
) -> OurSide:
    def rows(query: str, **parameters: date) -> pl.DataFrame:
        chosen = CHOSEN.format(holder=HOLDERS[by])
        values = {"holder_id": holder_id, "day": day}
        return connection.execute(chosen + query, values | parameters).pl()

    return OurSide(
        documents=rows(DOCUMENT_ROWS).cast(pl.Schema(DOCUMENTS)),
        payments=rows(PAYMENT_ROWS).cast(pl.Schema(PAYMENTS)),
        balances=rows(BALANCE_ROWS).cast(pl.Schema(BALANCES)),
    )
