"""Any delivered table as text, whether CSV or XLSX.

Belongs here: the choice between the two. Does not belong here: either of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.sources.delimited import Dialect, open_delimited
from pipelines.sources.file_kind import kind_of
from pipelines.sources.text_table import TextTable
from pipelines.sources.workbook import read_workbook

PLAIN = Dialect()


@contextmanager
def open_table(
    path: Path,
    dialect: Dialect = PLAIN,
    sheet: str | None = None,
    only_sheet_will_do: bool = True,
) -> Iterator[TextTable]:
    """The table's text, valid while the context lasts. Content decides the kind, not the name.

    Raises UnreadableFile as kind_of, open_delimited and read_workbook do.
    """
    if kind_of(path) == "xlsx":
        yield read_workbook(path, dialect.header, sheet, only_sheet_will_do)
    else:
        with open_delimited(path, dialect) as table:
            yield table
