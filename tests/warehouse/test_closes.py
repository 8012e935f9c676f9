"""The close of a month: sealed once, verifiable, and equal to what was published."""

import json

import polars as pl
import pytest

from pipelines import runs, snapshots
from pipelines.files import sha256_of
from pipelines.runs import RunOutcome
from pipelines.snapshots import SnapshotError
from pipelines.verification import verify
from tests.workspace import MONTH, Workspace

CLOSED = "closed"
SEALED_WHOLE = (
    "marts.dim_customers",
    "marts.fct_aging_monthly",
    "marts.fct_open_items_monthly",
    "marts.fct_ledger_entries",
    "reports.rpt_kpis",
    "controls.ctl_period_controls",
    "policies.policy_aging_buckets",
)


@pytest.fixture(scope="module")
def close(workspace: Workspace, demo_run: RunOutcome) -> RunOutcome:
    """The close of October; its state is kept for ``closed``."""
    workspace.restore("demo")
    outcome = runs.close(workspace.settings, MONTH)
    workspace.save(CLOSED)
    return outcome


@pytest.fixture
def closed(workspace: Workspace, close: RunOutcome) -> Workspace:
    workspace.restore(CLOSED)
    return workspace


def problems(company: Workspace) -> list[tuple[str, str]]:
    found = verify(company.settings.snapshots, MONTH)
    return [(finding.file_name, finding.problem) for finding in found]


def test_a_closed_month_is_sealed_and_verifies(closed: Workspace):
    assert snapshots.sealed_months(closed.settings.snapshots) == [MONTH]
    assert problems(closed) == []


def test_a_seal_is_not_written_twice(closed: Workspace):
    manifest = closed.settings.snapshots / "2026-10" / snapshots.MANIFEST
    before = sha256_of(manifest)
    with pytest.raises(SnapshotError, match="2026-10 is sealed already"):
        runs.close(closed.settings, MONTH)
    assert sha256_of(manifest) == before
    assert [path.name for path in closed.settings.snapshots.iterdir()] == ["2026-10"]


def test_a_seal_holds_the_report_and_says_what_it_was_built_from(
    closed: Workspace, close: RunOutcome
):
    folder = closed.settings.snapshots / "2026-10"
    manifest = json.loads((folder / snapshots.MANIFEST).read_text(encoding="utf-8"))
    assert sha256_of(folder / closed.report.name) == close.report.sha256
    assert manifest["previous"] is None
    assert set(manifest["versions"]) == {"code", "policies", "published_database_sha256"}
    database = sha256_of(closed.settings.published_database)
    assert manifest["versions"]["published_database_sha256"] == database


@pytest.mark.parametrize("table", SEALED_WHOLE)
def test_sealed_rows_are_the_published_rows(closed: Workspace, table: str):
    path = closed.settings.snapshots / "2026-10" / f"{table}.parquet"
    condition = snapshots.ROWS_OF_MONTH.get(table, "true")
    condition = condition.replace("$month", f"date '{MONTH}'").replace(
        "$as_of", "date '2026-10-31'"
    )
    published = closed.published(f"select * from {table} where {condition} order by all")
    assert published
    assert pl.read_parquet(path).rows() == published


def test_an_altered_byte_is_found(closed: Workspace):
    path = closed.settings.snapshots / "2026-10" / "marts.fct_aging_monthly.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert problems(closed) == [(path.name, "was changed: its hash is not the manifest's")]


def test_a_file_taken_away_or_put_in_is_found(closed: Workspace):
    folder = closed.settings.snapshots / "2026-10"
    (folder / closed.report.name).unlink()
    (folder / "otro.parquet").write_bytes(b"")
    assert problems(closed) == [
        ("otro.parquet", "is not in the manifest"),
        (closed.report.name, "is missing"),
    ]


def test_an_altered_manifest_of_the_month_before_is_found(closed: Workspace):
    earlier = closed.settings.snapshots / "2026-09"
    earlier.mkdir()
    (earlier / snapshots.MANIFEST).write_text('{"files": [], "previous": null}', encoding="utf-8")
    manifest = closed.settings.snapshots / "2026-10" / snapshots.MANIFEST
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["previous"] = {"month": "2026-09", "sha256": "0" * 64}
    manifest.write_text(json.dumps(content), encoding="utf-8")
    assert problems(closed) == [
        (snapshots.MANIFEST, "the manifest of 2026-09 was changed afterwards")
    ]
