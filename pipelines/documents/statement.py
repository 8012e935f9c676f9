"""One holder's statement: its accounts by currency, with their rows and totals.

Belongs here: what a statement says, in dates and exact amounts. Does not belong here: where the
rows come from (statement_rows.py), how they look on paper or in cells.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.documents.statement_rows import ACCOUNT, AMOUNTS, StatementRows
from pipelines.reports.context import Language

NOTHING = Decimal("0.00")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One account: a holder in one currency. Amounts are exact and in that currency.

    items, credits, movements: rows of the frames of StatementRows, in their order.
    totals: AMOUNTS of the ageing, with disputed_amount and promised_amount.
    """

    currency_code: str
    references: tuple[str, ...]
    opening_amount: Decimal
    items: tuple[Row, ...]
    credits: tuple[Row, ...]
    movements: tuple[Row, ...]
    totals: Mapping[str, Decimal]


@dataclass(frozen=True)
class Statement:
    """rfc: None for a holder without one of its own. since: as in StatementRows.

    emails: what is on file as e-mail of each of its customers, as delivered.
    """

    holder_id: str
    holder_name: str
    customer_codes: tuple[str, ...]
    rfc: str | None
    language: Language
    as_of_date: date
    since: date | None
    sections: tuple[Section, ...]
    emails: tuple[str, ...]


def statements_of(rows: StatementRows, house_language: Language) -> Iterator[Statement]:
    """One statement per holder with an open item, a credit or a movement, in order of their ids,
    each made when it is asked for: all at once would fill the memory.

    house_language: for customers of whom nothing says where they are.
    """
    accounts = accounts_of(rows)
    by_account = {
        name: dict(part(frame))
        for name, frame in (
            ("items", rows.items),
            ("credits", rows.credits),
            ("movements", rows.movements),
        )
    }
    of_holder = dict(rows_by(accounts, "holder_id"))
    for holder_id, customers in rows_by(rows.customers, "holder_id"):
        sections = tuple(
            section_of(account, customers, by_account) for account in of_holder.get(holder_id, ())
        )
        if sections:
            first = customers[0]
            yield Statement(
                holder_id=holder_id,
                holder_name=first["customer_name"],
                customer_codes=tuple(row["customer_code"] for row in customers),
                rfc=None if first["is_generic_rfc"] else first["rfc"],
                language=language_of(first, house_language),
                as_of_date=rows.as_of_date,
                since=rows.since,
                sections=sections,
                emails=tuple(row["email_text"] for row in customers if row["email_text"]),
            )


def accounts_of(rows: StatementRows) -> pl.DataFrame:
    """One row per account with something to say: AMOUNTS, opening_amount and what is held back."""
    held = rows.items.group_by(ACCOUNT).agg(pl.col("disputed_amount", "promised_amount").sum())
    # What is open needs no movement to be stated, and a balance of nothing no statement of it.
    others = [rows.openings, rows.movements] if rows.since else []
    return (
        pl.concat(frame.select(ACCOUNT) for frame in (rows.aging, *others))
        .unique()
        .join(rows.aging, on=ACCOUNT, how="left")
        .join(rows.openings, on=ACCOUNT, how="left")
        .join(held, on=ACCOUNT, how="left")
        .with_columns(pl.selectors.decimal().fill_null(NOTHING))
        .sort(ACCOUNT)
    )


def section_of(
    account: Row,
    customers: tuple[Row, ...],
    by_account: Mapping[str, Mapping[tuple[str, str], pl.DataFrame]],
) -> Section:
    key = (account["holder_id"], account["currency_code"])
    parts: dict[str, tuple[Row, ...]] = {
        name: tuple(frames[key].iter_rows(named=True)) if key in frames else ()
        for name, frames in by_account.items()
    }
    codes = {row["customer_code"] for row in parts["items"]}
    return Section(
        currency_code=account["currency_code"],
        # A payment names the customer whose invoices it is for.
        references=tuple(sorted(codes or {row["customer_code"] for row in customers})),
        opening_amount=account["opening_amount"],
        totals={name: account[name] for name in (*AMOUNTS, "disputed_amount", "promised_amount")},
        **parts,
    )


def part(frame: pl.DataFrame) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    for key, rows in frame.partition_by(ACCOUNT, as_dict=True, maintain_order=True).items():
        yield (str(key[0]), str(key[1])), rows


def rows_by(frame: pl.DataFrame, column: str) -> Iterator[tuple[str, tuple[Row, ...]]]:
    for key, rows in frame.partition_by(column, as_dict=True, maintain_order=True).items():
        yield str(key[0]), tuple(rows.iter_rows(named=True))


def language_of(customer: Row, house_language: Language) -> Language:
    """Foreign customers are written to in English, those with a Mexican RFC in Spanish."""
    if customer["is_foreign"]:
        return "en"
    return "es" if customer["rfc"] is not None else house_language
