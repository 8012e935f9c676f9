"""A company whose warehouse is published already, without a run, and a month of it sealed."""

import shutil
from pathlib import Path

import pytest
from published import (
    AFTERWARDS,
    BACK_TO_SEPTEMBER,
    MONTH,
    OCCASION,
    SEPTEMBER,
    change,
    write_published,
)

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
