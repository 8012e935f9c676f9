"""The ``snapshot`` commands: which closes are sealed, whether they are whole and come out again.

Belongs here: arguments, exit codes and what a person sees of seals.
"""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pipelines import cli_views
from pipelines.cli_options import Company, console, errors, month_of
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.seals.catalogue import Snapshot
    from pipelines.seals.reproduction import Reproduction, TableComparison
    from pipelines.seals.verification import Finding

snapshot_app = typer.Typer(no_args_is_help=True, help="Sealed month-end snapshots.")

Seal = Annotated[str, typer.Option(help="YYYY-MM, or a version of it such as 2026-10.v1.")]


@snapshot_app.command("list")
def snapshot_list(company: Company = "demo") -> None:
    """The seals, by month and version."""
    from pipelines.seals.catalogue import all_snapshots  # noqa: PLC0415

    settings = load_settings(company)
    seals = all_snapshots(settings.snapshots)
    table = Table()
    for heading in ("snapshot", "nr", "sealed (UTC)", "MB", "manifest sha256"):
        table.add_column(heading, no_wrap=True)
    table.add_column("reopened")
    for seal in seals:
        table.add_row(seal.name, *map(cli_views.plain, listed(settings.snapshots, seal)))
    console.print(table if seals else "no month is sealed")


def listed(snapshots: "Path", seal: "Snapshot") -> tuple[object, ...]:
    """Place in the chain, when, size, the manifest's hash, and why it was reopened."""
    from pipelines.files import sha256_of  # noqa: PLC0415
    from pipelines.seals.manifest import MANIFEST, ManifestError, read_manifest  # noqa: PLC0415

    folder = seal.folder(snapshots)
    megabytes = f"{sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f}"
    try:
        manifest = read_manifest(folder)
    except ManifestError as error:
        return "", "", megabytes, error, ""
    sealed_at = "" if manifest.sealed_at is None else f"{manifest.sealed_at:%Y-%m-%d %H:%M}"
    digest = sha256_of(folder / MANIFEST)[:16]
    return manifest.number or "", sealed_at, megabytes, digest, manifest.reopened_because or ""


@snapshot_app.command("verify")
def snapshot_verify(
    company: Company = "demo",
    month: Annotated[
        str | None, typer.Option(help="YYYY-MM: every version of it; without it, all seals.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All seals, and that the chain is one.")
    ] = False,
) -> None:
    """Compute every hash, row count and control again from the sealed files, and the chain."""
    from pipelines.seals import verification  # noqa: PLC0415
    from pipelines.seals.catalogue import all_snapshots, versions_of  # noqa: PLC0415

    if month is not None and every:
        raise typer.BadParameter("--all and --month exclude each other")
    snapshots = load_settings(company).snapshots
    if month is None:
        count, findings = len(all_snapshots(snapshots)), verification.verify_all(snapshots)
    else:
        seals = versions_of(snapshots, month_of(month))
        count = len(seals)
        findings = [found for seal in seals for found in verification.verify(snapshots, seal)]
    show_findings(findings)
    if findings or not count:
        missing = f"{month} is not sealed" if month else "no month is sealed"
        cli_views.say(errors, f"{len(findings)} findings" if findings else missing, "red")
        raise typer.Exit(1)
    cli_views.say(console, f"{count} snapshots, nothing wrong")


def show_findings(findings: "list[Finding] | tuple[Finding, ...]") -> None:
    for finding in findings:
        where = f"{finding.snapshot}/{finding.file_name}".rstrip("/")
        cli_views.say(errors, f"{where} {finding.problem}", "red")


@snapshot_app.command("reproduce")
def snapshot_reproduce(month: Seal, company: Company = "demo") -> None:
    """Build a sealed month again as it was known then, and compare every row, value by value."""
    from pipelines.rebuild import rebuilt  # noqa: PLC0415
    from pipelines.seals.catalogue import named  # noqa: PLC0415
    from pipelines.seals.reproduction import reproduce  # noqa: PLC0415
    from pipelines.versions import running_versions  # noqa: PLC0415

    settings = load_settings(company)
    seal = named(settings.snapshots, month)
    result = reproduce(settings, seal, running_versions(), rebuilt)
    show_reproduction(result)
    if not result.is_equal:
        raise typer.Exit(1)


def show_reproduction(result: "Reproduction") -> None:
    show_findings(result.findings)
    if result.findings:
        cli_views.say(errors, "the seal itself was changed: nothing was rebuilt", "red")
        return
    for name in result.other_versions:
        cli_views.say(console, f"{name}: another version than at the seal", "yellow")
    different = [table for table in result.tables if not table.is_equal]
    for comparison in different:
        show_difference(comparison)
    rows = sum(table.sealed_rows for table in result.tables)
    equal = sum(table.equal_rows for table in result.tables)
    text = f"{result.snapshot.name}: {len(result.tables)} tables compared, {len(different)} differ"
    cli_views.say(console, f"{text}; {equal:,} of {rows:,} sealed rows equal", "bold")


def show_difference(table: "TableComparison") -> None:
    cli_views.say(
        console,
        f"{table.table}: {table.equal_rows:,} of {table.sealed_rows:,} rows equal, "
        f"{table.changed:,} with other values, {table.only_sealed:,} only in the seal, "
        f"{table.only_rebuilt:,} only in the rebuild",
        "yellow",
    )
    if table.columns:
        cli_views.say(console, f"  columns: {', '.join(table.columns)}")
    for key in table.keys:
        cli_views.say(console, f"  {key}")
