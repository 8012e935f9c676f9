"""The live database into the inbox: all tables as of one moment, as a delivery of their own.

Belongs here: the delivery folder, whole or not at all. Does not belong here: reading it back; that
happens as with any other delivery, so that the inbox alone still makes the warehouse.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.contracts.raw_table import RawTable
from pipelines.files import flush
from pipelines.sources.firebird import client
from pipelines.sources.firebird.extract import extract
from pipelines.sources.firebird.introspection import Version, columns_of, readable, version_of
from pipelines.sources.firebird.tables import usable_tables, wanted_of
from pipelines.sources.reading import UnreadableFile

USER, PASSWORD = "CARTERA_MICROSIP_USER", "CARTERA_MICROSIP_PASSWORD"


@dataclass(frozen=True)
class Server:
    """Where a database is and who reads it; none of that is ever shown."""

    dsn: str = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True)
class Pulled:
    """folder: the new delivery. rows: of each table, by its name in upper case."""

    folder: Path
    version: Version
    rows: Mapping[str, int]


def server_of(dsn: str, environment: Mapping[str, str]) -> Server:
    """Raises UnreadableFile when the environment does not say who reads."""
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if not user or not password:
        raise UnreadableFile(
            "nobody may read the database yet",
            f"Set {USER} and {PASSWORD} to a user that may only SELECT",
        )
    return Server(dsn, user, password)


def pull(server: Server, tables: Sequence[RawTable], delivery: Path) -> Pulled:
    """Writes ``<TABLE>.parquet`` of all tables into a new delivery folder.

    delivery: the folder to be, in the inbox of the source; until all is written the files are in a
    hidden folder beside it, which the inbox does not see.
    Raises UnreadableFile for what the server or its database lacks, and FileExistsError when there
    is such a delivery already. Nothing is left of a pull that failed.
    """
    if delivery.exists():
        raise FileExistsError(f"{delivery.name} was delivered already: pull again in a minute")
    hidden = delivery.with_name(f".{delivery.name}.{os.getpid()}.tmp")
    hidden.mkdir(parents=True)
    try:
        with (
            client.connected(server.dsn, server.user, server.password) as connection,
            client.snapshot(connection) as cursor,
        ):
            version = version_of(cursor)
            wanted = wanted_of(tables)
            found = columns_of(cursor, list(wanted))
            columns = {name: readable(items) for name, items in found.items()}
            rows = extract(cursor, wanted_of(usable_tables(columns, tables)), hidden)
        for path in (*hidden.iterdir(), hidden):
            flush(path)
        hidden.rename(delivery)
        flush(delivery.parent)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return Pulled(delivery, version, rows)
