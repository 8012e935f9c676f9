"""Transformation: runs the dbt project inside this process, once per run.

Belongs here: how dbt is called and what it says back. Rules about money are models, not code.
"""

import contextlib
import gc
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.key_tests import KEY_TESTS, KeyTest, key_tests, run_key_tests
from pipelines.settings import Settings

Progress = Callable[[str], None]

# What landed of more than some three million charges. Of such a company one large model fills the
# memory; several side by side would put each other aside on disk again and again.
LARGE_BYTES = 1 << 30
# Unless it is told, DuckDB takes four fifths of the machine. Ten million charges take 4 GB to land;
# building may take as much, and the more it has, the less it puts aside and reads again.
MEMORY, LARGE_MEMORY = "2GB", "2750MB"


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test."""

    unique_id: str
    name: str
    resource_type: str
    status: str
    message: str | None
    failures: int | None
    seconds: float

    @property
    def is_failure(self) -> bool:
        return self.status in {"error", "fail", "runtime error", "skipped"}


class TransformationError(RuntimeError):
    """dbt could not begin: the project does not parse, or the build database is taken."""


def parse(settings: Settings) -> None:
    """Parses the project, so that later runs and Dagster start from the saved manifest."""
    invoke(settings, ["parse"])


def build_models(
    settings: Settings,
    progress: Progress = lambda _: None,
    select: tuple[str, ...] = (),
    parsed_for: Settings | None = None,
) -> list[NodeResult]:
    """Seeds, models and data tests in one invocation. Unit tests are for the test suite.

    select: only these, as dbt writes it, such as ``+fct_aging_monthly`` with all it rests on.
    parsed_for: whose parsed project is built, where it is built in another folder than theirs: for
    another one dbt would parse everything anew.
    The build database must not be open elsewhere. The candidate for publication is made anew.
    Returns one result per node; failures are results, not exceptions.
    """
    settings.candidate_database.unlink(missing_ok=True)
    # The manifest that Dagster reads is parse's to write.
    manifest = invoke(parsed_for or settings, ["parse", "--no-write-json"])
    # Full refresh: without it dbt pours a seed into the old table, whatever its columns were.
    arguments = ["build", "--no-write-json", "--full-refresh"]
    arguments += ["--exclude-resource-type", "unit_test"]
    arguments += ["--exclude", *(f"test_name:{name}" for name in KEY_TESTS)]
    arguments += threads_for(settings.build_database)
    if select:
        # Of the data tests, those that need nothing else.
        arguments += ["--select", *select, "--indirect-selection", "buildable"]
    result = invoke(settings, arguments, progress, manifest)
    nodes = [
        NodeResult(
            unique_id=item.node.unique_id,
            name=item.node.name,
            resource_type=str(item.node.resource_type),
            status=str(item.status),
            message=item.message,
            failures=item.failures,
            seconds=item.execution_time,
        )
        for item in result.results
    ]
    built = [node.unique_id for node in nodes if not node.is_failure]
    return nodes + check_keys(settings, key_tests(manifest.nodes, built), progress)


def is_large(build_database: Path) -> bool:
    return build_database.is_file() and build_database.stat().st_size > LARGE_BYTES


def threads_for(build_database: Path) -> list[str]:
    """How many models are built side by side, where it is not as many as the profile says."""
    return ["--threads", "1"] if is_large(build_database) else []


def memory_for(build_database: Path) -> str:
    """What DuckDB may take; beyond it, it puts rows aside on disk."""
    return LARGE_MEMORY if is_large(build_database) else MEMORY


def check_keys(
    settings: Settings, tests: list[KeyTest], progress: Progress = lambda _: None
) -> list[NodeResult]:
    """The key tests of what was built, as results of dbt's."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_for(settings.build_database)
    }
    with duckdb.connect(str(settings.build_database), config=config) as connection:
        connection.execute(f"attach '{settings.candidate_database}' as cartera (read_only)")
        return [
            NodeResult(
                unique_id=result.test.unique_id,
                name=result.test.name,
                resource_type="test",
                status="error" if result.error else "fail" if result.repeated_keys else "pass",
                message=result.error,
                failures=result.repeated_keys,
                seconds=result.seconds,
            )
            for result in run_key_tests(connection, tests, progress)
        ]


def invoke(
    settings: Settings,
    arguments: list[str],
    progress: Progress = lambda _: None,
    manifest: Any = None,
) -> Any:
    """Calls dbt in this process and returns its result object.

    manifest: the parsed project; None has dbt load it, or parse what changed.
    Raises TransformationError with dbt's own message when nothing could run.
    """
    # Importing dbt costs a second: only those who build pay it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    def follow(event: Any) -> None:
        if event.info.name in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
            progress(event.data.node_info.node_name)

    settings.build_database.parent.mkdir(parents=True, exist_ok=True)
    with (
        dbt_environment(settings),
        without_garbage_collection(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        outcome = dbtRunner(manifest=manifest, callbacks=[follow]).invoke(
            [
                *arguments,
                # What went wrong is in the results; wording each event for a log costs seconds.
                "--log-level",
                "none",
                "--log-level-file",
                "none",
                "--project-dir",
                str(settings.dbt_project),
                "--profiles-dir",
                str(settings.dbt_project),
                "--target-path",
                str(settings.dbt_target),
                "--log-path",
                str(settings.dbt_target),
            ]
        )
    # dbt keeps its databases open; the files are wanted by the next step. Parsing opens none.
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager.env().close()
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise TransformationError(str(outcome.exception)) from outcome.exception
    return outcome.result


@contextlib.contextmanager
def without_garbage_collection() -> Iterator[None]:
    """What dbt makes of the project lives until it is done. Looking for garbage among it, over and
    over, takes a tenth of a run.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def dbt_environment(settings: Settings) -> Iterator[None]:
    """The profile's variables. dbt parses anew when one changes, so they are set here only."""
    given = {
        "CARTERA_BUILD_FOLDER": str(settings.build_database.parent),
        "CARTERA_BUILD_MEMORY": memory_for(settings.build_database),
    }
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    os.environ.setdefault("DO_NOT_TRACK", "1")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
