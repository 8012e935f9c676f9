"""The demo company, built once for all tests that look at it or spoil it.

Once for all processes, too: `make test` shares the tests out by file to a process for each core,
and the process that wants the company first builds it for the others.
"""

import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings

from pipelines import transformation
from pipelines.runs import RunOutcome
from tests.workspace import DEMO, DEMO_FILES, Workspace, make_workspace

OUTCOME = "outcome.pickle"

# The same examples in every run, and no test is timed. To search further:
# `python -m pytest --hypothesis-profile search tests/unit`.
settings.register_profile("search", deadline=None, max_examples=400)
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = make_workspace(tmp_path_factory.mktemp("cartera"))
    transformation.parse(made.settings)
    return made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that build warehouses come first: the quick ones then fill up whoever is idle. Of them,
    those that do without the demo company: who builds it finds nobody waiting for it.
    """
    builds, waits = (
        {item.path for item in items if fixture in getattr(item, "fixturenames", ())}
        for fixture in ("workspace", "demo_run")
    )
    items.sort(key=lambda item: (item.path not in builds, item.path in waits))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of this session."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demo_run(workspace: Workspace, shared_folder: Path) -> RunOutcome:
    """The demo company's first run; its state is kept for ``demo``."""
    kept = shared_folder / DEMO
    with FileLock(shared_folder / "demo.lock"):
        if not kept.exists():
            workspace.take_inbox(DEMO_FILES)
            outcome = workspace.run()
            workspace.save(DEMO)
            (workspace.state(DEMO) / OUTCOME).write_bytes(pickle.dumps(outcome))
            workspace.state(DEMO).rename(kept)
        workspace.state(DEMO).parent.mkdir(exist_ok=True)
        workspace.state(DEMO).symlink_to(kept)
    outcome = pickle.loads((kept / OUTCOME).read_bytes())
    # The process that built it has a folder of its own.
    return replace(outcome, report=replace(outcome.report, path=workspace.report))


@pytest.fixture
def demo(workspace: Workspace, demo_run: RunOutcome) -> Workspace:
    """The demo company as its first run left it, for a test to change."""
    workspace.restore(DEMO)
    return workspace


@pytest.fixture(scope="session")
def warehouse(workspace: Workspace, demo_run: RunOutcome) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the demo company's first run published, read-only and never replaced."""
    connection = duckdb.connect(str(workspace.kept), read_only=True)
    yield connection
    connection.close()


@pytest.fixture
def published_copy(workspace: Workspace, demo_run: RunOutcome, tmp_path: Path) -> Path:
    """What the demo company's first run published, in a file that a test may write to."""
    return Path(shutil.copy(workspace.kept, tmp_path / "mine.duckdb"))


@pytest.fixture(scope="session")
def raw(workspace: Workspace, demo_run: RunOutcome) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the demo company's first run landed, read-only and never replaced."""
    path = workspace.state(DEMO) / "warehouse" / "build" / "build.duckdb"
    connection = duckdb.connect(str(path), read_only=True)
    yield connection
    connection.close()
