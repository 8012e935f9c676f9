"""The command that ages any day.

Belongs here: arguments and exit codes.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of
from pipelines.settings import load_settings

aging_app = typer.Typer()

By = Literal["customer", "salesperson", "currency", "document"]
Basis = Literal["due", "document"]


@aging_app.command()
def aging(
    *,
    company: Company = "demo",
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; without it, the warehouse's own as-of date.")
    ] = None,
    by: Annotated[By, typer.Option(help="What a row is about.")] = "customer",
    basis: Annotated[Basis, typer.Option(help="The date from which days are counted.")] = "due",
    csv: Annotated[Path | None, typer.Option(help="Write the rows to this CSV file.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="Write them to this Parquet file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write them to this Excel workbook.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows printed per currency.")] = 40,
) -> None:
    """Age what was open on any day up to the as-of date of the published warehouse."""
    from pipelines import ad_hoc, aging_view  # noqa: PLC0415
    from pipelines import aging as reading  # noqa: PLC0415

    settings = load_settings(company)
    day = day_of(as_of) if as_of else None
    found = reading.read_aging(settings.published_database, day, by, basis)
    paths = [path for path in (csv, parquet, xlsx) if path is not None]
    for path in paths:
        ad_hoc.write(found.frame, path)
        cli_views.say(console, f"{found.frame.height:,} rows to {path}")
    if not paths:
        aging_view.show(console, settings.language, found, limit)
