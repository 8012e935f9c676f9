"""One way for every control to fail, through the files that are delivered where they can do it.

Belongs here: what is spoiled, and the subject the control must name. Controls that compare what the
models make of the files with one another fail by a broken model, not by a file. Does not belong
here: running the pipeline, and what must become of the run.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import duckdb

from pipelines.seals.sealing import Occasion, seal
from pipelines.versions import running_versions
from tests.warehouse.deliveries import (
    NEXT,
    add,
    deliver_again,
    delivered,
    edited,
    edited_lines,
    keep_sheet_rows,
    the_row,
)
from tests.workspace import Workspace

Spoil = Callable[[Workspace], AbstractContextManager[str]]

DEAD_RATES = "2026-10-20"


@dataclass(frozen=True)
class Fault:
    """spoil: gives the subject that the control must name, and holds while the run goes on.
    also: other controls that rightly fail with it.
    """

    control: str
    spoil: Spoil
    also: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Scenario:
    """Faults that do not touch one another, in one run: each must be told by its own control."""

    name: str
    faults: tuple[Fault, ...]

    @property
    def red_controls(self) -> set[str]:
        return {fault.control for fault in self.faults}.union(*(f.also for f in self.faults))


def by_files(write: Callable[[Workspace], str]) -> Spoil:
    return lambda company: nullcontext(write(company))


def a_table_is_not_delivered(company: Workspace) -> str:
    delivered(company.inbox, "microsip", "VENDEDORES.csv").unlink()
    company.forget_build()
    return "microsip_vendedores"


def a_stray_file(company: Workspace) -> str:
    path = company.inbox / "contpaq" / NEXT / "polizas.csv"
    path.parent.mkdir(parents=True)
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    return f"contpaq/{NEXT}/polizas.csv"


def a_count_that_does_not_close(company: Workspace) -> str:
    name = "microsip/2026-11-03T0630/CLIENTES.csv"
    with duckdb.connect(str(company.settings.build_database)) as connection:
        connection.execute(
            "update raw.deliveries set rows_unchanged = rows_unchanged - 1 where file_name = ?",
            [name],
        )
    return name


def a_row_without_a_name(company: Workspace) -> str:
    with edited(deliver_again(company.inbox, "microsip", "COBRADORES.csv")) as rows:
        rows[-1]["NOMBRE"] = ""
    return f"microsip/{NEXT}/COBRADORES.csv"


def an_unknown_concept(company: Workspace) -> str:
    with edited(deliver_again(company.inbox, "microsip", "CONCEPTOS_CC.csv")) as rows:
        the_row(rows, nombre="Cobro")["NOMBRE"] = "Cobro sin clase"
    return "Cobro sin clase"


def a_total_of_the_erp_one_cent_off(company: Workspace) -> str:
    with edited(deliver_again(company.inbox, "microsip", "SALDOS_CC.csv")) as rows:
        row = next(row for row in rows if (row["ANO"], row["MES"]) == ("2026", "10"))
        add(row, "CARGOS_CXC", "0.01")
    return f"M-{row['CLIENTE_ID']}"


def a_line_over_its_charge(company: Workspace) -> str:
    """The receipt that settled a charge in October takes one cent more; the ERP agrees."""
    line, charge, client = company.published(
        """
        select application_id[3:], charge_id, customer_id[3:] from marts.fct_applications as paid
        where period_month = date '2026-10-01' and class_code = 'receipt'
          and not exists (
            select 1 from marts.fct_open_items_monthly as open
            where open.charge_id = paid.charge_id and open.period_month = paid.period_month)
        order by application_id limit 1
        """
    )[0]
    change_line(company, line, client, "CREDITOS_CXC", "0.01")
    return str(charge)


def a_use_of_more_credit_than_there_is(company: Workspace) -> str:
    line, client, left = company.published(
        """
        select used.entry_id[3:], used.customer_id[3:], (
            select cast(-sum(amount) + 0.01 as varchar) from marts.fct_ledger_entries as kept
            where kept.customer_id = used.customer_id
              and entry_kind_code in ('unapplied', 'unapplied_use')
              and kept.entry_date <= date '2026-10-31')
        from marts.fct_ledger_entries as used
        where period_month = date '2026-10-01' and entry_kind_code = 'unapplied_use'
        order by entry_id limit 1
        """
    )[0]
    change_line(company, line, client, "CARGOS_XACR", left)
    return f"M-{client}"


def change_line(company: Workspace, line: str, client: str, total: str, amount: str) -> None:
    """Adds to a line of October and to the ERP's own total of it."""
    with edited(deliver_again(company.inbox, "microsip", "IMPORTES_DOCTOS_CC.csv")) as rows:
        add(the_row(rows, impte_docto_cc_id=line), "IMPORTE", amount)
    with edited(deliver_again(company.inbox, "microsip", "SALDOS_CC.csv")) as rows:
        add(the_row(rows, cliente_id=client, ano=2026, mes=10), total, amount)


