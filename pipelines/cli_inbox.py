"""The commands about what comes in: what is there and what is missing, the live ERP, templates and
the sample company.

Belongs here: their arguments and what a person sees. The straight line's commands are in cli.py.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of, errors
from pipelines.settings import SettingsError, load_settings

inbox_app = typer.Typer()


@inbox_app.command()
def doctor(
    company: Company = "demo",
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD to count ages to; without it, today.")
    ] = None,
) -> None:
    """What is configured, what arrived when, what is missing or late, versions and disk."""
    from pipelines.doctor import diagnosis, view  # noqa: PLC0415

    settings = load_settings(company)
    day = day_of(as_of) if as_of else datetime.now(settings.zone).date()
    found = diagnosis.diagnose(settings, day, os.environ)
    view.show(console, settings, found)
    if not found.is_well:
        raise typer.Exit(1)


@contextmanager
def ending_with_one() -> Iterator[None]:
    """Shows why something cannot be read, and ends the command with 1."""
    from pipelines.sources.reading import UnreadableFile  # noqa: PLC0415

    try:
        yield
    except UnreadableFile as error:
        cli_views.say(errors, str(error), "red")
        raise typer.Exit(1) from error


@inbox_app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write the company's inbox into.")],
    charges: Annotated[int, typer.Option()] = 1600,
    months: Annotated[int, typer.Option()] = 30,
    seed: Annotated[int, typer.Option()] = 7,
    form: Annotated[
        Literal["csv", "fdb", "fbk"],
        typer.Option("--format", help="Of the ERP: dumps, a Firebird database, or its backup."),
    ] = "csv",
) -> None:
    """Write a sample company, deterministic, in the formats and encodings of the real sources."""
    from pipelines.sample import write_sample  # noqa: PLC0415

    try:
        with ending_with_one():
            summary = write_sample(out, charges=charges, months=months, seed=seed, form=form)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    cli_views.say(
        console, f"{len(summary.files)} files, {sum(summary.files.values()):,} rows in {out}"
    )


@inbox_app.command()
def pull(company: Company = "demo") -> None:
    """Read the live ERP into the inbox: all its tables as of this moment, or nothing at all."""
    from pipelines.contracts.microsip import TABLES  # noqa: PLC0415
    from pipelines.sources.firebird import pull as firebird  # noqa: PLC0415

    settings = load_settings(company)
    if settings.microsip_dsn is None:
        example = 'microsip: {dsn: "server/3050:C:\\data\\EMPRESA.FDB"}'
        raise SettingsError(f"company.yaml: no database to pull from; add such as {example}")
    moment = datetime.now(settings.zone)
    delivery = settings.inbox / "microsip" / f"{moment:%Y-%m-%dT%H%M}"
    with ending_with_one():
        server = firebird.server_of(settings.microsip_dsn, os.environ)
        pulled = firebird.pull(server, TABLES, delivery)
    version = f"Firebird {pulled.version.engine}, structure {pulled.version.structure}"
    rows = f"{len(pulled.rows)} tables, {sum(pulled.rows.values()):,} rows"
    cli_views.say(console, f"{rows} in {cli_views.shown(pulled.folder)}; {version}")


@inbox_app.command()
def templates(
    out: Annotated[Path, typer.Option(help="Folder to write the templates into.")],
    company: Company = "demo",
) -> None:
    """Write the Excel templates of the desk's own books; a book belongs to one company."""
    from pipelines.books.template import TemplateExists, write_templates  # noqa: PLC0415

    settings = load_settings(company)
    try:
        written = write_templates(out, settings.company, settings.company_name)
    except TemplateExists as error:
        raise typer.BadParameter(str(error)) from error
    cli_views.say(console, f"{len(written)} templates in {out}")
