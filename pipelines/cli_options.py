"""What the commands share: their options, how a date is read, and where they write to.

Belongs here: arguments that more than one module of commands takes. No command.
"""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from pipelines.periods import parse_day, parse_month

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

Company = Annotated[
    str, typer.Option(envvar="CARTERA_COMPANY", help="Folder below data/raw and data/warehouse.")
]
Month = Annotated[str, typer.Option(help="YYYY-MM")]


def day_of(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def month_of(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
