"""The key tests of the dbt project, run together after its models.

Belongs here: ``unique`` and ``unique_combination``, as the models' YAML declares them, in the SQL
that dbt would run. They are most of the project's tests, and dbt spends some 25 ms on each around a
query of two. Does not belong here: any other test, which is dbt's to run (transformation.py).
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

# By the name of the generic test: the argument that says the columns.
KEY_TESTS = {"unique": "column_name", "unique_combination": "columns"}


@dataclass(frozen=True)
class KeyTest:
    """One declared key. relation: the model's, quoted. skips_nulls: rows without a value are no
    rows to ``unique``; to a combination they are.
    """

    unique_id: str
    name: str
    relation: str
    columns: tuple[str, ...]
    skips_nulls: bool

    @property
    def query(self) -> str:
        """How many keys stand in more than one row."""
        names = ", ".join(self.columns)
        rows = f"{self.relation} where {names} is not null" if self.skips_nulls else self.relation
        return f"select count(*) from (select 1 from {rows} group by {names} having count(*) > 1)"


@dataclass(frozen=True)
class KeyResult:
    """repeated_keys: None where the query could not run, and ``error`` says why."""

    test: KeyTest
    repeated_keys: int | None
    error: str | None
    seconds: float


def key_tests(nodes: Mapping[str, Any], built: Iterable[str]) -> list[KeyTest]:
    """The tests of these models among a manifest's nodes.

    built: unique ids of models and seeds. Raises ValueError for a key test with a condition of its
    own, which would not be asked here.
    """
    wanted = set(built)
    found = []
    for unique_id, node in sorted(nodes.items()):
        metadata = getattr(node, "test_metadata", None)
        if metadata is None or metadata.name not in KEY_TESTS or node.attached_node not in wanted:
            continue
        if node.config.where:
            raise ValueError(f"{node.name}: a key test takes no condition")
        columns = metadata.kwargs[KEY_TESTS[metadata.name]]
        found.append(
            KeyTest(
                unique_id=unique_id,
                name=node.name,
                relation=nodes[node.attached_node].relation_name,
                columns=(columns,) if isinstance(columns, str) else tuple(columns),
                skips_nulls=metadata.name == "unique",
            )
        )
    return found


def run_key_tests(
    connection: duckdb.DuckDBPyConnection,
    tests: Iterable[KeyTest],
    progress: Callable[[str], None] = lambda _: None,
) -> list[KeyResult]:
    """One result per test. connection: sees the relations by the names dbt gave them."""
    results = []
    for test in tests:
        started = time.perf_counter()
        repeated, error = None, None
        try:
            row = connection.execute(test.query).fetchone()
            repeated = row[0] if row is not None else None
        except duckdb.Error as caught:
            error = type(caught).__name__
        results.append(KeyResult(test, repeated, error, time.perf_counter() - started))
        progress(test.name)
    return results
