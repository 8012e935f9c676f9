"""``make bench``: writes the sample company at full size, runs both sides and prints the ratios.

Beyond full size only the script and the main job run, and show how time and memory grow with rows.
Every number of a table comes from one run on one machine; only the ratios are meant to travel.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pipelines.contracts.microsip_orders import TABLES as ORDER_TABLES
from pipelines.sample import write_sample
from pipelines.sample.periods import DELIVERIES, Delivery
from pipelines.settings import ROOT
from tests.bench import cfdi, firebird
from tests.bench.figures import FULL_SIZE, Kept, Result, Runs, show_main_job, show_warehouse

FIRST, SECOND = "2026-10-03T0630", "2026-11-03T0630"
FIRST_AS_OF, SECOND_AS_OF = "2026-09-30", "2026-10-31"
# In UTC; the second delivery is not known then.
KNOWN_AT = "2026-10-31T00:00:00"
KEPT = "kept_runs.json"
SOURCES = ("microsip", "banks", "banxico", "books")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--charges", type=int, default=FULL_SIZE)
    parser.add_argument("--month-ends", type=int, default=60)
    parser.add_argument("--root", type=Path, default=ROOT / ".bench")
    options = parser.parse_args()
    root: Path = options.root
    before = earlier_runs(root)
    is_large = options.charges > FULL_SIZE
    # The first delivery is of the beginning of October: its last closed month is September.
    deliveries = DELIVERIES[:1] if is_large else DELIVERIES
    prepare(root, options.charges, options.month_ends + 1, deliveries)
    keep(root, before)
    script = ("hand", root, FIRST, FIRST_AS_OF, str(options.month_ends))
    hand = side(*script)
    main_job = side("main_job", root, FIRST_AS_OF)
    if not is_large:
        # A machine is not as fast in every minute: the script runs before and after.
        hand = mean_of(hand, side(*script))
    agree(hand, main_job, ("open_items", "open_amount", "month_end_rows"))
    kept = Kept(options.charges, options.month_ends, main_job)
    keep(root, [*before, kept])
    show_main_job(kept, hand, before)
    if is_large:
        return
    first = side("ours", root, FIRST_AS_OF)
    agree(hand, first, ("open_items", "open_amount", "month_end_rows"))
    deliver(root, SECOND)
    second = side("ours", root, SECOND_AS_OF)
    rebuilt = side("rebuilding", root, KNOWN_AT, FIRST_AS_OF)
    agree(first, rebuilt, ("open_items", "open_amount"))
    show_warehouse(Runs(hand, first, second, rebuilt))
    firebird.main(root / "firebird")
    cfdi.main(root / "cfdi")


def earlier_runs(root: Path) -> list[Kept]:
    """The main jobs measured before on this machine, oldest first."""
    path = root / KEPT
    rows = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return [Kept(**row) for row in rows]


def keep(root: Path, runs: list[Kept]) -> None:
    (root / KEPT).write_text(json.dumps([asdict(run) for run in runs]), "utf-8")


def prepare(
    root: Path, charges: int, months: int, deliveries: Sequence[Delivery] = DELIVERIES
) -> None:
    """The sample's deliveries, the second one held back; nothing built."""
    inbox = root / "data" / "raw" / "bench"
    shutil.rmtree(root, ignore_errors=True)
    inbox.mkdir(parents=True)
    (root / "dbt_project").symlink_to(ROOT / "dbt_project")
    print(f"writing {charges:,} charges over {months} months", flush=True)
    write_sample(inbox, charges=charges, months=months, seed=7, deliveries=deliveries)
    # Both sides read the same files: the script knows no orders.
    for table in ORDER_TABLES:
        for path in inbox.rglob(f"{table.entity.upper()}.csv"):
            path.unlink()
    for source in SOURCES if len(deliveries) > 1 else ():
        held = root / "held" / source
        held.mkdir(parents=True)
        (inbox / source / SECOND).rename(held / SECOND)


def deliver(root: Path, delivery: str) -> None:
    for source in SOURCES:
        target = root / "data" / "raw" / "bench" / source / delivery
        (root / "held" / source / delivery).rename(target)


def side(name: str, root: Path, *arguments: str) -> Result:
    """One side in a process of its own; what it prints last is its result."""
    print(f"running {name} {' '.join(arguments)}", flush=True)
    run = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", str(root), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    result: Result = json.loads(run.stdout.splitlines()[-1])
    return result


def mean_of(one: Result, other: Result) -> Result:
    """Two runs of one side: the means of what was measured, and the figures of the first."""

    def mean(value: object, again: object) -> object:
        if isinstance(value, dict) and isinstance(again, dict):
            return {name: mean(value[name], again[name]) for name in value}
        if isinstance(value, float) and isinstance(again, float):
            return (value + again) / 2
        return value

    return {name: mean(one[name], other[name]) for name in one}


def agree(one: Result, other: Result, figures: tuple[str, ...]) -> None:
    """Two ways to the same figures, or the ratios mean nothing."""
    for figure in figures:
        if one[figure] != other[figure]:
            raise SystemExit(f"{figure} differs: {one[figure]} and {other[figure]}")


if __name__ == "__main__":
    main()
