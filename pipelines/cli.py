"""The command line: a thin face over the functions that Dagster calls.

Belongs here: arguments, exit codes and what a person sees. Exit codes: 0 all is well; 1 the run is
not to be trusted or a month is blocked; 2 the call itself was wrong.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import cli_views
from pipelines.cli_aging import aging_app
from pipelines.cli_charges import charges_app
from pipelines.cli_clocks import clocks_app
from pipelines.cli_counterpart import counterpart_app
from pipelines.cli_documents import documents_app
from pipelines.cli_evaluate import evaluate_app
from pipelines.cli_inbox import inbox_app
from pipelines.cli_match import match_app
from pipelines.cli_options import Company, Month, console, day_of, errors, month_of
from pipelines.cli_queues import queues_app
from pipelines.cli_snapshots import snapshot_app
from pipelines.cli_worklist import worklist_app
from pipelines.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from pipelines.deliveries import Delivery
    from pipelines.monthly_report import WrittenReport

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Accounts receivable: from ERP and bank exports to a report that may be signed.",
)
app.add_typer(inbox_app)
app.add_typer(aging_app)
app.add_typer(clocks_app)
app.add_typer(evaluate_app)
app.add_typer(match_app)
app.add_typer(documents_app)
app.add_typer(counterpart_app)
app.add_typer(charges_app)
app.add_typer(worklist_app)
app.add_typer(queues_app)
app.add_typer(snapshot_app, name="snapshot")


@app.command()
def run(
    company: Company = "demo",
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; without it, the day of the last delivery.")
    ] = None,
) -> None:
    """Load what is new, build and check the warehouse, publish it and write the month's report."""
    from pipelines import runs  # noqa: PLC0415 (other commands start without Polars and openpyxl)

    day = day_of(as_of) if as_of else None
    settings = load_settings(company)
    with cli_views.progress(console) as progress:
        outcome = runs.run(settings, day, progress)
    show_outcome(settings, outcome.deliveries, outcome.report)


@app.command()
def close(
    month: Month,
    company: Company = "demo",
    reopen: Annotated[
        str | None, typer.Option(help="Why a sealed month is sealed again, beside what it was.")
    ] = None,
) -> None:
    """Run as of a month's last day and seal the month: Parquet, report and manifest, once."""
    from pipelines import runs  # noqa: PLC0415

    first_day = month_of(month)
    settings = load_settings(company)
    with cli_views.progress(console) as progress:
        outcome = runs.close(settings, first_day, progress, reopen)
    show_outcome(settings, outcome.deliveries, outcome.report)
    if outcome.seal is not None:
        cli_views.say(console, f"sealed   {cli_views.shown(outcome.seal)}")


@app.command()
def report(month: Month, company: Company = "demo") -> None:
    """Write a month's report again from the published warehouse, if its controls allow."""
    from pipelines.monthly_report import write_monthly_report  # noqa: PLC0415

    written = write_monthly_report(load_settings(company), month_of(month))
    cli_views.say(console, f"report   {cli_views.shown(written.path)}")


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help='For instance "from marts.fct_aging_monthly".')],
    *,
    company: Company = "demo",
    snapshot: Annotated[
        str | None, typer.Option(help="Sealed months instead: 2026-10, 2026-09,2026-10 or all.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the rows to this CSV file.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="Write them to this Parquet file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write them to this Excel workbook.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows printed.")] = 40,
) -> None:
    """Query the published warehouse, or sealed months, read-only."""
    from pipelines import ad_hoc  # noqa: PLC0415
    from pipelines.seals.reading import query_snapshots  # noqa: PLC0415

    settings = load_settings(company)
    if snapshot is None:
        frame = ad_hoc.query(settings.published_database, query)
    else:
        frame = query_snapshots(settings.snapshots, snapshot, query)
    for path in (csv, parquet, xlsx):
        if path is not None:
            ad_hoc.write(frame, path)
            cli_views.say(console, f"{frame.height:,} rows to {path}")
    if csv is None and parquet is None and xlsx is None:
        console.print(cli_views.frame_table(frame, limit))


@app.command()
def status(company: Company = "demo") -> None:
    """What is published, which files were not taken, which controls stand against which month."""
    from pipelines import status as warehouse_status  # noqa: PLC0415

    settings = load_settings(company)
    state = warehouse_status.read(settings)
    cli_views.show_status(console, settings, state)
    if not state.is_well:
        raise typer.Exit(1)


@app.command(hidden=True)
def parse(company: Company = "demo") -> None:
    """Parse the dbt project once, so that runs and Dagster start from the saved manifest."""
    from pipelines import transformation  # noqa: PLC0415

    transformation.parse(load_settings(company))


def show_outcome(settings: Settings, deliveries: "list[Delivery]", report: "WrittenReport") -> None:
    cli_views.show_deliveries(console, deliveries)
    cli_views.say(console, f"database {cli_views.shown(settings.published_database)}")
    cli_views.say(console, f"report   {cli_views.shown(report.path)}", "bold")
    for page in report.pages:
        cli_views.say(console, f"page     {cli_views.shown(page)}")


def main() -> None:
    """Turns the errors a user can mend into one message and an exit code; others stay loud."""
    try:
        app()
    except SettingsError as error:
        cli_views.say(errors, str(error), "red")
        raise SystemExit(2) from error
    except cli_views.user_errors() as error:
        cli_views.show_error(errors, error)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
