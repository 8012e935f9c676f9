"""``make bench``: writes the sample company at full size, runs both sides and prints the ratios.

Every number of a table comes from one run on one machine; only the ratios are meant to travel.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipelines.contracts.microsip_orders import TABLES as ORDER_TABLES
from pipelines.sample import write_sample
from pipelines.settings import ROOT
from tests.bench import cfdi, firebird

FIRST, SECOND = "2026-10-03T0630", "2026-11-03T0630"
FIRST_AS_OF, SECOND_AS_OF = "2026-09-30", "2026-10-31"
SOURCES = ("microsip", "banks", "banxico")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--charges", type=int, default=1_000_000)
    parser.add_argument("--month-ends", type=int, default=60)
    parser.add_argument("--root", type=Path, default=ROOT / ".bench")
    options = parser.parse_args()
    root: Path = options.root
    # The first delivery is of the beginning of October: its last closed month is September.
    prepare(root, options.charges, options.month_ends + 1)
    hand = side("hand", root, FIRST, FIRST_AS_OF, str(options.month_ends))
    first = side("ours", root, FIRST_AS_OF)
    agree(hand, first)
    deliver(root, SECOND)
    second = side("ours", root, SECOND_AS_OF)
    show(hand, first, second, options.charges)
    firebird.main(root / "firebird")
    cfdi.main(root / "cfdi")


def prepare(root: Path, charges: int, months: int) -> None:
    """The sample's two deliveries, the second one held back; nothing built."""
    inbox = root / "data" / "raw" / "bench"
    shutil.rmtree(root, ignore_errors=True)
    inbox.mkdir(parents=True)
    (root / "dbt_project").symlink_to(ROOT / "dbt_project")
    print(f"writing {charges:,} charges over {months} months", flush=True)
    write_sample(inbox, charges=charges, months=months, seed=7)
    # Both sides read the same files: the script knows no orders.
    for table in ORDER_TABLES:
        for path in inbox.rglob(f"{table.entity.upper()}.csv"):
            path.unlink()
    for source in SOURCES:
        held = root / "held" / source
        held.mkdir(parents=True)
        (inbox / source / SECOND).rename(held / SECOND)


def deliver(root: Path, delivery: str) -> None:
    for source in SOURCES:
        target = root / "data" / "raw" / "bench" / source / delivery
        (root / "held" / source / delivery).rename(target)


def side(name: str, root: Path, *arguments: str) -> dict[str, Any]:
    """One side in a process of its own; what it prints last is its result."""
    print(f"running {name} {' '.join(arguments)}", flush=True)
    run = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", str(root), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def agree(hand: dict[str, Any], ours: dict[str, Any]) -> None:
    """Two ways to the same figures, or the ratios mean nothing."""
    for figure in ("open_items", "open_amount", "month_end_rows"):
        if hand[figure] != ours[figure]:
            raise SystemExit(f"{figure} differs: by hand {hand[figure]}, cartera {ours[figure]}")


def show(hand: dict[str, Any], first: dict[str, Any], second: dict[str, Any], charges: int) -> None:
    changed = second["rows_landed"] / second["rows_read"]
    ratios = [
        ("raw files to published file / the script", first["seconds"], hand["seconds"], "3"),
        ("a stored month-end / the script", first["query_seconds"], hand["query_seconds"], "1.5"),
        ("the same day as asked / the script", first["day_seconds"], hand["query_seconds"], "1.5"),
        ("the same day as asked / stored", first["day_seconds"], first["query_seconds"], "2"),
        ("its ageing as asked / stored", first["day_ageing_seconds"], first["ageing_seconds"], "2"),
        (
            "landing the 2nd delivery / the 1st",
            second["laps"]["land"],
            first["laps"]["land"],
            "0.5",
        ),
        ("whole 2nd run / the 1st", second["seconds"], first["seconds"], "-"),
    ]
    print(f"\n{charges:,} charges, {first['rows_read']:,} rows read")
    print(f"both sides: {first['open_items']:,} items, {first['open_amount']} open, {FIRST_AS_OF}")
    print(f"and {first['month_end_rows']:,} open items at all month-ends\n")
    for name, ours, theirs, most in ratios:
        print(f"{name:42s}{ours:8.2f} s / {theirs:7.2f} s = {ours / theirs:5.2f}   at most {most}")
    peak = max(first["peak_gb"], second["peak_gb"])
    print(f"{'peak memory':42s}{peak:8.2f} GB                      at most 3")
    for name, run in (("1st", first), ("2nd", second)):
        laps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in run["laps"].items())
        print(f"seconds of the {name} run: {laps}")
    print(f"{changed:.1%} of the 2nd delivery's rows were new, changed or gone")


if __name__ == "__main__":
    main()
