"""The published warehouse, opened for documents: read-only, and nothing else of the machine.

Belongs here: the connection. Does not belong here: queries (statement_rows.py, reminder_rows.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.ad_hoc import QueryError


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Raises QueryError when nothing is published yet."""
    if not path.is_file():
        raise QueryError("nothing is published yet: run `cartera run` first")
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
