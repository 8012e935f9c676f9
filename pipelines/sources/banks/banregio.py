"""Banregio: the CSV of movements, below nine lines about the account.

Belongs here: that layout. The description of a SPEI transfer is a dotted list, which spei.py knows.
"""

from pipelines.sources.banks.layout import Layout
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation

BANREGIO = tabular(
    Layout(
        name="banregio_csv",
        bank_code="058",
        columns={
            "posted_date": ("Fecha",),
            "description": ("Descripción",),
            "reference": ("Referencia",),
            "withdrawal_amount": ("Cargo", "Cargos"),
            "deposit_amount": ("Abonos", "Abono"),
            "balance_amount": ("Saldo",),
            "bank_transaction_code": ("Clasificación",),
        },
        notation=Notation(
            date_formats=("%d/%m/%Y", "%d-%m-%Y"), thousands_mark=",", currency_sign="$"
        ),
    )
)
