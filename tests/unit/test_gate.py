"""Which controls of a month let its figures out, and which do not."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from pipelines.contracts.failed_check import FailedCheck
from pipelines.gate import Verdict, judge

MONTH = date(2026, 10, 1)


@pytest.fixture
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    """A policy of two controls, both passed in October."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema controls; create schema policies;
        create table policies.policy_controls (control_code varchar, is_carried_forward boolean);
        insert into policies.policy_controls values
            ('bank_chain', false), ('erp_balance', false);
        create table controls.ctl_period_controls (
            period_month date, control_code varchar, status_code varchar, is_blocking boolean);
        create table controls.ctl_control_exceptions (
            period_month date, control_code varchar, subject_id varchar,
            difference_amount decimal(18, 2));
        insert into controls.ctl_period_controls values
            ('2026-10-01', 'bank_chain', 'passed', true),
            ('2026-10-01', 'erp_balance', 'passed', true),
            ('2026-09-01', 'erp_balance', 'failed', true);
        """
    )
    yield connection
    connection.close()


def judged(built: duckdb.DuckDBPyConnection, change: str = "") -> Verdict:
    if change:
        built.execute(change)
    return judge(built, MONTH)


def set_control(assignment: str) -> str:
    return (
        f"update controls.ctl_period_controls set {assignment} "
        "where control_code = 'bank_chain' and period_month = '2026-10-01'"
    )


def test_a_month_whose_controls_passed_is_open_whatever_other_months_say(
    built: duckdb.DuckDBPyConnection,
) -> None:
    verdict = judged(built)
    assert verdict.is_open
    assert verdict.controls["control_code"].to_list() == ["bank_chain", "erp_balance"]
    assert verdict.summary() == "no control stands against it"


@pytest.mark.parametrize("status", ["'failed'", "'absent'", "null", "'PASSED'", "''"])
def test_a_control_that_did_not_pass_refuses(status: str, built: duckdb.DuckDBPyConnection) -> None:
    verdict = judged(built, set_control(f"status_code = {status}"))
    assert not verdict.is_open
    assert verdict.summary() == "bank_chain"


def test_a_control_that_does_not_apply_lets_the_month_pass(
    built: duckdb.DuckDBPyConnection,
) -> None:
    assert judged(built, set_control("status_code = 'not_applicable'")).is_open


def test_a_failed_control_that_does_not_block_lets_the_month_pass(
    built: duckdb.DuckDBPyConnection,
) -> None:
    verdict = judged(built, set_control("status_code = 'failed', is_blocking = false"))
    assert verdict.is_open


def test_a_failed_control_blocks_where_nobody_said_whether_it_does(
    built: duckdb.DuckDBPyConnection,
) -> None:
    assert not judged(built, set_control("status_code = 'failed', is_blocking = null")).is_open


def test_a_control_without_its_row_refuses(built: duckdb.DuckDBPyConnection) -> None:
    verdict = judged(
        built, "delete from controls.ctl_period_controls where control_code = 'bank_chain'"
    )
    assert not verdict.is_open
    assert verdict.missing == ("bank_chain",)
    (reason,) = verdict.reasons()
    assert (reason.check_code, reason.note) == (
        "bank_chain",
        "the month has no row of this control",
    )


def test_a_month_without_controls_refuses(built: duckdb.DuckDBPyConnection) -> None:
    verdict = judged(built, "delete from controls.ctl_period_controls")
    assert not verdict.is_open
    assert verdict.summary() == "bank_chain, erp_balance"


def test_a_policy_without_controls_refuses(built: duckdb.DuckDBPyConnection) -> None:
    verdict = judged(built, "delete from policies.policy_controls")
    assert not verdict.is_open
    assert verdict.missing == ("policy_controls",)


def test_failed_checks_refuse_without_a_look_at_the_tables() -> None:
    with duckdb.connect() as nothing_built:
        checks = (FailedCheck("fct_aging_monthly", "model", "fct_aging_monthly"),)
        verdict = judge(nothing_built, MONTH, checks)
    assert not verdict.is_open
    assert verdict.controls.is_empty()
    assert verdict.reasons() == checks


def test_the_largest_differences_are_the_first_rows_to_be_shown(
    built: duckdb.DuckDBPyConnection,
) -> None:
    verdict = judged(
        built,
        "insert into controls.ctl_control_exceptions values "
        "('2026-10-01', 'erp_balance', 'c1', 1.00), ('2026-10-01', 'erp_balance', 'c2', -50.00), "
        "('2026-09-01', 'erp_balance', 'c3', 99.00)",
    )
    assert verdict.exceptions["subject_id"].to_list() == ["c2", "c1"]


def test_a_long_list_of_codes_is_cut_and_counted() -> None:
    checks = tuple(FailedCheck(f"check_{n:02}", "model", "m") for n in range(11))
    with duckdb.connect() as connection:
        assert judge(connection, MONTH, checks).summary().endswith("check_07 and 3 more")


def test_an_earlier_months_failure_that_is_carried_forward_refuses_this_month(
    built: duckdb.DuckDBPyConnection,
) -> None:
    assert judged(built).is_open
    verdict = judged(
        built,
        """
        update policies.policy_controls set is_carried_forward = true
        where control_code = 'erp_balance';
        insert into controls.ctl_control_exceptions values
            ('2026-09-01', 'erp_balance', 'M-1', 5), ('2026-11-01', 'erp_balance', 'M-2', 5)
        """,
    )
    assert not verdict.is_open
    assert verdict.failed["period_month"].to_list() == [date(2026, 9, 1)]
    assert verdict.exceptions["subject_id"].to_list() == ["M-1"]
    assert verdict.controls["period_month"].unique().to_list() == [MONTH]
