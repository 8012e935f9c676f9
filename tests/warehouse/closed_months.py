"""What is told of September after its close: deliveries that change a sealed month.

Belongs here: writing them, from the sample's own files. What must become of them is for
test_two_clocks.py.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.books.accounting_books import APPROVALS
from tests.warehouse.deliveries import LAST, NEXT, add, edited, the_row
from tests.warehouse.filled_books import deliver_book
from tests.workspace import DEMO_FILES, Workspace

SEPTEMBER = date(2026, 9, 1)
SEPTEMBER_END = date(2026, 9, 30)
FIRST_FOLDER = "2026-10-03T0630"
# In UTC, as everything that is stored.
FIRST = datetime(2026, 10, 3, 12, 30)
IN_BETWEEN = "2026-10-08T0630"
DOCUMENTS, LINES = "DOCTOS_CC.csv", "IMPORTES_DOCTOS_CC.csv"
DUE_DATES, TOTALS = "VENCIMIENTOS_CARGOS_CC.csv", "SALDOS_CC.csv"
# Concepts of the ERP.
RECEIPT, CREDIT_MEMO = "11", "14"
BUCKETS = ("1,days_1_30,1,30,", "2,days_31_60,31,60,")
OTHER_BUCKETS = ("1,days_1_30,1,20,", "2,days_31_60,21,60,")


@dataclass(frozen=True)
class LateInvoice:
    document: str = "9999901"
    line: str = "9999902"
    folio: str = "TARDE01"
    amount: Decimal = Decimal("1160.00")


LATE_INVOICE = LateInvoice()


def deliver_only_first(company: Workspace) -> None:
    company.take_inbox(DEMO_FILES)
    for folder in company.inbox.glob(f"*/{LAST}"):
        shutil.rmtree(folder)


def deliver_second(company: Workspace) -> None:
    for folder in DEMO_FILES.glob(f"*/{LAST}"):
        shutil.copytree(folder, company.inbox / folder.parent.name / LAST)


def microsip(company: Workspace, name: str, delivery: str) -> Path:
    """A table of the ERP in a later delivery, at first as it was delivered before."""
    path = company.inbox / "microsip" / delivery / name
    if not path.exists():
        before = sorted(company.inbox.glob(f"microsip/*/{name}"))
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(before[-1], path)
    return path


def add_late_invoice(company: Workspace, delivery: str = NEXT) -> None:
    """An invoice of September in the ERP, its due date and the ERP's own total of it."""
    with edited(microsip(company, DOCUMENTS, delivery)) as rows:
        like = next(row for row in rows if row["FOLIO"] == "A09028003")
        own = {"DOCTO_CC_ID": LATE_INVOICE.document, "FOLIO": LATE_INVOICE.folio}
        rows.append(like | own | {"FECHA": "2026-09-29"})
    with edited(microsip(company, LINES, delivery)) as rows:
        line = the_row(rows, docto_cc_id=like["DOCTO_CC_ID"], tipo_impte="C")
        own = {"IMPTE_DOCTO_CC_ID": LATE_INVOICE.line, "DOCTO_CC_ID": LATE_INVOICE.document}
        own |= {"DOCTO_CC_ACR_ID": LATE_INVOICE.document} if line["DOCTO_CC_ACR_ID"] else {}
        rows.append(
            line | own | {"FECHA": "2026-09-29", "IMPORTE": "1000.00", "IMPUESTO": "160.00"}
        )
    with edited(microsip(company, DUE_DATES, delivery)) as rows:
        due = {"DOCTO_CC_ID": LATE_INVOICE.document, "FECHA_VENCIMIENTO": "2026-10-29"}
        rows.append(due | {"PCTJE_VEN": "100.000000"})
    with edited(microsip(company, TOTALS, delivery)) as rows:
        add(the_row(rows, cliente_id=like["CLIENTE_ID"], ano=2026, mes=9), "CARGOS_CXC", "1160.00")


def approve(company: Workspace, changes: pl.DataFrame) -> None:
    """The desk's book of approvals with a row for each changed document."""
    rows = [
        {
            "Folio": f"AP-{place}",
            "Tipo": "Cambio a mes cerrado",
            "Cliente": change["customer_code"],
            "Documento": change["document_number"],
            "Importe": abs(change["change_amount"]),
            "Moneda": change["currency_code"],
            "Mes cerrado": SEPTEMBER,
            "Motivo": "Error de captura",
            "Autorizó": "Dirección",
            "Fecha de autorización": date(2026, 11, 4),
        }
        for place, change in enumerate(changes.iter_rows(named=True), start=1)
    ]
    deliver_book(company, APPROVALS, rows, "2026-11-04T0700")


