"""Who is reminded of what, at which level: frames in, reminders out.

Belongs here: levels, waiting times, minimum amounts, and never the same level twice. Does not
belong here: what is disputed or promised (claims_as_of), words (reminder_page.py), sending
(delivery).

An invoice climbs one level at a time, whatever its age: level 1 first, the next one when it is late
enough and the wait since the last one is over. A level counts when its message was sent, or may
have been. A contact whose message was refused gets that level again, and nobody else does.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import polars as pl

from pipelines.documents.addresses import addresses_in
from pipelines.documents.bundle import Problem
from pipelines.documents.statement import Row, language_of, rows_by
from pipelines.documents.statement_rows import ACCOUNT, StatementRows
from pipelines.reports.context import Language

LEVELS = """
    select level_number, currency_code, from_past_due_days, wait_days, minimum_amount,
        minimum_item_amount, answer_days, tone_code
    from policies.policy_reminder_levels
    where date '{day}' between valid_from and coalesce(valid_to, date '{day}')
    order by all
"""
ITEM = ["charge_id", "installment_number"]
RECIPIENT = "recipient"
HELD = ("disputed_amount", "promised_amount")
CLAIMED = (*ITEM, "level_number", "claimable_amount")
NOTHING = Decimal("0.00")
NO_CONTACT = "Give its main address in the ERP an e-mail; its reminder was written as a letter"


@dataclass(frozen=True)
class Claim:
    """What a reminder claims in one currency, and how that makes up what is overdue:
    overdue = claimed + disputed + promised + other. unapplied: credit that lies beside it.
    """

    currency_code: str
    references: tuple[str, ...]
    items: tuple[Row, ...]
    claimed_amount: Decimal
    disputed_amount: Decimal
    promised_amount: Decimal
    other_amount: Decimal
    overdue_amount: Decimal
    unapplied_amount: Decimal


@dataclass(frozen=True)
class Reminder:
    """One message to one contact of a legal entity; recipient None: a letter on paper.

    message_id: the hash of what it claims and from whom. level_number, tone_code: the highest of
    its items. deadline: last day to pay.
    """

    message_id: str
    legal_entity_id: str
    name: str
    customer_codes: tuple[str, ...]
    rfc: str | None
    language: Language
    recipient: str | None
    as_of_date: date
    level_number: int
    tone_code: str
    deadline: date
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Plan:
    """overview: one row per legal entity and currency with something overdue: what is claimed, what
    is not, and for an account of which nothing is claimed, why (reason_code).
    """

    reminders: tuple[Reminder, ...]
    overview: pl.DataFrame
    problems: tuple[Problem, ...]


def read_levels(published: duckdb.DuckDBPyConnection, day: date) -> pl.DataFrame:
    """policy_reminder_levels as in force on a day."""
    return published.execute(LEVELS.format(day=day)).pl()


def plan_reminders(
    rows: StatementRows, levels: pl.DataFrame, journal: pl.DataFrame, house_language: Language
) -> Plan:
    """The reminders of a day.

    rows: read by legal entity. journal: outcomes of earlier messages, one row per message and item
    (delivery/journal.py). The same arguments give the same reminders.
    """
    contacts, problems = contacts_of(rows.customers)
    late = rows.items.filter((pl.col("past_due_days") > 0) & (pl.col("claimable_amount") > 0))
    unruled = late.join(levels, on="currency_code", how="anti")["currency_code"].unique().sort()
    remedy = "Add its levels to policy_reminder_levels; nothing was claimed in it"
    problems += [Problem(code, "no reminder policy for the currency", remedy) for code in unruled]
    due = due_levels(late.join(contacts, on="holder_id"), levels, journal, rows.as_of_date)
    claimed = above_minimum(due, rows.aging)
    reminders = tuple(reminders_of(claimed, rows, house_language))
    without = contacts.filter(pl.col(RECIPIENT).is_null())["holder_id"].to_list()
    written = {reminder.legal_entity_id for reminder in reminders}
    problems += [
        Problem(entity, "no e-mail to write to", NO_CONTACT)
        for entity in without
        if entity in written
    ]
    return Plan(reminders, overview_of(rows, due, claimed, late), tuple(problems))


def contacts_of(customers: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    """holder_id and recipient, one row per address of an entity; null where it has none."""
    found, problems = [], []
    remedy = "Correct it in the ERP; the other addresses of the customer were written to"
    for holder_id, of_holder in rows_by(customers, "holder_id"):
        texts = [row["email_text"] for row in of_holder if row["email_text"]]
        addresses, bad = addresses_in(texts)
        found += [(holder_id, address) for address in addresses or (None,)]
        if bad:
            problems.append(Problem(holder_id, f"{bad} e-mails that are no address", remedy))
    schema = {"holder_id": pl.String, RECIPIENT: pl.String}
    return pl.DataFrame(found, schema=schema, orient="row"), problems


def due_levels(
    pairs: pl.DataFrame, levels: pl.DataFrame, journal: pl.DataFrame, day: date
) -> pl.DataFrame:
    """Items and contacts, of which a level is due today, with that level's policy."""
    went = journal.filter(pl.col("outcome_code") != "refused")
    last = (
        went.sort("level_number", "as_of_date")
        .group_by(ITEM, maintain_order=True)
        .agg(
            pl.col("level_number").last().alias("last_level"),
            pl.col("as_of_date").last().alias("last_date"),
        )
    )
    to_contact = [*ITEM, RECIPIENT, "last_level"]
    at_level = (
        journal.rename({"level_number": "last_level"})
        .group_by(to_contact)
        .agg((pl.col("outcome_code") != "refused").any().alias("has_it"))
    )
    known = pairs.join(last, on=ITEM, how="left").with_columns(pl.col("last_level").fill_null(0))
    known = known.join(at_level, on=to_contact, how="left", nulls_equal=True)
    # Refused to this contact, or of today's round and not yet sent to it: the same level again.
    is_repeated = (pl.col("last_level") > 0) & (
        (pl.col("has_it") == False)  # noqa: E712 (null: nothing was tried)
        | (pl.col("has_it").is_null() & (pl.col("last_date") == day))
    )
    step = pl.when(is_repeated.fill_null(False)).then(0).otherwise(1)
    waited = (pl.lit(day) - pl.col("last_date")).dt.total_days()
    return (
        known.with_columns(
            (pl.col("last_level") + step).alias("level_number"), is_repeated=is_repeated
        )
        .join(levels, on=["currency_code", "level_number"])
        .filter(
            (pl.col("past_due_days") >= pl.col("from_past_due_days"))
            & (
                pl.col("is_repeated").fill_null(False)
                | pl.col("last_date").is_null()
                | (waited >= pl.col("wait_days"))
            )
        )
    )


