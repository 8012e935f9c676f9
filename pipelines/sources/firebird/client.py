"""The Firebird client: loading it, connecting to read and never to write, and what its errors mean.

Belongs here: the driver itself and its library, connections, transactions, error codes. Does not
belong here: statements (introspection.py, columns.py), or what is done with their rows.

Nothing of Firebird is imported before it is needed: cartera runs where it is not installed. No
error carries the driver's own words, which name paths, servers and users.
"""

import ctypes
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.sources.unreadable import UnreadableFile

INSTALL = "Install it: pip install 'cartera[firebird]', and on Debian apt-get install libtommath1"
# libfbclient needs both and finds neither by itself: Debian keeps the first, the wheel the second.
MATH_LIBRARY, CIPHER_LIBRARY = "libtommath.so.1", "libtomcrypt.so.1"
# The engine trusts whoever may open the file; there is no password to know.
PRIVATE_USER = "SYSDBA"
CONNECT_SECONDS = 30
# Nothing is converted on the way: where a client wrote bytes that a column's character set does not
# have, converting fails, and with a long text the driver then waits for bytes that never come.
RAW = "NONE"

# By the code of the error. Of several codes the one that is first here decides.
REASONS = {
    335544379: (
        "the database was written by another version of Firebird than the engine here reads",
        "Make a backup on its own server (gbak -b) and deliver the .fbk",
    ),
    335544323: ("it is no Firebird database, or a damaged one", "Make a new backup and deliver it"),
    335544472: (
        "the server did not accept the user or the password",
        "Check CARTERA_MICROSIP_USER and CARTERA_MICROSIP_PASSWORD",
    ),
    335544721: (
        "the server cannot be reached",
        "Check the dsn in company.yaml and that the server runs and lets this machine in",
    ),
    335544375: ("the server does not have that database", "Check the dsn in company.yaml"),
    335544344: (
        "the database cannot be opened where the dsn says",
        "Check the dsn in company.yaml, and that the server may open the file",
    ),
    335544352: (
        "the user may not read one of the tables",
        "Grant it SELECT on Microsip's receivables tables",
    ),
    335544528: ("the database is shut down", "Ask for it to be brought online, or use a backup"),
    336330797: ("it is no backup made by gbak", "Make it with gbak -b, unpacked"),
    336331096: (
        "the backup was made by a newer Firebird than the engine here",
        "Install a newer firebird-embedded, or back up with the older gbak",
    ),
    336330835: ("the backup is damaged", "Make a new backup (gbak -b) and deliver it whole"),
}
# The same errors of a private copy: there is no dsn, and the server that wrote it is elsewhere.
SPOILED = (
    "the database is cut off or damaged, or grows far beyond the size of its backup",
    "Make a new backup (gbak -b) and deliver it whole",
)
OWN_REASONS = dict.fromkeys((335544333, 335544344, 335544373, 335544375, 335544528), SPOILED)


class FirebirdMissing(UnreadableFile):
    """The driver or its library is not installed."""


def is_installed() -> bool:
    """Whether the driver is there; its library may still turn out to be missing."""
    return find_spec("firebird") is not None and find_spec("firebird.driver") is not None


@cache
def load() -> Any:
    """The driver's module with a client library loaded: that of firebird-embedded, else the
    system's. Raises FirebirdMissing.
    """
    if not is_installed():
        raise FirebirdMissing("the Firebird driver is not installed", INSTALL)
    driver: Any = import_module("firebird.driver")
    api: Any = import_module("firebird.driver.fbapi")
    os.environ.setdefault("FIREBIRD_LOCK", lock_folder().name)
    try:
        api.load_api(embedded_provider())
    except OSError as error:
        raise FirebirdMissing("the Firebird client library cannot be loaded", INSTALL) from error
    return driver


@cache
def lock_folder() -> tempfile.TemporaryDirectory[str]:
    """Of this process alone: by default all users of a machine share one folder, which belongs to
    whoever came first. It is removed when the process ends.
    """
    return tempfile.TemporaryDirectory(prefix="cartera-firebird-")


def embedded_provider() -> Any:
    """What firebird-embedded brings, ready to be loaded; None where it is not installed, so that
    the driver looks for the system's library. Raises OSError where a library it needs is missing.
    """
    if find_spec("firebird.embedded") is None:
        return None
    provider = import_module("firebird.embedded.provider").FirebirdProvider()
    if sys.platform == "linux":
        ctypes.CDLL(MATH_LIBRARY, mode=ctypes.RTLD_GLOBAL)
        ctypes.CDLL(str(provider.root / CIPHER_LIBRARY), mode=ctypes.RTLD_GLOBAL)
    return provider


@contextmanager
def translated_errors(*, own: bool = False) -> Iterator[None]:
    """Turns the driver's errors into UnreadableFile, in our words and without its own.

    own: they are those of a private copy.
    """
    driver = load()
    try:
        yield
    except driver.Error as error:
        raise refusal(getattr(error, "gds_codes", ()), own=own) from None


def refusal(codes: tuple[int, ...], *, own: bool = False) -> UnreadableFile:
    """What an error of Firebird means, in our words."""
    for code, (reason, remedy) in (REASONS | OWN_REASONS if own else REASONS).items():
        if code in codes:
            return UnreadableFile(reason, remedy)
    shown = ", ".join(str(code) for code in codes) or "none"
    return UnreadableFile(
        f"Firebird could not read it (error codes {shown})",
        "Look the codes up in Firebird's list of error codes; a new backup often helps",
    )


@contextmanager
def connected(dsn: str, user: str, password: str) -> Iterator[Any]:
    """A connection to a server's database. Raises UnreadableFile."""
    driver = load()
    driver.driver_config.db_defaults.timeout.value = CONNECT_SECONDS
    with (
        translated_errors(),
        driver.connect(dsn, user=user, password=password, charset=RAW) as connection,
    ):
        yield connection


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A private database file, by the embedded engine. Its database triggers do not run: they came
    with it and nobody has looked at them. Raises UnreadableFile.
    """
    driver = load()
    with (
        translated_errors(own=True),
        driver.connect(
            str(path), user=PRIVATE_USER, charset=RAW, no_db_triggers=True
        ) as connection,
    ):
        yield connection


@contextmanager
def snapshot(connection: Any) -> Iterator[Any]:
    """A cursor in one SNAPSHOT transaction that cannot write: all tables as of the same moment."""
    driver = load()
    parameters = driver.tpb(driver.Isolation.SNAPSHOT, access_mode=driver.TraAccessMode.READ)
    transaction = connection.transaction_manager(default_tpb=parameters)
    try:
        transaction.begin()
        cursor = transaction.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
    finally:
        transaction.close()
