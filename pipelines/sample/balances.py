"""SALDOS_CC: the monthly totals per client that the ERP's triggers keep.

Belongs here: that one sum, which the warehouse's controls are measured against. Does not belong
here: balances of documents or anything the warehouse derives for itself.
"""

import polars as pl

from pipelines.sample.ledger import Ledger, live_lines
from pipelines.sample.periods import Delivery

CHARGED = pl.col("importe") + pl.col("impuesto") - pl.col("iva_retenido")
CREDITED = pl.col("importe") + pl.col("impuesto") + pl.col("dscto_ppag")
GROSS = pl.col("importe") + pl.col("impuesto")


def monthly_balances(ledger: Ledger, delivery: Delivery) -> pl.DataFrame:
    """One row per client and month in which something moved, in the contract's columns, in cents.

    Months are those of the documents, whatever day a line was captured.
    """

    def total(kind: str, amount: pl.Expr) -> pl.Expr:
        return pl.when(pl.col("tipo_impte") == kind).then(amount).otherwise(0).sum()

    return (
        live_lines(ledger, delivery)
        .group_by(
            "cliente_id",
            ano=pl.col("document_date").dt.year().cast(pl.Int64),
            mes=pl.col("document_date").dt.month().cast(pl.Int64),
        )
        .agg(
            cargos_cxc=total("C", CHARGED),
            creditos_cxc=total("R", CREDITED),
            cargos_xacr=total("T", GROSS),
            creditos_xacr=total("A", GROSS),
        )
        .sort("cliente_id", "ano", "mes")
    )
