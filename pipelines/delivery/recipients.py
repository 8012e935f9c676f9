"""Who is to get a scheduled report: the rows of the desk's book in force, and what is wrong there.

Belongs here: reading and judging recipients. Does not belong here: what they get
(documents/desk_reports.py), sending (reporting.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from pipelines.books.delivery_books import EVERYBODY
from pipelines.documents.addresses import is_address
from pipelines.documents.bundle import Problem
from pipelines.reports.context import Language

RECIPIENTS = """
    select email_text, salesperson_name, language_code from marts.dim_report_recipients
    where report_code = ? and coalesce(valid_from <= ?, true) and coalesce(valid_to >= ?, true)
    order by all
"""
SALESPEOPLE = "select distinct upper(salesperson_name) from marts.dim_customers order by all"
BOOK = "the book of recipients"


@dataclass(frozen=True)
class Recipient:
    """salesperson: whose customers the report is about, in capitals; None for all."""

    email: str
    salesperson: str | None
    language: Language


def read_recipients(
    published: duckdb.DuckDBPyConnection, report: str, day: date
) -> tuple[tuple[Recipient, ...], list[Problem]]:
    """Who gets a report on a day. A row that cannot be used is a problem; the others go on.

    Neither an address nor a name is in a problem: rows are told by their place in the book's order
    of report, e-mail and salesperson.
    """
    rows = published.execute(RECIPIENTS, [report, day, day]).fetchall()
    known = {name for (name,) in published.execute(SALESPEOPLE).fetchall()}
    recipients, problems = [], []
    for place, (email, salesperson, language) in enumerate(rows, start=1):
        row = f"{report} {place}"
        if not is_address(email):
            remedy = f"Correct its Correo in {BOOK}; nothing was written to it"
            problems.append(Problem(row, "an e-mail that is no address", remedy))
        elif salesperson not in (EVERYBODY, *known):
            remedy = f"Write its Vendedor in {BOOK} as the ERP does; nothing was written to it"
            problems.append(Problem(row, "a salesperson without customers", remedy))
        else:
            person = None if salesperson == EVERYBODY else salesperson
            recipients.append(Recipient(email, person, "en" if language == "en" else "es"))
    if not rows:
        remedy = f"Add whoever is to get it to {BOOK} and run again"
        problems.append(Problem(report, "nobody is to receive it", remedy))
    return tuple(recipients), problems


def unread(recipients: Iterable[Recipient], aging: pl.DataFrame) -> list[Problem]:
    """The salespeople whose customers owe and whose ageing nobody gets. Told by count."""
    covered = {recipient.salesperson for recipient in recipients}
    owing = set(aging["salesperson_name"].drop_nulls().str.to_uppercase())
    missing = owing - covered
    if None in covered or not missing:
        return []
    remedy = f"Add each salesperson, or a row with Todos, to {BOOK}"
    return [
        Problem("weekly_aging", f"nobody gets the ageing of {len(missing)} salespeople", remedy)
    ]
