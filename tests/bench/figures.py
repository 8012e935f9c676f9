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
class Kept:
    """A main job as it was measured, for comparison with larger ones."""

    charges: int
    month_ends: int
    main_job: Result


@dataclass(frozen=True)
class Runs:
    """What the sides printed. first, second: ours after each delivery, the whole warehouse."""

    hand: Result
    first: Result
    second: Result
    rebuilt: Result


def show_main_job(run: Kept, hand: Result, earlier: list[Kept]) -> None:
    """Prints what the script does too, and how it grows. earlier: runs kept of this machine."""
    main_job = run.main_job
    print(f"\n{run.charges:,} charges, {main_job['rows_read']:,} rows read")
    print(f"both sides: {main_job['open_items']:,} items, {main_job['open_amount']} open")
    print(f"and {main_job['month_end_rows']:,} open items at {run.month_ends} month-ends\n")
    show(
        ("raw files to published ageing / the script", main_job["seconds"], hand["seconds"], "3"),
        ("  the same in processor time", main_job["cpu_seconds"], hand["cpu_seconds"], "-"),
    )
    show_peak(
        "peak memory, raw files to published ageing",
        main_job["peak_gb"],
        "3" if run.charges <= FULL_SIZE else "4",
    )
    # The last run of each size; more month-ends are more rows, and no growth.
    others = {other.charges: other for other in earlier if other.month_ends == run.month_ends}
    for size, other in sorted(others.items()):
        if size < run.charges:
            each = main_job["cpu_seconds"] / run.charges
            before = other.main_job["cpu_seconds"] / size
            print(
                f"processor time a charge / at {size:,} charges = {each / before:.2f}   at most 1"
            )


def show_warehouse(runs: Runs) -> None:
    """Prints what the whole warehouse takes beside the script and beside itself."""
    hand, first, second, rebuilt = runs.hand, runs.first, runs.second, runs.rebuilt
    built = lap(first, "laps", *BUILDING), lap(first, "cpu_laps", *BUILDING)
    month_ends, by_hand = first["month_ends"], hand["month_ends"]
    show(
        ("the whole warehouse / the script", first["seconds"], hand["seconds"], "-"),
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
    )
    show_peak("  the whole warehouse", max(run["peak_gb"] for run in (first, second, rebuilt)), "3")
    for name, run in (("1st", first), ("2nd", second)):
        laps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in run["laps"].items())
        print(f"seconds of the {name} run: {laps}")
    changed = second["rows_landed"] / second["rows_read"]
    print(f"{changed:.1%} of the 2nd delivery's rows were new, changed or gone")


def show(*ratios: tuple[str, float, float, str]) -> None:
    """Lines of: name, seconds of ours, seconds it is set against, the most their ratio may be."""
    for name, ours, theirs, most in ratios:
        print(f"{name:42s}{ours:8.2f} s / {theirs:7.2f} s = {ours / theirs:5.2f}   at most {most}")


def show_peak(name: str, peak: float, most: str) -> None:
    print(f"{name:42s}{peak:8.2f} GB                      at most {most}", flush=True)


def lap(run: Result, clock: str, *steps: str) -> float:
    return sum(float(run[clock][step]) for step in steps)
