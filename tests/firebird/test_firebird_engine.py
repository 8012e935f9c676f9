"""The engine that opens delivered databases: a process of its own, bounded and told nothing."""

import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.contracts.microsip import VENDEDORES
from pipelines.settings import ROOT
from pipelines.sources.firebird import client, engine
from tests.firebird.databases import back_up, make
from tests.firebird.deliveries_of_firebird import ANA, NAMES, refused


def test_a_backup_that_grows_beyond_its_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.fdb", NAMES, ANA)
    backup = back_up(path, tmp_path / "a.fbk")
    monkeypatch.setattr(engine, "ROOM_FOR_ANY", 0)
    assert backup.stat().st_size * engine.MAX_RATIO < path.stat().st_size
    assert "grows far beyond" in refused(backup, VENDEDORES).reason


def test_an_engine_that_waits_without_end_is_ended(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0)
    assert refused(company, VENDEDORES).reason == engine.BREAKS_OFF[0]


def test_an_engine_that_crashes_refuses_the_file_and_no_more(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert refused(company, VENDEDORES).reason == engine.BREAKS_OFF[0]


@pytest.mark.parametrize(
    ("excess", "ends_with"),
    [
        ("while True: pass", signal.SIGXCPU),
        ("import pathlib; pathlib.Path('large').write_bytes(bytes(50_000))", 1),
        ("bytes(9 << 30)", 1),
    ],
)
def test_the_engines_process_is_bounded_in_time_files_and_memory(
    excess: str, ends_with: int, tmp_path: Path
) -> None:
    program = (
        "from pipelines.sources.firebird.worker import set_limits\n"
        f"set_limits({{'max_file_bytes': 4096, 'max_seconds': 2}})\n{excess}"
    )
    environment = engine.environment(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert abs(run.returncode) in (ends_with, signal.SIGKILL)


def test_a_copy_that_would_fill_the_disk_is_not_made(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage("/")._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    error = refused(company, VENDEDORES)
    assert "and 1 are free" in error.reason
    assert "TMPDIR" in error.remedy


def test_the_engines_process_is_told_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTERA_MICROSIP_PASSWORD", "secret")
    assert "secret" not in engine.environment(tmp_path).values()


def test_where_firebird_is_not_installed_a_backup_is_refused_with_how_to_install_it(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        client, "find_spec", lambda name: None if "firebird" in name else find_spec(name)
    )
    error = refused(company, VENDEDORES)
    assert isinstance(error, client.FirebirdMissing)
    assert "cartera[firebird]" in error.remedy


def test_cartera_is_imported_without_firebird() -> None:
    program = (
        "import sys; sys.modules['firebird'] = None\n"
        "import pipelines.sources.registry, pipelines.sample, pipelines.sources.firebird.pull\n"
        "assert not [name for name in sys.modules if name.startswith('firebird.')]"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_the_process_that_opens_a_file_loads_no_polars_which_would_double_its_time() -> None:
    program = "import sys, pipelines.sources.firebird.worker; assert 'polars' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ((335544472,), "the server did not accept the user or the password"),
        ((335544721, 335544726), "the server cannot be reached"),
        ((335544352,), "the user may not read one of the tables"),
        ((1, 2), "Firebird could not read it (error codes 1, 2)"),
        ((), "Firebird could not read it (error codes none)"),
    ],
)
def test_errors_are_told_in_our_words(codes: tuple[int, ...], reason: str) -> None:
    assert client.refusal(codes).reason == reason
