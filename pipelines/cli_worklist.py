"""The command that writes each person's list of whom to call.

Belongs here: arguments and exit codes.
"""

from pathlib import Path
from typing import Annotated

import typer

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of, errors
from pipelines.settings import load_settings

worklist_app = typer.Typer()


@worklist_app.command()
def worklist(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the workbooks.")],
    company: Company = "demo",
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; it must be the published warehouse's.")
    ] = None,
    collector: Annotated[str | None, typer.Option(help="Only this collector's list.")] = None,
    salesperson: Annotated[
        str | None, typer.Option(help="Only this salesperson's; 'all' for one each.")
    ] = None,
) -> None:
    """Write whom to call today: one workbook a collector, or a salesperson."""
    from pipelines.worklist.lists import NoWorklist, read_lists  # noqa: PLC0415
    from pipelines.worklist.workbook import write_list  # noqa: PLC0415

    if collector and salesperson:
        raise typer.BadParameter("either --collector or --salesperson")
    settings = load_settings(company)
    day = day_of(as_of) if as_of else None
    only = None if salesperson == "all" else salesperson or collector
    try:
        found, lists = read_lists(
            settings.published_database, day, "salesperson" if salesperson else "collector", only
        )
    except NoWorklist as error:
        cli_views.say(errors, str(error), "red")
        raise typer.Exit(1) from error
    if not lists:
        cli_views.say(console, "nobody has anything overdue: there is nobody to call")
    for each in lists:
        path = write_list(each, found, settings.company, settings.company_name, out)
        cli_views.say(
            console, f"{each.calls.height:>5,} to call, {each.held.height:>4,} held  {path.name}"
        )
