"""The hand-written side: reads the exports, builds the ledger, ages one date and all month-ends.

Run as ``python -m tests.bench.hand ROOT DELIVERY AS_OF MONTHS``; prints seconds as JSON. What it
does not do is what cartera is for: versions, contracts, controls, exchange rates, unapplied credit.
"""

import json
import shutil
import sys
import time
from datetime import date
from pathlib import Path
from string import Template

import duckdb

from pipelines.periods import add_months, month_end, month_start
from tests.bench.process import Stopwatch

HERE = Path(__file__).parent
CHUNK = 1 << 22


def transcoded(inbox: Path, delivery: str, target: Path) -> None:
    """DuckDB reads UTF-8; the ERP's dump is WIN1252."""
    shutil.rmtree(target, ignore_errors=True)
    for path in inbox.glob(f"*/{delivery}/*"):
        if path.suffix == ".xlsx":
            continue
        copy = target / path.relative_to(inbox)
        copy.parent.mkdir(parents=True, exist_ok=True)
        encoding = "utf-8" if path.name.startswith("cuentas_de_cheques") else "cp1252"
        with (
            path.open(encoding=encoding, newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as sink,
        ):
            while text := source.read(CHUNK):
                sink.write(text)


def main(root: Path, delivery: str, as_of: date, months: int) -> dict[str, object]:
    clock = Stopwatch()
    inbox = root / "data" / "raw" / "bench"
    transcoded(inbox, delivery, root / "utf8")
    database = root / "hand.duckdb"
    database.unlink(missing_ok=True)
    connection = duckdb.connect(str(database))
    script = Template((HERE / "hand_written.sql").read_text(encoding="utf-8"))
    connection.execute(script.substitute(inbox=root / "utf8", delivery=delivery, rates_skip=9))
    aging = Template((HERE / "hand_aging.sql").read_text(encoding="utf-8"))
    shutil.rmtree(root / "utf8")
    before_aging = clock.read()
    connection.execute("create table aged as " + aging.substitute(as_of=as_of))
    first = add_months(month_start(as_of), 1 - months)
    ends = [min(month_end(add_months(first, count)), as_of) for count in range(months)]
    connection.execute("create table month_ends as from aged limit 0")
    for end in ends:
        connection.execute("insert into month_ends " + aging.substitute(as_of=end))
    used = clock.read()
    totals = connection.execute(
        "select count(*), sum(open) from month_ends where as_of = ?", [as_of]
    ).fetchone()
    assert totals is not None
    query = f"""
        select customer, currency, bucket, sum(open) from ({aging.substitute(as_of=as_of)})
        group by all
    """
    return {
        **used,
        "month_ends": {name: used[name] - before_aging[name] for name in used},
        "query_seconds": median_seconds(connection, query),
        "open_items": totals[0],
        "open_amount": str(totals[1]),
        "month_end_rows": connection.execute("select count(*) from month_ends").fetchall()[0][0],
    }


def median_seconds(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    """Of five runs."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        connection.execute(query).fetchall()
        times.append(time.perf_counter() - started)
    return sorted(times)[2]


if __name__ == "__main__":
    result = main(Path(sys.argv[1]), sys.argv[2], date.fromisoformat(sys.argv[3]), int(sys.argv[4]))
    print(json.dumps(result))
