"""Predictions and cash forecast of the demo company: they tie, are judged, and say who speaks."""

from decimal import Decimal

import duckdb
import pytest

AMOUNTS = ("expected_amount", "early_amount", "late_amount", "due_date_amount")


@pytest.mark.parametrize("amount", AMOUNTS)
def test_every_column_of_the_forecast_is_what_is_open_to_the_cent(
    warehouse: duckdb.DuckDBPyConnection, amount: str
):
    forecast = warehouse.execute(
        f"select currency_code, sum({amount}) from reports.rpt_cash_forecast group by 1 order by 1"
    ).fetchall()
    is_open = warehouse.execute(
        """
        select currency_code, sum(open_amount) from marts.fct_open_items_monthly
        where as_of_date = date '2026-10-31' group by 1 order by 1
        """
    ).fetchall()
    assert forecast == is_open
    assert {currency for currency, _ in forecast} == {"MXN", "USD"}
    assert all(isinstance(total, Decimal) for _, total in forecast)


def test_every_currency_has_every_week_once(warehouse: duckdb.DuckDBPyConnection):
    rows = warehouse.execute(
        "select currency_code, list(week_number order by week_number) "
        "from reports.rpt_cash_forecast group by 1"
    ).fetchall()
    assert [weeks for _, weeks in rows] == [list(range(15))] * len(rows)


def test_every_open_charge_is_predicted_once_on_its_as_of_date(
    warehouse: duckdb.DuckDBPyConnection,
):
    missing = warehouse.execute(
        """
        select count(*) from marts.fct_open_items_monthly as items
        anti join marts.fct_item_predictions as predictions
            using (as_of_date, charge_id, installment_number)
        where items.original_amount > 0
          and items.as_of_date in (select as_of_date from marts.fct_item_predictions)
        """
    ).fetchone()
    assert missing == (0,)


def test_twelve_month_ends_were_predicted_again_and_each_model_has_its_version(
    warehouse: duckdb.DuckDBPyConnection,
):
    rows = warehouse.execute(
        """
        select count(*), count(distinct model_version_code), count(auc_value)
        from marts.fct_model_versions
        """
    ).fetchone()
    assert rows is not None
    assert rows[:2] == (13, 13)
    # Today's has no outcome yet.
    assert rows[2] <= 12


def test_whoever_is_not_predicted_by_the_model_says_why(warehouse: duckdb.DuckDBPyConnection):
    rows = warehouse.execute(
        """
        select predictor_code = 'model', fallback_reason_code is null,
            model_version_code is not null
        from marts.fct_item_predictions group by all
        """
    ).fetchall()
    assert all(len(set(row)) == 1 for row in rows)
    shown = warehouse.execute(
        "select distinct segment_code from marts.fct_item_predictions "
        "where predictor_code = 'model'"
    ).fetchall()
    verdicts = warehouse.execute(
        "select segment_code from marts.fct_model_verdicts where is_model_shown"
    ).fetchall()
    assert set(shown) <= set(verdicts)


def test_a_settlement_after_the_as_of_date_is_outcome_only(warehouse: duckdb.DuckDBPyConnection):
    wrong = warehouse.execute(
        "select count(*) from marts.fct_item_predictions "
        "where settled_date <= as_of_date or early_date <= as_of_date"
    ).fetchone()
    assert wrong == (0,)


def test_what_has_come_by_a_week_adds_up_and_lies_between_its_least_and_its_most(
    warehouse: duckdb.DuckDBPyConnection,
):
    rows = warehouse.execute(
        """
        select later.week_number, later.cumulative_low_amount, later.cumulative_amount,
            later.cumulative_high_amount, sum(earlier.expected_amount)
        from reports.rpt_cash_forecast as later
        inner join reports.rpt_cash_forecast as earlier
            on earlier.currency_code = later.currency_code
            and earlier.week_number between 1 and later.week_number
        where later.week_number between 1 and 13
        group by all
        """
    ).fetchall()
    assert len(rows) == 13 * 2
    for _, low, expected, high, added_up in rows:
        assert low <= expected <= high
        assert expected == added_up
    outside = warehouse.execute(
        "select count(cumulative_amount), count(until_date) from reports.rpt_cash_forecast "
        "where week_number in (0, 14)"
    ).fetchone()
    assert outside == (0, 0)
