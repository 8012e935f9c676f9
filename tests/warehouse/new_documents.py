"""Documents of the ERP that a later delivery adds, and those of October that they are made like.

Belongs here: rows of the ERP's tables. Does not belong here: what is wrong with them
(spoiled_*.py).
"""

from decimal import Decimal

from tests.warehouse.deliveries import Row, add, deliver_again, edited, the_row
from tests.workspace import Workspace

INVOICE, NOTE_OF_CHARGE = "4", "8"
FIRST_NEW_ID = 99_000_001


def october_charge(company: Workspace, place: int) -> str:
    """The id, in the ERP's numbers, of one of October's invoices in pesos; place from 1."""
    rows = company.published(
        f"""
        select charge_id[3:] from marts.fct_charges
        where period_month = date '2026-10-01' and class_code = 'invoice'
          and currency_code = 'MXN' order by charge_id limit {place}
        """
    )
    return str(rows[-1][0])


def invoice_of_october(rows: list[Row]) -> Row:
    """The first live one in pesos, in DOCTOS_CC."""
    return next(
        row
        for row in rows
        if row["CONCEPTO_CC_ID"] == INVOICE
        and row["FECHA"].startswith("2026-10")
        and row["CANCELADO"] == "N"
        and Decimal(row["TIPO_CAMBIO"]) == 1
    )


def new_charge(
    company: Workspace, number: int, amount: str, month: int | None, **changes: str
) -> str:
    """A debit note in a series of its own, copied from an invoice of October; its id.

    month: of 2026, whose total of the ERP gets the amount too; None for a charge without effect.
    """
    document = FIRST_NEW_ID + 2 * number
    with edited(deliver_again(company.inbox, "microsip", "DOCTOS_CC.csv")) as rows:
        like = invoice_of_october(rows)
        made = {
            "DOCTO_CC_ID": str(document),
            "CONCEPTO_CC_ID": NOTE_OF_CHARGE,
            "FOLIO": f"NUEVA{number}",
        }
        rows.append({**like, **made, **changes})
    with edited(deliver_again(company.inbox, "microsip", "IMPORTES_DOCTOS_CC.csv")) as rows:
        line: Row = {
            **the_row(rows, docto_cc_id=like["DOCTO_CC_ID"], tipo_impte="C"),
            "IMPTE_DOCTO_CC_ID": str(document + 1),
            "DOCTO_CC_ID": str(document),
            "DOCTO_CC_ACR_ID": str(document),
            "IMPORTE": amount,
            "IMPUESTO": "0.00",
        }
        rows.append(line)
    if month is not None:
        with edited(deliver_again(company.inbox, "microsip", "SALDOS_CC.csv")) as rows:
            add_total(rows, like["CLIENTE_ID"], str(month), amount)
    return f"M-{document}"


def add_total(rows: list[Row], customer: str, month: str, amount: str) -> None:
    """Adds to a month's charges in the ERP's own totals of a customer, which may be a new row."""
    wanted = (customer, "2026", month)
    found = [row for row in rows if (row["CLIENTE_ID"], row["ANO"], row["MES"]) == wanted]
    if not found:
        zeros = dict.fromkeys(rows[0], "0.00")
        found = [{**zeros, "CLIENTE_ID": customer, "ANO": "2026", "MES": month}]
        rows.extend(found)
    add(found[0], "CARGOS_CXC", amount)
