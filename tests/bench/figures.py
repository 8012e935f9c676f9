"""The table that ``make bench`` ends with.

Belongs here: which figures are set against which, and the most each ratio may be. Does not belong
here: measuring (the sides), running the sides (``__main__``).
"""

from dataclasses import dataclass
from typing import Any

Result = dict[str, Any]

FULL_SIZE = 1_000_000
BUILDING = ("build", "judge", "publish")


@dataclass(frozen=True)
class Runs:
    """What the sides printed. first, second: ours after each delivery, the whole warehouse;
    main_job: what the script does too, alone.
    """

    charges: int
    hand: Result
    main_job: Result
    first: Result
    second: Result
    rebuilt: Result


def show(runs: Runs, earlier: dict[str, Result]) -> None:
    """Prints the ratios. earlier: first runs at other sizes, by their charges."""
    hand, main_job = runs.hand, runs.main_job
    first, second, rebuilt = runs.first, runs.second, runs.rebuilt
    print(f"\n{runs.charges:,} charges, {first['rows_read']:,} rows read")
    print(f"both sides: {first['open_items']:,} items, {first['open_amount']} open")
    print(f"and {first['month_end_rows']:,} open items at all month-ends\n")
    built = lap(first, "laps", *BUILDING), lap(first, "cpu_laps", *BUILDING)
    month_ends, by_hand = first["month_ends"], hand["month_ends"]
    for name, ours, theirs, most in [
        ("raw files to published ageing / the script", main_job["seconds"], hand["seconds"], "3"),
        ("  the same in processor time", main_job["cpu_seconds"], hand["cpu_seconds"], "-"),
        ("  the whole warehouse / the script", first["seconds"], hand["seconds"], "-"),
        ("  the same in processor time", first["cpu_seconds"], hand["cpu_seconds"], "-"),
        ("all month-ends / the script's", month_ends["seconds"], by_hand["seconds"], "1.5"),
        ("  the same in processor time", month_ends["cpu_seconds"], by_hand["cpu_seconds"], "-"),
        ("a stored month-end / the script", first["query_seconds"], hand["query_seconds"], "1.5"),
        ("the same day as asked / the script", first["day_seconds"], hand["query_seconds"], "1.5"),
        ("the same day as asked / stored", first["day_seconds"], first["query_seconds"], "2"),
        ("its ageing as asked / stored", first["day_ageing_seconds"], first["ageing_seconds"], "2"),
        (
            "landing the 2nd delivery / the 1st",
            lap(second, "laps", "land"),
            lap(first, "laps", "land"),
            "0.5",
        ),
        ("whole 2nd run / the 1st", second["seconds"], first["seconds"], "-"),
        ("a rebuild / building the 1st run", rebuilt["seconds"], built[0], "1.2"),
        ("  the same in processor time", rebuilt["cpu_seconds"], built[1], "-"),
    ]:
        print(f"{name:42s}{ours:8.2f} s / {theirs:7.2f} s = {ours / theirs:5.2f}   at most {most}")
    most = "3" if runs.charges <= FULL_SIZE else "4"
    for name, peak in (
        ("peak memory, raw files to published ageing", main_job["peak_gb"]),
        ("  the whole warehouse", max(run["peak_gb"] for run in (first, second, rebuilt))),
    ):
        print(f"{name:42s}{peak:8.2f} GB                      at most {most}")
    for name, run in (("1st", first), ("2nd", second)):
        laps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in run["laps"].items())
        print(f"seconds of the {name} run: {laps}")
    changed = second["rows_landed"] / second["rows_read"]
    print(f"{changed:.1%} of the 2nd delivery's rows were new, changed or gone")
    for size, run in earlier.items():
        if int(size) < runs.charges:
            grown = first["cpu_seconds"] / run["cpu_seconds"] / (runs.charges / int(size))
            print(f"processor time a charge / at {int(size):,} charges = {grown:.2f}   at most 1")


def lap(run: Result, clock: str, *steps: str) -> float:
    return sum(float(run[clock][step]) for step in steps)
