"""Banorte: the CSV of "Cuentas de Cheques".

Belongs here: that layout, UTF-8 with BOM, all quoted. The account has a leading apostrophe, "-" is
an empty cell, amounts are "$1,234.50", dates dd/mm/yyyy or "22/jun./2026". The operation's date is
the movement's. The text of fixed places is banorte_txt.py.
"""

from pipelines.sources.banks.layout import Layout, with_detail
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation

BANORTE = tabular(
    Layout(
        name="banorte_csv",
        bank_code="072",
        kinds=frozenset({"text", "xlsx"}),
        columns={
            "account_number": ("CUENTA",),
            "posted_date": ("FECHA DE OPERACIÓN",),
            "value_date": ("FECHA",),
            "description": ("DESCRIPCIÓN",),
            "reference": ("REFERENCIA",),
            "bank_transaction_code": ("COD. TRANSAC",),
            "deposit_amount": ("DEPÓSITOS",),
            "withdrawal_amount": ("RETIROS",),
            "balance_amount": ("SALDO",),
            "detail": ("DESCRIPCIÓN DETALLADA",),
        },
        optional=frozenset({"value_date", "reference", "bank_transaction_code", "detail"}),
        notation=Notation(
            date_formats=("%d/%m/%Y", "%d/%b/%Y"), thousands_mark=",", currency_sign="$"
        ),
        fillers=("-",),
        derive=with_detail,
    )
)
