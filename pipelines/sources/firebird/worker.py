"""The process in which the embedded engine opens a file that somebody delivered.

Run as ``python -m pipelines.sources.firebird.worker FOLDER`` by engine.py, which says how the two
talk. Belongs here: its bounds, and the two things it is asked for. A damaged file may crash the
engine, or let it ask for more and more: then this process ends and no other.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pipelines.sources.firebird import client
from pipelines.sources.firebird.backup import make_private
from pipelines.sources.firebird.extract import Wanted, extract
from pipelines.sources.firebird.introspection import columns_of, readable, version_of
from pipelines.sources.unreadable import UnreadableFile

REQUEST, ANSWER, DELIVERED = "request.json", "answer.json", "delivered"
PRIVATE = "private.fdb"
MAX_MEMORY_BYTES = 4 << 30


def main(folder: Path) -> None:
    request = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    set_limits(request)
    try:
        answer = answered(request, folder)
    except UnreadableFile as error:
        answer = {"reason": error.reason, "remedy": error.remedy}
    (folder / ANSWER).write_text(json.dumps(answer), encoding="utf-8")


def set_limits(request: dict[str, Any]) -> None:
    """Address space counts what libraries reserve and never touch: its bound is far above need."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (only where there is one)

    bounds = {
        resource.RLIMIT_FSIZE: request["max_file_bytes"],
        resource.RLIMIT_CPU: request["max_seconds"],
        resource.RLIMIT_AS: MAX_MEMORY_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        resource.setrlimit(kind, (bound, bound))


def answered(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The columns of each wanted table, or the rows of each file written."""
    wanted = {
        name: Wanted(tuple(w["columns"]), tuple(w["key"])) for name, w in request["wanted"].items()
    }
    make_private(folder / DELIVERED, folder / PRIVATE, list(wanted), with_data=request["with_data"])
    with client.opened(folder / PRIVATE) as connection, client.snapshot(connection) as cursor:
        version_of(cursor)
        if request["with_data"]:
            return {"rows": extract(cursor, wanted, folder)}
        found = columns_of(cursor, list(wanted))
    return {"columns": {name: readable(columns) for name, columns in found.items()}}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
