"""A statement that a test wrote, and the way it goes: format found, read, finished, validated."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bank_files import Taken, write_workbook

from pipelines.contracts.validation import validate
from pipelines.sources.banks.formats import BANKS, format_of
from pipelines.sources.reading import UnreadableFile

Content = bytes | list[list[object]]
Take = Callable[[str, Content], Taken]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """take(file name, bytes or rows of a sheet) → what may land, every count closed."""

    def run(name: str, content: Content) -> Taken:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            write_workbook(path, content)
        tables = BANKS.route(path, tmp_path)
        readings = BANKS.read(path, tables, tmp_path)
        pairs = zip(tables, readings, strict=True)
        taken = Taken(format_of(path).name, *(validate(table, reading) for table, reading in pairs))
        for done in (taken.statements, taken.movements):
            assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
        return taken

    return run


@pytest.fixture
def refuse(take: Take) -> Callable[[str, Content], UnreadableFile]:
    """refuse(...) takes what take() does and gives the refusal that must come of it."""

    def run(name: str, content: Content) -> UnreadableFile:
        with pytest.raises(UnreadableFile) as refusal:
            take(name, content)
        assert refusal.value.remedy
        return refusal.value

    return run
