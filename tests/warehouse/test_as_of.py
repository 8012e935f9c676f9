"""The functions of the published file that answer for one day.

Belongs here: that they say what the monthly tables say, on all the days that those have, and refuse
what they cannot know. Whether the figures are right is for tests/oracle.
"""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import aging
from pipelines.ad_hoc import QueryError
from pipelines.runs import RunOutcome
from tests.workspace import AS_OF, DEMO, Workspace, rows_of

TWINS = {
    "open_items_as_of": "marts.fct_open_items_monthly",
    "unapplied_credits_as_of": "marts.fct_unapplied_credits_monthly",
    "aging_as_of": "marts.fct_aging_monthly",
    "kpis_as_of": "marts.fct_kpis_monthly",
    "exposure_as_of": "marts.fct_exposure_components_monthly",
}
FUNCTIONS = [*TWINS, "metric_inputs_as_of", "legal_entity_kpis_as_of", "claims_as_of"]
MIDDLE = date(2026, 9, 15)
IN_AUGUST = date(2026, 8, 7)
# What is decided of a month-end from what was known of it by that day.
DECIDED = [
    "fct_credit_exposure_monthly",
    "fct_credit_rule_hits_monthly",
    "fct_credit_actions_monthly",
    "fct_risk_features_monthly",
    "fct_risk_points_monthly",
    "fct_risk_scores_monthly",
]
ITEMS = "select sum(open_amount) from {} where currency_code = 'MXN'"


