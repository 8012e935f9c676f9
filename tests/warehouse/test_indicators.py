"""The formulas of the indicators at their edges, and the demo company's groups.

Belongs here: what has no value and why, and that the tables of the run hang together. Worked
examples: test_indicator_examples.py. Targets: test_indicator_targets.py.
"""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.contracts.indicator_frames import KPI_CODES, SPANS
from pipelines.settings import ROOT
from tests.warehouse.indicator_formulas import Kpis, ask, month

DBT = ROOT / "dbt_project"
TOTAL = ("total", "total")


@pytest.fixture
def asked(published_copy: Path) -> Callable[..., Kpis]:
    return lambda *inputs: ask(published_copy, inputs)


def reasons(kpis: Kpis, span: int) -> dict[str, str | None]:
    return {code: kpi.reason for (*_, code, months), kpi in kpis.items() if months == span}


def test_what_was_collected_of_what_could_be_is_81_82_percent(asked: Callable[..., Kpis]):
    """(100 + 200 - 120) / (100 + 200 - 80)."""
    kpis = asked(
        month(8, open_amount=100, sales_amount=100),
        month(9, open_amount=120, bucket_0_amount=80, overdue_amount=40, sales_amount=200),
    )
    assert kpis[*TOTAL, "collection_effectiveness_index", 1].value == Decimal("81.8182")


def test_an_index_over_100_is_what_its_parts_come_to(asked: Callable[..., Kpis]):
    """An item below zero that is overdue: more was taken off than could be collected."""
    kpis = asked(
        month(8, open_amount=100),
        month(9, open_amount=10, bucket_0_amount=30, overdue_amount=-20, sales_amount=0),
    )
    index = kpis[*TOTAL, "collection_effectiveness_index", 1]
    assert (index.numerator, index.denominator) == (90, 70)
    assert index.value == Decimal("128.5714")


def test_the_first_month_has_reasons_in_place_of_what_it_cannot_know(asked: Callable[..., Kpis]):
    kpis = asked(month(9, open_amount=50, bucket_0_amount=50, sales_amount=100, top_10_amount=50))
    found = reasons(kpis, 1)
    assert {code for code, reason in found.items() if reason == "no_previous_month"} == {
        "dso_average",
        "receivables_turnover",
        "collection_effectiveness_index",
        "collected_of_due",
        *(f"roll_rate_{number}" for number in range(5)),
    }
    assert set(reasons(kpis, 3).values()) == set(reasons(kpis, 12).values()) == {"short_history"}
    assert kpis[*TOTAL, "dso_ending", 1].value == 15


def test_a_company_in_which_nothing_happens_has_no_value_and_no_zero(asked: Callable[..., Kpis]):
    kpis = asked(*(month(number) for number in range(5, 10)))
    for span in (1, 3):
        assert reasons(kpis, span) == {
            **dict.fromkeys(KPI_CODES, "no_sales"),
            **dict.fromkeys(KPI_CODES[6:8], "nothing_open"),
            **dict.fromkeys([code for code in KPI_CODES if "days_" in code], "nothing_settled"),
            **dict.fromkeys([code for code in KPI_CODES if "roll" in code], "nothing_in_bucket"),
            "average_days_delinquent": "no_sales",
            "receivables_turnover": "nothing_open",
            "top_10_share": "nothing_open",
            "concentration_index": "nothing_open",
            "collection_effectiveness_index": "nothing_to_collect",
            "collected_of_due": "nothing_due",
            # Nothing open has nothing behind it: a value, and it is 0.
            "dso_countback": None,
        }
    assert {kpi.status for (*_, code, _), kpi in kpis.items() if code != "dso_countback"} == {
        "not_computable"
    }


def test_a_receivable_larger_than_all_sales_is_not_counted_back(asked: Callable[..., Kpis]):
    kpis = asked(
        *(month(number, sales_amount=10, open_amount=10) for number in (6, 7, 8)),
        month(9, open_amount=999, sales_amount=10),
    )
    for span in (1, 3):
        found = kpis[*TOTAL, "dso_countback", span]
        assert (found.value, found.reason) == (None, "sales_exhausted")


def test_sales_below_zero_are_no_denominator(asked: Callable[..., Kpis]):
    kpis = asked(month(9, open_amount=10, sales_amount=-5))
    found = kpis[*TOTAL, "dso_ending", 1]
    assert (found.value, found.reason, found.denominator) == (None, "no_sales", -5)


def test_twelve_months_are_twelve_months(asked: Callable[..., Kpis]):
    year = [*(month(number, 2025) for number in range(10, 13)), *map(month, range(1, 10))]
    kpis = asked(*(row | {"sales_amount": 100, "write_offs_amount": 1} for row in year))
    found = kpis[*TOTAL, "write_off_ratio", 12]
    assert (found.numerator, found.denominator, found.value) == (12, 1200, 1)


