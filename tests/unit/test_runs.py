"""Runs: one at a time, and nothing refused can be published later."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines import runs
from pipelines.contracts.failed_check import FailedCheck
from pipelines.gate import refused
from pipelines.publish import NothingToPublishError
from pipelines.seals.catalogue import SnapshotError
from pipelines.settings import Settings, load_settings

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"


@pytest.fixture
def company(tmp_path: Path) -> Settings:
    settings = load_settings("acme", tmp_path)
    settings.inbox.mkdir(parents=True)
    return settings


def test_a_second_run_waits_for_the_first_to_end(company: Settings) -> None:
    lock = company.build_database.with_name("run.duckdb")
    lock.parent.mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(runs.BuildDatabaseBusy, match="wait for that run"):
            runs.run(company)
        other.communicate(b"\n")
    with pytest.raises(runs.NothingDelivered):
        runs.run(company)


def test_what_was_refused_cannot_be_published_later(company: Settings) -> None:
    company.candidate_database.parent.mkdir(parents=True)
    duckdb.connect(str(company.candidate_database)).close()
    verdict = refused(date(2026, 10, 1), (FailedCheck("a_check", "table", "t"),))
    blocked = runs.refuse(company, date(2026, 10, 31), datetime(2026, 11, 3, 12, 30), verdict)
    assert blocked.path.name == "bloqueado_2026-10.xlsx"
    assert blocked.path.is_file()
    with pytest.raises(NothingToPublishError):
        runs.publish(company)


def test_a_sealed_month_is_refused_before_anything_is_done(company: Settings) -> None:
    (company.snapshots / "2026-10").mkdir(parents=True)
    with pytest.raises(SnapshotError, match="sealed already"):
        runs.close(company, date(2026, 10, 1))
    assert not company.build_database.exists()