def scalar(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def differing_days(connection: duckdb.DuckDBPyConnection, function: str, table: str) -> list[date]:
    """Periods at which a function and its monthly table have not the same rows and columns."""
    days = connection.execute("select as_of_date from marts.dim_periods").fetchall()
    found = []
    for (day,) in days:
        asked, stored = f"from {function}(date '{day}')", f"from {table} where as_of_date = '{day}'"
        both = f"asked as materialized ({asked}), stored as materialized ({stored})"
        either = (
            "((from asked except all from stored) union all (from stored except all from asked))"
        )
        if scalar(connection, f"with {both} select count(*) from {either}"):
            found.append(day)
    asked = described(connection, f"{function}(date '{days[0][0]}')")
    assert asked == described(connection, table)
    return found


def described(connection: duckdb.DuckDBPyConnection, source: str) -> list[tuple[str, str]]:
    """Names and types of the columns."""
    rows = connection.execute(f"describe from {source}").fetchall()
    return [(name, kind) for name, kind, *_ in rows]


@pytest.fixture(scope="module")
def renamed(
    workspace: Workspace, demo_run: object, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The published file under a name of somebody's own."""
    copy = tmp_path_factory.mktemp("mine") / "cartera de octubre.duckdb"
    shutil.copy(workspace.kept, copy)
    return copy


@pytest.fixture(scope="module")
def middle(workspace: Workspace, demo_run: object) -> tuple[RunOutcome, Path]:
    """A run as of a day in the middle of August, and the file that it published."""
    workspace.restore(DEMO)
    outcome = workspace.run(IN_AUGUST)
    workspace.save("in_august")
    return outcome, workspace.state("in_august") / "warehouse" / "cartera.duckdb"


@pytest.mark.parametrize(("function", "table"), TWINS.items())
def test_at_every_month_end_a_function_says_what_the_monthly_table_says(
    warehouse: duckdb.DuckDBPyConnection, function: str, table: str
):
    assert scalar(warehouse, "select count(*) from marts.dim_periods") == 30
    assert differing_days(warehouse, function, table) == []


def test_the_inputs_of_the_metrics_are_the_stored_months_up_to_the_day(
    warehouse: duckdb.DuckDBPyConnection,
):
    asked = "from metric_inputs_as_of(date '2026-09-30')"
    stored = "from marts.fct_metric_inputs_monthly where as_of_date <= '2026-09-30'"
    assert scalar(warehouse, f"select count(*) from (({asked}) except all ({stored}))") == 0
    assert scalar(warehouse, f"select count(*) from (({stored}) except all ({asked}))") == 0
    assert scalar(warehouse, f"select count(*) {asked} where grouping_code = 'total'") == 29


def test_a_run_in_the_middle_of_a_month_agrees_as_well(middle: tuple[RunOutcome, Path]):
    _, published = middle
    with duckdb.connect(str(published), read_only=True) as connection:
        for function, table in TWINS.items():
            assert differing_days(connection, function, table) == [], function
        with pytest.raises(duckdb.Error, match="no figures after 2026-08-07"):
            connection.execute("from aging_as_of(date '2026-08-08')")


def test_an_earlier_as_of_date_knows_nothing_of_what_came_later(middle: tuple[RunOutcome, Path]):
    """On 7 August the receipt of the 4th waits for its invoice of the 11th: unapplied cash."""
    outcome, published = middle
    assert outcome.report.path.name == "informe_cartera_2026-08.xlsx"
    open_and_unapplied = rows_of(
        published,
        """
        select open_amount, unapplied_amount from marts.fct_aging_monthly
        where customer_id = 'M-900220' and period_month = date '2026-08-01'
        """,
    )
    assert [tuple(map(str, row)) for row in open_and_unapplied] == [("0.00", "6960.00")]
    assert rows_of(published, "select max(as_of_date) from marts.dim_periods") == [(IN_AUGUST,)]


@pytest.mark.parametrize("table", DECIDED)
def test_actions_and_grades_of_a_month_do_not_know_the_months_after_it(
    warehouse: duckdb.DuckDBPyConnection, middle: tuple[RunOutcome, Path], table: str
):
    """The run of 7 August and the one of October say the same of every month up to July."""
    _, published = middle
    warehouse.execute(f"attach if not exists '{published}' as in_august (read_only)")
    months = "where period_month <= date '2026-07-01'"
    now, then = f"from marts.{table} {months}", f"from in_august.marts.{table} {months}"
    either = f"(({now} except all {then}) union all ({then} except all {now}))"
    assert scalar(warehouse, f"select count(*) {now}")
    assert warehouse.execute(f"from {either} limit 5").fetchall() == []


def test_a_changed_row_of_the_monthly_table_is_a_difference(demo: Workspace):
    with duckdb.connect(str(demo.settings.published_database)) as connection:
        connection.execute(
            "update marts.fct_open_items_monthly set open_amount = open_amount + 0.01 "
            "where charge_id = (select min(charge_id) from marts.fct_open_items_monthly "
            "where as_of_date = '2026-07-31') and as_of_date = '2026-07-31'"
        )
        assert differing_days(connection, "open_items_as_of", TWINS["open_items_as_of"]) == [
            date(2026, 7, 31)
        ]


def test_between_month_ends_the_day_decides(warehouse: duckdb.DuckDBPyConnection):
    """The receipt of 4 August waits for its invoice of the 11th; on the 11th both are gone."""
    rows = [
        warehouse.execute(
            f"select open_amount, unapplied_amount, period_month from aging_as_of(date '{day}') "
            "where customer_id = 'M-900220'"
        ).fetchall()
        for day in ("2026-08-03", "2026-08-04", "2026-08-10", "2026-08-11")
    ]
    waiting = [(Decimal(0), Decimal("6960.00"), date(2026, 8, 1))]
    assert rows == [[], waiting, waiting, []]


def test_metrics_of_a_day_cut_its_month_there(warehouse: duckdb.DuckDBPyConnection):
    """By hand: open items over the sales of three months, the last of them cut at the day."""
    ((value, opened, sold),) = warehouse.execute(
        f"select kpi_value, numerator_amount, denominator_amount from kpis_as_of('{MIDDLE}') "
        "where kpi_code = 'dso_ending' and scope_code = 'MXN' and span_months = 3"
    ).fetchall()
    assert opened == scalar(warehouse, ITEMS.format(f"open_items_as_of('{MIDDLE}')"))
    sales = ITEMS.format("marts.fct_ledger_entries").replace("open_amount", "amount")
    sales = f"{sales} and is_sale"
    window = f"{sales} and entry_date between date '2026-07-01' and date '{MIDDLE}'"
    assert sold == scalar(warehouse, window)
    assert value == round(opened * (31 + 31 + 15) / sold, 4)
    ((collected,),) = warehouse.execute(
        f"select numerator_amount from kpis_as_of('{MIDDLE}') "
        "where kpi_code = 'collection_effectiveness_index' and scope_code = 'MXN' "
        "and span_months = 1"
    ).fetchall()
    begun = scalar(warehouse, ITEMS.format("open_items_as_of('2026-08-31')"))
    month = scalar(warehouse, f"{sales} and entry_date between '2026-09-01' and date '{MIDDLE}'")
    assert collected == begun + month - opened


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_day_after_the_run_is_refused_whatever_is_asked(
    warehouse: duckdb.DuckDBPyConnection, function: str
):
    for columns in ("*", "count(*)", "min(as_of_date)"):
        with pytest.raises(duckdb.Error, match="no figures after 2026-10-31"):
            warehouse.execute(f"select {columns} from {function}(date '2026-11-01')").fetchall()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_before_the_first_document_there_is_nothing(
    warehouse: duckdb.DuckDBPyConnection, function: str
):
    assert scalar(warehouse, f"select count(*) from {function}(date '2024-04-30')") == 0


def test_the_functions_work_under_any_name_of_the_file(renamed: Path):
    with duckdb.connect(str(renamed), read_only=True) as connection:
        rows = scalar(connection, f"select count(*) from aging_as_of(date '{MIDDLE}')")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{renamed}' as mine (read_only)")
        connection.execute("use mine")
        assert scalar(connection, f"select count(*) from aging_as_of('{MIDDLE}')") == rows != 0


def test_every_function_says_what_it_is(warehouse: duckdb.DuckDBPyConnection):
    rows = warehouse.execute(
        "select function_name, comment from duckdb_functions() where not internal"
    ).fetchall()
    assert {name for name, _ in rows} == set(FUNCTIONS)
    assert all(f"{name}(date '2026-09-15')" in comment for name, comment in rows)


@pytest.mark.parametrize("by", ["customer", "salesperson", "currency", "document"])
@pytest.mark.parametrize("basis", ["due", "document"])
def test_every_grouping_adds_up_to_the_same_balances(
    demo: Workspace, by: aging.Grouping, basis: aging.Basis
):
    found = aging.read_aging(demo.settings.published_database, MIDDLE, by, basis).frame
    totals = found.group_by("currency_code").agg(
        pl.col("open_amount", "unapplied_amount", "closing_balance_amount_mxn").sum()
    )
    expected = demo.published(
        "select currency_code, sum(open_amount), sum(unapplied_amount), "
        f"sum(closing_balance_amount_mxn) from aging_as_of(date '{MIDDLE}') group by 1 order by 1"
    )
    assert totals.sort("currency_code").rows() == expected
    if by != "document":
        buckets = pl.sum_horizontal(pl.col(name) for name in aging.BUCKETS)
        assert found.select((buckets == pl.col("open_amount")).all()).item()


def test_by_customer_and_due_date_the_rows_are_those_of_the_function(demo: Workspace):
    found = aging.read_aging(demo.settings.published_database, MIDDLE).frame
    columns = [*aging.BUCKETS, "unapplied_amount", "balance_amount"]
    expected = demo.published(
        f"select customer_code, aged.currency_code, {', '.join(columns)} "
        f"from aging_as_of('{MIDDLE}') as aged "
        "join marts.dim_customers using (customer_id) order by 1, 2"
    )
    rows = found.select("customer_code", "currency_code", *columns)
    assert rows.sort("customer_code", "currency_code").rows() == expected


def test_without_a_rate_on_the_day_no_closing_value_is_made_up(demo: Workspace):
    with duckdb.connect(str(demo.settings.published_database)) as connection:
        connection.execute(
            f"delete from marts.fct_exchange_rates_daily where rate_date = date '{MIDDLE}'"
        )
    closing = demo.published(
        "select currency_code, count(*) = count(closing_balance_amount_mxn), "
        "count(closing_balance_amount_mxn) + count(unrealised_fx_amount_mxn) "
        f"from aging_as_of('{MIDDLE}') group by 1 order by 1"
    )
    assert [(code, is_known) for code, is_known, _ in closing] == [("MXN", True), ("USD", False)]
    assert closing[1][2] == 0
    found = aging.read_aging(demo.settings.published_database, MIDDLE, "currency").frame
    assert found["closing_balance_amount_mxn"].is_null().to_list() == [False, True]
    assert found["open_amount"].null_count() == 0


def test_from_the_documents_own_date_days_are_counted_so(demo: Workspace):
    found = aging.read_aging(demo.settings.published_database, MIDDLE, "document", "document").frame
    items = found.filter(pl.col("open_amount") != 0)
    days = (pl.lit(MIDDLE) - pl.col("document_date")).dt.total_days()
    assert items.select((days == pl.col("age_days")).all()).item()
    late = {0: 0, 1: 1, 30: 1, 31: 2, 60: 2, 61: 3, 90: 3, 91: 4, 120: 4, 121: 5}
    edges = items.filter(pl.col("age_days").is_in(late)).select("age_days", "bucket_number").rows()
    assert edges
    assert all(late[days] == bucket for days, bucket in edges)
    assert found.filter(pl.col("open_amount") == 0)["bucket_number"].null_count() > 0


def test_without_a_day_the_ageing_is_that_of_the_run(demo: Workspace):
    assert aging.read_aging(demo.settings.published_database).as_of_date == AS_OF


def test_a_later_day_is_refused_before_it_is_asked(demo: Workspace):
    with pytest.raises(QueryError, match="no figures after 2026-10-31"):
        aging.read_aging(demo.settings.published_database, date(2026, 11, 1))
