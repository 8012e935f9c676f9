"""A company whose warehouse is published already, without a run."""

import shutil
from pathlib import Path

import pytest
from published import write_published

from pipelines.settings import Settings, load_settings


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "cartera.duckdb"
    write_published(path)
    return path


@pytest.fixture
def acme(published_once: Path, tmp_path: Path) -> Settings:
    """Company ``acme`` with October 2026 published."""
    settings = load_settings("acme", tmp_path)
    settings.inbox.mkdir(parents=True)
    settings.warehouse.mkdir(parents=True)
    shutil.copyfile(published_once, settings.published_database)
    return settings
