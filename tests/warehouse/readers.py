"""Other people at the databases: processes that have one open while a test does something.

Belongs here: opening and holding. What must come of it is for the tests.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLD_OPEN = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read_only")
print(connection.execute("select count(*) from duckdb_tables()").fetchone()[0], flush=True)
sys.stdin.readline()
print(connection.execute("select count(*) from duckdb_tables()").fetchone()[0], flush=True)
"""


@contextmanager
def held_open(database: Path, mode: str) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has a database open until the block ends."""
    command = [sys.executable, "-c", HOLD_OPEN, str(database), mode]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) > 0
        yield process
        if process.poll() is None:
            process.communicate("\n", timeout=30)
