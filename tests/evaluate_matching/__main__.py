"""``python -m tests.evaluate_matching [--data FILE]``: how good the matcher is, beside its rivals.

Belongs here: the command line and its tables. FILE is one JSON with invoices, payments, remittances
and ground_truth; without it, receipts are invented.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import polars as pl
from rich.console import Console

from pipelines.cli_views import frame_table
from pipelines.matching.calibration import calibrate_threshold, reliability
from pipelines.matching.evaluation import (
    count_left_alone,
    judge_applications,
    score,
    score_rules,
)
from pipelines.matching.frames import MatchInput, MatchOutput
from pipelines.matching.match import match
from pipelines.matching.policies import MatchingPolicies, read_policies
from pipelines.matching.table_files import read_table, read_truth
from pipelines.matching.tiers import AUTO, SUGGEST
from pipelines.settings import ROOT
from tests.evaluate_matching.invented import Invented, invent
from tests.evaluate_matching.rivals import run_rivals

console = Console()
KEYS = ["receipt_id", "item_id"]


def main(arguments: list[str]) -> int:
    options = read_options(arguments)
    if options.data is not None:
        case = delivered(options.data)
    else:
        case = invent(options.receipts, options.items, options.customers, options.seed)
    policies = read_policies(ROOT / "dbt_project" / "seeds")
    began = time.perf_counter()
    output = match(case.given, policies)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    console.print(
        f"{case.given.receipts.height:,} receipts, {case.given.items.height:,} items: "
        f"{seconds:.1f} s, {peak:.2f} GB at most"
    )
    show(case, output, policies)
    return 0 if output.controls["is_passed"].all() else 1


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluate_matching")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--receipts", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def delivered(path: Path) -> Invented:
    """A file with its right answer, all of it one level."""
    given = MatchInput(*(read_table(path, name) for name in ("items", "receipts", "remittances")))
    levels = given.receipts.select(pl.col("receipt_id").cast(pl.String), level=pl.lit(1))
    return Invented(given, read_truth("ground_truth", path), levels)


def show(case: Invented, output: MatchOutput, policies: MatchingPolicies) -> None:
    judged = judge_applications(output, case.truth)
    proposed = {
        AUTO: judged.filter(pl.col("tier_code") == AUTO),
        f"{AUTO}+{SUGGEST}": judged,
        **{
            name: judge_rival(rows, case.truth)
            for name, rows in run_rivals(case.given, policies).items()
        },
    }
    console.print(frame_table(scores_of(proposed, case.truth), 20))
    if case.levels["level"].n_unique() > 1:
        console.print(frame_table(scores_by_level(proposed, case), 60))
    console.print(frame_table(in_percent(score_rules(judged)), 60))
    unmatched, left = count_left_alone(output, case.truth, [AUTO, SUGGEST])
    _, sure = count_left_alone(output, case.truth, [AUTO])
    console.print(
        f"receipts that match nothing: {unmatched}; left alone by auto {sure}, by both {left}"
    )
    wanted = policies.limits["auto_precision"]
    found = calibrate_threshold(judged, wanted)
    said = f"{found.confidence:.4f}" if found.confidence is not None else f"none: {found.reason}"
    console.print(f"threshold that this history gives for {wanted:.2%}: {said}")
    bands = reliability(judged).rename({"application_count": "applications"})
    console.print(frame_table(bands.with_columns(pl.selectors.float().round(4)), 20))


def judge_rival(rows: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    right = truth.select(*KEYS, true_amount="applied_amount")
    return rows.join(right, KEYS, how="left").with_columns(
        is_right=(pl.col("applied_amount") == pl.col("true_amount")).fill_null(False)
    )


def scores_of(proposed: dict[str, pl.DataFrame], truth: pl.DataFrame) -> pl.DataFrame:
    rows = [{"who": who, **score(judged, truth)} for who, judged in proposed.items()]
    return in_percent(pl.DataFrame(rows)).drop("right_amount", "true_amount")


def scores_by_level(proposed: dict[str, pl.DataFrame], case: Invented) -> pl.DataFrame:
    found = []
    for level in sorted(case.levels["level"].unique()):
        of_level = case.levels.filter(pl.col("level") == level).select("receipt_id")
        part = {who: rows.join(of_level, "receipt_id") for who, rows in proposed.items()}
        scores = scores_of(part, case.truth.join(of_level, "receipt_id"))
        found.append(scores.select(pl.lit(level).alias("level"), pl.all()))
    return pl.concat(found, how="vertical_relaxed")


def in_percent(scores: pl.DataFrame) -> pl.DataFrame:
    names = [name for name in ("precision", "recall", "f1") if name in scores.columns]
    shares = [(pl.col(name).cast(pl.Float64) * 100).round(2) for name in names]
    short = {f"{name}_count": name for name in ("proposed", "right", "true")}
    short |= {"rule_code": "rule", "tier_code": "tier", "applied_amount": "amount"}
    return scores.with_columns(shares).rename(short, strict=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
