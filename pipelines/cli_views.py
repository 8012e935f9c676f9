"""What the command line shows: progress, tables and errors. No decision is taken here.

Belongs here: making what is shown safe to show, too. File names, reasons and rows come from
outside: they are text and never markup, hold no terminal commands, and no account numbers.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pipelines.inbox import masked
from pipelines.settings import Settings, project_root

if TYPE_CHECKING:
    import polars as pl

    from pipelines.deliveries import Delivery
    from pipelines.runs import Progress as StepProgress
    from pipelines.status import WarehouseStatus

# Terminals obey some of these; a line end and a tab they only print.
TERMINAL_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

STEPS = {
    "land": "reading deliveries",
    "recall": "recalling what was known",
    "build": "building and testing models",
    "judge": "judging controls",
    "publish": "publishing the warehouse",
    "report": "writing the report",
    "seal": "sealing the month",
}


@contextmanager
def progress(console: Console) -> Iterator["StepProgress"]:
    """One line per step, with a count of what it has done and its time."""
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[done]}", style="dim"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=False) as bar:
        tasks: dict[str, tuple[object, int]] = {}

        def follow(step: str, item: str = "") -> None:
            if step not in tasks:
                finish()
                tasks[step] = (bar.add_task(STEPS[step], total=1, done=""), 0)
            task, count = tasks[step]
            tasks[step] = (task, count + bool(item))
            if item:
                bar.update(task, done=str(count + 1))  # type: ignore[arg-type]

        def finish() -> None:
            for task, _ in tasks.values():
                bar.update(task, completed=1)  # type: ignore[arg-type]

        yield follow
        finish()


def plain(value: object, style: str = "") -> Text:
    """A value as the text that it is."""
    return Text(TERMINAL_COMMANDS.sub("", str(value)), style=style)


def say(console: Console, text: str, style: str = "") -> None:
    """One line, never wrapped: a path that was broken in two cannot be copied."""
    console.print(plain(text, style), soft_wrap=True)


def shown(path: Path) -> str:
    """A path as a person would type it from the project's folder."""
    root = project_root()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def show_deliveries(console: Console, deliveries: "list[Delivery]") -> None:
    if not deliveries:
        say(console, "no new files")
        return
    accepted = [item for item in deliveries if item.status == "accepted"]
    rows = sum(item.rows_read for item in accepted)
    say(
        console,
        f"{len({d.file_name for d in accepted})} files landed: {rows:,} rows read, "
        f"{sum(d.rows_landed for d in accepted):,} new or changed, "
        f"{sum(d.rows_unchanged for d in accepted):,} unchanged, "
        f"{sum(d.rows_quarantined for d in accepted):,} in quarantine, "
        f"{sum(d.rows_vanished for d in accepted):,} vanished",
    )
    extra = sorted({name for d in accepted for name in d.unknown_columns})
    if extra:
        say(console, f"columns no contract knows, left out: {', '.join(extra)}", "dim")
    for item in deliveries:
        if item.status == "rejected":
            name = masked(item.file_name)
            say(console, f"rejected {name}: {item.reason}. {item.remedy}", "yellow")


def frame_table(frame: "pl.DataFrame", limit: int) -> Table:
    table = Table(caption=f"{frame.height:,} rows" if frame.height > limit else None)
    for name, dtype in frame.schema.items():
        table.add_column(
            plain(name), justify="right" if dtype.is_numeric() else "left", overflow="fold"
        )
    for row in frame.head(limit).iter_rows():
        table.add_row(*("" if value is None else plain(value) for value in row))
    return table


def show_status(console: Console, settings: Settings, state: "WarehouseStatus") -> None:
    if state.as_of_date is None:
        say(console, "nothing is published yet: `cartera run`")
    else:
        say(
            console,
            f"{settings.company}: as of {state.as_of_date}, known at {state.known_at} UTC, "
            f"{state.months} months, {state.sealed} sealed",
        )
    for text in state.problems:
        say(console, f"• {text}", "yellow")
    if state.is_well:
        say(console, "no control and no file stands against it")


def user_errors() -> tuple[type[Exception], ...]:
    """Errors that a user can mend; imported here, for a failed call has time."""
    from duckdb import Error as DatabaseError  # noqa: PLC0415

    from pipelines.ad_hoc import QueryError  # noqa: PLC0415
    from pipelines.delivery.approvals import ApprovalsUnreadable  # noqa: PLC0415
    from pipelines.delivery.journal import NotUncertain  # noqa: PLC0415
    from pipelines.diff import NothingToCompare  # noqa: PLC0415
    from pipelines.documents.bundle import FolderTaken  # noqa: PLC0415
    from pipelines.documents.email_parts import BadAddress  # noqa: PLC0415
    from pipelines.documents.statement_rows import NoStatement, TotalsDisagree  # noqa: PLC0415
    from pipelines.documents.typesetting import PageFailed  # noqa: PLC0415
    from pipelines.monthly_report import MonthNotBuilt, ReportBlocked  # noqa: PLC0415
    from pipelines.prediction.evaluation import NothingToEvaluate  # noqa: PLC0415
    from pipelines.publish import NothingToPublishError  # noqa: PLC0415
    from pipelines.rebuild import RebuildFailed  # noqa: PLC0415
    from pipelines.runs import BuildDatabaseBusy, NothingDelivered  # noqa: PLC0415
    from pipelines.seals.catalogue import SnapshotError  # noqa: PLC0415
    from pipelines.sources.reading import UnreadableFile  # noqa: PLC0415
    from pipelines.transformation import TransformationError  # noqa: PLC0415

    return (
        ApprovalsUnreadable,
        BadAddress,
        BuildDatabaseBusy,
        DatabaseError,
        FolderTaken,
        MonthNotBuilt,
        NoStatement,
        NotUncertain,
        NothingDelivered,
        NothingToCompare,
        NothingToEvaluate,
        NothingToPublishError,
        PageFailed,
        OSError,  # no room, no permission, a folder where a file should be
        QueryError,
        RebuildFailed,
        ReportBlocked,
        SnapshotError,
        TotalsDisagree,
        TransformationError,
        UnreadableFile,
    )


def show_error(console: Console, error: Exception) -> None:
    from pipelines.monthly_report import ReportBlocked  # noqa: PLC0415

    if isinstance(error, ReportBlocked):
        say(console, f"no report: {error}", "red bold")
        say(console, f"why, with the offending rows: {shown(error.path)}", "bold")
        say(console, "`cartera status` names the files and cells that were not taken")
    elif isinstance(error, OSError) and error.filename and error.strerror:
        path = shown(Path(os.fsdecode(error.filename)))
        say(console, f"{path}: {error.strerror[0].lower()}{error.strerror[1:]}", "red")
    else:
        say(console, str(error), "red")
