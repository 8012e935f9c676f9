"""Writes tests/golden/expected anew from the demo company: ``python -m tests.golden.regenerate``.

For when the report was meant to change. What changed is then read in the diff, by a person.
"""

import tempfile
from pathlib import Path

from tests.golden.report_cells import EXPECTED, tables_of, write_expected
from tests.workspace import DEMO_FILES, make_workspace


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder))
        workspace.take_inbox(DEMO_FILES)
        workspace.run()
        tables = tables_of(workspace.report)
    write_expected(tables)
    print(f"{len(tables)} tables in {EXPECTED}: read the diff before it is committed")


if __name__ == "__main__":
    main()
