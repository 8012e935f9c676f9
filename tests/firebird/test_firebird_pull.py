"""Pulling the live database: whole or not at all, by anybody who may read it, telling no secret.

Everything is done to a database that the embedded engine opens, and where Debian's Firebird server
is installed, to one that it serves on this machine as well.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.contracts.microsip import HISTORIA_CAMBIARIA, SALDOS_CC, VENDEDORES
from pipelines.contracts.microsip_orders import DOCTOS_VE_LIGAS
from pipelines.inbox import delivered_files
from pipelines.settings import SettingsError, load_settings
from pipelines.sources import microsip
from pipelines.sources.firebird import client, extract
from pipelines.sources.firebird.pull import PASSWORD, USER, Server, pull, server_of
from pipelines.sources.reading import UnreadableFile
from tests.firebird import databases
from tests.firebird.databases import HAS_SERVER, Served, back_up, make, serving

WAYS = ["embedded", *(["server"] if HAS_SERVER else [])]
TABLES = (VENDEDORES, SALDOS_CC, DOCTOS_VE_LIGAS)
STATEMENTS = (
    "create table VENDEDORES (VENDEDOR_ID integer not null primary key, "
    "NOMBRE varchar(50) character set none, EMAIL varchar(50) character set utf8)",
    "create table SALDOS_CC (CLIENTE_ID integer, ANO smallint, MES smallint, "
    "CARGOS_CXC numeric(15,2), CREDITOS_CXC numeric(15,2), CARGOS_XACR numeric(15,2), "
    "CREDITOS_XACR numeric(15,2))",
    "create table HISTORIA_CAMBIARIA (HISTORIA_CAMB_ID integer)",
    "insert into VENDEDORES values (2, x'4C757A2096F1', null)",
    "insert into VENDEDORES values (1, 'Ana', null)",
    "insert into SALDOS_CC values (7, 2026, 10, -0.10, 9999999999999.99, 0, 0)",
)
GRANTS = tuple(
    f"grant select on {name} to {databases.USER}" for name in ("VENDEDORES", "SALDOS_CC")
)


@pytest.fixture(scope="module", params=WAYS)
def live(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "server":
        with serving(folder, [*STATEMENTS, *GRANTS]) as served:
            yield served
    else:
        path = make(folder / "company.fdb", *STATEMENTS)
        yield Served(str(path), client.PRIVATE_USER, "not-asked-for", path, is_own=True)


def server(live: Served) -> Server:
    return server_of(live.dsn, {USER: live.user, PASSWORD: live.password})


def test_a_pull_is_a_delivery_with_a_dump_of_each_table(live: Served, tmp_path: Path) -> None:
    delivery = tmp_path / "microsip" / "2026-11-03T0630"
    pulled = pull(server(live), TABLES, delivery)
    assert pulled.folder == delivery
    assert pulled.rows == {"SALDOS_CC": 1, "VENDEDORES": 2}
    assert pulled.version.engine.split(".")[0] in ("3", "5")
    assert sorted(path.name for path in delivered_files(tmp_path)) == [
        "SALDOS_CC.parquet",
        "VENDEDORES.parquet",
    ]
    (names,) = microsip.read(delivery / "VENDEDORES.parquet", (VENDEDORES,), tmp_path)
    assert names.frame.rows() == [(1, "Ana", 1), (2, "Luz \u2013ñ", 2)]
    assert names.unknown_columns == ("EMAIL",)
    (sums,) = microsip.read(delivery / "SALDOS_CC.parquet", (SALDOS_CC,), tmp_path)
    assert [str(sums.frame[name][0]) for name in ("cargos_cxc", "creditos_cxc")] == [
        "-0.10",
        "9999999999999.99",
    ]


def test_the_same_data_pulled_twice_is_the_same_bytes(live: Served, tmp_path: Path) -> None:
    one, other = (pull(server(live), TABLES, tmp_path / name).folder for name in ("a", "b"))
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_a_delivery_is_never_overwritten(live: Served, tmp_path: Path) -> None:
    (tmp_path / "2026-11-03T0630").mkdir()
    with pytest.raises(FileExistsError, match="delivered already"):
        pull(server(live), TABLES, tmp_path / "2026-11-03T0630")
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-03T0630"]


def test_nothing_is_left_of_a_pull_that_fails_half_way(
    live: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = extract.write_table

    def fail_at_the_second(cursor: object, table: str, *rest: object) -> int:
        if table == "VENDEDORES":
            raise OSError(28, "No space left on device")
        return write(cursor, table, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(extract, "write_table", fail_at_the_second)
    with pytest.raises(OSError, match="No space left"):
        pull(server(live), TABLES, tmp_path / "microsip" / "2026-11-03T0630")
    assert list((tmp_path / "microsip").iterdir()) == []


def test_a_table_of_another_version_refuses_the_pull_by_name(live: Served, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="HISTORIA_CAMBIARIA lacks the required columns FECHA"):
        pull(server(live), (*TABLES, HISTORIA_CAMBIARIA), tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def elsewhere(live: Served) -> Server:
    dsn = live.dsn.replace(live.file.name, "elsewhere.fdb")
    return replace(server(live), dsn=dsn)


def nowhere(live: Served) -> Server:
    return replace(server(live), dsn=f"127.0.0.1/{databases.free_port()}:{live.file}")


@pytest.mark.parametrize(
    ("asking", "reason"),
    [
        (nowhere, "the server cannot be reached"),
        (elsewhere, "the database cannot be opened where the dsn says"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_told_without_what_is_secret(
    live: Served, asking: Callable[[Served], Server], reason: str, tmp_path: Path
) -> None:
    asked = asking(live)
    with pytest.raises(UnreadableFile) as refusal:
        pull(asked, TABLES, tmp_path / "x")
    assert refusal.value.reason == reason
    told = f"{refusal.value} {refusal.value.__cause__} {asked!r}"
    for secret in (asked.dsn, asked.password, str(live.file)):
        assert secret not in told
    assert list(tmp_path.iterdir()) == []


def test_a_server_asks_for_the_right_password(live: Served, tmp_path: Path) -> None:
    """The embedded engine asks for none: whoever may open the file may read it."""
    stranger = Server(live.dsn, live.user, "another-secret")
    if live.is_own:
        outcome: AbstractContextManager[object] = nullcontext()
    else:
        outcome = pytest.raises(UnreadableFile, match="did not accept the user or the password")
    with outcome as refusal:
        pull(stranger, TABLES, tmp_path / "x")
    assert "another-secret" not in str(refusal)


@pytest.mark.parametrize("known", [{}, {USER: "x"}, {PASSWORD: "x"}, {USER: "", PASSWORD: "x"}])
def test_who_reads_is_for_the_environment_to_say(known: dict[str, str]) -> None:
    with pytest.raises(UnreadableFile, match=f"Set {USER} and {PASSWORD}"):
        server_of("server:company", known)


def test_what_an_older_server_backed_up_is_read_by_the_newer_engine(
    live: Served, tmp_path: Path
) -> None:
    make_backup = back_up if live.is_own else databases.older_backup
    backup = make_backup(live.file, tmp_path / "a.fbk")
    tables = (VENDEDORES, SALDOS_CC)
    readings = microsip.read(backup, tables, tmp_path)
    assert [reading.rows_read for reading in readings] == [2, 1]
    assert readings[0].frame["nombre"].to_list() == ["Ana", "Luz \u2013ñ"]


@pytest.fixture
def called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[object, str, str]]:
    """called(company.yaml) runs ``cartera pull`` for that company: exit code, output, errors."""
    monkeypatch.setenv("CARTERA_ROOT", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["cartera", "pull", "--company", "acme"])

    def call(config: str) -> tuple[object, str, str]:
        inbox = tmp_path / "data" / "raw" / "acme"
        inbox.mkdir(parents=True)
        (inbox / "company.yaml").write_text(config, encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return ended.value.code, shown.out, shown.err

    return call


def test_a_company_without_a_server_is_told_what_to_write(
    called: Callable[[str], tuple[object, str, str]],
) -> None:
    code, _, errors = called("name: Acme\n")
    assert code == 2
    assert "microsip: {dsn:" in errors


def test_a_pull_without_a_user_ends_with_one(
    called: Callable[[str], tuple[object, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(USER, raising=False)
    code, _, errors = called("microsip: {dsn: 'server/3050:C:\\Microsip datos\\ACME.FDB'}\n")
    assert code == 1
    assert USER in errors
    assert "ACME.FDB" not in errors


def test_a_pull_lands_in_the_inbox_under_the_companys_time(
    live: Served,
    called: Callable[[str], tuple[object, str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipelines.contracts.microsip.TABLES", TABLES)
    monkeypatch.setattr("pipelines.settings.SERVER_DSN", re.compile(".*"))
    monkeypatch.setenv(USER, live.user)
    monkeypatch.setenv(PASSWORD, live.password)
    code, out, _ = called(f"microsip: {{dsn: '{live.dsn}'}}\n")
    assert code == 0
    (delivery,) = (tmp_path / "data" / "raw" / "acme" / "microsip").iterdir()
    assert "2 tables, 3 rows" in out
    assert delivery.name in out
    assert live.dsn not in out


@pytest.mark.parametrize(
    "dsn",
    [
        "server:C:\\data\\A.FDB",
        "10.0.0.7/3050:company",
        "inet://server:3050/company",
        "inet4://h//a",
    ],
)
def test_a_dsn_names_a_server_and_a_database(dsn: str, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "raw" / "acme"
    folder.mkdir(parents=True)
    (folder / "company.yaml").write_text(f"microsip: {{dsn: '{dsn}'}}", encoding="utf-8")
    assert load_settings("acme", tmp_path).microsip_dsn == dsn


@pytest.mark.parametrize(
    "entry",
    ["/data/A.FDB", "C:\\data\\A.FDB", "", "server:", "\\\\server\\pipe", "A.FDB", "[1]", "{a: b}"],
)
def test_a_path_without_a_server_is_refused_for_its_file_is_in_use(
    entry: str, tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "raw" / "acme"
    folder.mkdir(parents=True)
    text = entry if entry.startswith(("[", "{")) else f"'{entry}'"
    (folder / "company.yaml").write_text(f"microsip: {{dsn: {text}}}", encoding="utf-8")
    with pytest.raises(SettingsError, match="names a server and its database"):
        load_settings("acme", tmp_path)


def test_a_password_in_the_companys_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "raw" / "acme"
    folder.mkdir(parents=True)
    text = "microsip: {dsn: 'server:company', password: hunter2}"
    (folder / "company.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="belong in the environment") as refusal:
        load_settings("acme", tmp_path)
    assert "hunter2" not in str(refusal.value)
