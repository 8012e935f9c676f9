"""Databases that the tests make for themselves, by the embedded engine or on a server of their own.

Belongs here: making, filling and backing up. Does not belong here: what is expected of them.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.contracts.raw_table import RawTable
from pipelines.sample.firebird import schema_of
from pipelines.sources.firebird import client

# Debian's packages firebird3.0-server and firebird3.0-utils.
DEBIAN_ROOT = Path("/usr/lib/x86_64-linux-gnu/firebird/3.0")
SERVER, SHELL, GBAK = shutil.which("firebird", path="/usr/sbin"), "isql-fb", "/usr/bin/gbak"
HAS_SERVER = SERVER is not None and shutil.which(SHELL) is not None and DEBIAN_ROOT.is_dir()
USER, PASSWORD = "READER", "not-a-secret"


@dataclass(frozen=True)
class Served:
    """A database as somebody reaches it. file: the same, for who stands beside the server.
    is_own: there is no server; the engine of this process opens the file.
    """

    dsn: str
    user: str
    password: str
    file: Path
    is_own: bool = False


def make(path: Path, *statements: str, charset: str = "UTF8") -> Path:
    """A new database in which these statements were executed, each by itself."""
    driver = client.load()
    with driver.create_database(
        str(path), user=client.PRIVATE_USER, charset=charset, overwrite=True
    ) as made:
        for statement in statements:
            made.execute_immediate(statement)
            made.commit()
    return path


def back_up(database: Path, backup: Path, *, metadata_only: bool = False) -> Path:
    driver = client.load()
    flags = driver.SrvBackupFlag.METADATA_ONLY if metadata_only else driver.SrvBackupFlag.NONE
    with driver.connect_server("", user=client.PRIVATE_USER) as server:
        server.database.backup(database=str(database), backup=str(backup), flags=flags)
        server.wait()
    return backup


def statements_for(tables: Sequence[RawTable], rows: dict[str, Sequence[str]]) -> list[str]:
    """The tables in Microsip's types, and rows such as ``"1, 'Ana'"`` by entity."""
    inserts = [
        f"insert into {entity} values ({values})"
        for entity, some in rows.items()
        for values in some
    ]
    return [*(schema_of(table) for table in tables), *inserts]


@contextmanager
def serving(folder: Path, statements: Sequence[str]) -> Iterator[Served]:
    """A server with one database, on a free port of this machine, for the time of the block.

    Its users and its settings are its own, below ``folder``; the machine's are not touched. It
    knows the character sets that are built in, UTF8 and NONE.
    """
    for name in ("firebird.msg", "plugins", "plugins.conf", "lib", "intl"):
        (folder / name).symlink_to(DEBIAN_ROOT / name)
    (folder / "databases.conf").touch()
    port = free_port()
    security, database = folder / "security.fdb", folder / "company.fdb"
    settings = {
        "RemoteBindAddress": "127.0.0.1",
        "RemoteServicePort": port,
        "SecurityDatabase": security,
        "UserManager": "Srp",
        "AuthServer": "Srp",
    }
    conf = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (folder / "firebird.conf").write_text(conf, encoding="utf-8")
    places = dict.fromkeys(("FIREBIRD", "FIREBIRD_LOCK", "FIREBIRD_TMP"), str(folder))
    environment = os.environ | places
    script(security, [f"create user {USER} password '{PASSWORD}' using plugin Srp"], environment)
    script(database, statements, environment)
    assert SERVER is not None
    server = subprocess.Popen([SERVER, "-p", str(port)], env=environment)
    try:
        wait_for(port)
        yield Served(f"127.0.0.1/{port}:{database}", USER, PASSWORD, database)
    finally:
        # Asked to end, it may wait for ever; nothing of its folder is needed any more.
        server.kill()
        server.wait()


def older_backup(database: Path, backup: Path) -> Path:
    """What the server's own gbak makes of its database."""
    environment = os.environ | {"FIREBIRD": str(database.parent)}
    command = [GBAK, "-b", "-user", client.PRIVATE_USER, str(database), str(backup)]
    subprocess.run(command, env=environment, check=True)
    return backup


def script(database: Path, statements: Sequence[str], environment: dict[str, str]) -> None:
    create = f"create database '{database}' user {client.PRIVATE_USER}"
    text = ";\ncommit;\n".join([create, *statements, ""])
    command = [SHELL, "-q", "-bail", "-user", client.PRIVATE_USER]
    subprocess.run(command, input=text, text=True, env=environment, check=True)


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(100):
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the test's own Firebird server did not start")


def rows_of(cursor: Any, statement: str) -> list[tuple[Any, ...]]:
    cursor.execute(statement)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