def above_minimum(due: pl.DataFrame, aging: pl.DataFrame) -> pl.DataFrame:
    """Those that are no trifle, whose message claims enough in their currency, after unapplied
    credit.
    """
    due = due.filter(pl.col("claimable_amount") >= pl.col("minimum_item_amount"))
    unapplied = aging.select(*ACCOUNT, "unapplied_amount")
    of_message = [*ACCOUNT, RECIPIENT]
    summed = pl.col("claimable_amount").sum().over(of_message)
    least = pl.col("minimum_amount").max().over(of_message)
    return due.join(unapplied, on=ACCOUNT).filter(summed - pl.col("unapplied_amount") >= least)


def overview_of(
    rows: StatementRows, due: pl.DataFrame, claimed: pl.DataFrame, late: pl.DataFrame
) -> pl.DataFrame:
    """Every account with something overdue, once: what is claimed of it today, and what is not."""
    overdue = rows.items.filter(pl.col("past_due_days") > 0)
    held = overdue.group_by(ACCOUNT).agg(pl.col(HELD).sum())
    once = (
        claimed.unique([*ACCOUNT, *ITEM])
        .group_by(ACCOUNT)
        .agg(pl.col("claimable_amount").sum().alias("claimed_amount"))
    )
    accounts = (
        rows.aging.filter(pl.col("overdue_amount") != 0)
        .select(*ACCOUNT, "overdue_amount", "unapplied_amount")
        .join(held, on=ACCOUNT, how="left")
        .join(once, on=ACCOUNT, how="left")
        .with_columns(pl.selectors.decimal().fill_null(NOTHING))
    )
    rest = pl.col("overdue_amount") - pl.col("claimed_amount")
    is_late = pl.struct(ACCOUNT).is_in(late.select(pl.struct(ACCOUNT)).to_series().implode())
    is_due = pl.struct(ACCOUNT).is_in(due.select(pl.struct(ACCOUNT)).to_series().implode())
    return accounts.with_columns(
        (rest - pl.col("disputed_amount") - pl.col("promised_amount")).alias("other_amount"),
        pl.when(pl.col("claimed_amount") != 0)
        .then(None)
        .when(~is_late)
        .then(pl.lit("disputed_or_promised"))
        .when(~is_due)
        .then(pl.lit("no_level_due"))
        .otherwise(pl.lit("below_minimum"))
        .alias("reason_code"),
    ).sort(ACCOUNT)


