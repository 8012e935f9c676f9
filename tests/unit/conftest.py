"""A company whose warehouse is published already, without a run, and a month of it sealed."""

import shutil
import sys
from pathlib import Path

import duckdb
import pytest
from called import Call, Called
from published import (
    AFTERWARDS,
    BACK_TO_SEPTEMBER,
    MONTH,
    OCCASION,
    RATES,
    SEPTEMBER,
    change,
    write_published,
)

from pipelines import cli
from pipelines.ingestion import ingest
from pipelines.seals.sealing import seal
from pipelines.settings import Settings, load_settings


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "cartera.duckdb"
    write_published(path)
    return path


@pytest.fixture(scope="session")
def sealed_once(published_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seals of a September, and of an October in whose warehouse November had begun. Not to be
    changed.
    """
    folder = tmp_path_factory.mktemp("sealed")
    for month, statement in ((SEPTEMBER, BACK_TO_SEPTEMBER), (MONTH, AFTERWARDS)):
        report = folder / f"informe_cartera_{month:%Y-%m}.xlsx"
        report.write_bytes(b"workbook")
        published = Path(shutil.copyfile(published_once, folder / "cartera.duckdb"))
        change(published, statement)
        seal(published, folder / "snapshots", month, [report], OCCASION)
    return folder / "snapshots"


@pytest.fixture
def snapshots(sealed_once: Path, tmp_path: Path) -> Path:
    """A copy to tamper with, its files and folders writable."""
    copy = tmp_path / "snapshots"
    shutil.copytree(sealed_once, copy, copy_function=shutil.copyfile)
    for folder in copy.iterdir():
        folder.chmod(0o755)
    return copy


@pytest.fixture
def acme(published_once: Path, tmp_path: Path) -> Settings:
    """Company ``acme`` with October 2026 published."""
    settings = load_settings("acme", tmp_path)
    settings.inbox.mkdir(parents=True)
    settings.warehouse.mkdir(parents=True)
    shutil.copyfile(published_once, settings.published_database)
    return settings


@pytest.fixture(scope="session")
def landed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose company ``acme`` has its only source landed. Not to be changed."""
    root = tmp_path_factory.mktemp("landed")
    delivery = root / "data" / "raw" / "acme" / "banxico" / "2026-11-03T0630"
    delivery.mkdir(parents=True)
    (delivery / "fix.csv").write_text(RATES, encoding="utf-8")
    (delivery.parents[1] / "company.yaml").write_text("sources: [banxico]\n", encoding="utf-8")
    settings = load_settings("acme", root)
    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        ingest(connection, settings)
    return root


@pytest.fixture
def well(acme: Settings, landed_once: Path) -> Settings:
    """Company ``acme`` with its only source landed and published."""
    # Times of files too: by them a run knows what it has landed.
    shutil.copytree(landed_once, acme.root, dirs_exist_ok=True)
    return load_settings("acme", acme.root)


@pytest.fixture
def cartera(
    acme: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """cartera("status") runs the command on company ``acme`` as a shell would."""
    monkeypatch.setenv("CARTERA_ROOT", str(acme.root))
    monkeypatch.setenv("CARTERA_COMPANY", "acme")

    def call(*arguments: str) -> Called:
        monkeypatch.setattr(sys, "argv", ["cartera", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return Called(code if isinstance(code, int) else 0, shown.out, shown.err)

    return call
