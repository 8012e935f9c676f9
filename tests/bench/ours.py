"""cartera's side: from the raw files to the published file, step by step.

Run as ``python -m tests.bench.ours ROOT AS_OF``; prints seconds as JSON. The dbt project is parsed
before the clock starts, as it is on an installed machine.
"""

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from pipelines import runs, transformation
from pipelines.settings import load_settings
from tests.bench.hand import median_seconds

QUERY = "select customer_id, currency_code, bucket_number, sum(open_amount) from {} group by all"
STORED_ITEMS = "marts.fct_open_items_monthly where as_of_date = date '{as_of}'"
ITEMS_OF_A_DAY = "open_items_as_of(date '{as_of}')"
STORED_AGEING = "select * from marts.fct_aging_monthly where as_of_date = date '{as_of}'"
AGEING_OF_A_DAY = "select * from aging_as_of(date '{as_of}')"


def main(root: Path, as_of: date) -> dict[str, object]:
    settings = load_settings("bench", root)
    transformation.parse(settings)
    laps: dict[str, float] = {}
    started = time.perf_counter()

    def lap(name: str) -> None:
        laps[name] = time.perf_counter() - started - sum(laps.values())

    deliveries = runs.land_deliveries(settings)
    day, _ = runs.set_clocks(settings, as_of)
    lap("land")
    results = runs.transform(settings)
    lap("build")
    verdict = runs.judge_build(settings, day, results)
    if not verdict.is_open:
        raise SystemExit(f"the gate is shut: {verdict.summary()}")
    lap("judge")
    runs.publish(settings)
    lap("publish")
    connection = duckdb.connect(str(settings.published_database), read_only=True)
    totals = connection.execute(
        "select count(*), sum(open_amount) from marts.fct_open_items_monthly where as_of_date = ?",
        [as_of],
    ).fetchall()[0]
    every = connection.execute("select count(*) from marts.fct_open_items_monthly").fetchall()[0]
    queries = {
        "query_seconds": QUERY.format(STORED_ITEMS),
        "day_seconds": QUERY.format(ITEMS_OF_A_DAY),
        "ageing_seconds": STORED_AGEING,
        "day_ageing_seconds": AGEING_OF_A_DAY,
    }
    return {
        **{
            name: median_seconds(connection, query.format(as_of=as_of))
            for name, query in queries.items()
        },
        "seconds": sum(laps.values()),
        "laps": laps,
        "open_items": totals[0],
        "open_amount": str(totals[1]),
        "month_end_rows": every[0],
        "peak_gb": peak_gb(),
        "rows_read": sum(item.rows_read for item in deliveries),
        "rows_landed": sum(item.rows_landed + item.rows_vanished for item in deliveries),
    }


def peak_gb() -> float:
    """Peak resident memory of this process. Linux tells it apart from what forked the process."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))))
