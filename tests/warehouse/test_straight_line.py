"""The demo company from its files to its report, and what stops it on the way.

Run again on what is landed already, it is closed: test_closes.py.
"""

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines import transformation
from pipelines.monthly_report import ReportBlocked, write_monthly_report
from pipelines.runs import BuildDatabaseBusy, NothingDelivered, RunOutcome
from tests.warehouse.readers import held_open
from tests.workspace import AS_OF, MONTH, Workspace, differing_tables, texts_of


def test_every_unit_test_of_the_models_passes(demo: Workspace):
    # Unit tests take their columns from the relations of a build.
    shutil.copy(demo.kept, demo.settings.candidate_database)
    result = transformation.invoke(demo.settings, ["test", "--select", "test_type:unit"])
    failed = {item.node.name: item.message for item in result if item.status != "pass"}
    assert not failed
    assert len(result) >= 60


def test_the_demo_company_runs_from_its_files_to_its_report(demo: Workspace, demo_run: RunOutcome):
    assert demo_run.as_of_date == AS_OF
    assert {delivery.status for delivery in demo_run.deliveries} == {"accepted"}
    assert demo_run.report.path == demo.report
    assert demo.report.is_file()
    assert not demo.blocked_report.exists()
    assert demo_run.published_rows["marts.fct_ledger_entries"] > 3_000


def test_every_control_of_every_month_holds(warehouse: duckdb.DuckDBPyConnection):
    counts = warehouse.execute(
        """
        select policy.is_blocking, controls.status_code, count(distinct control_code)
        from controls.ctl_period_controls as controls
        join policies.policy_controls as policy using (control_code)
        group by all order by all
        """
    ).fetchall()
    # The company delivers no printed reports, no general ledger, no balances by charge and no
    # approved additional charges, and has sealed nothing; its hard cases leave holes in a series
    # of folios, which warns.
    assert counts == [
        (False, "failed", 1),
        (False, "not_applicable", 2),
        (False, "passed", 8),
        (True, "not_applicable", 3),
        (True, "passed", 25),
    ]


def test_every_file_of_the_inbox_is_a_delivery_whose_rows_are_accounted_for(
    demo: Workspace, warehouse: duckdb.DuckDBPyConnection
):
    files = {path.relative_to(demo.inbox).as_posix() for path in demo.inbox.rglob("*.*")}
    rows = warehouse.execute(
        "select file_name, rows_read - rows_landed - rows_unchanged - rows_quarantined "
        "from marts.fct_deliveries"
    ).fetchall()
    settings = {"company.yaml", "documents/documents.yaml", "documents/logo.svg"}
    assert dict(rows) == dict.fromkeys(files - settings, 0)


def test_two_databases_that_differ_in_the_last_decimal_are_told_apart(demo: Workspace):
    with duckdb.connect(str(demo.settings.published_database)) as connection:
        connection.execute(
            "update marts.fct_exchange_rates_daily set closing_rate = closing_rate + 0.000001 "
            "where rate_date = date '2026-10-30'"
        )
    differing = differing_tables(demo.kept, demo.settings.published_database)
    assert differing == ["marts.fct_exchange_rates_daily"]


def test_a_build_database_in_use_is_said_so(demo: Workspace):
    with (
        held_open(demo.settings.build_database, "read_write"),
        pytest.raises(BuildDatabaseBusy, match=r"open in another process.*read cartera\.duckdb"),
    ):
        demo.run()


def test_an_inbox_without_files_is_said_so(demo: Workspace, tmp_path: Path):
    demo.take_inbox(tmp_path)
    with pytest.raises(NothingDelivered, match="deliver one"):
        demo.run()


def test_a_control_broken_by_hand_in_the_published_file_stops_the_report(demo: Workspace):
    good = demo.report.read_bytes()
    with duckdb.connect(str(demo.settings.published_database)) as connection:
        connection.execute(
            "update controls.ctl_period_controls set status_code = 'failed', actual_amount = 1 "
            "where control_code = 'bank_chain' and period_month = ?",
            [MONTH],
        )
    with pytest.raises(ReportBlocked, match="bank_chain"):
        write_monthly_report(demo.settings, MONTH)
    assert "La cadena de saldos bancarios no se rompe" in texts_of(demo.blocked_report)
    assert demo.report.read_bytes() == good


def test_a_control_that_is_not_there_stops_the_report(demo: Workspace):
    with duckdb.connect(str(demo.settings.published_database)) as connection:
        connection.execute(
            "delete from controls.ctl_period_controls "
            "where control_code = 'erp_balance' and period_month = ?",
            [MONTH],
        )
    with pytest.raises(ReportBlocked, match="erp_balance"):
        write_monthly_report(demo.settings, MONTH)
    assert "erp_balance" in texts_of(demo.blocked_report)


def test_frames_that_do_not_add_up_stop_the_report(demo: Workspace):
    with duckdb.connect(str(demo.settings.published_database)) as connection:
        connection.execute(
            "update marts.fct_aging_monthly set balance_amount = balance_amount + 0.01 "
            "where period_month = ? and customer_id = 'M-900150'",
            [MONTH],
        )
    with pytest.raises(ReportBlocked):
        write_monthly_report(demo.settings, MONTH)
    assert demo.blocked_report.is_file()


def test_the_next_good_report_takes_the_blocked_one_away(demo: Workspace):
    demo.blocked_report.write_bytes(b"of an earlier run")
    write_monthly_report(demo.settings, MONTH)
    assert not demo.blocked_report.exists()
