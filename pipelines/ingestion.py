"""Ingestion: every file of the inbox through its reader and its contract into landing.

Belongs here: the order of deliveries, and what happens to a file that cannot be taken.
Does not belong here: formats (sources/), versions and transactions (landing.py).
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from pipelines import landing
from pipelines.contracts.raw_table import RawTable
from pipelines.contracts.validation import Validated, validate
from pipelines.files import sha256_of
from pipelines.inbox import Arrival, find_arrivals
from pipelines.landing import Delivery
from pipelines.settings import Settings, SettingsError
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.registry import SOURCES
from pipelines.sources.source import Source

Progress = Callable[[str], None]

READERS = 2


def all_tables() -> list[RawTable]:
    return [table for source in SOURCES.values() for table in source.tables]


def configured_sources(settings: Settings, arrivals: Iterable[Arrival]) -> tuple[str, ...]:
    """The sources of ``company.yaml``; without that list, the known folders found in the inbox.

    Raises SettingsError for a source that does not exist: nobody would miss its files.
    """
    if settings.sources is not None:
        unknown = [name for name in settings.sources if name not in SOURCES]
        if unknown:
            known = ", ".join(SOURCES)
            raise SettingsError(f"company.yaml: unknown source {unknown[0]}; known: {known}")
        return settings.sources
    found = {item.source for item in arrivals}
    return tuple(name for name in SOURCES if name in found)


@dataclass(frozen=True)
class Prepared:
    """A file read and validated, or the reason why it cannot be."""

    sha256: str
    table: RawTable | None
    validated: Validated | None
    refusal: UnreadableFile | None


def ingest(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    progress: Progress = lambda _: None,
) -> list[Delivery]:
    """Lands every file that is not landed yet, oldest delivery first.

    Returns what became of each new file; one that cannot be read is rejected by name and the
    others go on.
    """
    landing.create_raw_schema(connection, all_tables())
    arrivals = find_arrivals(settings.inbox, settings.zone)
    configured = configured_sources(settings, arrivals)
    landing.withdraw_absent(connection, arrivals)
    landing.write_expected_tables(connection, all_tables(), configured)
    new = [item for item in arrivals if not landing.is_landed(connection, item)]
    deliveries = []
    for item, prepared in read_ahead(new, lambda item: prepare(item, settings, configured)):
        if landing.has_content(connection, item, prepared.sha256):
            continue
        progress(item.file_name)
        deliveries.append(store(connection, item, prepared))
    return deliveries


def read_ahead(
    items: list[Arrival], read: Callable[[Arrival], Prepared]
) -> Iterator[tuple[Arrival, Prepared]]:
    """Reads the next two files while the caller stores the last; more would fill the memory."""
    with ThreadPoolExecutor(max_workers=READERS) as reader:
        reading = deque(reader.submit(read, item) for item in items[:READERS])
        for place, item in enumerate(items):
            prepared = reading.popleft().result()
            reading.extend(
                reader.submit(read, following)
                for following in items[place + READERS : place + READERS + 1]
            )
            yield item, prepared


def prepare(item: Arrival, settings: Settings, configured: tuple[str, ...]) -> Prepared:
    """Reads and validates one file; nothing is stored yet."""
    sha256, table = "", None
    try:
        sha256 = sha256_of(item.path)
        source = source_of(item, configured)
        table = source.route(item.path, settings.inbox)
        reading = source.read(item.path, table, settings.inbox)
        return Prepared(sha256, table, validate(table, reading), None)
    except UnreadableFile as error:
        return Prepared(sha256, table, None, error)
    except OSError:
        remedy = "See that it may be read and is not being written, and run again"
        return Prepared(sha256, table, None, UnreadableFile("it cannot be opened", remedy))


def store(connection: duckdb.DuckDBPyConnection, item: Arrival, prepared: Prepared) -> Delivery:
    """Lands a prepared file, or writes down why it is rejected."""
    recorded_at = datetime.now(UTC).replace(tzinfo=None)
    table, validated, refusal = prepared.table, prepared.validated, prepared.refusal
    if table is not None and validated is not None:
        refusal = stale_extract(connection, table, item)
        if refusal is None:
            return landing.land(
                connection, table, item, prepared.sha256, validated, recorded_at=recorded_at
            )
    assert refusal is not None
    refused = Delivery(
        delivery_id=landing.delivery_id_of(item, prepared.sha256),
        table_name=table.name if table is not None else "",
        file_name=item.file_name,
        status="rejected",
        reason=refusal.reason,
        remedy=refusal.remedy,
    )
    landing.reject(connection, item, prepared.sha256, refused, recorded_at)
    return refused


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


def stale_extract(
    connection: duckdb.DuckDBPyConnection, table: RawTable, item: Arrival
) -> UnreadableFile | None:
    """An older full extract must not overwrite what a newer one said."""
    if table.delivery != "full":
        return None
    last = landing.last_full_extract(connection, table)
    if last is None or item.delivered_at > last[0]:
        return None
    return UnreadableFile(
        f"a full extract of {table.name} of the same time or newer is already landed",
        "Deliver it in a folder named after the time it was made, newer than the last",
    )
