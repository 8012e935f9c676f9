"""Deliveries written by the tests themselves, and the way each goes: route, read, validate."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pipelines.contracts.validation import Validated, validate
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.registry import SOURCES

Take = Callable[..., Validated]
Refuse = Callable[..., UnreadableFile]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """take(source, file name, bytes or rows of a sheet) → what may land, every count closed."""

    def run(source: str, name: str, content: bytes | list[list[object]]) -> Validated:
        path = tmp_path / source / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            write_workbook(path, content)
        (table,) = tables = SOURCES[source].route(path, tmp_path)
        (reading,) = SOURCES[source].read(path, tables, tmp_path)
        done = validate(table, reading)
        assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
        return done

    return run


@pytest.fixture
def refuse(take: Take) -> Refuse:
    """refuse(...) takes what take() does and gives the refusal that must come of it."""

    def run(source: str, name: str, content: bytes | list[list[object]]) -> UnreadableFile:
        with pytest.raises(UnreadableFile) as refusal:
            take(source, name, content)
        assert refusal.value.remedy
        return refusal.value

    return run


def write_workbook(path: Path, rows: list[list[object]], title: str = "Hoja1") -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
