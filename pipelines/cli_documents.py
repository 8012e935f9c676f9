"""The commands that write to people: statements, reminders, scheduled reports, what was sent.

Belongs here: arguments, exit codes and what a person sees.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of, errors
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from pipelines.documents.bundle import Problem

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
    show_problems(bundle.folder, as_rows(bundle.problems))


def show_problems(folder: Path, problems: list[tuple[str, str, str]]) -> None:
    """Names what was wrong, and ends the command with 1 where anything was."""
    for subject, problem, remedy in problems[:20]:
        cli_views.say(errors, f"{subject}: {problem}. {remedy}", "yellow")
    if len(problems) > 20:
        cli_views.say(errors, f"{len(problems):,} in all: {folder / 'problems.csv'}", "yellow")
    if problems:
        raise typer.Exit(1)


@documents_app.command()
def reminders(
    *,
    as_of: AsOf,
    out: Out,
    company: Company = "demo",
    send: Annotated[
        bool, typer.Option("--send", help="Send the approved drafts of the folder by SMTP.")
    ] = False,
) -> None:
    """Write reminders as letters and drafts; with --send, send those that were approved."""
    from pipelines.delivery import reminding  # noqa: PLC0415

    settings = load_settings(company)
    day = day_of(as_of)
    if send:
        with bar("sending") as progress:
            result = reminding.send_reminders(settings, day, out, os.environ, progress)
        cli_views.say(
            console,
            f"{result.sent:,} sent, {result.elsewhere:,} recorded as sent another way, "
            f"{result.already:,} sent before, {len(result.problems):,} not sent",
        )
        show_problems(out, as_rows(result.problems))
        return
    with bar("reminders") as progress:
        drafts = reminding.draft_reminders(settings, day, out, progress)
    cli_views.say(
        console,
        f"{len(drafts.plan.reminders):,} reminders in {cli_views.shown(out.resolve())}; "
        "nothing was sent: decide in approvals.xlsx, then --send",
    )
    show_problems(out, as_rows(drafts.bundle.problems))


@documents_app.command()
def deliver(
    report: Annotated[
        Literal["weekly_aging", "credit_actions", "monthly_report", "broken_promises"],
        typer.Argument(help="Which of the company's own reports."),
    ],
    *,
    company: Company = "demo",
    day: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD on which it is due; without it, today.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Send the drafts by SMTP.")] = False,
) -> None:
    """Write a scheduled report's e-mails into the outbox; with --send, send them."""
    from pipelines.delivery.reporting import deliver_report  # noqa: PLC0415

    settings = load_settings(company)
    due = day_of(day) if day else settings.local_day(datetime.now(UTC).replace(tzinfo=None))
    told = deliver_report(settings, report, due, os.environ, send=send)
    what = "nothing was sent: add --send"
    if told.sent is not None:
        what = f"{told.sent.sent:,} sent, {told.sent.already:,} sent before"
    elif send:
        what = "nothing was sent"
    folder = cli_views.shown(told.folder)
    cli_views.say(
        console, f"{told.drafts:,} drafts in {folder}, {told.empty:,} with nothing to tell; {what}"
    )
    show_problems(told.folder, as_rows(told.problems))


@documents_app.command()
def sent(
    *,
    company: Company = "demo",
    settle: Annotated[
        str | None, typer.Option(help="A message_id of which nobody knows if it was sent.")
    ] = None,
    settled_as: Annotated[
        Literal["sent", "lost"] | None, typer.Option("--as", help="What was found out of it.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Messages printed.")] = 40,
) -> None:
    """What was sent to whom and when; or settle a message that is uncertain."""
    import polars as pl  # noqa: PLC0415

    from pipelines.delivery import journal  # noqa: PLC0415

    if (settle is None) != (settled_as is None):
        raise typer.BadParameter("--settle and --as go together")
    settings = load_settings(company)
    if settle is not None:
        journal.settle(settings.inbox, settings.zone, settle, was_sent=settled_as == "sent")
    last = journal.outcomes(journal.read_journal(settings.inbox))
    messages = (
        last.group_by(
            "message_id", "kind_code", "addressee_id", "recipient", "channel_code", "outcome_code"
        )
        .agg(pl.col("level_number").max(), pl.col("as_of_date").max(), pl.col("recorded_at").max())
        .sort("recorded_at", "message_id", descending=[True, False])
    )
    if messages.is_empty():
        cli_views.say(console, "nothing was sent")
        return
    console.print(cli_views.frame_table(messages, limit))
    if messages.filter(pl.col("outcome_code") == "uncertain").height:
        raise typer.Exit(1)


def as_rows(problems: "Iterable[Problem]") -> list[tuple[str, str, str]]:
    return [(p.subject_id, p.problem, p.remedy) for p in problems]
