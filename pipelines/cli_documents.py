"""The commands that write to customers: statements of account and reminders.

Belongs here: arguments, exit codes and what a person sees.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of, errors
from pipelines.settings import load_settings

documents_app = typer.Typer()

AsOf = Annotated[str, typer.Option(help="YYYY-MM-DD: the day of the balances.")]
Out = Annotated[Path, typer.Option(help="Folder to write into.")]


@contextmanager
def bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that fills as documents are written."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task(words, total=None)

        def follow(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of)

        yield follow


@documents_app.command()
def statements(
    *,
    as_of: AsOf,
    out: Out,
    company: Company = "demo",
    customer: Annotated[
        str | None, typer.Option(help="One holder: a customer_id, or with --by entity its id.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody with a balance.")] = False,
    version: Annotated[
        Literal["open-item", "activity"], typer.Option(help="Open items, or what moved them.")
    ] = "open-item",
    since: Annotated[
        str | None, typer.Option(help="First day of the activity; without it, of its month.")
    ] = None,
    by: Annotated[
        Literal["customer", "entity"], typer.Option(help="One statement per ERP customer, or RFC.")
    ] = "customer",
) -> None:
    """Write statements of account as PDF and XLSX, with an index and a manifest."""
    from pipelines.documents.company import load_company  # noqa: PLC0415
    from pipelines.documents.published import open_published  # noqa: PLC0415
    from pipelines.documents.statement_rows import read_statement_rows  # noqa: PLC0415
    from pipelines.documents.statements import write_statements  # noqa: PLC0415

    if everybody == (customer is not None):
        raise typer.BadParameter("say either --customer ID or --all")
    if since is not None and version == "open-item":
        raise typer.BadParameter("--since is for --version activity")
    settings = load_settings(company)
    day = day_of(as_of)
    start = None
    if version == "activity":
        start = day_of(since) if since else day.replace(day=1)
    letters = load_company(settings)
    with open_published(settings.published_database) as connection:
        rows = read_statement_rows(connection, day, start, by, customer)
    with bar("statements") as progress:
        bundle = write_statements(out, rows, letters, progress)
    count = len({row["pdf"] for row in bundle.index})
    cli_views.say(console, f"{count:,} statements in {cli_views.shown(out.resolve())}")
    show_problems(bundle.folder, [(p.subject_id, p.problem, p.remedy) for p in bundle.problems])


def show_problems(folder: Path, problems: list[tuple[str, str, str]]) -> None:
    """Names what was wrong, and ends the command with 1 where anything was."""
    for subject, problem, remedy in problems[:20]:
        cli_views.say(errors, f"{subject}: {problem}. {remedy}", "yellow")
    if len(problems) > 20:
        cli_views.say(errors, f"{len(problems):,} in all: {folder / 'problems.csv'}", "yellow")
    if problems:
        raise typer.Exit(1)
