"""The close of a month: sealed once a version, provable, and the same rows when built again."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import diff, runs
from pipelines.files import sha256_of
from pipelines.rebuild import rebuilt
from pipelines.runs import RunOutcome
from pipelines.seals.catalogue import Snapshot, SnapshotError, all_snapshots
from pipelines.seals.contents import rows_of_month
from pipelines.seals.manifest import MANIFEST, read_manifest
from pipelines.seals.reading import query_snapshots
from pipelines.seals.readme import README
from pipelines.seals.reproduction import Reproduction, reproduce
from pipelines.seals.verification import verify_all
from pipelines.versions import running_versions
from tests.warehouse.deliveries import deliver_again, edited
from tests.warehouse.readers import held_open
from tests.workspace import AS_OF, DEMO, MONTH, Workspace, differing_tables

CLOSED, REOPENED = "closed", "reopened"
FIRST, SECOND = Snapshot(MONTH), Snapshot(MONTH, 2)
REASON = "a due date of October was corrected"
# A charge that was due in October, and when it is due since.
DUE_IN_OCTOBER = """
    select min(charge_id) from marts.fct_open_items_monthly
    where period_month = date '2026-10-01' and due_date_source_code = 'document'
        and installment_number = 1 and bucket_number = 1
"""
NOW_DUE = date(2026, 11, 20)
SEALED_WHOLE = (
    "marts.dim_customers",
    "marts.fct_aging_monthly",
    "marts.fct_open_items_monthly",
    "marts.fct_ledger_entries",
    "reports.rpt_kpis",
    "controls.ctl_period_controls",
    "policies.policy_aging_buckets",
)


@dataclass(frozen=True)
class WatchedClose:
    """A close on files that are all landed, while somebody reads what the first run published.

    differing: tables that are not as they were. is_replaced: whether the published file is another
    one. tables_read: how many tables the reader still saw in the file that it had opened.
    """

    outcome: RunOutcome
    differing: list[str]
    is_replaced: bool
    tables_read: int


@pytest.fixture(scope="module")
def second_run(workspace: Workspace, demo_run: RunOutcome) -> WatchedClose:
    """The close of October; its state is kept for ``closed``."""
    workspace.restore(DEMO)
    published = workspace.settings.published_database
    before = published.stat().st_ino
    with held_open(published, "read_only") as reader:
        outcome = runs.close(workspace.settings, MONTH)
        is_replaced = published.stat().st_ino != before
        out, _ = reader.communicate("\n", timeout=30)
    workspace.save(CLOSED)
    differing = differing_tables(workspace.kept, published)
    return WatchedClose(outcome, differing, is_replaced, int(out))


@pytest.fixture(scope="module")
def close(second_run: WatchedClose) -> RunOutcome:
    return second_run.outcome


@pytest.fixture(scope="module")
def reopen(workspace: Workspace, close: RunOutcome) -> RunOutcome:
    """October sealed a second time, after a due date was corrected; kept for ``reopened``."""
    workspace.restore(CLOSED)
    ((charge,),) = workspace.published(DUE_IN_OCTOBER)
    with edited(deliver_again(workspace.inbox, "microsip", "VENCIMIENTOS_CARGOS_CC.csv")) as rows:
        terms = [row for row in rows if f"M-{row['DOCTO_CC_ID']}" == charge]
        terms[0]["FECHA_VENCIMIENTO"] = NOW_DUE.isoformat()
    outcome = runs.close(workspace.settings, MONTH, reopen=REASON)
    workspace.save(REOPENED)
    return outcome


@pytest.fixture
def closed(workspace: Workspace, close: RunOutcome) -> Workspace:
    workspace.restore(CLOSED)
    return workspace


@pytest.fixture
def reopened(workspace: Workspace, reopen: RunOutcome) -> Workspace:
    workspace.restore(REOPENED)
    return workspace


def problems(company: Workspace) -> list[tuple[str, str, str]]:
    found = verify_all(company.settings.snapshots)
    return [(finding.snapshot, finding.file_name, finding.problem) for finding in found]


def folder_of(company: Workspace, seal: Snapshot = FIRST) -> Path:
    return seal.folder(company.settings.snapshots)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: sha256_of(path) for path in folder.iterdir()}


def test_a_second_run_lands_nothing_and_publishes_the_same(
    second_run: WatchedClose, demo_run: RunOutcome
):
    assert second_run.outcome.deliveries == []
    assert second_run.differing == []
    assert second_run.outcome.report.sha256 == demo_run.report.sha256


def test_a_reader_of_the_published_file_does_not_disturb_a_run(second_run: WatchedClose):
    assert second_run.is_replaced
    assert second_run.tables_read > 0, "the reader kept the file it had opened"


def test_a_closed_month_is_sealed_and_every_rule_holds(closed: Workspace, close: RunOutcome):
    assert all_snapshots(closed.settings.snapshots) == [FIRST]
    assert close.seal == folder_of(closed)
    assert problems(closed) == []


def test_a_seal_is_not_written_twice(closed: Workspace):
    before = contents(folder_of(closed))
    with pytest.raises(SnapshotError, match="2026-10 is sealed already"):
        runs.close(closed.settings, MONTH)
    assert contents(folder_of(closed)) == before
    assert all_snapshots(closed.settings.snapshots) == [FIRST]


def test_a_seal_holds_the_report_and_says_what_it_was_built_from(
    closed: Workspace, close: RunOutcome
):
    folder = folder_of(closed)
    manifest = read_manifest(folder)
    assert sha256_of(folder / closed.report.name) == close.report.sha256
    assert (manifest.previous, manifest.number, manifest.as_of_date) == (None, 1, AS_OF)
    database = sha256_of(closed.settings.published_database)
    assert manifest.versions == running_versions() | {"published_database_sha256": database}
    assert len(manifest.controls) == close.report.verdict.controls.height


@pytest.mark.parametrize("table", SEALED_WHOLE)
def test_sealed_rows_are_the_published_rows(closed: Workspace, table: str):
    published = closed.published(f"{rows_of_month(table, MONTH, AS_OF)} order by all")
    assert published
    assert pl.read_parquet(folder_of(closed) / f"{table}.parquet").rows() == published


def test_a_readme_describes_every_sealed_column(closed: Workspace):
    folder = folder_of(closed)
    lines = (folder / README).read_text(encoding="utf-8").splitlines()
    columns = [column for item in read_manifest(folder).files for column in item.columns or ()]
    described = [line for line in lines if line.startswith("| `") and ".parquet`" not in line]
    assert len([line for line in described if not line.endswith("|  |")]) >= len(columns)


def test_a_sealed_table_is_read_by_duckdb_alone(closed: Workspace):
    path = folder_of(closed) / "marts.fct_aging_monthly.parquet"
    query = "select sum(balance_amount_mxn) from {}"
    with duckdb.connect() as connection:
        sealed = connection.execute(query.format(f"'{path}'")).fetchall()
    published = "(from marts.fct_aging_monthly where period_month = date '2026-10-01')"
    assert sealed == closed.published(query.format(published))


def test_a_reopened_month_leaves_its_first_seal_as_it_was(reopened: Workspace, close: RunOutcome):
    state = reopened.state(CLOSED) / "warehouse" / "snapshots" / "2026-10"
    assert contents(folder_of(reopened)) == contents(state)
    assert all_snapshots(reopened.settings.snapshots) == [FIRST, SECOND]
    manifest = read_manifest(folder_of(reopened, SECOND))
    assert (manifest.number, manifest.reopened_because) == (2, REASON)
    assert manifest.previous is not None
    assert manifest.previous.sha256 == sha256_of(folder_of(reopened) / MANIFEST)
    assert problems(reopened) == []


def test_a_reopened_month_is_compared_with_its_last_seal(reopened: Workspace):
    bridge = diff.compare(reopened.settings, MONTH)
    assert bridge.reported_name == "2026-10.v2"
    assert bridge.changes.is_empty()


def test_both_versions_of_a_month_are_told_apart_in_one_query(reopened: Workspace):
    query = f"""
        select snapshot_id, due_date = date '{NOW_DUE}', count(*) from marts.fct_open_items_monthly
        where charge_id in (
            select charge_id from marts.fct_open_items_monthly
            group by charge_id, installment_number having count(distinct due_date) > 1)
        group by all order by all
    """
    versions = query_snapshots(reopened.settings.snapshots, "2026-10.v1,2026-10.v2", query)
    assert versions.rows() == [("2026-10", False, 1), ("2026-10.v2", True, 1)]


def test_a_changed_first_seal_is_found_by_its_name_and_breaks_the_chain(reopened: Workspace):
    folder = folder_of(reopened)
    reopened.open_up(folder)
    manifest = (folder / MANIFEST).read_bytes()
    (folder / MANIFEST).write_bytes(manifest.replace(b'"known_at": "2026', b'"known_at": "2027'))
    assert problems(reopened) == [
        ("2026-10", MANIFEST, "was changed: it does not have the hash that it holds of itself"),
        ("2026-10.v2", MANIFEST, "the manifest of 2026-10 was changed afterwards"),
    ]


def test_an_altered_byte_of_a_sealed_table_is_found(closed: Workspace):
    path = folder_of(closed) / "marts.fct_aging_monthly.parquet"
    closed.open_up(path.parent)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert problems(closed) == [
        ("2026-10", path.name, "was changed: its hash is not the manifest's")
    ]


@pytest.fixture(scope="module")
def reproduction(workspace: Workspace, reopen: RunOutcome) -> Reproduction:
    """The first seal of October built again, after a later delivery and a second seal."""
    workspace.restore(REOPENED)
    return reproduce(workspace.settings, FIRST, running_versions(), rebuilt)


def test_a_sealed_month_comes_out_again_value_by_value(reproduction: Reproduction):
    different = {table.table: table for table in reproduction.tables if not table.is_equal}
    assert different == {}
    assert reproduction.other_versions == ()
    assert sum(table.equal_rows for table in reproduction.tables) > 10_000


def test_every_sealed_table_is_compared(reproduction: Reproduction, reopened: Workspace):
    manifest = read_manifest(folder_of(reopened))
    tables = {item.table for item in manifest.files} - {None}
    assert {table.table for table in reproduction.tables} == tables
