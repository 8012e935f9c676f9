"""Ingestion: every file of the inbox through its reader and its contract into landing.

Belongs here: the order of deliveries, and what happens to a file that cannot be taken.
Does not belong here: formats (sources/), versions and transactions (landing.py).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import duckdb

from pipelines import landing
from pipelines.contracts.raw_table import RawTable
from pipelines.contracts.validation import validate
from pipelines.files import sha256_of
from pipelines.inbox import Arrival, find_arrivals
from pipelines.landing import Delivery
from pipelines.settings import Settings
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.registry import SOURCES
from pipelines.sources.source import Source

Progress = Callable[[str], None]


def all_tables() -> list[RawTable]:
    return [table for source in SOURCES.values() for table in source.tables]


def configured_sources(settings: Settings, arrivals: Iterable[Arrival]) -> tuple[str, ...]:
    """The sources of ``company.yaml``; without that list, the known folders found in the inbox."""
    if settings.sources is not None:
        return settings.sources
    found = {item.source for item in arrivals}
    return tuple(name for name in SOURCES if name in found)


def ingest(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    progress: Progress = lambda _: None,
    only: frozenset[str] | None = None,
) -> list[Delivery]:
    """Lands every file that is not landed yet, oldest delivery first.

    only: sources to take now; None takes all. Returns what became of each new file; a file that
    cannot be read is rejected by name and the others go on.
    """
    landing.create_raw_schema(connection, all_tables())
    arrivals = find_arrivals(settings.inbox, settings.zone)
    configured = configured_sources(settings, arrivals)
    landing.withdraw_absent(connection, arrivals)
    landing.write_expected_tables(connection, all_tables(), configured)
    deliveries = []
    for item in arrivals:
        if only is not None and item.source in SOURCES and item.source not in only:
            continue
        if landing.is_landed(connection, item):
            continue
        sha256 = sha256_of(item.path)
        if landing.has_content(connection, item, sha256):
            continue
        progress(item.file_name)
        deliveries.append(take(connection, settings, configured, item, sha256))
    return deliveries


def take(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    configured: tuple[str, ...],
    item: Arrival,
    sha256: str,
) -> Delivery:
    """Reads, validates and lands one file, or rejects it with the reason."""
    recorded_at = datetime.now(UTC).replace(tzinfo=None)
    refused = Delivery(landing.delivery_id_of(item, sha256), "", item.file_name, "rejected")
    try:
        source = source_of(item, configured)
        table = source.route(item.path, settings.inbox)
        refused = replace(refused, table_name=table.name)
        refuse_stale_extract(connection, table, item)
        reading = source.read(item.path, table, settings.inbox)
        validated = validate(table, reading)
    except UnreadableFile as error:
        refused = replace(refused, reason=error.reason, remedy=error.remedy)
        landing.reject(connection, item, sha256, refused, recorded_at)
        return refused
    return landing.land(connection, table, item, sha256, validated, recorded_at)


def source_of(item: Arrival, configured: tuple[str, ...]) -> Source:
    if item.source in SOURCES and item.source in configured:
        return SOURCES[item.source]
    if item.source in SOURCES:
        remedy = f"Add {item.source} to the sources of company.yaml, or take the file away"
        raise UnreadableFile("no one configured this source", remedy)
    known = ", ".join(SOURCES)
    raise UnreadableFile(
        "no source has a folder of this name",
        f"Put the file into the folder of its source (known: {known}), or take it away",
    )


def refuse_stale_extract(
    connection: duckdb.DuckDBPyConnection, table: RawTable, item: Arrival
) -> None:
    """An older full extract must not overwrite what a newer one said."""
    if table.delivery != "full":
        return
    last = landing.last_full_extract(connection, table)
    if last is not None and item.delivered_at <= last[0]:
        raise UnreadableFile(
            f"a full extract of {table.name} of the same time or newer is already landed",
            "Deliver it in a folder named after the time it was made, newer than the last",
        )
