"""Books of the desk in which one row does not fit the ledger.

Belongs here: books, and the subject that the control must name. Does not belong here: rows that
the reader itself refuses (tests/unit/books).
"""

from datetime import date

from pipelines.books.accounting_books import APPROVALS
from pipelines.books.collection_books import COLLECTION_LOG
from pipelines.books.credit_books import CREDIT_FILE
from tests.warehouse.deliveries import deliver_again, edited
from tests.warehouse.filled_books import deliver_book, example_of
from tests.warehouse.new_documents import invoice_of_october, new_charge
from tests.workspace import Workspace

UNKNOWN_CODE = "NADIE-1"
INTEREST = "7"


def a_credit_file_of_an_unknown_customer(company: Workspace) -> str:
    """One limit of a customer that there is, and one of a code that is nobody's."""
    ((code,),) = company.published("select min(customer_code) from marts.dim_customers")
    like = example_of(CREDIT_FILE)
    deliver_book(company, CREDIT_FILE, [like | {"Cliente": each} for each in (code, UNKNOWN_CODE)])
    return UNKNOWN_CODE


def a_promise_of_an_invoice_that_is_nobodys(company: Workspace) -> str:
    """Beside one on account, which names no invoice."""
    ((code,),) = company.published("select min(customer_code) from marts.dim_customers")
    made = example_of(COLLECTION_LOG)
    made |= {"Gestor": "ANA", "Fecha": date(2026, 10, 30), "Cliente": code}
    promise = made | {"Folio": 1, "Documento": "A99999999"}
    deliver_book(company, COLLECTION_LOG, [promise, made | {"Folio": 2, "Documento": None}])
    return "B-ANA/1"


def an_approved_charge_posted_twice(company: Workspace) -> str:
    """Interest that was approved once, as two charges of the ERP; the later one."""
    new_charge(company, 6, "11.00", 10, CONCEPTO_CC_ID=INTEREST, FECHA="2026-10-20")
    later = new_charge(company, 7, "11.00", 10, CONCEPTO_CC_ID=INTEREST, FECHA="2026-10-21")
    with edited(deliver_again(company.inbox, "microsip", "DOCTOS_CC.csv")) as rows:
        like = invoice_of_october(rows)
    ((code,),) = company.published(
        f"""
        select customer_code from marts.dim_customers
        where customer_id = 'M-{like["CLIENTE_ID"]}'
        """
    )
    row = {
        "Folio": "I-1",
        "Tipo": "Interés moratorio",
        "Cliente": code,
        "Documento": like["FOLIO"],
        "Importe": 11,
        "Moneda": "MXN",
        "Motivo": "Mora del cliente",
        "Autorizó": "Dirección",
        "Fecha de autorización": date(2026, 10, 5),
    }
    deliver_book(company, APPROVALS, [row])
    return later
