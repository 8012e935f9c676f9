"""HSBC (HSBCnet): the XLSX of account movements, debits as negative numbers.

Belongs here: that layout.
"""

from pipelines.sources.banks.layout import Layout, with_detail
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation

HSBC = tabular(
    Layout(
        name="hsbc_xlsx",
        bank_code="021",
        kinds=frozenset({"xlsx"}),
        columns={
            "account_number": ("Número de cuenta", "Cuenta"),
            "currency_code": ("Divisa", "Moneda"),
            "posted_date": ("Fecha del apunte",),
            "value_date": ("Fecha valor",),
            "description": ("Descripción",),
            "detail": ("Referencia de cliente",),
            "reference": ("Referencia bancaria",),
            "deposit_amount": ("Importe de crédito",),
            "withdrawal_amount": ("Importe del débito", "Importe de débito"),
            "balance_amount": ("Saldo",),
        },
        optional=frozenset({"account_number", "currency_code", "value_date"}),
        notation=Notation(date_formats=("%d/%m/%Y",), thousands_mark=","),
        withdrawals="negative",
        derive=with_detail,
    )
)
