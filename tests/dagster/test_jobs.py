"""Jobs run in process on the demo company: the close that succeeds, and the gate that refuses."""

from dataclasses import dataclass
from typing import Any

import dagster as dg
import duckdb
import pytest

from pipelines.assets.reports import REPORT_KEY, SNAPSHOT_KEY, build_report_assets
from pipelines.assets.warehouse import PUBLISHED_KEY
from pipelines.build import build_defs
from pipelines.runs import RunOutcome
from pipelines.seals.catalogue import sealed_months
from tests.warehouse.deliveries import add, deliver_again, delivered, edited
from tests.workspace import DEMO, MONTH, Workspace, differing_tables

PARTITION = "2026-10-01"
CLOSED = "closed_by_dagster"


@dataclass(frozen=True)
class JobRun:
    """What became of a job. metadata: of each materialised asset. texts: all that it said."""

    success: bool
    metadata: dict[dg.AssetKey, dict[str, Any]]
    checks: dict[str, bool]
    check_metadata: dict[str, dict[str, Any]]
    texts: list[str]


def run_close(company: Workspace) -> JobRun:
    definition = build_defs(company.settings).resolve_job_def("month_end_close")
    with dg.DagsterInstance.ephemeral() as instance:
        result = definition.execute_in_process(
            partition_key=PARTITION, instance=instance, raise_on_error=False
        )
        logs = instance.all_logs(result.run_id)
        return told(result, [str(record.user_message) for record in logs])


def told(result: Any, messages: list[str]) -> JobRun:
    materialised = [event.materialization for event in result.get_asset_materialization_events()]
    checks = result.get_asset_check_evaluations()
    metadata = {
        item.asset_key: {name: value.value for name, value in item.metadata.items()}
        for item in materialised
    }
    check_metadata = {
        item.check_name: {name: value.value for name, value in item.metadata.items()}
        for item in checks
    }
    return JobRun(
        success=result.success,
        metadata=metadata,
        checks={item.check_name: item.passed for item in checks},
        check_metadata=check_metadata,
        texts=[*messages, *map(str, metadata.values()), *map(str, check_metadata.values())],
    )


@pytest.fixture(scope="module")
def close(workspace: Workspace, demo_run) -> JobRun:
    """The close of October on an inbox that was never landed."""
    workspace.restore(DEMO)
    workspace.forget_warehouse()
    job = run_close(workspace)
    workspace.save(CLOSED)
    return job


@pytest.fixture(scope="module")
def refused(workspace: Workspace, demo_run) -> JobRun:
    """The same close after the ERP's own totals came one cent off."""
    workspace.restore(DEMO)
    with edited(deliver_again(workspace.inbox, "microsip", "SALDOS_CC.csv")) as rows:
        add(next(r for r in rows if (r["ANO"], r["MES"]) == ("2026", "10")), "CARGOS_CXC", "0.01")
    return run_close(workspace)


def test_the_close_materialises_every_asset_and_every_check_holds(
    workspace: Workspace, close: JobRun
):
    assert close.success, close.texts[-5:]
    graph = build_defs(workspace.settings).resolve_asset_graph()
    assert close.metadata.keys() == graph.materializable_asset_keys
    assert close.checks == {key.name: True for key in graph.asset_check_keys}


def test_the_close_leaves_a_report_and_a_sealed_month(workspace: Workspace, close: JobRun):
    assert close.metadata[REPORT_KEY]["path"] == str(workspace.report)
    assert len(close.metadata[REPORT_KEY]["sha256"]) == 64
    assert close.metadata[REPORT_KEY]["as_of_date"] == "2026-10-31"
    assert close.metadata[SNAPSHOT_KEY]["path"].endswith("snapshots/2026-10")


def test_a_warehouse_built_again_from_nothing_is_the_same(
    workspace: Workspace, demo_run: RunOutcome, close: JobRun
):
    """The job's close as the command line's run: the same table by table, and the same report."""
    built = workspace.state(CLOSED) / "warehouse" / "cartera.duckdb"
    assert differing_tables(workspace.kept, built) == []
    assert close.metadata[REPORT_KEY]["sha256"] == demo_run.report.sha256


def test_raw_assets_carry_counts_of_their_files(close: JobRun):
    counts = close.metadata[dg.AssetKey(["raw", "microsip_clientes"])]
    assert counts["files"] == 2
    assert counts["rows_read"] == sum(
        counts[f"rows_{kind}"] for kind in ("landed", "unchanged", "quarantined")
    )
    assert close.metadata[PUBLISHED_KEY]["rows"] > 10_000


def test_what_dagster_is_told_names_no_customer(workspace: Workspace, close: JobRun):
    clients = delivered(workspace.state(DEMO) / "inbox", "microsip", "CLIENTES.csv")
    addresses = clients.with_name("DIRS_CLIENTES.csv")
    with edited(clients) as rows:
        private = {row["NOMBRE"].encode("latin-1").decode("cp1252", "replace") for row in rows}
    with edited(addresses) as rows:
        private |= {row[column] for row in rows for column in ("RFC_CURP", "EMAIL") if row[column]}
    told_texts = "\n".join(close.texts)
    assert len(private) > 300
    assert [len(text) for text in private if text in told_texts] == []


def test_a_red_control_fails_the_gate_and_the_run(refused: JobRun):
    assert not refused.success
    assert not refused.checks["period_controls_hold"]
    assert refused.check_metadata["period_controls_hold"]["failed"] == 1


def test_nothing_after_a_red_gate_is_materialised(refused: JobRun):
    assert dg.AssetKey(["controls", "ctl_period_controls"]) in refused.metadata
    assert not refused.metadata.keys() & {PUBLISHED_KEY, REPORT_KEY, SNAPSHOT_KEY}


def test_a_red_gate_leaves_the_blocked_workbook_and_says_where(
    workspace: Workspace, refused: JobRun
):
    blocked = refused.check_metadata["period_controls_hold"]["blocked_report"]
    assert blocked == str(workspace.blocked_report)


def test_the_report_alone_refuses_a_published_warehouse_with_a_red_control(demo: Workspace):
    good = demo.report.read_bytes()
    with duckdb.connect(str(demo.settings.published_database)) as connection:
        connection.execute(
            "update controls.ctl_period_controls set status_code = 'failed' "
            "where control_code = 'bank_chain' and period_month = ?",
            [MONTH],
        )
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            build_report_assets(demo.settings),
            selection=[REPORT_KEY],
            instance=instance,
            raise_on_error=False,
        )
    assert not result.success
    assert not result.get_asset_materialization_events()
    assert demo.blocked_report.is_file()
    assert demo.report.read_bytes() == good


def test_a_failed_model_stops_the_job_before_anything_is_published(demo: Workspace):
    before = demo.fingerprints()
    path, sound = "models/marts/core/fct_ledger_entries.sql", "    entries.entry_id,"
    with demo.broken_model(path, sound, "    no_such_column as entry_id,"):
        job = run_close(demo)
    assert not job.success
    assert not job.metadata.keys() & {PUBLISHED_KEY, REPORT_KEY}
    assert demo.blocked_report.is_file()
    assert demo.fingerprints() == before
    assert sealed_months(demo.settings.snapshots) == []
