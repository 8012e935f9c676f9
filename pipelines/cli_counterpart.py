"""The command that reconciles a customer's own list with ours.

Belongs here: arguments, exit codes, and what a person sees. The work is in counterpart/.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import cli_views
from pipelines.cli_options import Company, console, day_of, errors
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from pipelines.counterpart.frames import Reconciliation

counterpart_app = typer.Typer()
MOST_FAULTS = 20


@counterpart_app.command()
def reconcile(
    *,
    listed: Annotated[
        Path, typer.Option("--list", help="The customer's list: CSV, XLSX or our template.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the workbook and the letter.")],
    company: Company = "demo",
    customer: Annotated[str | None, typer.Option(help="customer_id, such as M-1042.")] = None,
    entity: Annotated[str | None, typer.Option(help="legal_entity_id, all its accounts.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="YAML: which column is which, where names do not say.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; without it, the warehouse's own as-of date.")
    ] = None,
) -> None:
    """Bridge a customer's own list to our balance: every difference classed, to the cent."""
    from pipelines.counterpart.bridge import BridgeBroken  # noqa: PLC0415
    from pipelines.counterpart.bundle import reconcile_file  # noqa: PLC0415
    from pipelines.counterpart.our_side import UnknownHolder  # noqa: PLC0415
    from pipelines.documents.typesetting import PageFailed  # noqa: PLC0415

    if (customer is None) == (entity is None):
        raise typer.BadParameter("name one of --customer and --entity")
    settings = load_settings(company)
    day = day_of(as_of) if as_of else None
    try:
        written = reconcile_file(
            settings,
            "customer" if entity is None else "entity",
            customer if entity is None else entity,  # type: ignore[arg-type]  # one of them is
            listed,
            out,
            mapping=mapping,
            day=day,
        )
    except (BridgeBroken, UnknownHolder, PageFailed) as error:
        cli_views.say(errors, str(error), "red")
        raise typer.Exit(1) from error
    show_bridge(written.found)
    for path in written.paths:
        cli_views.say(console, f"written  {cli_views.shown(path)}")
    if written.found.faults.height:
        show_faults(written.found, listed.name)
        raise typer.Exit(1)


def show_bridge(found: "Reconciliation") -> None:
    """By currency: their balance, the classes, our balance."""
    console.print(
        cli_views.frame_table(
            found.bridge.rename(
                {
                    "currency_code": "currency",
                    "class_code": "class",
                    "line_count": "lines",
                    "their_amount": "theirs",
                    "our_amount": "ours",
                    "difference_amount": "difference",
                }
            ),
            100,
        )
    )
    for currency, theirs, difference, ours in found.totals.iter_rows():
        cli_views.say(
            console, f"{currency}  theirs {theirs:,} + differences {difference:,} = ours {ours:,}"
        )


def show_faults(found: "Reconciliation", name: str) -> None:
    """What could not be read, without its values; the sums are without it."""
    count = found.faults["line"].n_unique()
    cli_views.say(errors, f"{count} lines of {name} were left out of all sums:", "red")
    for line, column, reason in found.faults.head(MOST_FAULTS).iter_rows():
        where = f"line {line}, column {column}" if column else f"line {line}"
        cli_views.say(errors, f"• {name}, {where}: {reason}", "red")
    cli_views.say(errors, "Correct them in the file, or ask the customer, and run it again", "red")
