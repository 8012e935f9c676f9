"""Ingestion: every file of the inbox through its reader and its contract into landing.

Belongs here: the order of deliveries, and what happens to a file that cannot be taken.
Does not belong here: formats (sources/), versions and transactions (landing.py).
"""

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines import deliveries, landing
from pipelines.contracts.cartera_sent import OWN_SOURCE
from pipelines.contracts.raw_table import RawTable
from pipelines.contracts.validation import validate
from pipelines.deliveries import Delivery
from pipelines.extract_changes import EarlierExtract, contradicts, earlier_extract, read_changes
from pipelines.files import sha256_of_delivery
from pipelines.inbox import Arrival, find_arrivals
from pipelines.landing import TableRows
from pipelines.large_extract import is_large, read_in_pieces
from pipelines.settings import Settings, SettingsError
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.registry import SOURCES
from pipelines.sources.source import Source

Progress = Callable[[str], None]

READERS = 2
MOST_AHEAD = 16
SMALL_BYTES = 4 << 20


def all_tables() -> list[RawTable]:
    return [table for source in SOURCES.values() for table in source.tables]


def configured_sources(settings: Settings, arrivals: Iterable[Arrival]) -> tuple[str, ...]:
    """The sources of ``company.yaml``; without that list, the known folders found in the inbox.

    Raises SettingsError for a source that does not exist: nobody would miss its files.
    """
    found = {item.source for item in arrivals}
    if settings.sources is not None:
        unknown = [name for name in settings.sources if name not in SOURCES]
        if unknown:
            known = ", ".join(SOURCES)
            raise SettingsError(f"company.yaml: unknown source {unknown[0]}; known: {known}")
        # Nobody has to configure what cartera itself writes into the inbox.
        return (*settings.sources, *({OWN_SOURCE} & found))
    return tuple(name for name in SOURCES if name in found)


@dataclass(frozen=True)
class Prepared:
    """A file read and validated, or the reason why it cannot be.

    compared_with: the extract that ``parts`` holds the changes against, None when it holds all.
    """

    sha256: str
    tables: tuple[RawTable, ...]
    parts: tuple[TableRows, ...] = ()
    compared_with: EarlierExtract | None = None
    refusal: UnreadableFile | None = None


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
    # A run that was killed has left its rows there.
    shutil.rmtree(put_aside(settings), ignore_errors=True)
    takes_folder = frozenset(name for name, source in SOURCES.items() if source.takes_folder)
    arrivals = find_arrivals(settings.inbox, settings.zone, takes_folder)
    configured = configured_sources(settings, arrivals)
    deliveries.withdraw_absent(connection, arrivals)
    landing.write_expected_tables(connection, all_tables(), configured)
    new = [item for item in arrivals if not deliveries.is_landed(connection, item)]

    def reading_of(item: Arrival) -> Callable[[], Prepared]:
        # Asked here, in the thread that owns the connection.
        earlier = earlier_extract_for(connection, item, settings, configured)
        return lambda: prepare(item, settings, configured, earlier)

    outcomes = []
    for item, prepared in read_ahead(new, reading_of):
        if deliveries.has_content(connection, item, prepared.sha256):
            continue
        progress(item.file_name)
        is_usable = not is_outdated(connection, settings, prepared)
        current = prepared if is_usable else prepare(item, settings, configured)
        outcomes.extend(store(connection, item, current))
    return outcomes


def read_ahead(
    items: list[Arrival], reading_of: Callable[[Arrival], Callable[[], Prepared]]
) -> Iterator[tuple[Arrival, Prepared]]:
    """Reads the files that follow while the caller stores the last."""
    waiting = deque(items)
    with ThreadPoolExecutor(max_workers=READERS) as reader:
        reading: deque[tuple[Arrival, Future[Prepared]]] = deque()

        def read_on() -> None:
            while waiting and fits([item for item, _ in reading], waiting[0]):
                item = waiting.popleft()
                reading.append((item, reader.submit(reading_of(item))))

        read_on()
        while reading:
            item, future = reading.popleft()
            prepared = future.result()
            read_on()
            yield item, prepared


