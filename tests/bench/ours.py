"""cartera's side: from the raw files to the published file, step by step.

Run as ``python -m tests.bench.ours ROOT AS_OF``; prints seconds as JSON. The dbt project is parsed
before the clock starts, as it is on an installed machine.
"""

import json
import sys
from datetime import date
from pathlib import Path

import duckdb

from pipelines import runs, transformation
from pipelines.settings import Settings, load_settings
from tests.bench.hand import median_seconds
from tests.bench.process import Stopwatch, peak_gb

QUERY = "select customer_id, currency_code, bucket_number, sum(open_amount) from {} group by all"
STORED_ITEMS = "marts.fct_open_items_monthly where as_of_date = date '{as_of}'"
ITEMS_OF_A_DAY = "open_items_as_of(date '{as_of}')"
STORED_AGEING = "select * from marts.fct_aging_monthly where as_of_date = date '{as_of}'"
SPANS, ITEMS = "fct_open_item_spans", "fct_open_items_monthly"
AGEING_OF_A_DAY = "select * from aging_as_of(date '{as_of}')"


def main(root: Path, as_of: date) -> dict[str, object]:
    settings = load_settings("bench", root)
    transformation.parse(settings)
    laps: dict[str, float] = {}
    cpu_laps: dict[str, float] = {}
    clock = Stopwatch()

    def lap(name: str) -> None:
        now = clock.read()
        laps[name] = now["seconds"] - sum(laps.values())
        cpu_laps[name] = now["cpu_seconds"] - sum(cpu_laps.values())

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
    used, peak = clock.read(), peak_gb()
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
    asked = {
        name: median_seconds(connection, query.format(as_of=as_of))
        for name, query in queries.items()
    }
    connection.close()
    return {
        **asked,
        **used,
        "laps": laps,
        "cpu_laps": cpu_laps,
        "month_ends": month_ends(settings),
        "open_items": totals[0],
        "open_amount": str(totals[1]),
        "month_end_rows": every[0],
        "peak_gb": peak,
        "rows_read": sum(item.rows_read for item in deliveries),
        "rows_landed": sum(item.rows_landed + item.rows_vanished for item in deliveries),
    }


def month_ends(settings: Settings) -> dict[str, float]:
    """The running balances and the open items at all month-ends once more, as their models have
    them, from the published charges, instalments and applications into a file of its own.
    """
    scratch = settings.build_database.with_name("month_ends.duckdb")
    connection = duckdb.connect(str(scratch))
    try:
        # By the names that dbt compiled.
        connection.execute(f"attach '{settings.published_database}' as cartera (read_only)")
        connection.execute(f"attach '{settings.build_database}' as build (read_only)")
        spans, items = (compiled(settings, f"aging/{name}.sql") for name in (SPANS, ITEMS))
        clock = Stopwatch()
        connection.execute(f"create table spans as {spans}")
        at_ends = items.replace(f'"cartera"."marts"."{SPANS}"', "spans")
        connection.execute(f"create table items as {at_ends}")
        return clock.read()
    finally:
        connection.close()
        scratch.unlink()


def compiled(settings: Settings, model: str) -> str:
    folder = settings.dbt_target / "compiled" / "cartera" / "models" / "marts"
    return (folder / model).read_text(encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))))
