"""How dbt is called: what does not need a project to be seen."""

from pathlib import Path

import pytest

from pipelines import transformation
from pipelines.transformation import memory_for, threads_for


def test_models_of_a_large_company_are_built_one_at_a_time_in_more_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transformation, "LARGE_BYTES", 10)
    database = tmp_path / "build.duckdb"
    assert threads_for(database) == []
    assert memory_for(database) == transformation.MEMORY
    database.write_bytes(b"x" * 10)
    assert threads_for(database) == []
    database.write_bytes(b"x" * 11)
    assert threads_for(database) == ["--threads", "1"]
    assert memory_for(database) == transformation.LARGE_MEMORY
