"""cartera's rebuild of the first delivery's warehouse, once the second one has landed.

Run as ``python -m tests.bench.rebuilding ROOT KNOWN_AT AS_OF``; prints its seconds as JSON. The dbt
project is parsed before the clock starts, as it is on an installed machine.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines import transformation
from pipelines.rebuild import rebuild
from pipelines.settings import load_settings
from tests.bench.process import Stopwatch, peak_gb


def main(root: Path, known_at: datetime, as_of: date) -> dict[str, object]:
    settings = load_settings("bench", root)
    transformation.parse(settings)
    out = root / "rebuilt.duckdb"
    clock = Stopwatch()
    rebuild(settings, known_at, as_of, out)
    used = clock.read()
    with duckdb.connect(str(out), read_only=True) as connection:
        totals = connection.execute(
            "select count(*), sum(open_amount) from marts.fct_open_items_monthly "
            "where as_of_date = ?",
            [as_of],
        ).fetchall()[0]
    out.unlink()
    return {**used, "peak_gb": peak_gb(), "open_items": totals[0], "open_amount": str(totals[1])}


if __name__ == "__main__":
    moment = datetime.fromisoformat(sys.argv[2])
    print(json.dumps(main(Path(sys.argv[1]), moment, date.fromisoformat(sys.argv[3]))))