@contextlib.contextmanager
def change_everything(company: Workspace) -> Iterator[None]:
    """A delivery between the close and the second one with a change of every kind, and other
    buckets for the time of the block.
    """
    add_late_invoice(company, IN_BETWEEN)
    charges = iter(whole_charges(company))
    late_credit(company, next(charges), "9999911", RECEIPT)
    late_credit(company, next(charges), "9999921", CREDIT_MEMO)
    reapply(company)
    cancel(company, next(charges))
    vanish(company, next(charges))
    change(company, LINES, "IMPORTE", lambda old: str(Decimal(old) + 10), next(charges))
    change(company, DOCUMENTS, "FECHA", lambda _: "2026-10-02", next(charges))
    change(company, DOCUMENTS, "CLIENTE_ID", lambda _: other_customer(company), next(charges))
    change(company, DUE_DATES, "FECHA_VENCIMIENTO", lambda _: "2027-01-31", next(charges))
    change(company, DOCUMENTS, "TIPO_CAMBIO", lambda _: "19.990000", dollar_charge(company))
    seed = company.settings.dbt_project / "seeds" / "policy_aging_buckets.csv"
    text = seed.read_text(encoding="utf-8")
    other = text
    for old, new in zip(BUCKETS, OTHER_BUCKETS, strict=True):
        assert old in other
        other = other.replace(old, new)
    seed.write_text(other, encoding="utf-8")
    try:
        yield
    finally:
        seed.write_text(text, encoding="utf-8")


def whole_charges(company: Workspace) -> list[str]:
    """The ERP's ids of overdue invoices in pesos that nothing was applied to, one per customer."""
    rows = company.published(
        f"""
        select min(charge_id)[3:] from marts.fct_open_items_monthly as items
        where period_month = date '{SEPTEMBER}' and currency_code = 'MXN'
            and class_code = 'invoice' and open_amount = original_amount and open_amount > 1000
            and bucket_number > 0 and due_date_source_code = 'document' and charge_id not in (
                select charge_id from marts.fct_installments where installment_count > 1)
        group by customer_id order by 1
        """
    )
    return [str(document) for (document,) in rows]


def dollar_charge(company: Workspace) -> str:
    ((document,),) = company.published(
        f"""
        select min(charge_id)[3:] from marts.fct_open_items_monthly
        where period_month = date '{SEPTEMBER}' and currency_code = 'USD'
        """
    )
    return str(document)


def other_customer(company: Workspace) -> str:
    ((customer,),) = company.published(
        "select max(customer_id)[3:] from marts.dim_customers where currency_code = 'MXN'"
    )
    return str(customer)


def change(
    company: Workspace, name: str, column: str, new: Callable[[str], str], document: str
) -> None:
    """Another value in the rows of a document."""
    with edited(microsip(company, name, IN_BETWEEN)) as rows:
        of_document = [row for row in rows if row["DOCTO_CC_ID"] == document]
        assert of_document
        for row in of_document:
            row[column] = new(row[column])


def cancel(company: Workspace, document: str) -> None:
    for name in (DOCUMENTS, LINES):
        change(company, name, "CANCELADO", lambda _: "S", document)


def vanish(company: Workspace, document: str) -> None:
    for name in (DOCUMENTS, LINES, DUE_DATES):
        with edited(microsip(company, name, IN_BETWEEN)) as rows:
            rows[:] = [row for row in rows if row["DOCTO_CC_ID"] != document]


def reapply(company: Workspace) -> None:
    """The receipt on the one invoice of a customer is moved to the other one."""
    with edited(microsip(company, DOCUMENTS, IN_BETWEEN)) as rows:
        first, second = (the_row(rows, folio=f"A0902800{n}")["DOCTO_CC_ID"] for n in (1, 3))
    with edited(microsip(company, LINES, IN_BETWEEN)) as rows:
        the_row(rows, docto_cc_acr_id=first, tipo_impte="R")["DOCTO_CC_ACR_ID"] = second


def late_credit(company: Workspace, charge: str, document: str, concept: str) -> None:
    """A credit of September, of a concept, that pays a hundred of a charge."""
    with edited(microsip(company, DOCUMENTS, IN_BETWEEN)) as rows:
        header = the_row(rows, docto_cc_id=charge)
        own = {"DOCTO_CC_ID": document, "FOLIO": f"T{document}", "FECHA": "2026-09-28"}
        own |= {"CONCEPTO_CC_ID": concept, "NATURALEZA_CONCEPTO": "R"}
        rows.append(header | own)
    with edited(microsip(company, LINES, IN_BETWEEN)) as rows:
        line = the_row(rows, docto_cc_id=charge, tipo_impte="C")
        own = {"IMPTE_DOCTO_CC_ID": f"{document}9", "DOCTO_CC_ID": document, "TIPO_IMPTE": "R"}
        own |= {"DOCTO_CC_ACR_ID": charge, "FECHA": "2026-09-28"}
        rows.append(line | own | {"IMPORTE": "100.00", "IMPUESTO": "0.00"})
