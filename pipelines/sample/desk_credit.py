"""The sample company's credit file, its documents and who approved what was written off.

Belongs here: the rows of those books, by the headers of their templates. Does not belong here: what
was said to customers (``desk.py``), files (``books.py``). Amounts are whole cents.
"""

from datetime import date

import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.case_book import FIRST_CUSTOMER
from pipelines.sample.ledger import Ledger, live_lines
from pipelines.sample.periods import Delivery
from pipelines.sample.tables import customer_key, folio

APPROVED, NEXT_REVIEW, INSURED_UNTIL = date(2026, 1, 15), date(2027, 1, 15), date(2026, 12, 31)
# Of the ordinary customers every third was approved something else than the ERP says.
EVERY = 3
TERMS_DAYS = {terms.id: max(terms.days) for terms in c.TERMS}
COLLECTION_CENTS = 350_00
ID = pl.col("cliente_id")
IS_ORDINARY = ID < FIRST_CUSTOMER


def filed_customers(ledger: Ledger) -> pl.DataFrame:
    """Those who buy on credit; ``place`` counts them."""
    return (
        ledger.customers.filter(pl.col("limite_credito") > 0)
        .sort("cliente_id")
        .with_row_index("place")
        .with_columns(
            customer=customer_key(),
            currency=pl.when(pl.col("moneda_id") == c.USD)
            .then(pl.lit("USD"))
            .otherwise(pl.lit("MXN")),
        )
    )


def credit_lines(ledger: Ledger) -> pl.DataFrame:
    """The ERP's limit, or something else; some ordinary customers are insured, some agreed to
    collection charges, one is suspended.
    """
    place = pl.col("place")
    share = pl.when(IS_ORDINARY & (place % EVERY == 0)).then(
        pl.when(place % 2 == 0).then(8).otherwise(11)
    )
    limit = pl.col("limite_credito") * share.otherwise(10) // 10
    insured = IS_ORDINARY & (place % 10 == 1)
    return filed_customers(ledger).select(
        pl.col("customer").alias("Cliente"),
        limit.alias("Límite de crédito"),
        pl.col("currency").alias("Moneda"),
        pl.col("cond_pago_id")
        .replace_strict(TERMS_DAYS, return_dtype=pl.Int64)
        .alias("Días de plazo"),
        pl.when(place == 4)
        .then(pl.lit("Suspendido"))
        .otherwise(pl.lit("Autorizado"))
        .alias("Estado"),
        pl.lit(APPROVED).alias("Fecha de autorización"),
        pl.lit("Comité de crédito").alias("Autorizó"),
        pl.lit(NEXT_REVIEW).alias("Próxima revisión"),
        pl.when(insured).then(limit // 2).alias("Importe asegurado"),
        pl.when(insured).then("currency").alias("Moneda del seguro"),
        pl.when(insured).then(pl.lit(INSURED_UNTIL)).alias("Vencimiento del seguro"),
        pl.when(insured).then(pl.lit("Aseguradora del Valle")).alias("Aseguradora"),
        pl.when(IS_ORDINARY & (place % 10 == 3) & (pl.col("currency") == "MXN"))
        .then(pl.lit(COLLECTION_CENTS))
        .alias("Gastos de cobranza"),
    )


def credit_documents(ledger: Ledger) -> pl.DataFrame:
    """A promissory note of each; of some ordinary customers it expired in September."""
    expired = IS_ORDINARY & (pl.col("place") % 30 == 2)
    expiry = pl.when(expired).then(pl.lit(date(2026, 9, 15))).otherwise(pl.lit(NEXT_REVIEW))
    return filed_customers(ledger).select(
        pl.col("customer").alias("Cliente"),
        pl.lit("Pagaré").alias("Tipo de documento"),
        pl.format("P-{}", pl.col("cliente_id")).alias("Número"),
        pl.lit("Original").alias("Situación"),
        pl.lit(APPROVED).alias("Fecha de emisión"),
        expiry.alias("Vence"),
    )


def approvals(ledger: Ledger, delivery: Delivery) -> pl.DataFrame:
    """Who approved each write-off of the ledger, of the hard cases too."""
    shown = ledger.shown_in(delivery)
    charges = shown.documents.select(
        docto_cc_acr_id="docto_cc_id", charge_concept="concepto_cc_id", number="folio_number"
    )
    customers = shown.customers.select(
        "cliente_id",
        currency=pl.when(pl.col("moneda_id") == c.USD).then(pl.lit("USD")).otherwise(pl.lit("MXN")),
    )
    return (
        live_lines(shown, delivery)
        .filter(pl.col("concepto_cc_id").is_in([c.BAD_DEBT, c.FORGIVEN]))
        .join(charges, on="docto_cc_acr_id")
        .join(customers, on="cliente_id")
        .sort("impte_docto_cc_id")
        .select(
            pl.format("AP-{}", pl.col("impte_docto_cc_id")).alias("Folio"),
            pl.lit("Cancelación por incobrable").alias("Tipo"),
            customer_key().alias("Cliente"),
            folio(pl.col("charge_concept"), pl.col("number")).alias("Documento"),
            (pl.col("importe") + pl.col("impuesto")).alias("Importe"),
            pl.col("currency").alias("Moneda"),
            pl.lit("Incosteable").alias("Motivo"),
            pl.col("document_date").alias("Fecha de autorización"),
            pl.lit("Dirección").alias("Autorizó"),
        )
    )