def test_the_report_shows_the_indicators_of_the_policy_in_its_order(
    warehouse: duckdb.DuckDBPyConnection,
):
    with (DBT / "seeds" / "policy_kpis.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["kpi_order"]))
    assert tuple(row["kpi_code"] for row in rows) == KPI_CODES
    assert {int(row["headline_span_months"]) for row in rows} <= set(SPANS)
    computed = warehouse.execute("select distinct kpi_code from marts.fct_kpis_monthly").fetchall()
    assert {code for (code,) in computed} == set(KPI_CODES)


def test_every_salesperson_collector_zone_and_customer_type_has_its_indicators(
    warehouse: duckdb.DuckDBPyConnection,
):
    rows = warehouse.execute(
        """
        select grouping_code, count(distinct scope_code) from marts.fct_kpis_monthly
        where period_month = date '2026-10-01' and span_months = 12 group by all
        """
    ).fetchall()
    names = warehouse.execute(
        """
        select count(distinct salesperson_name), count(distinct collector_name),
            count(distinct zone_name), count(distinct customer_type_name)
        from marts.dim_customers
        """
    ).fetchone()
    assert names is not None
    expected = dict(zip(("salesperson", "collector", "zone", "customer_type"), names, strict=True))
    assert dict(rows) == {"total": 1, "currency": 2, **expected}


@pytest.mark.parametrize("day", ["2026-10-31", "2026-09-15", "2025-02-28"])
def test_the_indicators_of_all_persons_add_up_to_the_companys(
    warehouse: duckdb.DuckDBPyConnection, day: str
):
    """Every numerator and denominator that is an amount of one month; what a group lacks is 0."""
    parts = """
        select kpi_code, sum(numerator_amount), sum(denominator_amount) from {}(date '{}')
        where span_months = 1 and kpi_code in ('dso_ending', 'dso_best_possible',
            'average_days_delinquent', 'overdue_share', 'over_90_share', 'credit_memo_ratio',
            'write_off_ratio', 'days_late_by_amount', 'days_to_pay_by_count') {}
        group by all order by all
    """
    people = warehouse.execute(parts.format("legal_entity_kpis_as_of", day, "")).fetchall()
    company = parts.format("kpis_as_of", day, "and grouping_code = 'total'")
    assert len(people) == 9
    assert people == warehouse.execute(company).fetchall()


def test_a_persons_indicators_are_those_of_its_customers(warehouse: duckdb.DuckDBPyConnection):
    """The one that owes most in October, from its own items."""
    ((numerator, denominator, overdue_amount, open_amount),) = warehouse.execute(
        """
        with owed as (
            select legal_entity_id, sum(open_amount_mxn) as open_amount,
                sum(case when past_due_days > 0 then open_amount_mxn else 0 end) as overdue_amount
            from marts.fct_open_items_monthly join marts.dim_customers using (customer_id)
            where period_month = date '2026-10-01'
            group by all order by open_amount desc limit 1
        )
        select kpis.numerator_amount, kpis.denominator_amount, owed.overdue_amount, owed.open_amount
        from owed join legal_entity_kpis_as_of(date '2026-10-31') as kpis
            on kpis.scope_code = owed.legal_entity_id
        where kpis.span_months = 1 and kpis.kpi_code = 'overdue_share'
        """
    ).fetchall()
    assert (numerator, denominator) == (overdue_amount, open_amount)


def test_the_ten_largest_and_the_index_are_those_of_the_open_items(
    warehouse: duckdb.DuckDBPyConnection,
):
    """Sorted and squared in Python, of the company and of each salesperson."""
    owed = warehouse.execute(
        """
        select coalesce(salesperson_name, '—'), legal_entity_id, sum(open_amount_mxn)
        from marts.fct_open_items_monthly join marts.dim_customers using (customer_id)
        where period_month = date '2026-10-01' group by all
        """
    ).fetchall()
    balances: dict[str, dict[str, Decimal]] = {}
    for salesperson, entity, amount in owed:
        for scope in ("total", salesperson):
            of_scope = balances.setdefault(scope, {})
            of_scope[entity] = of_scope.get(entity, Decimal(0)) + amount
    found = warehouse.execute(
        """
        select scope_code, max(case when kpi_code = 'top_10_share' then numerator_amount end),
            max(case when kpi_code = 'concentration_index' then kpi_value end)
        from marts.fct_kpis_monthly
        where period_month = date '2026-10-01' and span_months = 1
            and grouping_code in ('total', 'salesperson')
        group by all
        """
    ).fetchall()
    assert {scope for scope, *_ in found} == balances.keys()
    for scope, largest, index in found:
        amounts = sorted(balances[scope].values(), reverse=True)
        assert largest == sum(amounts[:10])
        squares = sum((amount / sum(amounts)) ** 2 for amount in amounts) * 10_000
        assert abs(index - squares) < Decimal("0.01")
