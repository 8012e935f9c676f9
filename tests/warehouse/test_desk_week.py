"""A week of the desk on the sample company: what was typed, uploaded and paid, and what it did.

On Monday the collector fills in the list; on Friday, 6 November, one promise was kept and another
is back on the list, a dispute holds back its part and another was solved, and an invoice that a
portal rejected was corrected and accepted. One build for all of it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from pipelines.books.collection_books import COLLECTION_LOG
from pipelines.books.customer_books import PORTAL_SUBMISSIONS
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.worklist_book import WORKLIST
from pipelines.worklist.lists import PersonsList, read_lists
from pipelines.worklist.workbook import write_list
from tests.warehouse.closed_months import DOCUMENTS, LINES, RECEIPT, microsip
from tests.warehouse.deliveries import edited, the_row
from tests.warehouse.filled_books import deliver_book
from tests.workspace import COMPANY, DEMO, Workspace

MONDAY, TUESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (2, 3, 5, 6))
# When what happened on a day was delivered.
ON_TUESDAY, ON_THURSDAY, ON_FRIDAY = "2026-11-04T1800", "2026-11-05T1800", "2026-11-06T1800"
PORTAL = "Portal Norte"


@dataclass(frozen=True)
class Invoice:
    """One of the week: an overdue invoice of one instalment, of a customer of its own."""

    customer: str
    folio: str
    charge: str
    amount: Decimal
    entity: str


@dataclass(frozen=True)
class Week:
    company: Workspace
    kept: Invoice
    broken: Invoice
    disputed: Invoice
    solved: Invoice
    uploaded: Invoice

    def row(self, query: str) -> tuple[Any, ...]:
        (found,) = self.company.built(query)
        return found


@pytest.fixture(scope="module")
def week(workspace: Workspace, demo_run: object, tmp_path_factory: pytest.TempPathFactory) -> Week:
    workspace.restore(DEMO)
    _, lists = read_lists(workspace.settings.published_database, None, "collector")
    kept, broken, disputed, solved, uploaded = invoices_of_the_week(workspace)
    story = Week(workspace, kept, broken, disputed, solved, uploaded)
    fill_in_lists(workspace, lists, kept, broken)
    log = {"Gestor": "LUZ", "Fecha": MONDAY, "Tipo": "Disputa", "Responsable": "Facturación"}
    disputes = [
        log
        | {
            "Folio": place,
            "Cliente": invoice.customer,
            "Documento": invoice.folio,
            "Importe": amount,
            "Moneda": "MXN",
            "Motivo de la disputa": reason,
        }
        for place, invoice, amount, reason in (
            (1, disputed, Decimal("400.00"), "Precio"),
            (2, solved, solved.amount, "Otro"),
        )
    ]
    deliver_book(workspace, COLLECTION_LOG, disputes, ON_TUESDAY)
    closed = disputes[1] | {"Fecha de solución": THURSDAY}
    deliver_book(workspace, COLLECTION_LOG, [closed], ON_THURSDAY)
    portal = {"Cliente": uploaded.customer, "Documento": uploaded.folio, "Portal": PORTAL}
    first = portal | {"Intento": 1, "Fecha de subida": MONDAY}
    rejected = {"Estado": "Rechazada", "Motivo de rechazo": "Falta orden de compra"}
    second = portal | {"Intento": 2, "Fecha de subida": THURSDAY}
    for delivery, rows in (
        (ON_TUESDAY, [first | rejected | {"Fecha del estado": TUESDAY}]),
        (ON_THURSDAY, [second | {"Estado": "Subida", "Fecha del estado": THURSDAY}]),
        (ON_FRIDAY, [second | {"Estado": "Aceptada", "Fecha del estado": FRIDAY}]),
    ):
        deliver_book(workspace, PORTAL_SUBMISSIONS, rows, delivery)
    receive(workspace, kept)
    workspace.build_part("+rpt_worklist_daily", "+ctl_desk_entries", as_of=FRIDAY)
    return story


def invoices_of_the_week(company: Workspace) -> list[Invoice]:
    """The five largest that nothing was said about, each of another customer."""
    found: dict[str, Invoice] = {}
    rows = company.published(
        """
        select items.legal_entity_id, customer_code, document_number, charge_id, items.open_amount
        from marts.fct_collection_items as items
        join marts.dim_customers using (customer_id)
        where items.currency_code = 'MXN' and chase_amount = items.open_amount
            and cause_code in ('not_chased', 'chased') and items.open_amount > 1000
            and charge_id in (
                select charge_id from marts.fct_installments group by 1 having count(*) = 1)
            and items.legal_entity_id in (
                select legal_entity_id from reports.rpt_worklist_daily
                where due_promise_count = 0 and is_to_call)
        order by items.open_amount desc, charge_id
        """
    )
    for entity, customer, folio, charge, amount in rows:
        found.setdefault(entity, Invoice(customer, folio, charge, amount, entity))
    return list(found.values())[:5]


def fill_in_lists(company: Workspace, lists: list[PersonsList], *promised: Invoice) -> None:
    """Two promises for Tuesday, typed where the lists show the customers."""
    places = {column.header: place for place, column in enumerate(WORKLIST.columns, start=1)}
    folder = company.inbox / "books" / ON_TUESDAY
    for persons in lists:
        path = write_list(persons, date(2026, 10, 31), COMPANY, "Demo", folder)
        workbook = openpyxl.load_workbook(path)
        sheet = workbook[DATA_SHEET]
        called = persons.calls["legal_entity_id"].to_list()
        mine = [each for each in promised if each.entity in called]
        for invoice in mine:
            typed = {
                "Cliente": invoice.customer,
                "Documento": invoice.folio,
                "Tipo": "Promesa",
                "Importe": invoice.amount,
                "Moneda": "MXN",
                "Fecha prometida": TUESDAY,
            }
            for header, value in typed.items():
                row = FIRST_ROW + called.index(invoice.entity)
                sheet.cell(row, places[header]).value = value  # type: ignore[assignment]
        workbook.save(path)
        # A list on which nothing was done is not handed in.
        if not mine:
            path.unlink()


def receive(company: Workspace, invoice: Invoice) -> None:
    """The customer pays the whole invoice on Tuesday; the ERP is extracted on Friday."""
    charge, document = invoice.charge.removeprefix("M-"), "9999951"
    with edited(microsip(company, DOCUMENTS, ON_FRIDAY)) as rows:
        head = the_row(rows, docto_cc_id=charge)
        own = {"DOCTO_CC_ID": document, "FOLIO": "CR9999951", "FECHA": f"{TUESDAY}"}
        rows.append(head | own | {"CONCEPTO_CC_ID": RECEIPT, "NATURALEZA_CONCEPTO": "R"})
    with edited(microsip(company, LINES, ON_FRIDAY)) as rows:
        line = the_row(rows, docto_cc_id=charge, tipo_impte="C")
        own = {"IMPTE_DOCTO_CC_ID": f"{document}9", "DOCTO_CC_ID": document, "TIPO_IMPTE": "R"}
        own |= {"DOCTO_CC_ACR_ID": charge, "FECHA": f"{TUESDAY}"}
        rows.append(line | own | {"IMPORTE": str(invoice.amount), "IMPUESTO": "0.00"})


def test_a_promise_typed_into_the_list_and_paid_is_kept(week: Week):
    assert week.row(
        f"""
        select outcome_code, paid_in_time_amount from marts.fct_promises_monthly
        where as_of_date = date '{FRIDAY}' and charge_id = '{week.kept.charge}'
        """
    ) == ("kept", week.kept.amount)
    assert not week.company.built(
        f"select 1 from marts.fct_collection_items where charge_id = '{week.kept.charge}'"
    )


def test_a_promise_that_was_not_paid_puts_the_customer_back_on_the_list(week: Week):
    assert week.row(
        f"""
        select is_to_call, reason_code, last_broken_date, kept_promise_percent
        from reports.rpt_worklist_daily where legal_entity_id = '{week.broken.entity}'
        """
    ) == (True, "broken_promise", THURSDAY, Decimal(0))


def test_a_dispute_is_carved_out_of_what_is_chased(week: Week):
    assert week.row(
        f"""
        select cause_code, disputed_amount, chase_amount from marts.fct_collection_items
        where charge_id = '{week.disputed.charge}'
        """
    ) == ("dispute_ours", Decimal(400), week.disputed.amount - 400)


def test_a_solved_dispute_is_chased_again_and_its_days_are_known(week: Week):
    assert week.row(
        f"""
        select is_open, age_days, items.chase_amount from marts.fct_disputes
        join marts.fct_collection_items as items using (charge_id)
        where charge_id = '{week.solved.charge}'
        """
    ) == (False, 3, week.solved.amount)


def test_a_rejected_invoice_that_was_corrected_and_accepted_keeps_its_history(week: Week):
    assert week.row(
        f"""
        select state_code, attempt_count, rejection_count, rejection_reason_text,
            first_uploaded_date, first_rejected_date, last_uploaded_date, accepted_date,
            correction_days, answer_days
        from marts.fct_portal_invoices where charge_id = '{week.uploaded.charge}'
        """
    ) == (
        "accepted",
        2,
        1,
        "Falta orden de compra",
        MONDAY,
        TUESDAY,
        THURSDAY,
        FRIDAY,
        3,
        1,
    )


def test_the_ledger_bears_out_everything_that_was_typed(week: Week):
    assert not week.company.built("select * from controls.ctl_desk_entries where is_exception")
