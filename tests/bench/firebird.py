"""How fast a Firebird table is read, beside the driver's own fetch, on the same rows in one run.

Run as ``python -m tests.bench.firebird ROOT``. The driver's side only fetches and forgets; ours
writes the rows into the Parquet file that a pull delivers. Each side is a process of its own.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from pipelines.settings import ROOT
from pipelines.sources.firebird import client
from pipelines.sources.firebird.extract import Wanted, write_table
from pipelines.sources.firebird.introspection import columns_of
from tests.bench.process import peak_gb

ROWS = 1_000_000
ROWS_AT_ONCE = 50_000
TABLE, KEY = "IMPORTES_DOCTOS_CC", ("IMPTE_DOCTO_CC_ID",)
SCHEMA = f"""
create table {TABLE} (IMPTE_DOCTO_CC_ID integer not null primary key,
    DOCTO_CC_ID integer not null, FECHA date not null, CANCELADO char(1), APLICADO char(1) not null,
    ESTATUS char(1), TIPO_IMPTE char(1), DOCTO_CC_ACR_ID integer, IMPORTE numeric(15,2),
    IMPUESTO numeric(15,2), IVA_RETENIDO numeric(15,2), ISR_RETENIDO numeric(15,2),
    DSCTO_PPAG numeric(15,2), PCTJE_COMIS_COB numeric(9,6))
"""
# In the engine's own language: a hundred times faster than sending rows.
FILL = """
execute block as declare i integer = {first}; declare amount numeric(15,2); begin
    while (i < {end}) do begin
        amount = mod(i * 7919, 9000000) / 100.00;
        insert into {table} values (:i, :i / 2,
            dateadd(mod(:i * 13, 1600) day to date '2022-01-01'), 'N', 'S', 'N',
            iif(mod(:i, 3) = 0, 'C', 'R'), iif(mod(:i, 5) = 0, null, :i / 2), :amount,
            :amount * 0.16, 0, 0, 0, mod(:i, 100) / 100.000000);
        i = i + 1;
    end
end
"""


def main(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    database = root / "bench.fdb"
    if not database.exists():
        print(f"writing {ROWS:,} rows of {TABLE} into a Firebird database", flush=True)
        fill(database)
    ours, theirs = side("ours", database), side("driver", database)
    for name, result in (("to Parquet", ours), ("driver alone", theirs)):
        print(
            f"{name:14s}{result['seconds']:8.2f} s {ROWS / result['seconds']:10,.0f} rows/s "
            f"{result['peak_gb']:6.2f} GB"
        )
    ratio = theirs["seconds"] / ours["seconds"]
    print(f"{'ratio':14s}{ratio:8.2f}   at least 5; peak of ours at most 0.5 GB")


def fill(database: Path) -> None:
    driver = client.load()
    with driver.create_database(str(database), user=client.PRIVATE_USER, charset="UTF8") as made:
        made.execute_immediate(SCHEMA)
        made.commit()
        for first in range(0, ROWS, ROWS_AT_ONCE):
            made.execute_immediate(FILL.format(table=TABLE, first=first, end=first + ROWS_AT_ONCE))
            made.commit()


def side(name: str, database: Path) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.firebird", name, str(database)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def measured(name: str, database: Path) -> dict[str, float]:
    with client.opened(database) as connection, client.snapshot(connection) as cursor:
        columns = columns_of(cursor, [TABLE])[TABLE]
        started = time.perf_counter()
        if name == "ours":
            wanted = Wanted(tuple(column.name for column in columns), KEY)
            rows = write_table(cursor, TABLE, columns, wanted, database.parent)
        else:
            cursor.execute(f"select * from {TABLE} order by {KEY[0]}")
            rows = 0
            while found := cursor.fetchmany(10_000):
                rows += len(found)
        seconds = time.perf_counter() - started
    assert rows == ROWS
    return {"seconds": seconds, "peak_gb": peak_gb()}


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]))))
