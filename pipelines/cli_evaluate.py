"""The command that asks how well payments of a settled ledger would have been predicted.

Belongs here: arguments and the printed table.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipelines import cli_views
from pipelines.cli_options import console, day_of

evaluate_app = typer.Typer()

HEADINGS = {
    "rival_code": "prediction",
    "mean_absolute_days": "MAE in days",
    "auc": "late AUC",
    "brier": "late Brier",
    "interval_coverage": "paid within P10 to P90",
}


@evaluate_app.command()
def evaluate(
    *,
    data: Annotated[Path, typer.Option(help="Invoices with settled dates: CSV or XLSX.")],
    mapping: Annotated[Path, typer.Option(help="mapping.yaml that describes the file.")],
    cut: Annotated[
        str | None,
        typer.Option(help="YYYY-MM-DD: learns from before; without it, 70 % of the payments."),
    ] = None,
    days_before_due: Annotated[
        int, typer.Option(min=0, help="Days before the due date on which each is predicted.")
    ] = 20,
    late_days: Annotated[
        int, typer.Option(min=0, help="Days after the due date that do not count as late.")
    ] = 0,
) -> None:
    """Predict a ledger whose payments are known, from what was known then, beside naive rivals."""
    from pipelines.prediction.evaluation import Question, evaluate_file  # noqa: PLC0415

    question = Question(day_of(cut) if cut else None, days_before_due, late_days)
    found = evaluate_file(data, mapping, question)
    table = Table(*HEADINGS.values())
    for rival, *values in found.table().select(list(HEADINGS)).iter_rows():
        table.add_row(rival, *("" if value is None else f"{value:.4f}" for value in values))
    console.print(table)
    cli_views.say(
        console,
        f"learnt from {found.trained_count:,} invoices paid before {found.cut}; "
        f"asked about {found.asked_count:,}, {found.late_count:,} of them late",
    )
