"""How a diagnosis is shown: tables that fit 100 columns, and the findings last, where one looks.

Belongs here: words and columns. Nothing is judged here.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli_views import plain, say
from pipelines.doctor.configuration import Configuration
from pipelines.doctor.deliveries import Deliveries, StandingFile, TableState, counted
from pipelines.doctor.diagnosis import Diagnosis
from pipelines.doctor.machine import Disk, Installation
from pipelines.doctor.warehouse import Build
from pipelines.settings import Settings

WIDTH = 100
MAX_FILES = 20
STYLES = {
    "late": "red",
    "missing": "red",
    "to come": "yellow",
    "on time": "green",
    "delivered": "green",
}
FILE_WORDS = {"absent": "not there", "present": "there", "wrong": "there, and wrong"}


def show(console: Console, settings: Settings, diagnosis: Diagnosis) -> None:
    say(console, f"{settings.company}, asked on {diagnosis.today}", "bold")
    show_table(console, configuration_table(diagnosis.configuration))
    deliveries = diagnosis.deliveries
    if deliveries is not None:
        show_table(console, arrivals_table(settings.zone, deliveries))
        if deliveries.standing:
            show_table(console, standing_table(deliveries.standing))
    if diagnosis.build.accounts:
        show_table(console, accounts_table(diagnosis.build))
    show_table(console, published_table(diagnosis))
    show_table(console, installation_table(diagnosis.installation))
    show_table(console, disk_table(diagnosis.disk))
    show_findings(console, diagnosis)


def show_table(console: Console, table: Table) -> None:
    console.print()
    console.print(table, width=min(WIDTH, console.width))


def section(title: str, *, caption: str | None = None) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption=caption,
        caption_justify="left",
        caption_style="dim",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )


def joined(*parts: Text) -> Text:
    """Each part in its own style."""
    whole = Text()
    for part in parts:
        whole.append_text(part)
    return whole


def pairs(title: str, rows: Iterable[tuple[str, str]]) -> Table:
    table = section(title)
    table.box, table.show_header = None, False
    table.padding = (0, 2)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(plain(name), plain(value))
    return table


def configuration_table(configuration: Configuration) -> Table:
    how = "listed in company.yaml" if configuration.are_listed else "found in the inbox"
    sources = ", ".join(configuration.sources) or "none"
    rows = [(file.name, FILE_WORDS[file.state]) for file in configuration.files]
    rows += [
        ("books kept in", f"{configuration.functional_currency_code}, {configuration.timezone}"),
        ("reports in", configuration.language),
        ("sources", f"{sources} ({how})"),
        ("other sources", ", ".join(configuration.other_sources) or "none"),
        ("microsip dsn", "set" if configuration.has_dsn else "not set"),
    ]
    rows += [
        (name, "set" if is_set else "not set") for name, is_set in configuration.credentials.items()
    ]
    return pairs("What is configured", rows)


def arrivals_table(zone: ZoneInfo, deliveries: Deliveries) -> Table:
    """A row for the tables of one source that are alike in all that is shown."""
    table = section(
        f"What arrived when; the newest delivery is of {deliveries.newest_on or '(none)'}",
        caption="age: days since. behind: days before the newest delivery. "
        "due: every so many working days.",
    )
    table.add_column("source and its tables", overflow="fold", ratio=1)
    table.add_column("last delivery", no_wrap=True)
    for name in ("age", "behind", "due"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    rows: dict[str, dict[tuple[str, ...], list[TableState]]] = {}
    for item in deliveries.tables:
        if item.is_configured:
            alike = rows.setdefault(item.table.source, {})
            alike.setdefault(arrival_cells(item, zone), []).append(item)
    for source, by_cells in rows.items():
        for cells, items in by_cells.items():
            names = ", ".join(item.table.entity for item in items)
            tables = joined(plain(source, "bold"), plain(f" {names}"))
            style = STYLES.get(items[0].state, "dim")
            table.add_row(tables, *cells[:-1], plain(cells[-1], style))
    return table


def arrival_cells(item: TableState, zone: ZoneInfo) -> tuple[str, ...]:
    """Last delivery in the company's time, age, behind, due, state."""
    moment = ""
    if item.delivered_at is not None:
        moment = f"{item.delivered_at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"
    numbers = (item.age_days, item.behind_days, item.table.expected_every_days)
    state = f"late by {item.late_days}" if item.state == "late" else item.state
    return (moment, *("" if number is None else str(number) for number in numbers), state)


def standing_table(standing: Sequence[StandingFile]) -> Table:
    more = len(standing) - MAX_FILES
    table = section("What was not taken", caption=f"and {more:,} more" if more > 0 else None)
    table.add_column("file", overflow="fold", ratio=2)
    table.add_column("rows", justify="right")
    table.add_column("why", overflow="fold", ratio=3)
    for item in standing[:MAX_FILES]:
        rows = "all" if item.rows is None else f"{item.rows:,}"
        why = f"{item.what}. {item.remedy}" if item.rows is None else f"bad cells in: {item.what}"
        table.add_row(plain(item.file_name), rows, plain(why))
    return table


def accounts_table(build: Build) -> Table:
    table = section("Bank accounts in the statements", caption="bank: its number at the ABM.")
    for name in ("bank", "account", "last statement reaches"):
        table.add_column(name)
    for item in build.accounts:
        until = "" if item.until_date is None else str(item.until_date)
        table.add_row(plain(item.bank_code or "not told"), plain(f"…{item.account}"), until)
    return table


def published_table(diagnosis: Diagnosis) -> Table:
    published, build = diagnosis.published, diagnosis.build
    rows: list[tuple[str, str]] = [("cartera.duckdb", published.state)]
    if published.known_on is not None:
        age = counted((diagnosis.today - published.known_on).days, "day")
        rows.append(
            (
                "its figures",
                f"as of {published.as_of_date}, known on {published.known_on}: {age} old",
            )
        )
        rows.append(("made by code", published.made_by or "not told: its report is not there"))
    rows.append(("build.duckdb", build.state))
    storage = {
        name: v
        for name, v in (("published", published.storage_version), ("build", build.storage_version))
        if v
    }
    if storage:
        rows.append(("DuckDB storage", ", ".join(f"{name} {v}" for name, v in storage.items())))
    return pairs("What is published", rows)


def installation_table(installation: Installation) -> Table:
    rows = [(name, number or "NOT INSTALLED") for name, number in installation.versions.items()]
    rows += [
        (library.name, "there" if library.is_present else f"not there; lost: {library.lost}")
        for library in installation.libraries
    ]
    return pairs("Versions, and optional libraries", rows)


def disk_table(disk: Disk) -> Table:
    table = section("Disk, in MB")
    sizes = {**disk.size_bytes, "free": disk.free_bytes}
    for name in sizes:
        table.add_column(name, justify="right")
    table.add_row(*(f"{size / 1e6:,.1f}" for size in sizes.values()))
    return table


def show_findings(console: Console, diagnosis: Diagnosis) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in diagnosis.findings:
        mark, style = ("✗", "red") if finding.level == "fault" else ("!", "yellow")
        what = plain(f"{finding.subject}: {finding.what}.", style)
        table.add_row(plain(mark, style), joined(what, plain(f" {finding.remedy}")))
    show_table(console, table)
    faults = sum(finding.level == "fault" for finding in diagnosis.findings)
    verdict = counted(faults, "fault") if faults else "nothing is missing, late or rejected"
    say(console, verdict, "bold")