def fits(ahead: list[Arrival], item: Arrival) -> bool:
    """Whether one more file may be read ahead: more large ones than readers would fill the memory,
    and the small ones between them should not keep a reader waiting.
    """
    large = sum(other.size_bytes > SMALL_BYTES for other in (*ahead, item))
    return large <= READERS and len(ahead) < MOST_AHEAD


def prepare(
    item: Arrival,
    settings: Settings,
    configured: tuple[str, ...],
    earlier: EarlierExtract | None = None,
) -> Prepared:
    """Reads and validates one file; nothing is stored yet.

    earlier: the extract to compare it with, line by line, so as to read only what changed.
    """
    sha256, inbox = "", settings.inbox
    tables: tuple[RawTable, ...] = ()
    try:
        sha256 = sha256_of_delivery(item.path)
        source = source_of(item, configured)
        tables = source.route(item.path, inbox)
        if earlier is not None:
            changes = read_changes(item.path, source, tables[0], inbox, earlier)
            if changes is not None:
                return Prepared(sha256, tables, (changes,), compared_with=earlier)
        if len(tables) == 1 and is_large(item.path, source):
            whole = read_in_pieces(item.path, source, tables[0], inbox, put_aside(settings))
            return Prepared(sha256, tables, (TableRows(tables[0], whole),))
        readings = source.read(item.path, tables, inbox)
        parts = tuple(
            TableRows(table, validate(table, reading))
            for table, reading in zip(tables, readings, strict=True)
        )
        return Prepared(sha256, tables, parts)
    except UnreadableFile as error:
        return Prepared(sha256, tables, refusal=error)
    except OSError:
        remedy = "See that it may be read and is not being written, and run again"
        return Prepared(sha256, tables, refusal=UnreadableFile("it cannot be opened", remedy))


def put_aside(settings: Settings) -> Path:
    """Where rows of files too large for memory wait to be stored."""
    return settings.build_database.with_name("landing")


def earlier_extract_for(
    connection: duckdb.DuckDBPyConnection,
    item: Arrival,
    settings: Settings,
    configured: tuple[str, ...],
) -> EarlierExtract | None:
    """The extract that a file can be compared with line by line, if it is such a file."""
    try:
        source = source_of(item, configured)
        tables = source.route(item.path, settings.inbox) if source.has_plain_lines else ()
    except (UnreadableFile, OSError):
        # Why it cannot be read is for ``prepare`` to say.
        return None
    if len(tables) != 1 or tables[0].delivery != "full":
        return None
    return earlier_extract(connection, tables[0], settings.inbox)


def is_outdated(
    connection: duckdb.DuckDBPyConnection, settings: Settings, prepared: Prepared
) -> bool:
    """Whether what a file was compared with is no longer what is known, or cannot tell all."""
    earlier = prepared.compared_with
    if earlier is None:
        return False
    (part,) = prepared.parts
    latest = earlier_extract(connection, part.table, settings.inbox)
    return latest != earlier or contradicts(connection, part)


def store(
    connection: duckdb.DuckDBPyConnection, item: Arrival, prepared: Prepared
) -> list[Delivery]:
    """Lands a prepared file, or writes down why it is rejected."""
    recorded_at = datetime.now(UTC).replace(tzinfo=None)
    refusal = prepared.refusal or stale_extract(connection, prepared.tables, item)
    if refusal is None:
        return landing.land(
            connection, item, prepared.sha256, prepared.parts, recorded_at=recorded_at
        )
    refused = Delivery(
        delivery_id=deliveries.delivery_id_of(item, prepared.sha256),
        table_name=prepared.tables[0].name if len(prepared.tables) == 1 else "",
        file_name=item.file_name,
        status="rejected",
        reason=refusal.reason,
        remedy=refusal.remedy,
    )
    deliveries.reject(connection, item, prepared.sha256, refused, recorded_at)
    return [refused]


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
    connection: duckdb.DuckDBPyConnection, tables: tuple[RawTable, ...], item: Arrival
) -> UnreadableFile | None:
    """An older full extract must not overwrite what a newer one said."""
    for table in tables:
        last = deliveries.last_full_extract(connection, table)
        if last is not None and item.delivered_at <= last[0]:
            return UnreadableFile(
                f"a full extract of {table.name} of the same time or newer is already landed",
                "Deliver it in a folder named after the time it was made, newer than the last",
            )
    return None
