"""The ERP's receivables as the generator holds them: documents, lines, due dates, customers.

Belongs here: the shape of those frames and what of them one delivery shows. Does not belong here:
how they come about (``bulk.py``, ``cases.py``) or how they are written (``tables.py``).
Money is whole cents; percentages are millionths of one percent; rates ten-thousandths of a peso.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.catalogues import USD
from pipelines.sample.periods import Delivery
from pipelines.sample.rates import UNITS_PER_PESO, Fix

Schema = dict[str, pl.DataType | type[pl.DataType]]

# A row is part of the deliveries from_delivery..to_delivery. A row that changes is two rows.
SHOWN: Schema = {"from_delivery": pl.Int8, "to_delivery": pl.Int8}

DOCUMENTS: Schema = {
    "docto_cc_id": pl.Int64,
    "concepto_cc_id": pl.Int64,
    "folio_number": pl.Int64,
    "fecha": pl.Date,
    "cliente_id": pl.Int64,
    "has_rate": pl.Boolean,  # False: a foreign document saved without its exchange rate
    "aplicado": pl.String,
    "cancelled_at": pl.Datetime("us"),
    "descripcion": pl.String,
    "cond_pago_id": pl.Int64,
    "cuenta_ban_id": pl.Int64,
    "bank_reference": pl.Int64,  # the number the bank prints; not always captured in the ERP
    "created_at": pl.Datetime("us"),
    "modified_at": pl.Datetime("us"),
    **SHOWN,
}

LINES: Schema = {
    "impte_docto_cc_id": pl.Int64,
    "docto_cc_id": pl.Int64,
    "fecha": pl.Date,
    "tipo_impte": pl.String,
    "docto_cc_acr_id": pl.Int64,
    "importe": pl.Int64,
    "impuesto": pl.Int64,
    "iva_retenido": pl.Int64,
    "dscto_ppag": pl.Int64,
    "is_cancelled": pl.Boolean,
    **SHOWN,
}

DUES: Schema = {
    "docto_cc_id": pl.Int64,
    "fecha_vencimiento": pl.Date,
    "pctje_ven": pl.Int64,
    **SHOWN,
}

CUSTOMERS: Schema = {
    "cliente_id": pl.Int64,
    "nombre": pl.String,
    "limite_credito": pl.Int64,
    "moneda_id": pl.Int64,
    "cond_pago_id": pl.Int64,
    "tipo_cliente_id": pl.Int64,
    "zona_cliente_id": pl.Int64,
    "cobrador_id": pl.Int64,
    "vendedor_id": pl.Int64,
    "rfc_curp": pl.String,
    "tax_id": pl.String,
    "alias_key": pl.String,  # a second key (and address) of the same client, where it has one
    "estatus": pl.String,
    "modified_at": pl.Datetime("us"),
    **SHOWN,
}


def shaped(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The schema's columns of ``frame`` in its order and types."""
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


@dataclass(frozen=True)
class Ledger:
    """Frames in the schemas above, over the whole life of the sample."""

    customers: pl.DataFrame
    documents: pl.DataFrame
    lines: pl.DataFrame
    dues: pl.DataFrame

    def shown_in(self, delivery: Delivery) -> "Ledger":
        """The rows that the ERP holds when the delivery is made."""
        number = pl.lit(delivery.number)
        shown = number.is_between(pl.col("from_delivery"), pl.col("to_delivery"))
        return Ledger(
            self.customers.filter(shown),
            self.documents.filter(shown),
            self.lines.filter(shown),
            self.dues.filter(shown),
        )


def join_ledgers(ledgers: Sequence[Ledger]) -> Ledger:
    """One ledger with the rows of all, each frame in the order of its ids."""
    return Ledger(
        pl.concat([ledger.customers for ledger in ledgers]).sort("cliente_id"),
        pl.concat([ledger.documents for ledger in ledgers]).sort("docto_cc_id"),
        pl.concat([ledger.lines for ledger in ledgers]).sort("impte_docto_cc_id"),
        pl.concat([ledger.dues for ledger in ledgers]).sort("docto_cc_id", "fecha_vencimiento"),
    )


def with_flags(documents: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    """``documents`` and whether they are cancelled (``cancelado``) as the delivery knows it."""
    cancelled = (pl.col("cancelled_at") <= delivery.delivered_at).fill_null(value=False)
    return documents.with_columns(
        cancelado=pl.when(cancelled).then(pl.lit("S")).otherwise(pl.lit("N"))
    )


def live_lines(ledger: Ledger, delivery: Delivery) -> pl.DataFrame:
    """The lines that count in the delivery, with ``cliente_id``, ``concepto_cc_id`` and the
    ``document_date`` of their document.

    What counts: a document neither cancelled nor pending, and a line that is not cancelled.
    """
    documents = with_flags(ledger.documents, delivery).filter(
        (pl.col("cancelado") == "N") & (pl.col("aplicado") == "S")
    )
    return ledger.lines.filter(~pl.col("is_cancelled")).join(
        documents.select(
            "docto_cc_id", "cliente_id", "concepto_cc_id", document_date=pl.col("fecha")
        ),
        on="docto_cc_id",
        maintain_order="left",
    )


def document_rates(documents: pl.DataFrame, customers: pl.DataFrame, fix: Fix) -> pl.Series:
    """TIPO_CAMBIO of each document in ten-thousandths: 1 in pesos, else the day's FIX, or null."""
    foreign = customers.filter(pl.col("moneda_id") == USD)["cliente_id"].unique()
    days = documents["fecha"].to_numpy().astype("datetime64[D]")
    is_foreign = documents["cliente_id"].is_in(foreign.implode()).to_numpy()
    units = pl.Series(np.where(is_foreign, fix.on(days), UNITS_PER_PESO))
    return pl.select(pl.when(documents["has_rate"]).then(units)).to_series()
