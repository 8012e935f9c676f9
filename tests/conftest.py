"""The demo company, built once for all tests that look at it or spoil it."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import settings

from pipelines import transformation
from pipelines.runs import RunOutcome
from tests.workspace import DEMO, DEMO_FILES, Workspace, make_workspace

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


@pytest.fixture(scope="session")
def demo_run(workspace: Workspace) -> RunOutcome:
    """The demo company's first run; its state is kept for ``demo``."""
    workspace.take_inbox(DEMO_FILES)
    outcome = workspace.run()
    workspace.save(DEMO)
    return outcome


@pytest.fixture
def demo(workspace: Workspace, demo_run: RunOutcome) -> Workspace:
    """The demo company as its first run left it, for a test to change."""
    workspace.restore(DEMO)
    return workspace


@pytest.fixture(scope="session")
def warehouse(workspace: Workspace, demo_run: RunOutcome) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the demo company's first run published, read-only and never replaced."""
    path = workspace.state(DEMO) / "warehouse" / "cartera.duckdb"
    connection = duckdb.connect(str(path), read_only=True)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def raw(workspace: Workspace, demo_run: RunOutcome) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the demo company's first run landed, read-only and never replaced."""
    path = workspace.state(DEMO) / "warehouse" / "build" / "build.duckdb"
    connection = duckdb.connect(str(path), read_only=True)
    yield connection
    connection.close()
