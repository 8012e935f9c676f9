"""Santander: "Consulta de movimientos > Chequeras" and "Movimientos SPEI detallados", both CSV.

Belongs here: those layouts. The second holds transfers only, so that its balances do not chain by
themselves. The text of fixed places is santander_txt.py. The three overlap, and no reference of
one is found in another: date, amount and balance tell that movements are the same.
"""

import polars as pl

from pipelines.sources.banks.clabe import bank_of_name
from pipelines.sources.banks.layout import Cells, Layout, with_detail
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation

NOTATION = Notation(date_formats=("%d%m%Y", "%d/%m/%Y"), thousands_mark=",", currency_sign="$")
# Columns that both ends of a transfer have: what the payee's are called, what the payer's.
ENDS = {
    "counterparty_clabe": ("payee_clabe", "payer_clabe"),
    "counterparty_name": ("payee_name", "payer_name"),
    "counterparty_rfc": ("payee_rfc", "payer_rfc"),
}

CHEQUERAS = Layout(
    name="santander_csv",
    bank_code="014",
    columns={
        "posted_date": ("Fecha",),
        "description": ("Descripcion",),
        "withdrawal_amount": ("Importe Cargo",),
        "deposit_amount": ("Importe Abono",),
        "balance_amount": ("Saldo",),
        "reference": ("Referencia",),
        "concept": ("Concepto",),
        "detail": ("Descripcion Larga",),
    },
    optional=frozenset({"concept", "detail"}),
    notation=NOTATION,
    derive=with_detail,
)


def seen_from_the_account(cells: Cells) -> Cells:
    """The amount with its sign, and the other end of the transfer."""
    is_deposit = cells["direction"].str.strip_chars() == "+"
    sign = pl.when(is_deposit).then(pl.lit("")).otherwise(pl.lit("-"))
    others = {
        name: pl.when(is_deposit).then(cells[payer]).otherwise(cells[payee])
        for name, (payee, payer) in ENDS.items()
    }
    used = {"direction", *(name for pair in ENDS.values() for name in pair)}
    signed = pl.concat_str(sign, cells["signed_amount"].str.strip_chars_start("+-"))
    rest = {name: text for name, text in cells.items() if name not in used}
    bank = bank_of_name(cells["counterparty_bank_code"])
    return with_detail(rest | others | {"signed_amount": signed, "counterparty_bank_code": bank})


SPEI = Layout(
    name="santander_spei_csv",
    bank_code="014",
    columns={
        "account_number": ("Cuenta",),
        "posted_date": ("Fecha",),
        "description": ("Descripcion",),
        "direction": ("Cargo/Abono(+/-)", "Cargo/Abono"),
        "signed_amount": ("Importe",),
        "balance_amount": ("Saldo",),
        "reference": ("Referencia",),
        "concept": ("Concepto",),
        "counterparty_bank_code": ("Banco Participante",),
        "payee_clabe": ("Clabe Beneficiario",),
        "payee_name": ("Nombre Beneficiario",),
        "payer_clabe": ("Cta Ordenante",),
        "payer_name": ("Nombre Ordenante",),
        "payee_rfc": ("RFC Beneficiario",),
        "payer_rfc": ("RFC Ordenante",),
        "tracking_key": ("Clave de Rastreo",),
        "detail": ("Descripcion Larga",),
    },
    optional=frozenset({"detail"}),
    notation=NOTATION,
    derive=seen_from_the_account,
)

SANTANDER = (tabular(CHEQUERAS), tabular(SPEI))
