"""A sealed October whose rows add up, to forge."""

import shutil
from pathlib import Path

import pytest
from published import MONTH, OCCASION
from small_month import open_up, publish_rows

from pipelines.seals.sealing import seal


@pytest.fixture(scope="session")
def added_up_once(published_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("added_up")
    published = Path(shutil.copyfile(published_once, folder / "cartera.duckdb"))
    publish_rows(published)
    seal(published, folder / "snapshots", MONTH, [], OCCASION)
    return folder


@pytest.fixture
def october(added_up_once: Path, tmp_path: Path) -> Path:
    """The folder of a seal whose rows agree with each other, writable."""
    snapshots = tmp_path / "added_up"
    shutil.copytree(added_up_once / "snapshots", snapshots, copy_function=shutil.copyfile)
    open_up(snapshots / "2026-10")
    return snapshots / "2026-10"
