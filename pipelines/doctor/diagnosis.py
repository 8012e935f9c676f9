"""The diagnosis: all facts about one company's installation, and all that follows from them.

Belongs here: gathering them in one look, and findings that take two kinds of facts. The day that is
asked about is an argument; nothing here reads a clock, and nothing is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.doctor.configuration import Configuration, read_configuration
from pipelines.doctor.deliveries import Deliveries, read_deliveries
from pipelines.doctor.finding import Finding, warning
from pipelines.doctor.machine import Disk, Installation, read_disk, read_installation
from pipelines.doctor.warehouse import (
    Build,
    Published,
    open_build,
    read_build,
    read_published,
)
from pipelines.inbox import find_arrivals
from pipelines.ingestion import all_tables, configured_sources
from pipelines.settings import Settings
from pipelines.sources.registry import SOURCES
from pipelines.versions import code_version


@dataclass(frozen=True)
class Diagnosis:
    """deliveries: None when the build database could not be read, as ``build`` says."""

    today: date
    configuration: Configuration
    deliveries: Deliveries | None
    build: Build
    published: Published
    installation: Installation
    disk: Disk

    @property
    def findings(self) -> list[Finding]:
        """Faults first."""
        found = [
            *self.configuration.findings,
            *self.build.findings,
            *(self.deliveries.findings if self.deliveries is not None else []),
            *self.published.findings,
            *unpublished_findings(self.deliveries, self.published),
            *self.installation.findings,
            *self.disk.findings,
        ]
        return sorted(found, key=lambda finding: finding.level != "fault")

    @property
    def is_well(self) -> bool:
        """Nothing is missing, late, rejected or broken; there may be warnings."""
        return all(finding.level != "fault" for finding in self.findings)


def diagnose(settings: Settings, today: date, environment: Mapping[str, str]) -> Diagnosis:
    """today: the company's day that ages are counted to. environment: the process's variables.

    Raises SettingsError for a source of company.yaml that does not exist.
    """
    whole_folders = frozenset(name for name, source in SOURCES.items() if source.takes_folder)
    arrivals = find_arrivals(settings.inbox, settings.zone, whole_folders)
    configured = configured_sources(settings, arrivals)
    state, connection = open_build(settings)
    try:
        deliveries = (
            read_deliveries(connection, all_tables(), arrivals, configured, today)
            if state in {"absent", "free"}
            else None
        )
        build = read_build(state, connection)
    finally:
        if connection is not None:
            connection.close()
    return Diagnosis(
        today=today,
        configuration=read_configuration(settings, configured, SOURCES, environment),
        deliveries=deliveries,
        build=build,
        published=read_published(settings, code_version()),
        installation=read_installation(settings),
        disk=read_disk(settings, sum(item.size_bytes for item in arrivals)),
    )


def unpublished_findings(deliveries: Deliveries | None, published: Published) -> list[Finding]:
    """What has landed and is not in the published file: the last run was refused or broken off."""
    newest_on = None if deliveries is None else deliveries.newest_on
    if newest_on is None or published.known_on is None or newest_on <= published.known_on:
        return []
    what = f"deliveries of {newest_on} have landed and are not in it"
    return [warning("published", what, "`cartera status` says what stands against it")]
