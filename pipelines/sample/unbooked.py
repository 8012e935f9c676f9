"""Credits of the last bank days that the ERP does not know: what cash application begins with.

Belongs here: deposits made from charges that are still open, and credits that are no customer's.
Does not belong here: what the ledger knows of (``banks.py``), how a bank prints them
(``statements.py``). Money is whole cents.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.balances import CHARGED, CREDITED
from pipelines.sample.case_book import FIRST_CUSTOMER
from pipelines.sample.ledger import Ledger, live_lines
from pipelines.sample.periods import SECOND

DAY_BEFORE, DAY = date(2026, 10, 29), date(2026, 10, 30)
# Charges of the last weeks may be paid in the ledger's own way; older ones are open for long.
INVOICED_UNTIL = date(2026, 10, 9)
LEAST_OPEN = 5_000_00
PERCENT_IN_PART = 60
WIRE_FEE = 150_00
# A transfer names its folio by the last digit of its reference; see statements._paid_for.
NAMES_FOLIO, NAMES_NOTHING = 900, 908


@dataclass(frozen=True)
class Unbooked:
    """A credit. ``charges``: how many open charges of one customer it is about, 0 for none.
    ``percent``, ``short``: of them, what is paid. ``amount``: of a credit without charges.
    ``kind``: one of banks' kinds.
    """

    kind: int
    bank_id: int
    reference: int
    charges: int = 1
    percent: int = 100
    short: int = 0
    amount: int = 0
    day: date = DAY


def unbooked_credits(ledger: Ledger, kinds: dict[str, int], bank_id: int) -> pl.DataFrame:
    """The account's credits that no document of the ledger stands behind: day, kind, cliente_id,
    reference, folio_number, concepto_cc_id, deposit and withdrawal.

    kinds: deposit, interest, own, back: the kinds of ``banks.py``. A sample with too few open
    charges has fewer of them.
    """
    deposit = kinds["deposit"]
    wanted = [
        Unbooked(deposit, c.BANORTE_BANK, NAMES_FOLIO),
        Unbooked(deposit, c.BANORTE_BANK, NAMES_NOTHING, charges=2),
        Unbooked(deposit, c.BANORTE_BANK, NAMES_FOLIO + 9, percent=PERCENT_IN_PART),
        Unbooked(deposit, c.BANORTE_BANK, NAMES_FOLIO + 18, short=WIRE_FEE, day=DAY_BEFORE),
        Unbooked(deposit, c.BBVA_BANK, NAMES_FOLIO + 27),
        Unbooked(deposit, c.BBVA_BANK, NAMES_NOTHING + 9, day=DAY_BEFORE),
        Unbooked(deposit, c.BBVA_BANK, NAMES_NOTHING + 18, charges=0, amount=12_345_67),
        Unbooked(deposit, c.BANORTE_BANK, NAMES_NOTHING + 45, charges=0, amount=15_080_00),
        Unbooked(
            deposit, c.BANORTE_BANK, NAMES_NOTHING + 54, charges=0, amount=6_960_00, day=DAY_BEFORE
        ),
        Unbooked(kinds["interest"], c.BANORTE_BANK, 926, charges=0, amount=215_40),
        Unbooked(kinds["own"], c.BANORTE_BANK, 944, charges=0, amount=50_000_00),
        Unbooked(
            deposit, c.BANORTE_BANK, NAMES_NOTHING + 27, charges=0, amount=8_888_00, day=DAY_BEFORE
        ),
        Unbooked(kinds["back"], c.BANORTE_BANK, NAMES_NOTHING + 27, charges=0, amount=-8_888_00),
    ]
    by_customer = open_charges(ledger).partition_by("cliente_id", maintain_order=True)
    found = []
    for each in wanted:
        place = next((n for n, f in enumerate(by_customer) if f.height >= each.charges), None)
        if each.charges == 0:
            found.append(credit(each, None))
        elif place is not None:
            found.append(credit(each, by_customer.pop(place).head(each.charges)))
    rows = pl.DataFrame(found, schema=CREDITS, orient="row")
    return rows.filter(pl.col("bank_id") == bank_id).drop("bank_id")


CREDITS = {
    "bank_id": pl.Int64,
    "day": pl.Date,
    "kind": pl.Int8,
    "cliente_id": pl.Int64,
    "reference": pl.Int64,
    "folio_number": pl.Int64,
    "concepto_cc_id": pl.Int64,
    "deposit": pl.Int64,
    "withdrawal": pl.Int64,
}


def credit(each: Unbooked, paid: pl.DataFrame | None) -> tuple[object, ...]:
    """One row of CREDITS. paid: the open charges that it is about."""
    if paid is None:
        amount, customer, folio, concept = each.amount, None, None, None
    else:
        amount = int(paid["open"].sum()) * each.percent // 100 - each.short
        customer, folio, concept = paid.row(0)[:3]
    moved = (amount, 0) if amount > 0 else (0, -amount)
    return (each.bank_id, each.day, each.kind, customer, each.reference, folio, concept, *moved)


def open_charges(ledger: Ledger) -> pl.DataFrame:
    """Peso invoices of ordinary customers with something open, the latest customers first:
    cliente_id, folio_number, concepto_cc_id, open.
    """
    last = ledger.shown_in(SECOND)
    lines = live_lines(last, SECOND)
    charged = (
        lines.filter(pl.col("tipo_impte") == "C").group_by("docto_cc_id").agg(charged=CHARGED.sum())
    )
    credited = (
        lines.filter(pl.col("tipo_impte") == "R")
        .group_by(docto_cc_id="docto_cc_acr_id")
        .agg(credited=CREDITED.sum())
    )
    people = last.customers.filter(
        (pl.col("moneda_id") == c.MXN) & (pl.col("cliente_id") < FIRST_CUSTOMER)
    )
    return (
        last.documents.filter(
            (pl.col("concepto_cc_id") == c.SALE) & (pl.col("fecha") <= INVOICED_UNTIL)
        )
        .join(people, on="cliente_id", how="semi")
        .join(charged, on="docto_cc_id")
        .join(credited, on="docto_cc_id", how="left")
        .with_columns(open=pl.col("charged") - pl.col("credited").fill_null(0))
        .filter(pl.col("open") >= LEAST_OPEN)
        .sort("cliente_id", "docto_cc_id", descending=[True, False])
        .select("cliente_id", "folio_number", "concepto_cc_id", "open")
    )
