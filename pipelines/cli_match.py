"""The command that matches receipts of any files to open items of any files.

Belongs here: arguments, exit codes, and what a person sees. The matcher is in matching/.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import cli_views
from pipelines.cli_options import console, errors
from pipelines.settings import ROOT

if TYPE_CHECKING:
    import polars as pl

    from pipelines.matching.frames import MatchOutput

match_app = typer.Typer()
POLICIES = ROOT / "dbt_project" / "seeds"


@match_app.command()
def match(
    *,
    invoices: Annotated[Path, typer.Option(help="Open items: CSV, XLSX, JSON or Parquet.")],
    receipts: Annotated[Path, typer.Option(help="Receipts, in a file of any of these kinds.")],
    out: Annotated[Path, typer.Option(help="Folder for the proposals, as CSV.")],
    remittances: Annotated[
        Path | None, typer.Option(help="What customers said of their payments, line by line.")
    ] = None,
    customers: Annotated[Path | None, typer.Option(help="Customers with RFC and name.")] = None,
    aliases: Annotated[
        Path | None, typer.Option(help="Names, accounts and RFCs confirmed as a customer's.")
    ] = None,
    rates: Annotated[
        Path | None, typer.Option(help="Exchange rates, for items in another currency.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="YAML: which column is which, where names do not say.")
    ] = None,
    score: Annotated[
        str | None,
        typer.Option(help="The right applications: a file, or a key in the JSON of invoices."),
    ] = None,
    policies: Annotated[
        Path, typer.Option(help="Folder with the policy_matching_*.csv.")
    ] = POLICIES,
    currency: Annotated[str, typer.Option(help="Of rows that name none.")] = "MXN",
) -> None:
    """Propose which open items each receipt pays: what is sure, what to look at, what is not."""
    from pipelines.matching import table_files  # noqa: PLC0415
    from pipelines.matching.frames import MatchInput  # noqa: PLC0415
    from pipelines.matching.intake import MatchInputError  # noqa: PLC0415
    from pipelines.matching.match import match as match_frames  # noqa: PLC0415
    from pipelines.matching.policies import MatchingPolicyError, read_policies  # noqa: PLC0415
    from pipelines.sources.reading import UnreadableFile  # noqa: PLC0415

    try:
        known = read_policies(policies)
        maps = table_files.read_mapping(mapping) if mapping else {}
        tables = {
            table: table_files.read_table(path, table, maps.get(table))
            for table, path in (
                ("items", invoices),
                ("receipts", receipts),
                ("remittances", remittances),
                ("customers", customers),
                ("aliases", aliases),
                ("rates", rates),
            )
            if path is not None
        }
        truth = table_files.read_truth(score, invoices, maps.get("truth")) if score else None
        output = match_frames(MatchInput(**tables), known, currency)
    except (UnreadableFile, MatchInputError, MatchingPolicyError) as error:
        cli_views.say(errors, str(error), "red")
        raise typer.Exit(1) from error
    try:
        write_output(output, out)
    except OSError as error:
        cli_views.say(errors, f"{out} cannot be written: {error.strerror}. Name a folder", "red")
        raise typer.Exit(1) from error
    show_tiers(output)
    cli_views.say(console, f"proposals {out}")
    if truth is not None:
        show_score(output, truth)
    if not output.controls["is_passed"].all():
        cli_views.say(errors, f"controls failed: see {out / 'controls.csv'}", "red")
        raise typer.Exit(1)


def write_output(output: "MatchOutput", out: Path) -> None:
    from pipelines import ad_hoc  # noqa: PLC0415

    out.mkdir(parents=True, exist_ok=True)
    for name in ("results", "applications", "proposals", "reasons", "controls"):
        ad_hoc.write(getattr(output, name), out / f"{name}.csv")


def show_tiers(output: "MatchOutput") -> None:
    import polars as pl  # noqa: PLC0415

    tiers = (
        output.results.select(
            "receipt_amount",
            "applied_amount",
            tier="tier_code",
            what="disposition_code",
            currency="currency_code",
        )
        .group_by("tier", "what", "currency")
        .agg(
            receipts=pl.len(),
            amount=pl.col("receipt_amount").sum(),
            applied=pl.col("applied_amount").sum(),
        )
        .sort("tier", "what", "currency")
    )
    console.print(cli_views.frame_table(tiers, 40))


def show_score(output: "MatchOutput", truth: "pl.DataFrame") -> None:
    """Precision, recall and F1 by tier and by rule, by pair and amount; and what was left alone."""
    from pipelines.matching import evaluation  # noqa: PLC0415

    judged = evaluation.judge_applications(output, truth)
    for scores in (evaluation.score_tiers(judged, truth), evaluation.score_rules(judged)):
        console.print(cli_views.frame_table(in_percent(scores), 60))
    unmatched, left = evaluation.count_left_alone(output, truth, ["auto", "suggest"])
    cli_views.say(console, f"receipts that match nothing: {unmatched}, left unmatched: {left}")


def in_percent(scores: "pl.DataFrame") -> "pl.DataFrame":
    """Scores as a terminal's width bears them: short names, shares as percent."""
    import polars as pl  # noqa: PLC0415

    shares = [name for name in ("precision", "recall", "f1") if name in scores.columns]
    counts = {f"{name}_count": name for name in ("proposed", "right", "true")}
    codes = {f"{name}_code": name for name in ("tier", "rule")}
    known = {old: new for old, new in (codes | counts).items() if old in scores.columns}
    return (
        scores.with_columns((pl.col(name) * 100).round(2).alias(f"{name} %") for name in shares)
        .select(*known, *(f"{name} %" for name in shares))
        .rename(known)
    )
