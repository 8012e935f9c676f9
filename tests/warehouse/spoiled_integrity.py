"""One way for every control of integrity to fail, through the files that are delivered.

Belongs here: faults of documents that contradict one another or another book, those that refuse the
run and those that only warn. Does not belong here: the controls of the straight line (spoiled.py),
and what must become of the run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from tests.warehouse.deliveries import NEXT, deliver_again, edited, the_row
from tests.warehouse.new_documents import FIRST_NEW_ID, new_charge, october_charge
from tests.warehouse.spoiled import (
    AMOUNTS,
    OVERAPPLIED,
    Fault,
    Scenario,
    by_files,
    seal_september,
)
from tests.warehouse.spoiled_books import (
    a_credit_file_of_an_unknown_customer,
    a_promise_of_an_invoice_that_is_nobodys,
    an_approved_charge_posted_twice,
)
from tests.warehouse.spoiled_models import (
    an_exposure_that_loses_a_customer,
    zones_that_do_not_add_up,
)
from tests.warehouse.spoiled_provision import PROVISION
from tests.workspace import Workspace

OPENING_BALANCE = "9"
FIRST_CASE_FOLIO = 9_000_000
BALANCE = (
    '<?xml version="1.0" encoding="UTF-8"?><BCE:Balanza '
    'xmlns:BCE="http://www.sat.gob.mx/esquemas/ContabilidadE/1_3/BalanzaComprobacion" '
    'Version="1.3" RFC="EKU9003173C9" Mes="10" Anio="2026" TipoEnvio="N">{}</BCE:Balanza>'
)
ACCOUNT = '<BCE:Ctas NumCta="{0}" SaldoIni="{1}" Debe="0.00" Haber="0.00" SaldoFin="{1}"/>'


def a_folio_used_twice(company: Workspace) -> str:
    """The later of two invoices of one customer gets the folio of the earlier one."""
    first, second = company.published(
        """
        select min(document_id)[3:], max(document_id)[3:] from (
            select distinct document_id, customer_id from marts.fct_ledger_entries
            where period_month = date '2026-10-01' and class_code = 'invoice')
        group by customer_id having count(*) > 1 order by 1 limit 1
        """
    )[0]
    with edited(deliver_again(company.inbox, "microsip", "DOCTOS_CC.csv")) as rows:
        kept, changed = the_row(rows, docto_cc_id=first), the_row(rows, docto_cc_id=second)
        changed["FOLIO"] = kept["FOLIO"]
        later = max(kept, changed, key=lambda row: (row["FECHA"], row["DOCTO_CC_ID"]))
    return f"M-{later['DOCTO_CC_ID']}"


def a_cancelled_document_with_a_live_line(company: Workspace) -> str:
    return new_charge(company, 1, "100.00", None, CANCELADO="S")


def a_share_of_98_percent(company: Workspace) -> str:
    charge = october_charge(company, 3)
    with edited(deliver_again(company.inbox, "microsip", "VENCIMIENTOS_CARGOS_CC.csv")) as rows:
        next(row for row in rows if row["DOCTO_CC_ID"] == charge)["PCTJE_VEN"] = "98.000000"
    return f"M-{charge}"


def a_control_account_two_pesos_off(company: Workspace) -> str:
    ((open_amount, unapplied),) = company.published(
        """
        select
            (select sum(closing_amount_mxn) from marts.fct_open_items_monthly
             where period_month = date '2026-10-01'),
            (select sum(closing_amount_mxn) from marts.fct_unapplied_credits_monthly
             where period_month = date '2026-10-01')
        """
    )
    accounts = ACCOUNT.format("105", open_amount + 2) + ACCOUNT.format("206", unapplied)
    path = company.inbox / "books" / NEXT / "EKU9003173C9202610BN.xml"
    path.parent.mkdir(parents=True)
    path.write_text(BALANCE.format(accounts), encoding="utf-8")
    return "open"


def a_charge_one_cent_off_the_erps_own_balance(company: Workspace) -> str:
    """All that one customer has open on 31 October, by concept and folio; the last one differs."""
    ((customer,),) = company.published(
        """
        select min(customer_id) from marts.fct_open_items_monthly
        where period_month = date '2026-10-01' and currency_code = 'USD'
        """
    )
    rows = company.published(
        f"""
        select charges.document_number, charges.charge_id, sum(items.open_amount),
            any_value(charges.concept_name)
        from marts.fct_open_items_monthly as items
        inner join marts.fct_charges as charges using (charge_id)
        where items.period_month = date '2026-10-01' and items.customer_id = '{customer}'
        group by all order by charges.charge_id
        """
    )
    *agreed, (folio, charge, amount, concept) = rows
    listed = [*agreed, (folio, charge, amount + Decimal("0.01"), concept)]
    lines = [f"2026-10-31,{name},{number},{balance}" for number, _, balance, name in listed]
    path = company.inbox / "microsip" / NEXT / "SALDOS_CARGOS.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\r\n".join(["FECHA_CORTE,CONCEPTO,FOLIO,SALDO_CARGO", *lines, ""])
    path.write_text(text, encoding="utf-8")
    return str(charge)


def a_receipt_that_pays_for_somebody_else(company: Workspace) -> str:
    """A line that was applied to a charge of its own customer goes to one of another."""
    line, other = company.published(
        """
        select paid.application_id[3:], (
            select min(items.charge_id)[3:] from marts.fct_open_items_monthly as items
            inner join marts.dim_customers as debtors using (customer_id)
            where items.period_month = date '2026-10-01' and items.currency_code = 'MXN'
              and items.open_amount > paid.applied_amount
              and debtors.legal_entity_id <> payers.legal_entity_id)
        from marts.fct_applications as paid
        inner join marts.dim_customers as payers using (customer_id)
        where paid.period_month = date '2026-10-01' and paid.class_code = 'receipt'
          and paid.currency_code = 'MXN' and paid.applied_amount < 20000
        order by paid.application_id desc limit 1
        """
    )[0]
    with edited(deliver_again(company.inbox, "microsip", "IMPORTES_DOCTOS_CC.csv")) as rows:
        the_row(rows, impte_docto_cc_id=line)["DOCTO_CC_ACR_ID"] = str(other)
    return f"M-{line}"


def a_document_of_a_month_that_was_closed(company: Workspace) -> str:
    """September is sealed, and then a debit note of September arrives; the ERP agrees. So small
    that the control accounts of the general ledger tolerate it.
    """
    seal_september(company)
    return new_charge(company, 2, "0.50", 9, FECHA="2026-09-28")


def the_month_it_changed(_company: Workspace) -> str:
    """Nobody approved the document that arrived late."""
    return f"M-{FIRST_NEW_ID + 2 * 2}"


def a_hole_in_the_folios(company: Workspace) -> str:
    """The last receipt of October gets a folio five numbers later."""
    with edited(deliver_again(company.inbox, "microsip", "DOCTOS_CC.csv")) as rows:
        receipts = [
            row
            for row in rows
            if row["FOLIO"].startswith("CR") and int(row["FOLIO"][2:]) < FIRST_CASE_FOLIO
        ]
        last = max(receipts, key=lambda row: int(row["FOLIO"][2:]))
        last["FOLIO"] = f"CR{int(last['FOLIO'][2:]) + 5:07d}"
        last["FECHA"] = "2026-10-31"
    return f"M-{last['DOCTO_CC_ID']}"


def a_document_posted_twice(company: Workspace) -> str:
    """Two notes without an amount, of one day and bank reference: no balance knows of them."""
    new_charge(company, 3, "0.00", None, REFER_MOVTO_BANCARIO="700001")
    return new_charge(company, 4, "0.00", None, REFER_MOVTO_BANCARIO="700001")


def a_document_captured_a_month_later(company: Workspace) -> str:
    charge = october_charge(company, 2)
    with edited(deliver_again(company.inbox, "microsip", "DOCTOS_CC.csv")) as rows:
        the_row(rows, docto_cc_id=charge)["FECHA_HORA_CREACION"] = "2026-12-01 10:00:00"
    return f"M-{charge}"


def a_charge_below_zero(company: Workspace) -> str:
    return new_charge(company, 5, "-50.00", 10, CONCEPTO_CC_ID=OPENING_BALANCE)


@contextmanager
def a_model_that_is_worse_than_the_customers_record(company: Workspace) -> Iterator[str]:
    path = "models/marts/forecast/fct_model_scores.sql"
    sound = "round(metric_value, 6)"
    broken = (
        "round(metric_value + case when segment_code = 'not_due' and rival_code = 'model'"
        " and metric_code = 'mean_absolute_days' then 1000 else 0 end, 6)"
    )
    with company.broken_model(path, sound, broken):
        yield "not_due/days"


LATER_DELIVERY = Scenario(
    "a later delivery",
    (
        *AMOUNTS,
        *PROVISION,
        Fault("folios_not_repeated", by_files(a_folio_used_twice)),
        Fault("lines_live_with_header", by_files(a_cancelled_document_with_a_live_line)),
        Fault("installment_shares", by_files(a_share_of_98_percent)),
        Fault("general_ledger", by_files(a_control_account_two_pesos_off)),
        Fault("charge_balances", by_files(a_charge_one_cent_off_the_erps_own_balance)),
        Fault("late_movements", by_files(a_document_of_a_month_that_was_closed)),
        Fault("closed_months_unchanged", by_files(the_month_it_changed)),
        # Each customer's ageing and ledger part, which is why it may warn: what it does, blocks.
        Fault(
            "applications_within_entity",
            by_files(a_receipt_that_pays_for_somebody_else),
            OVERAPPLIED,
        ),
        # Not with the models that lose something: metrics of what they lost would not tie either.
        Fault("metrics_tie", zones_that_do_not_add_up),
        # Not beside a model that loses a customer of the ageing: that is its legal entity's too.
        Fault("exposure_ties_to_aging", an_exposure_that_loses_a_customer),
    ),
)

# These let the report out, with a warning on its cover.
WARNED = Scenario(
    "what is unusual and may be right",
    (
        Fault("folios_without_gaps", by_files(a_hole_in_the_folios)),
        Fault("documents_not_repeated", by_files(a_document_posted_twice)),
        Fault("documents_dated_on_time", by_files(a_document_captured_a_month_later)),
        Fault("items_not_negative", by_files(a_charge_below_zero)),
        Fault("book_customers", by_files(a_credit_file_of_an_unknown_customer)),
        Fault("additional_charges", by_files(an_approved_charge_posted_twice)),
        Fault("desk_entries", by_files(a_promise_of_an_invoice_that_is_nobodys)),
        Fault("predictions_beat_rivals", a_model_that_is_worse_than_the_customers_record),
    ),
)
