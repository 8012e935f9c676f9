"""The command that writes the work queues of cash application.

Belongs here: arguments and what a person sees.
"""

from pathlib import Path
from typing import Annotated

import typer

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of, errors
from pipelines.settings import load_settings

queues_app = typer.Typer()


@queues_app.command()
def queues(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the workbook and the list to post.")],
    company: Company = "demo",
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; it must be the published warehouse's day.")
    ] = None,
) -> None:
    """Write what waits for a decision, and what is to be posted in the ERP, from the warehouse."""
    from pipelines import ad_hoc  # noqa: PLC0415 (other commands start without Polars and openpyxl)
    from pipelines.monthly_report import context_of  # noqa: PLC0415
    from pipelines.queues.decision_rows import decision_rows  # noqa: PLC0415
    from pipelines.queues.frames import read_queues  # noqa: PLC0415
    from pipelines.queues.workbook import write_queues  # noqa: PLC0415

    settings = load_settings(company)
    wanted = day_of(as_of) if as_of else None
    try:
        frames, day, known_at = read_queues(settings.published_database, wanted)
        rows, left_out = decision_rows(frames["unexplained"], frames["candidates"], day)
        out.mkdir(parents=True, exist_ok=True)
        book, list_to_post = out / f"cola_de_cobros_{day}.xlsx", out / f"aplicaciones_{day}.csv"
        context = context_of(settings, day, known_at)
        write_queues(book, frames, rows, settings.company, context)
        ad_hoc.write(frames["to_post"], list_to_post)
    except ad_hoc.QueryError as error:
        cli_views.say(errors, str(error), "red")
        raise typer.Exit(1) from error
    except OSError as error:
        cli_views.say(errors, f"{out} cannot be written: {error.strerror}. Name a folder", "red")
        raise typer.Exit(1) from error
    waiting, to_post = frames["unexplained"].height, frames["to_post"].height
    cli_views.say(console, f"{waiting} receipts wait for a decision, {to_post} lines to post")
    cli_views.say(console, f"queues   {book}")
    cli_views.say(console, f"to post  {list_to_post}")
    if left_out:
        cli_views.say(console, f"{left_out} rows of the smallest amounts found no room in the book")
