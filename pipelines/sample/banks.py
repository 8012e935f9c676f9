"""The company's two peso accounts: what the bank saw of the ledger, and the bank's own movements.

Belongs here: movements and their running balance. Does not belong here: how a bank prints them
(``statements.py``), credits that the ledger does not know (``unbooked.py``). Money is whole cents.
Receipts in dollars go to an account whose statements are not delivered.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.balances import GROSS
from pipelines.sample.ledger import Ledger, Schema, live_lines, shaped
from pipelines.sample.periods import SECOND, Period, bank_calendar, days_between
from pipelines.sample.unbooked import unbooked_credits

OPENING_BALANCE = 1_250_000_00
FEE, FEE_TAX = 350_00, 56_00
WHOLE_THOUSAND = 1_000_00
# One receipt in CHEQUE_EVERY is a cheque; the others are transfers.
CHEQUE_EVERY = 14
CHEQUE_REFERENCE = 1_400_014
DEPOSIT, REFUND, RETURNED, SWEEP, FEES, FEES_TAX, INTEREST_IN, OWN_IN, SPEI_BACK = range(9)
UNBOOKED_KINDS = {"deposit": DEPOSIT, "interest": INTEREST_IN, "own": OWN_IN, "back": SPEI_BACK}

# One row a movement, in the order of posting.
MOVEMENTS: Schema = {
    "day": pl.Date,
    "kind": pl.Int8,
    "document": pl.Int64,
    "cliente_id": pl.Int64,
    "reference": pl.Int64,
    "is_cheque": pl.Boolean,
    "folio_number": pl.Int64,  # of the first charge that the receipt pays; null without one
    "concepto_cc_id": pl.Int64,  # of that charge
    "deposit": pl.Int64,
    "withdrawal": pl.Int64,
}


@dataclass(frozen=True)
class Account:
    """An account of the company. ``bank_id`` is its id in the ERP."""

    bank_id: int
    number: str


BBVA = Account(c.BBVA_BANK, "0192837465")
BANORTE = Account(c.BANORTE_BANK, "0456789123")


def account_movements(cash: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Every movement of an account in MOVEMENTS, with ``balance`` and ``number`` (1, 2, …).

    cash: what came in and went out with customers. Each week's deposits leave again in whole
    thousands, so that the balance neither grows without bound nor falls below what it opened with
    by more than the fees.
    """
    own = pl.concat([_sweeps(cash, period), _fees(period)])
    return (
        pl.concat([cash, own])
        .sort("day", "kind", "document", "reference", nulls_last=True)
        .with_columns(
            number=pl.int_range(1, pl.len() + 1),
            balance=OPENING_BALANCE + (pl.col("deposit") - pl.col("withdrawal")).cum_sum(),
        )
    )


def cash_movements(ledger: Ledger, account: Account) -> pl.DataFrame:
    """Receipts and advances in; refunds and returned cheques out. As the ERP knows them last."""
    last = ledger.shown_in(SECOND)
    documents = last.documents.filter(pl.col("cuenta_ban_id") == account.bank_id)
    concept, kind = pl.col("concepto_cc_id"), pl.col("kind")
    folios = last.documents.select(
        "folio_number", "concepto_cc_id", docto_cc_acr_id=pl.col("docto_cc_id")
    )
    amounts = (
        live_lines(Ledger(last.customers, documents, last.lines, last.dues), SECOND)
        .group_by("docto_cc_id", maintain_order=True)
        .agg(amount=GROSS.sum(), docto_cc_acr_id=pl.col("docto_cc_acr_id").drop_nulls().first())
    )
    frame = (
        documents.select("docto_cc_id", "fecha", "cliente_id", "bank_reference", kind=concept)
        .with_columns(
            kind=pl.when(kind == c.REFUND)
            .then(REFUND)
            .when(kind == c.RETURNED_CHEQUE)
            .then(RETURNED)
            .otherwise(DEPOSIT)
        )
        .join(amounts, on="docto_cc_id", maintain_order="left")
        .join(folios, on="docto_cc_acr_id", how="left", maintain_order="left")
    )
    movements = frame.select(
        day="fecha",
        kind="kind",
        document="docto_cc_id",
        cliente_id="cliente_id",
        reference="bank_reference",
        is_cheque=pl.col("bank_reference") % CHEQUE_EVERY == 0,
        folio_number="folio_number",
        concepto_cc_id=concept,
        deposit=pl.when(kind == DEPOSIT).then("amount").otherwise(0),
        withdrawal=pl.when(kind == DEPOSIT).then(0).otherwise("amount"),
    )
    return shaped(movements, MOVEMENTS)


def unbooked_movements(ledger: Ledger, account: Account) -> pl.DataFrame:
    """The credits of the last bank days that the ERP does not know."""
    credits = unbooked_credits(ledger, UNBOOKED_KINDS, account.bank_id)
    movements = credits.with_columns(document=pl.lit(None), is_cheque=pl.lit(value=False))
    return shaped(movements, MOVEMENTS)


def _sweeps(cash: pl.DataFrame, period: Period) -> pl.DataFrame:
    """On the last bank day of each week, its deposits leave in whole thousands."""
    calendar = bank_calendar(period)
    weekly = cash.group_by(week=pl.col("day").dt.truncate("1w")).agg(pl.col("deposit").sum())
    weekly = weekly.filter(pl.col("deposit") >= WHOLE_THOUSAND).sort("week")
    friday = weekly["week"].to_numpy().astype("datetime64[D]") + 4
    day = np.busday_offset(friday, 0, roll="backward", busdaycal=calendar)
    swept = (weekly["deposit"] // WHOLE_THOUSAND) * WHOLE_THOUSAND
    return _own(pl.Series(day), SWEEP, swept).filter(pl.col("day") <= period.last_day)


def _fees(period: Period) -> pl.DataFrame:
    """On the last bank day of each month, the bank's fee and the tax on it."""
    days = days_between(period.first_day, period.last_day)
    months = np.unique(days.astype("datetime64[M]"))[:-1]
    last = (months + 1).astype("datetime64[D]") - 1
    day = pl.Series(np.busday_offset(last, 0, roll="backward", busdaycal=bank_calendar(period)))
    fee = pl.repeat(FEE, len(day), eager=True)
    tax = pl.repeat(FEE_TAX, len(day), eager=True)
    return pl.concat([_own(day, FEES, fee), _own(day, FEES_TAX, tax)])


def _own(day: pl.Series, kind: int, withdrawal: pl.Series) -> pl.DataFrame:
    """Movements that no document of the ledger stands behind."""
    frame = pl.DataFrame({"day": day, "withdrawal": withdrawal})
    movements = frame.select(
        day="day",
        kind=pl.lit(kind),
        document=pl.lit(None),
        cliente_id=pl.lit(None),
        # The bank's own serial number for its day: any number will do, if it is always the same.
        reference=(pl.col("day").cast(pl.Int64) * 37 + kind) % 10_000_000,
        is_cheque=pl.lit(value=False),
        folio_number=pl.lit(None),
        concepto_cc_id=pl.lit(None),
        deposit=pl.lit(0),
        withdrawal="withdrawal",
    )
    return shaped(movements, MOVEMENTS)
