"""Inbursa: the XLSX of movements, with the opening balance and the totals among its rows.

Belongs here: that layout. The account stands above the header, as a CLABE.
"""

from pipelines.sources.banks.layout import Layout
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation

INBURSA = tabular(
    Layout(
        name="inbursa_xlsx",
        bank_code="036",
        kinds=frozenset({"xlsx"}),
        columns={
            "posted_date": ("Fecha",),
            "reference": ("Referencia",),
            "external_reference": ("Ref. Externa",),
            "concept": ("Referencia Leyenda",),
            "spei_reference": ("Ref. Numérica",),
            "description": ("Movimiento",),
            "withdrawal_amount": ("Cargo",),
            "deposit_amount": ("Abono",),
            "balance_amount": ("Saldo",),
            "counterparty_name": ("Ordenante",),
            "tracking_key": ("Clave de Rastreo",),
        },
        notation=Notation(date_formats=("%d/%m/%Y", "%d/%b/%Y"), thousands_mark=","),
        opening_label="saldo inicial",
        totals_label="totales",
        derive=lambda cells: {n: t for n, t in cells.items() if n != "external_reference"},
    )
)
