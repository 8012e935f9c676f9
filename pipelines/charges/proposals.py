"""Proposals to charge and what was approved of them: rows of the published warehouse that add up.

Belongs here: the queries and the check before anything is written. Does not belong here: how much
may be charged (dbt), the files (workbook.py, decisions_book.py).
"""

from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import polars as pl

PROPOSALS = """
    select * from reports.rpt_additional_charges where as_of_date = $day
    order by currency_code, total_amount desc, proposal_number
"""
# What waits to be posted is so on whatever day it was approved.
TO_POST = """
    select approvals.*, customers.customer_code, customers.customer_name
    from marts.fct_charge_approvals as approvals
    join marts.dim_customers as customers using (customer_id)
    where decision_code = 'approved' and posted_charge_id is null and approved_date <= $day
    order by approved_date, approval_number
"""
DAYS = "select as_of_date from marts.dim_periods order by as_of_date"
RUN = "select as_of_date, known_at, functional_currency_code from marts.dim_run_parameters"
# Terms of each row that come to its total.
SUMS = {
    "proposals": (
        (("net_amount", 1), ("vat_amount", 1)),
        (("accrued_amount", 1), ("approved_amount", -1), ("rejected_amount", -1)),
    ),
    "to_post": ((("net_amount", 1), ("vat_amount", 1)),),
}
TOTALS = {"proposals": "total_amount", "to_post": "approved_amount"}


class NoCharges(ValueError):
    """A day of which nothing is published; the message says which there are."""


class ChargesDisagree(Exception):
    """Parts that are not their total. Nothing is written."""

    def __init__(self, table: str, rows: int) -> None:
        super().__init__(
            f"{rows} rows of {table} do not add up to their total. Nothing was written: run the "
            "warehouse again; if it stays so, this is a fault of the program"
        )


@dataclass(frozen=True)
class Charges:
    """proposals: rpt_additional_charges of the day. to_post: fct_charge_approvals that no charge of
    the ledger posts yet, with their customer.
    """

    as_of_date: date
    known_at: datetime
    functional_currency_code: str
    proposals: pl.DataFrame
    to_post: pl.DataFrame


def read_charges(connection: duckdb.DuckDBPyConnection, day: date | None = None) -> Charges:
    """The proposals of a month-end or of the run's own day; None takes the latter.

    Raises NoCharges for another day and ChargesDisagree.
    """
    run = connection.execute(RUN).fetchone()
    days = [row[0] for row in connection.execute(DAYS).fetchall()]
    if run is None or (day or run[0]) not in days:
        raise NoCharges(
            f"interest is computed at each month-end and as of {days[-1] if days else 'no day'}: "
            "name one of these days, or run as of the one you want"
        )
    chosen = day or run[0]
    found = Charges(
        chosen,
        run[1],
        run[2],
        connection.execute(PROPOSALS, {"day": chosen}).pl(),
        connection.execute(TO_POST, {"day": chosen}).pl(),
    )
    check_sums("proposals", found.proposals)
    check_sums("to_post", found.to_post)
    return found


def check_sums(table: str, rows: pl.DataFrame) -> None:
    """Raises ChargesDisagree where a row's parts are not its total."""
    for terms in SUMS[table]:
        parts = pl.sum_horizontal(pl.col(name) * sign for name, sign in terms)
        wrong = rows.filter((parts != pl.col(TOTALS[table])).fill_null(True))
        if wrong.height:
            raise ChargesDisagree(table, wrong.height)
