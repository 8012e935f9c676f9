"""A company whose warehouse is published already, without a run, and a month of it sealed."""

import json
import shutil
from pathlib import Path

import pytest
from published import AFTERWARDS, MONTH, change, write_published

from pipelines.settings import Settings, load_settings
from pipelines.snapshots import MANIFEST, seal


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "cartera.duckdb"
    write_published(path)
    return path


@pytest.fixture(scope="session")
def sealed_once(published_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshots of a September, of which only the manifest is kept, and of an October in whose
    warehouse November had begun. Not to be changed.
    """
    folder = tmp_path_factory.mktemp("sealed")
    september = folder / "snapshots" / "2026-09"
    september.mkdir(parents=True)
    content = {"files": [], "previous": None}
    (september / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    report = folder / "informe_cartera_2026-10.xlsx"
    report.write_bytes(b"workbook")
    published = Path(shutil.copyfile(published_once, folder / "cartera.duckdb"))
    change(published, AFTERWARDS)
    seal(published, folder / "snapshots", MONTH, [report], {"code": "0.1.0", "policies": "abc"})
    return folder / "snapshots"


@pytest.fixture
def snapshots(sealed_once: Path, tmp_path: Path) -> Path:
    """A copy to tamper with, its files writable."""
    copy = tmp_path / "snapshots"
    shutil.copytree(sealed_once, copy, copy_function=shutil.copyfile)
    return copy


@pytest.fixture
def acme(published_once: Path, tmp_path: Path) -> Settings:
    """Company ``acme`` with October 2026 published."""
    settings = load_settings("acme", tmp_path)
    settings.inbox.mkdir(parents=True)
    settings.warehouse.mkdir(parents=True)
    shutil.copyfile(published_once, settings.published_database)
    return settings