def reminders_of(
    claimed: pl.DataFrame, rows: StatementRows, house_language: Language
) -> Iterator[Reminder]:
    """One reminder per legal entity and contact, in order of their ids."""
    customers = dict(rows_by(rows.customers, "holder_id"))
    overdue = rows.items.filter(pl.col("past_due_days") > 0)
    held = overdue.group_by(ACCOUNT).agg(pl.col(HELD).sum())
    accounts = {
        (row["holder_id"], row["currency_code"]): row
        for row in rows.aging.join(held, on=ACCOUNT, how="left").iter_rows(named=True)
    }
    ordered = claimed.sort(
        "holder_id", RECIPIENT, "currency_code", "due_date", *ITEM, nulls_last=True
    )
    for key, of_message in ordered.partition_by(
        ["holder_id", RECIPIENT], as_dict=True, maintain_order=True
    ).items():
        entity, recipient = key
        first = customers[entity][0]
        top = of_message.sort("level_number", "answer_days").row(-1, named=True)
        claims = tuple(
            claim_of(accounts[entity, currency], items)
            for currency, items in rows_by(of_message, "currency_code")
        )
        yield Reminder(
            message_id=message_id_of(entity, recipient, rows.as_of_date, claims),
            legal_entity_id=entity,
            name=first["customer_name"],
            customer_codes=tuple(row["customer_code"] for row in customers[entity]),
            rfc=None if first["is_generic_rfc"] else first["rfc"],
            language=language_of(first, house_language),
            recipient=recipient,
            as_of_date=rows.as_of_date,
            level_number=top["level_number"],
            tone_code=top["tone_code"],
            deadline=rows.as_of_date + timedelta(days=top["answer_days"]),
            claims=claims,
        )


def claim_of(account: Row, items: tuple[Row, ...]) -> Claim:
    claimed = sum((item["claimable_amount"] for item in items), NOTHING)
    overdue, disputed = account["overdue_amount"], account["disputed_amount"]
    return Claim(
        currency_code=account["currency_code"],
        references=tuple(sorted({item["customer_code"] for item in items})),
        items=items,
        claimed_amount=claimed,
        disputed_amount=disputed,
        promised_amount=account["promised_amount"],
        other_amount=overdue - claimed - disputed - account["promised_amount"],
        overdue_amount=overdue,
        unapplied_amount=account["unapplied_amount"],
    )


def message_id_of(entity: str, recipient: str | None, day: date, claims: tuple[Claim, ...]) -> str:
    claimed = [
        [*(str(item[name]) for name in CLAIMED), claim.currency_code]
        for claim in claims
        for item in claim.items
    ]
    said = json.dumps([entity, recipient, day.isoformat(), claimed])
    return hashlib.sha256(said.encode()).hexdigest()[:20]
