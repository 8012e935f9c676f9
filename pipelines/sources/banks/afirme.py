"""Afirme: tab-separated text in cp1252 that the bank names .xls.

Belongs here: that layout. "No. Secuencia" is numbered anew in each export and tells nothing.
"""

from pipelines.sources.banks.layout import Layout
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation

AFIRME = tabular(
    Layout(
        name="afirme_tsv",
        bank_code="062",
        columns={
            "description": ("Concepto",),
            "posted_date": ("Fecha", "Fecha (DD/MM/AA)", "Fecha DD/MM/AA"),
            "reference": ("Referencia",),
            "withdrawal_amount": ("Cargo",),
            "deposit_amount": ("Abono",),
            "balance_amount": ("Saldo",),
            "account_number": ("Cuenta",),
            "bank_transaction_code": ("Código",),
        },
        notation=Notation(
            date_formats=("%d/%m/%y", "%d/%m/%Y"), thousands_mark=",", currency_sign="$"
        ),
        delimiter="\t",
        short_rows="pad",
    )
)
