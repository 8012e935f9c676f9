"""Ordinary life: charges and their settlement as numbered documents of the ERP.

Belongs here: ids, folios, the split of tax and the audit stamps of ordinary documents. Does not
belong here: what is sold or paid (``sales.py``, ``payments.py``), and the hard cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.case_book import FIRST_FOLIO
from pipelines.sample.customers import Customers, customer_frame, draw_customers
from pipelines.sample.ledger import DOCUMENTS, DUES, LINES, Ledger, shaped
from pipelines.sample.payments import ENTRIES, settle
from pipelines.sample.periods import FIRST, Flags, Ints, Period
from pipelines.sample.sales import Charges, draw_charges, due_dates

FOLIOS_OF_CASES = 1_000_000
CHARGE_TEXTS = ("MANGUERA Y CONEXIÓN", "BOMBA DE ENGRANES", 'CILINDRO 3½" x 12', "SEÑAL Y VÁLVULA")
CREDIT_TEXTS = ("TRANSFERENCIA", "SPEI", "DEPÓSITO", "VÍA PORTAL")


@dataclass(frozen=True)
class Taken:
    """Numbers that other ordinary life has: the last id of documents and lines, how many customers
    there are, and the last folio of each concept.
    """

    last_id: int = 20_000
    customers: int = 0
    folios: Mapping[int, int] = field(default_factory=dict)

    def and_by(self, ledger: Ledger) -> "Taken":
        """Those, and the numbers that a ledger of ordinary life numbered after them has."""
        folios = ledger.documents.group_by("concepto_cc_id").agg(pl.col("folio_number").max())
        return Taken(
            int(ledger.lines["impte_docto_cc_id"].tail(1).item()),
            self.customers + ledger.customers.height,
            {**self.folios, **dict(folios.iter_rows())},
        )


NOTHING_TAKEN = Taken()


def ordinary_life(
    charges: int,
    customer_count: int,
    period: Period,
    rng: np.random.Generator,
    taken: Taken = NOTHING_TAKEN,
) -> Ledger:
    """So many ordinary charges of so many customers, and all that settles them."""
    customers = draw_customers(customer_count, rng, taken.customers)
    sold = draw_charges(charges, customers, period, rng)
    pieces = [_charge_entries(sold), settle(sold, customers, period, rng)]
    entries = _numbered(pl.concat(pieces), taken.last_id)
    charge_ids = entries.filter(tipo_impte="C").sort("charge")["docto_cc_id"].to_numpy()
    documents = _documents(entries, sold, customers, rng).with_columns(
        folio_number=_folio_number(taken.folios)
    )
    return Ledger(
        customers=customer_frame(customers, period, rng),
        documents=documents,
        lines=_lines(entries, documents, sold, customers, charge_ids),
        dues=_dues(sold, charge_ids),
    )


def _charge_entries(charges: Charges) -> pl.DataFrame:
    index = np.arange(len(charges.day), dtype=np.int64)
    return pl.DataFrame(
        {
            "day": charges.day,
            "customer": charges.customer,
            "concept": charges.concept,
            "solo": index,
            "tipo_impte": pl.repeat("C", len(index), dtype=pl.String, eager=True),
            "charge": index,
            "amount": charges.total,
            "discount": np.zeros(len(index), dtype=np.int64),
        },
        schema_overrides=ENTRIES,
    )


def _numbered(entries: pl.DataFrame, last_id: int) -> pl.DataFrame:
    """Entries in the order they were captured, with ids of documents and lines after ``last_id``.

    Documents and lines share one sequence, as in the ERP; a day's charges come before its credits.
    Adds docto_cc_id, impte_docto_cc_id and ``opens``: the entry is the first of its document.
    """
    key = ["day", "is_credit", "customer", "concept", "solo"]
    ordered = entries.with_columns(is_credit=pl.col("tipo_impte") != "C").sort(
        [*key, "tipo_impte", "charge", "amount"]
    )
    changes = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in key)
    return (
        ordered.with_columns(opens=changes.fill_null(value=True))
        .with_columns(line=pl.int_range(pl.len()) + pl.col("opens").cum_sum() + last_id + 1)
        .with_columns(
            docto_cc_id=pl.when("opens").then(pl.col("line") - 1).forward_fill(),
            impte_docto_cc_id=pl.col("line"),
        )
        .drop("line", "is_credit")
    )


def _documents(
    entries: pl.DataFrame, charges: Charges, customers: Customers, rng: np.random.Generator
) -> pl.DataFrame:
    heads = entries.filter("opens")
    count = heads.height
    is_charge = (heads["tipo_impte"] == "C").to_numpy()
    charge = np.where(is_charge, heads["charge"].to_numpy(), 0)
    concept = heads["concept"].to_numpy()
    terms = np.array([t.id for t in c.TERMS])[charges.terms[charge]]
    to_cancel = np.where(is_charge, charges.days_to_cancel[charge], 0)
    is_cash = np.isin(concept, [c.RECEIPT, c.ADVANCE])
    frame = pl.DataFrame(
        {
            "docto_cc_id": heads["docto_cc_id"],
            "concepto_cc_id": concept,
            "fecha": heads["day"],
            "cliente_id": customers.ids[heads["customer"].to_numpy()],
            "is_charge": is_charge,
            "is_cash": is_cash,
            "terms": terms,
            "bank": customers.bank[heads["customer"].to_numpy()],
            "to_cancel": to_cancel,
            "reference": rng.integers(1, 10_000_000, count),
            "second": rng.integers(8 * 3600, 19 * 3600, count),
            "lag": np.where(is_charge, 0, np.maximum(rng.integers(-12, 3, count), 0)),
            "text": _texts(is_charge, rng),
        }
    )
    captured = _captured(pl.col("fecha"), pl.col("lag"))
    created = captured.cast(pl.Datetime("us")) + pl.duration(seconds="second")
    documents = frame.select(
        "docto_cc_id",
        "concepto_cc_id",
        "fecha",
        "cliente_id",
        folio_number=pl.int_range(1, pl.len() + 1).over("concepto_cc_id"),
        has_rate=pl.lit(value=True),
        aplicado=pl.lit("S"),
        cancelled_at=pl.when(pl.col("to_cancel") > 0).then(
            pl.col("fecha").cast(pl.Datetime("us")) + pl.duration(days="to_cancel", hours=12)
        ),
        descripcion="text",
        cond_pago_id=pl.when("is_charge").then("terms"),
        cuenta_ban_id=pl.when("is_cash").then("bank"),
        bank_reference=pl.when("is_cash").then("reference"),
        created_at=created,
        modified_at=created,
        from_delivery=_first_delivery(pl.col("fecha")),
        to_delivery=pl.lit(2),
    )
    return shaped(documents, DOCUMENTS)


def _lines(
    entries: pl.DataFrame,
    documents: pl.DataFrame,
    charges: Charges,
    customers: Customers,
    charge_ids: Ints,
) -> pl.DataFrame:
    """Entries as lines: charges with their amounts, credits with their share of tax or gross."""
    charge = entries["charge"].to_numpy()
    kind = entries["tipo_impte"].to_numpy()
    is_charge, is_applied = kind == "C", kind == "R"
    known = np.maximum(charge, 0)
    cash = entries["amount"].to_numpy() - entries["discount"].to_numpy()
    gross = customers.gross[entries["customer"].to_numpy()]
    gross = gross & (entries["concept"].to_numpy() == c.RECEIPT)
    share = cash * charges.impuesto[known] // charges.total[known]
    impuesto = np.where(is_applied & ~gross, share, 0)
    importe = np.where(is_charge, charges.importe[known], cash - impuesto)
    has_charge = is_charge | is_applied
    lines = (
        entries.select(
            "impte_docto_cc_id",
            "docto_cc_id",
            "tipo_impte",
            "day",
            docto_cc_acr_id=pl.Series(charge_ids[known]),
            has_charge=pl.Series(has_charge),
            importe=pl.Series(importe),
            impuesto=pl.Series(np.where(is_charge, charges.impuesto[known], impuesto)),
            iva_retenido=pl.Series(np.where(is_charge, charges.iva_retenido[known], 0)),
            dscto_ppag="discount",
            is_cancelled=pl.lit(value=False),
            from_delivery=_first_delivery(pl.col("day")),
            to_delivery=pl.lit(2),
        )
        .join(
            documents.select("docto_cc_id", "created_at"), on="docto_cc_id", maintain_order="left"
        )
        .with_columns(
            docto_cc_acr_id=pl.when("has_charge").then("docto_cc_acr_id"),
            fecha=pl.col("created_at").cast(pl.Date),
        )
    )
    return shaped(lines, LINES)


def _dues(charges: Charges, charge_ids: Ints) -> pl.DataFrame:
    dues = due_dates(charges)
    charge = dues["charge"].to_numpy()
    dated = dues.with_columns(
        docto_cc_id=pl.Series(charge_ids[charge]), day=pl.Series(charges.day[charge])
    ).with_columns(
        fecha_vencimiento="due",
        from_delivery=_first_delivery(pl.col("day")),
        to_delivery=pl.lit(2),
    )
    return shaped(dated, DUES)


def _folio_number(taken: Mapping[int, int]) -> pl.Expr:
    """Documents of a concept are counted from the last folio taken on, past those of the cases."""
    concept = pl.col("concepto_cc_id")
    last = concept.replace_strict(taken, default=0, return_dtype=pl.Int64)
    first_after_cases = FIRST_FOLIO + FOLIOS_OF_CASES
    meets_cases = (last < first_after_cases) & (last + pl.len().over(concept) >= FIRST_FOLIO)
    begin = pl.when(meets_cases).then(first_after_cases - 1).otherwise(last)
    return begin + pl.col("folio_number")


def _texts(is_charge: Flags, rng: np.random.Generator) -> pl.Series:
    """A short description for two documents in five, none for the others."""
    texts = pl.Series([*CHARGE_TEXTS, *CREDIT_TEXTS])
    drawn = rng.integers(0, 10, len(is_charge))
    index = np.where(is_charge, drawn, drawn + len(CHARGE_TEXTS)) % len(texts)
    return pl.select(pl.when(pl.Series(drawn < 4)).then(texts.gather(index))).to_series()


def _captured(day: pl.Expr, lag: pl.Expr) -> pl.Expr:
    """The day of capture: ``lag`` days later, but in time for the first delivery if dated so."""
    late = day + pl.duration(days=lag)
    last = pl.lit(FIRST.last_day)
    return pl.when((day <= last) & (late > last)).then(last).otherwise(late)


def _first_delivery(day: pl.Expr) -> pl.Expr:
    """The number of the first delivery that holds a document of that day."""
    return pl.when(day <= FIRST.last_day).then(1).otherwise(2)
