"""The commands of the second clock: the warehouse as known at a time, and why a month changed.

Belongs here: arguments and exit codes. Times are the company's own unless they carry an offset.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines import cli_views
from pipelines.cli_options import Company, Month, console, day_of, month_of
from pipelines.settings import Settings, load_settings

clocks_app = typer.Typer()

SNAPSHOT = "snapshot"


def moment_of(text: str, settings: Settings) -> datetime:
    """A time in UTC without zone; a day alone is its end."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("a time is written 2026-10-05T09:00") from error
    if "T" not in text and " " not in text:
        moment = moment.replace(hour=23, minute=59, second=59)
    local = moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)
    return local.astimezone(UTC).replace(tzinfo=None)


@clocks_app.command()
def rebuild(
    known_at: Annotated[
        str, typer.Option(help="2026-10-05T09:00, company's time; what came later is unknown.")
    ],
    out: Annotated[Path, typer.Option(help="DuckDB file to write; nothing else is touched.")],
    company: Company = "demo",
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; without it, the last delivery's day by then.")
    ] = None,
) -> None:
    """Build the whole warehouse as it would have been built then, into a file."""
    from pipelines import rebuild as rebuilding  # noqa: PLC0415

    settings = load_settings(company)
    moment = moment_of(known_at, settings)
    day = day_of(as_of) if as_of else None
    with cli_views.progress(console) as progress:
        rebuilding.rebuild(settings, moment, day, out, progress)
    verdict = rebuilding.judge_rebuilt(out)
    cli_views.say(console, f"rebuilt  {cli_views.shown(out.resolve())}", "bold")
    if not verdict.is_open:
        cli_views.say(console, f"stands against it: {verdict.summary()}", "yellow")
        raise typer.Exit(1)


@clocks_app.command()
def diff(
    month: Month,
    company: Company = "demo",
    from_: Annotated[
        str, typer.Option("--from", help="snapshot (the month's last seal), or a time.")
    ] = SNAPSHOT,
    to: Annotated[
        str | None, typer.Option("--to", help="A time; without it, what is published.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Documents printed.")] = 40,
) -> None:
    """Why a month is not what was reported: the bridge by reason and document, to the cent."""
    from pipelines import diff as comparing  # noqa: PLC0415
    from pipelines import diff_view  # noqa: PLC0415

    settings = load_settings(company)
    reported_at = None if from_ == SNAPSHOT else moment_of(from_, settings)
    known_at = moment_of(to, settings) if to else None
    with cli_views.progress(console) as progress:
        bridge = comparing.compare(settings, month_of(month), reported_at, known_at, progress)
    diff_view.show(console, bridge, limit)
