"""The matcher on the warehouse's own tables: what it is given on a day, and what it says of it.

Belongs here: which rows of the marts are items, receipts and aliases on a day. Does not belong
here: how the past is judged (history.py), dbt (models/predictions/prd_matches.py), the matcher.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from pipelines.matching.frames import ALIASES, ITEMS, RECEIPTS, REMITTANCES, MatchInput
from pipelines.matching.intake import CLOSED, OPEN
from pipelines.matching.policies import MatchingPolicies, MatchingPolicyError

CREDIT_MEMO = "credit_memo"
# One id names what is applied whatever it is: a deposit, or money that the ERP holds unapplied.
CREDIT_PREFIX = "C-"
# What a person has explained is not proposed again.
EXPLAINED = ("not_customer", "duplicate", "on_account")
OPEN_COLUMNS = (
    "item_id", "customer_id", "entity_id", "customer_name", "document_number", "uuid",
    "document_date", "due_date", "currency_code", "open_amount", "document_amount", "status_code",
    "closed_date",
)  # fmt: skip


@dataclass(frozen=True)
class Marts:
    """Frames of the marts, each by its own name and with its own columns.

    spans: fct_open_item_spans, credits: fct_unapplied_credit_spans; of both only those that last
    into the history. receipts: fct_bank_receipts. bookings: fct_receipt_bookings. applications:
    fct_applications of booked receipts. uuids: fct_document_uuids. rates:
    fct_exchange_rates_daily. decisions: fct_match_decisions. currency: the functional one.
    """

    spans: pl.DataFrame
    credits: pl.DataFrame
    receipts: pl.DataFrame
    bookings: pl.DataFrame
    applications: pl.DataFrame
    customers: pl.DataFrame
    aliases: pl.DataFrame
    remittances: pl.DataFrame
    uuids: pl.DataFrame
    rates: pl.DataFrame
    decisions: pl.DataFrame
    currency: str


def number_of(policies: MatchingPolicies, code: str) -> int:
    """Raises MatchingPolicyError where the policy has no such number."""
    if code not in policies.limits:
        raise MatchingPolicyError(f"policy_matching_limits: {code} is missing")
    return policies.count(code)


def input_on(
    marts: Marts, day: date, receipts: pl.DataFrame, remittances: pl.DataFrame, closed_days: int
) -> MatchInput:
    """What the desk knew at the end of ``day``, for these receipts (RECEIPTS)."""
    items = pl.concat([open_items(marts, day), closed_items(marts, day, closed_days)])
    return MatchInput(
        items=items,
        receipts=receipts,
        remittances=remittances,
        customers=people(marts),
        aliases=aliases_on(marts, day),
        rates=rates_of(marts, receipts),
    )


def people(marts: Marts) -> pl.DataFrame:
    return marts.customers.select(
        "customer_id", "customer_name", "rfc", entity_id="legal_entity_id"
    )


def open_items(marts: Marts, day: date) -> pl.DataFrame:
    """Open instalments, and credit memos that no charge has used yet, as negative items."""
    lasts = (pl.col("from_date") <= day) & (pl.col("until_date") > day)
    memos = marts.credits.filter(lasts & (pl.col("class_code") == CREDIT_MEMO)).select(
        "customer_id",
        "currency_code",
        item_id=pl.lit(CREDIT_PREFIX) + pl.col("entry_id"),
        document_id="credit_id",
        document_number="credit_number",
        document_date="credit_date",
        due_date="credit_date",
        open_amount=-pl.col("unapplied_amount"),
        document_amount=-pl.col("original_amount"),
    )
    charges = instalments(marts.spans.filter(lasts))
    rows = pl.concat([charges, memos], how="diagonal_relaxed")
    return as_items(rows.with_columns(status_code=pl.lit(OPEN), closed_date=None), marts)


def closed_items(marts: Marts, day: date, closed_days: int) -> pl.DataFrame:
    """Instalments that were settled in the last days: what pays them again is a double payment."""
    since = day - timedelta(days=closed_days)
    ended = marts.spans.filter(
        (pl.col("until_date") <= day).over("charge_id", "installment_number")
        & (pl.col("until_date") > since)
    )
    last = ended.filter(
        pl.col("until_date") == pl.col("until_date").max().over("charge_id", "installment_number")
    )
    still_open = marts.spans.filter(pl.col("until_date") > day).select(
        "charge_id", "installment_number"
    )
    rows = instalments(last.join(still_open, ["charge_id", "installment_number"], how="anti"))
    return as_items(
        rows.with_columns(
            open_amount=pl.lit(0).cast(pl.Decimal(18, 2)), status_code=pl.lit(CLOSED)
        ),
        marts,
    )


def instalments(spans: pl.DataFrame) -> pl.DataFrame:
    return spans.select(
        "customer_id",
        "currency_code",
        "document_number",
        "due_date",
        "open_amount",
        item_id=pl.format("{}/{}", "charge_id", "installment_number"),
        document_id="charge_id",
        document_date="charge_date",
        document_amount="original_amount",
        closed_date="until_date",
    )


def as_items(rows: pl.DataFrame, marts: Marts) -> pl.DataFrame:
    """In the shape ITEMS, with the customers' names and the documents' UUIDs."""
    uuids = (
        marts.uuids.sort("document_id", "voucher_date", "voucher_id")
        .unique("document_id", keep="last", maintain_order=True)
        .select("document_id", uuid="voucher_id")
    )
    named = people(marts).drop("rfc")
    return (
        rows.join(named, "customer_id", how="left", maintain_order="left")
        .join(uuids, "document_id", how="left", maintain_order="left")
        .select(pl.col(name).cast(ITEMS[name]) for name in OPEN_COLUMNS)
    )


def aliases_on(marts: Marts, day: date | None) -> pl.DataFrame:
    """Aliases known by ``day``; all of today's for None."""
    known = marts.aliases
    if day is not None:
        known = known.filter(pl.col("known_from_date") <= day)
    return known.select(pl.col(name).cast(dtype) for name, dtype in ALIASES.items())