def a_bank_row_is_missing(company: Workspace) -> str:
    """The movement after the gap has the number that the missing one had."""
    (number,) = company.published(
        """
        select min(sequence_number) from marts.fct_bank_movements
        where bank_code = '012' and movement_date > date '2026-10-05'
        """
    )[0]
    (balance,) = company.published(
        f"""
        select format('{{:,.2f}}', balance_amount) from marts.fct_bank_movements
        where bank_code = '012' and sequence_number = {number}
        """
    )[0]
    with edited_lines(delivered(company.inbox, "banks", "0192837465_movimientos.txt")) as lines:
        lines.remove(next(line for line in lines if line.endswith(f"\t{balance}")))
    company.forget_build()
    return f"012-192837465/{number}"


def rates_that_end_before_the_month_does(company: Workspace) -> str:
    with edited_lines(delivered(company.inbox, "banxico", "tipo_de_cambio.csv")) as lines:
        for place, line in enumerate(lines):
            day, *_ = line.split(",")
            if day[2:3] == "/" and "-".join(reversed(day.split("/"))) > DEAD_RATES:
                lines[place] = f"{day},N/E,N/E"
    history = delivered(company.inbox, "microsip", "HISTORIA_CAMBIARIA.xlsx")
    keep_sheet_rows(history, "FECHA", DEAD_RATES)
    company.forget_build()
    (document,) = company.published(
        """
        select min(charge_id) from marts.fct_open_items_monthly
        where period_month = date '2026-10-01' and currency_code = 'USD'
        """
    )[0]
    return str(document)


