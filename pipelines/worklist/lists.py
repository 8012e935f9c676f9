"""Whom to call: rows of the published warehouse, one list for each person.

Belongs here: reading the list, whose each row is, and the numbers under which what is typed comes
back. Does not belong here: who is to be called and in which order (dbt: rpt_worklist_daily), and
how it looks (workbook.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Literal

import polars as pl

from pipelines.ad_hoc import query

Whose = Literal["collector", "salesperson"]
# Numbers of a day's list begin at days since then times a thousand, so that no list of another day
# has them; the log holds numbers of at most seven digits.
NUMBERS_FROM = date(2020, 1, 1)
ROOM_PER_DAY = 999
NOBODY = "SIN ASIGNAR"

WORKLIST = "select * from reports.rpt_worklist_daily order by call_order"
USED_NUMBERS = """
    select collector_code, max(event_number) as last_number from marts.fct_collection_contacts
    where event_number between {first} and {last} group by 1
"""
PORTAL_ALERTS = """
    select * from reports.rpt_portal_alerts
    order by open_amount_mxn desc, customer_code, document_number
"""
RUN = "select as_of_date from marts.dim_run_parameters"


class NoWorklist(ValueError):
    """A list that cannot be made; the message says what to do."""


@dataclass(frozen=True)
class PersonsList:
    """One person's day.

    name: of the collector or salesperson. file_name: of their list, without day and ending; nobody
    else's. initials: under which the log knows them.
    calls: rows of rpt_worklist_daily to be called, with ``event_number``. held: those that are not.
    alerts: portal invoices over their limit. left_out: calls beyond ROOM_PER_DAY.
    """

    name: str
    file_name: str
    initials: str
    calls: pl.DataFrame
    held: pl.DataFrame
    alerts: pl.DataFrame
    left_out: int


def read_lists(
    published: Path, as_of: date | None, whose: Whose, only: str | None = None
) -> tuple[date, list[PersonsList]]:
    """The as-of date, and a list for everyone who has accounts, or for ``only`` one of them.

    Raises NoWorklist when the warehouse is not of that day or the name is nobody's, and QueryError
    when nothing is published.
    """
    day = query(published, RUN)["as_of_date"][0]
    if as_of is not None and as_of != day:
        raise NoWorklist(
            f"the published warehouse is as of {day}: run `cartera run --as-of {as_of}` first"
        )
    first = (day - NUMBERS_FROM).days * (ROOM_PER_DAY + 1)
    used = query(published, USED_NUMBERS.format(first=first, last=first + ROOM_PER_DAY))
    rows, alerts = query(published, WORKLIST), query(published, PORTAL_ALERTS)
    lists = list(split_lists(rows, alerts, dict(used.iter_rows()), first, whose))
    if only is not None:
        lists = [each for each in lists if each.name.casefold() == only.casefold()]
        if not lists:
            raise NoWorklist(f"no {whose} of that name has anything overdue")
    return day, lists


def split_lists(
    rows: pl.DataFrame, alerts: pl.DataFrame, used: dict[str, int], first: int, whose: Whose
) -> Iterator[PersonsList]:
    """One list a name, in alphabetical order; persons of the same initials share their numbers.

    used: by initials, the last number of the day that the log holds already.
    """
    name = pl.col(f"{whose}_name").fill_null(NOBODY)
    rows, alerts = rows.with_columns(person=name), alerts.with_columns(person=name)
    next_numbers = dict(used)
    taken: set[str] = set()
    for person in rows["person"].unique().sort():
        initials = initials_of(person)
        after = next_numbers.get(initials, first)
        room = max(first + ROOM_PER_DAY - after, 0)
        mine = rows.filter(pl.col("person") == person)
        calls = mine.filter("is_to_call")
        numbered = calls.head(room).with_row_index("event_number", offset=after + 1)
        next_numbers[initials] = after + numbered.height
        file_name = file_name_of(person, taken)
        taken.add(file_name)
        yield PersonsList(
            name=person,
            file_name=file_name,
            initials=initials,
            calls=numbered,
            held=mine.filter(~pl.col("is_to_call")),
            alerts=alerts.filter(pl.col("person") == person),
            left_out=calls.height - numbered.height,
        )


def file_name_of(name: str, taken: set[str]) -> str:
    """``Ventas Norte`` → ``ventas_norte``; what another name has become already gets a number."""
    slug = "_".join(name.lower().split())
    plain = "".join(each for each in slug if each.isalnum() or each == "_")[:60]
    plain = plain or initials_of(name).lower()
    numbered = (f"{plain}_{number}" for number in count(2))
    return next(each for each in chain([plain], numbered) if each not in taken)


def initials_of(name: str) -> str:
    """``VENTAS NORTE 2`` → ``VN2``: the first letter of each word, and numbers whole."""
    words = re.findall(r"\d+|[^\W\d_]+", name)
    return "".join(word if word.isdigit() else word[0] for word in words).upper()[:20] or "X"