def rates_of(marts: Marts, receipts: pl.DataFrame) -> pl.DataFrame:
    days = receipts["receipt_date"].unique()
    return marts.rates.filter(
        pl.col("rate_date").is_in(days.implode()) & pl.col("closing_rate").is_not_null()
    ).select(
        "rate_date",
        to_currency_code=pl.lit(marts.currency),
        from_currency_code="currency_code",
        exchange_rate="closing_rate",
    )


def waiting_deposits(marts: Marts, as_of: date, look_back_days: int) -> pl.DataFrame:
    """Rows of fct_bank_receipts that are customers' money, not in the ERP, and not explained by a
    person.
    """
    free = marts.bookings.filter(pl.col("booking_code") == "bank_only")
    closed = marts.decisions.filter(pl.col("decision_code").is_in(EXPLAINED))
    since = as_of - timedelta(days=look_back_days)
    return (
        marts.receipts.filter(
            pl.col("status_code").is_in(["confirmed", "provisional"])
            & (pl.col("receipt_date") >= since)
        )
        .join(free, "bank_receipt_id", how="semi")
        .join(closed, left_on="bank_receipt_id", right_on="receipt_id", how="anti")
    )


def with_decided_payer(receipts: pl.DataFrame, marts: Marts) -> pl.DataFrame:
    """RECEIPTS with the customer that a person named."""
    said = (
        marts.decisions.filter(
            (pl.col("decision_code") == "apply") & pl.col("customer_id").is_not_null()
        )
        .unique("receipt_id", keep="first", maintain_order=True)
        .select("receipt_id", decided="customer_id")
    )
    return (
        receipts.join(said, "receipt_id", how="left", maintain_order="left")
        .with_columns(customer_id=pl.coalesce("decided", "customer_id"))
        .drop("decided")
    )


def deposits(receipts: pl.DataFrame) -> pl.DataFrame:
    """Rows of fct_bank_receipts as RECEIPTS."""
    found = receipts.select(
        "receipt_date",
        "currency_code",
        "payer_name",
        "payer_rfc",
        "payer_account",
        "bank_reference",
        "bank_text",
        "tracking_key",
        receipt_id="bank_receipt_id",
        amount="receipt_amount",
        is_provisional=pl.col("status_code") == "provisional",
    )
    return as_receipts(found)


def held_cash(marts: Marts, day: date) -> pl.DataFrame:
    """Receipts and advances that the ERP holds unapplied on ``day``, as RECEIPTS: their customer is
    known, and what the bank said of them is not needed.
    """
    lasts = (pl.col("from_date") <= day) & (pl.col("until_date") > day)
    rows = marts.credits.filter(lasts & (pl.col("class_code") != CREDIT_MEMO)).select(
        "currency_code",
        "customer_id",
        receipt_id=pl.lit(CREDIT_PREFIX) + pl.col("entry_id"),
        receipt_date="credit_date",
        amount="unapplied_amount",
    )
    return as_receipts(rows)


def as_receipts(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in RECEIPTS.items()
    )


def remittances_of(marts: Marts, receipts: pl.DataFrame) -> pl.DataFrame:
    known = marts.remittances.join(receipts.select("receipt_id"), "receipt_id", how="semi")
    lines = known.sort("remittance_line_id").select(
        "receipt_id",
        "document_ref",
        remittance_id="remittance_line_id",
        amount="paid_amount",
        memo=pl.lit(None, pl.String),
    )
    return lines.select(pl.col(name).cast(dtype) for name, dtype in REMITTANCES.items())
