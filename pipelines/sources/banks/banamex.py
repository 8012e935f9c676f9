"""Banamex (Citibanamex): the CSV "Detalle de Movimientos - Depósitos y Retiros", latin-1.

Belongs here: that layout. The description holds the reference and the authorization, "Númerica"
spelled as the bank does.
"""

from pipelines.sources.banks.layout import Cells, Layout
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation

AUTHORIZATION = r"(?i)Autorizaci.{1,2}n:?\s*(\w+)"


def authorization_as_reference(cells: Cells) -> Cells:
    return cells | {"reference": cells["description"].str.extract(AUTHORIZATION)}


BANAMEX = tabular(
    Layout(
        name="banamex_csv",
        bank_code="002",
        title="Detalle de Movimientos",
        columns={
            "posted_date": ("Fecha",),
            "description": ("Descripción",),
            "deposit_amount": ("Depósitos",),
            "withdrawal_amount": ("Retiros",),
            "balance_amount": ("Saldo",),
        },
        # A year of two digits first: the longer form would read 26 as the year 26.
        notation=Notation(
            date_formats=("%d/%m/%y", "%d-%m-%y", "%d/%m/%Y", "%d-%m-%Y"), thousands_mark=","
        ),
        derive=authorization_as_reference,
    )
)
