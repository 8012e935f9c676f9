"""The command that proposes charges besides the invoices, and lists what is to be posted.

Belongs here: arguments, exit codes, and what a person sees. The work is in charges/.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of, errors
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from pipelines.charges.proposals import Charges

charges_app = typer.Typer()


@charges_app.command()
def charges(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the two workbooks.")],
    company: Company = "demo",
    as_of: Annotated[
        str | None, typer.Option(help="A month-end; without it, the warehouse's own as-of date.")
    ] = None,
) -> None:
    """Propose interest, cheque indemnities and collection charges; list what was approved."""
    from dataclasses import replace  # noqa: PLC0415

    from pipelines.charges.decisions_book import write_book  # noqa: PLC0415
    from pipelines.charges.proposals import (  # noqa: PLC0415
        ChargesDisagree,
        NoCharges,
        read_charges,
    )
    from pipelines.charges.workbook import write_workbook  # noqa: PLC0415
    from pipelines.documents.published import open_published  # noqa: PLC0415
    from pipelines.monthly_report import context_of  # noqa: PLC0415

    settings = load_settings(company)
    day = day_of(as_of) if as_of else None
    try:
        with open_published(settings.published_database) as connection:
            found = read_charges(connection, day)
    except (ChargesDisagree, NoCharges) as error:
        cli_views.say(errors, str(error), "red")
        raise typer.Exit(1) from error
    context = replace(
        context_of(settings, found.as_of_date, found.known_at),
        functional_currency_code=found.functional_currency_code,
    )
    out.mkdir(parents=True, exist_ok=True)
    workbook = out / f"cargos_{found.as_of_date}.xlsx"
    book = out / f"aprobaciones_cargos_{found.as_of_date}.xlsx"
    write_workbook(found, context, workbook)
    written = write_book(found.proposals, settings.company, settings.company_name, book)
    show(found)
    cli_views.say(console, f"written  {cli_views.shown(workbook)}")
    cli_views.say(console, f"decide   {cli_views.shown(book)}: then deliver it below books/")
    if written < found.proposals.height:
        left = found.proposals.height - written
        cli_views.say(console, f"{left:,} smaller proposals have no room in the book", "yellow")


def show(found: "Charges") -> None:
    """By kind and currency: how many are proposed, and their amount without and with tax."""
    import polars as pl  # noqa: PLC0415

    sums = (
        found.proposals.group_by(kind="kind_code", currency="currency_code")
        .agg(
            pl.len().alias("proposals"),
            pl.col("net_amount").sum().alias("net"),
            pl.col("vat_amount").sum().alias("vat"),
            pl.col("total_amount").sum().alias("total"),
        )
        .sort("kind", "currency")
    )
    console.print(cli_views.frame_table(sums, 60))
    cli_views.say(console, f"{found.to_post.height:,} approved and not posted yet")