def a_printed_balance_one_cent_off(company: Workspace) -> str:
    """The report adds up in itself; its last customer owes a cent more than in the ledger."""
    *others, (customer, code, balance) = company.published(
        """
        select customer_id, customer_code, sum(balance_amount) from marts.fct_aging_monthly
        inner join marts.dim_customers using (customer_id)
        where period_month = date '2026-10-01'
        group by customer_id, customer_code order by customer_code
        """
    )
    printed = [*others, (customer, code, balance + Decimal("0.01"))]
    rows = [f'{code},"{amount:,.2f}"' for _, code, amount in printed]
    total = f'Total general,"{sum(amount for *_, amount in printed):,.2f}"'
    lines = ["Saldos por cliente", "Saldos al 31/10/2026", "Clave,Saldo actual", *rows, total]
    path = company.inbox / "microsip_reports" / NEXT / "saldos.csv"
    path.parent.mkdir(parents=True)
    path.write_text("\r\n".join(lines), encoding="cp1252")
    settings = company.inbox / "company.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("sources: [", "sources: [microsip_reports, "), encoding="utf-8"
    )
    return str(customer)


def a_due_date_of_a_sealed_month(company: Workspace) -> str:
    """September is sealed as it is published; then an invoice that was overdue is not any more."""
    occasion = Occasion(datetime(2026, 11, 3, 13), running_versions())
    month = date(2026, 9, 1)
    seal(company.settings.published_database, company.settings.snapshots, month, [], occasion)
    (document,) = company.published(
        """
        select min(charge_id) from marts.fct_open_items_monthly
        where period_month = date '2026-09-01' and bucket_number > 0
            and due_date_source_code = 'document' and open_amount = original_amount
        """
    )[0]
    name = "VENCIMIENTOS_CARGOS_CC.csv"
    with edited(deliver_again(company.inbox, "microsip", name)) as rows:
        for row in rows:
            if f"M-{row['DOCTO_CC_ID']}" == document:
                row["FECHA_VENCIMIENTO"] = "2027-06-30"
    return str(document)


def october_receipt(company: Workspace) -> tuple[str, str]:
    """A receipt of October and its customer."""
    document, customer = company.published(
        """
        select document_id, customer_id from marts.fct_ledger_entries
        where period_month = date '2026-10-01' and class_code = 'receipt'
          and entry_kind_code = 'application' and currency_code = 'MXN'
        order by document_id limit 1
        """
    )[0]
    return str(document), str(customer)


@contextmanager
def a_staging_model_that_loses_a_document(company: Workspace) -> Iterator[str]:
    document, _ = october_receipt(company)
    path = "staging/microsip/stg_microsip__documents.sql"
    sound = "from {{ known_rows('microsip_doctos_cc') }}"
    broken = (
        "from (select * from {{ known_rows('microsip_doctos_cc') }}"
        f" where docto_cc_id <> {document[2:]})"
    )
    with company.broken_model(path, sound, broken):
        yield document


@contextmanager
def an_ageing_that_loses_a_customer(company: Workspace) -> Iterator[str]:
    _, customer = october_receipt(company)
    path = "marts/aging/fct_aging_monthly.sql"
    sound = "ref('fct_open_items_monthly')"
    without = f'"(select * from " ~ {sound} ~ " where customer_id <> \'{customer}\')"'
    with company.broken_model(path, sound, without):
        yield customer


@contextmanager
def a_rollforward_that_loses_a_receipt(company: Workspace) -> Iterator[str]:
    document, customer = october_receipt(company)
    path = "marts/metrics/fct_rollforward_monthly.sql"
    sound = "where entries.entry_date <= run.as_of_date"
    with company.broken_model(path, sound, f"{sound} and entries.document_id <> '{document}'"):
        yield customer


OVERAPPLIED = frozenset({"aging_ties_to_ledger", "rollforward_ties"})

SCENARIOS = (
    Scenario(
        "the files of a new warehouse",
        (
            Fault("sources_delivered", by_files(a_table_is_not_delivered)),
            Fault("files_accepted", by_files(a_stray_file)),
            Fault("quarantine_empty", by_files(a_row_without_a_name)),
            Fault("bank_chain", by_files(a_bank_row_is_missing)),
            Fault("foreign_rates", by_files(rates_that_end_before_the_month_does)),
            Fault("printed_reports", by_files(a_printed_balance_one_cent_off)),
        ),
    ),
    Scenario(
        "the amounts of a later delivery",
        (
            Fault("file_counts_close", by_files(a_count_that_does_not_close)),
            Fault("concepts_classified", by_files(an_unknown_concept)),
            Fault("erp_balance", by_files(a_total_of_the_erp_one_cent_off)),
            Fault("closed_months_unchanged", by_files(a_due_date_of_a_sealed_month)),
            Fault("charges_not_overapplied", by_files(a_line_over_its_charge), OVERAPPLIED),
            Fault(
                "credits_not_overapplied",
                by_files(a_use_of_more_credit_than_there_is),
                OVERAPPLIED,
            ),
        ),
    ),
    Scenario(
        "a document lost by a model",
        (Fault("raw_to_marts", a_staging_model_that_loses_a_document, frozenset({"erp_balance"})),),
    ),
    Scenario(
        "a customer lost by the ageing",
        (
            Fault(
                "aging_ties_to_ledger",
                an_ageing_that_loses_a_customer,
                frozenset({"rollforward_ties"}),
            ),
        ),
    ),
    Scenario(
        "a receipt lost by the roll-forward",
        (Fault("rollforward_ties", a_rollforward_that_loses_a_receipt),),
    ),
)
