"""Statements in everyday columns that no bank is named by: apps, portals and accountants' copies.

Belongs here: tables whose header is nothing but those words. The account begins the file's name.
"""

from pipelines.sources.banks.layout import Kind, Layout
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import ISO_DATE, Notation

KINDS: frozenset[Kind] = frozenset({"text", "xlsx"})
MEXICAN = Notation(
    date_formats=(ISO_DATE, "%d/%m/%Y", "%d-%m-%Y"), thousands_mark=",", currency_sign="$"
)

TWO_COLUMNS = Layout(
    name="plain_two_columns",
    kinds=KINDS,
    columns={
        "posted_date": ("Fecha",),
        "description": ("Descripción", "Concepto"),
        "withdrawal_amount": ("Cargo", "Cargos"),
        "deposit_amount": ("Abono", "Abonos"),
        "balance_amount": ("Saldo",),
        "reference": ("Referencia",),
    },
    optional=frozenset({"reference"}),
    notation=MEXICAN,
    only_these_columns=True,
    withdrawals="either",
)
SIGNED_SPANISH = Layout(
    name="plain_signed",
    kinds=KINDS,
    columns={
        "posted_date": ("Fecha", "Fecha Operación"),
        "description": ("Descripción", "Concepto"),
        "signed_amount": ("Importe", "Monto"),
        "balance_amount": ("Saldo",),
        "reference": ("Referencia", "Folio"),
    },
    optional=frozenset({"reference"}),
    notation=MEXICAN,
    only_these_columns=True,
    sign_may_turn=True,
)
# Which of 03/08 is the month no English header says, so that only ISO dates are taken.
SIGNED_ENGLISH = Layout(
    name="plain_signed_english",
    kinds=KINDS,
    columns={
        "posted_date": ("Date",),
        "description": ("Description",),
        "signed_amount": ("Amount",),
        "balance_amount": ("Balance",),
        "reference": ("Reference Number", "Reference"),
    },
    optional=frozenset({"reference"}),
    notation=Notation(thousands_mark=","),
    only_these_columns=True,
    sign_may_turn=True,
)

PLAIN = tuple(tabular(layout) for layout in (TWO_COLUMNS, SIGNED_SPANISH, SIGNED_ENGLISH))
