"""Controls that compare what the models make of the files with one another fail by a broken model.

Belongs here: a model that loses one document or customer, each another one, and the subject that
the control must name. Does not belong here: what is wrong with files (spoiled.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.warehouse.spoiled import Fault, Scenario
from tests.workspace import Workspace


def october_receipt(company: Workspace, place: int) -> tuple[str, str]:
    """A receipt of October and its customer, another one for each place from 1."""
    document, customer = company.published(
        f"""
        select min(document_id), customer_id from marts.fct_ledger_entries
        where period_month = date '2026-10-01' and class_code = 'receipt'
          and entry_kind_code = 'application' and currency_code = 'MXN'
        group by customer_id order by 1 limit {place}
        """
    )[-1]
    return str(document), str(customer)


@contextmanager
def a_staging_model_that_loses_a_document(company: Workspace) -> Iterator[str]:
    document, _ = october_receipt(company, 1)
    path = "models/staging/microsip/stg_microsip__documents.sql"
    sound = "from {{ known_rows('microsip_doctos_cc') }}"
    broken = (
        "from (select * from {{ known_rows('microsip_doctos_cc') }}"
        f" where docto_cc_id <> {document[2:]})"
    )
    with company.broken_model(path, sound, broken):
        yield document


@contextmanager
def an_ageing_that_loses_a_customer(company: Workspace) -> Iterator[str]:
    """In the monthly table and as of a day alike, or a data test would tell them apart."""
    _, customer = october_receipt(company, 2)
    path = "macros/as_of/aging_by_customer.sql"
    sound = "from {{ open_items }} as given"
    with company.broken_model(path, sound, f"{sound} where customer_id <> '{customer}'"):
        yield customer


@contextmanager
def a_rollforward_that_loses_a_receipt(company: Workspace) -> Iterator[str]:
    document, customer = october_receipt(company, 3)
    path = "models/marts/metrics/fct_rollforward_monthly.sql"
    sound = "where entries.entry_date <= run.as_of_date"
    with company.broken_model(path, sound, f"{sound} and entries.document_id <> '{document}'"):
        yield customer


@contextmanager
def zones_that_do_not_add_up(company: Workspace) -> Iterator[str]:
    path = "models/marts/metrics/fct_metric_inputs_monthly.sql"
    sound = "select * from inputs"
    # A cent more sold in each zone than its customers were.
    more = "case when grouping_code = 'zone' then 0.01 else 0 end"
    broken = (
        f"select * replace (cast(sales_amount + {more} as decimal(18, 2)) as sales_amount)"
        " from inputs"
    )
    with company.broken_model(path, sound, broken):
        yield "zone sales"


@contextmanager
def an_exposure_that_loses_a_customer(company: Workspace) -> Iterator[str]:
    """One that owes and is a legal entity by itself."""
    ((customer, entity),) = company.published(
        """
        select aging.customer_id, customers.legal_entity_id
        from marts.fct_aging_monthly as aging
        inner join marts.dim_customers as customers using (customer_id)
        inner join marts.dim_legal_entities as entities using (legal_entity_id)
        where aging.period_month = date '2026-10-01' and aging.open_amount > 0
            and entities.customer_count = 1
        order by aging.customer_id desc limit 1
        """
    )
    path = "models/marts/credit/fct_exposure_components_monthly.sql"
    sound = "ref('fct_open_items_monthly')"
    broken = f'"(select * from " ~ {sound} ~ " where customer_id <> \'{customer}\')"'
    with company.broken_model(path, sound, broken):
        yield str(entity)


@contextmanager
def a_forecast_that_loses_the_dollars(company: Workspace) -> Iterator[str]:
    path = "models/marts/forecast/fct_cash_forecast_items.sql"
    sound = "on items.as_of_date = run.as_of_date"
    with company.broken_model(path, sound, f"{sound} and items.currency_code <> 'USD'"):
        yield "USD"


@contextmanager
def causes_that_lose_the_dollars(company: Workspace) -> Iterator[str]:
    path = "models/marts/collections/fct_collection_items.sql"
    sound = "where items.bucket_number > 0"
    with company.broken_model(path, sound, f"{sound} and items.currency_code <> 'USD'"):
        yield "USD"


@contextmanager
def a_proposal_that_gives_a_cent_more_than_its_deposit(company: Workspace) -> Iterator[str]:
    ((receipt,),) = company.published(
        """
        select min(receipt_id) from marts.fct_match_results
        where source_code = 'bank' and tier_code = 'auto' and applied_amount = receipt_amount
        """
    )
    path = "models/marts/cash/fct_match_applications.sql"
    sound = "    matches.applied_amount,"
    more = f"case when matches.receipt_id = '{receipt}' then 0.01 else 0 end"
    broken = f"    cast(matches.applied_amount + {more} as decimal(18, 2)) as applied_amount,"
    with company.broken_model(path, sound, broken):
        yield str(receipt)


LOSING_MODELS = Scenario(
    "models that lose something",
    (
        Fault("raw_to_marts", a_staging_model_that_loses_a_document, frozenset({"erp_balance"})),
        Fault(
            "aging_ties_to_ledger",
            an_ageing_that_loses_a_customer,
            frozenset(
                {
                    "rollforward_ties",
                    "metrics_tie",
                    "exposure_ties_to_aging",
                    "provision_covers_aging",
                }
            ),
        ),
        Fault("rollforward_ties", a_rollforward_that_loses_a_receipt),
        Fault("forecast_ties_to_ledger", a_forecast_that_loses_the_dollars),
        Fault("overdue_causes_tie", causes_that_lose_the_dollars),
        Fault("matches_hold", a_proposal_that_gives_a_cent_more_than_its_deposit),
    ),
)
