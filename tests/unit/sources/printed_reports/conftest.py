"""The way of a printed report: route, read, validate."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.contracts.raw_table import RawTable
from pipelines.contracts.validation import Validated, validate
from pipelines.sources.microsip_reports import MICROSIP_REPORTS
from pipelines.sources.reading import UnreadableFile

Take = Callable[..., tuple[RawTable, Validated]]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """take(content, name) → the report's table and what may land, every count closed."""

    def run(content: bytes, name: str = "reporte.csv") -> tuple[RawTable, Validated]:
        path = tmp_path / "microsip_reports" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content)
        tables = MICROSIP_REPORTS.route(path, tmp_path)
        (table,), (reading,) = tables, MICROSIP_REPORTS.read(path, tables, tmp_path)
        done = validate(table, reading)
        assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
        return table, done

    return run


@pytest.fixture
def refuse(take: Take) -> Callable[..., str]:
    """refuse(...) → why the file is refused, with what to do."""

    def run(content: bytes) -> str:
        with pytest.raises(UnreadableFile) as refusal:
            take(content)
        assert refusal.value.remedy
        return str(refusal.value)

    return run
