"""The sample company as dumps, as a database, as a backup and as pulls: one and the same rows.

Equal raw tables make equal warehouses: models read nothing else, and no clock.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import cli
from pipelines.contracts.microsip import TABLES, VENDEDORES
from pipelines.ingestion import ingest
from pipelines.sample import ErpForm, write_sample
from pipelines.sample.firebird import write_database
from pipelines.sample.periods import DELIVERIES
from pipelines.settings import load_settings
from pipelines.sources.firebird import client
from pipelines.sources.firebird.pull import Server, pull

COMPANY = "name: Muestra\nsources: [microsip]\n"
OWN = "file_line", "delivery_id"


def inbox_of(root: Path) -> Path:
    return root / "data" / "raw" / "acme"


def write(root: Path, form: ErpForm) -> Path:
    """The ERP's part of the sample company in a project folder of its own."""
    inbox = inbox_of(root)
    write_sample(inbox, charges=150, months=24, seed=7, form=form)
    for folder in inbox.iterdir():
        if folder.is_dir() and folder.name != "microsip":
            shutil.rmtree(folder)
    (inbox / "company.yaml").write_text(COMPANY, encoding="utf-8")
    return root


def pulled(root: Path, database: Path) -> Path:
    """The same as pulls of a database at the time of each delivery."""
    for delivery in DELIVERIES:
        source = inbox_of(database) / "microsip" / delivery.folder / "microsip.fdb"
        server = Server(str(source), client.PRIVATE_USER, "not-asked-for")
        pull(server, TABLES, inbox_of(root) / "microsip" / delivery.folder)
    (inbox_of(root) / "company.yaml").write_text(COMPANY, encoding="utf-8")
    return root


def landed(root: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    outcomes = ingest(connection, load_settings("acme", root))
    assert [item.reason for item in outcomes if item.status != "accepted"] == []
    assert sum(item.rows_quarantined for item in outcomes) == 0
    return connection


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    """All versions of all rows, but for where in which file they stood."""
    return connection.execute(f"select * exclude {OWN} from raw.{table} order by all").pl()


def counts(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """What became of the rows of each table; a database delivers the empty ones too."""
    return connection.execute(
        """
        select table_name, sum(rows_read), sum(rows_landed), sum(rows_vanished)
        from raw.deliveries group by all having sum(rows_read) > 0 order by all
        """
    ).fetchall()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("fdb"), "fdb")


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return landed(write(tmp_path_factory.mktemp("csv"), "csv"))


FORMS: dict[str, Callable[[Path, Path], Path]] = {
    "database": lambda _, database: database,
    "backup": lambda root, _: write(root, "fbk"),
    "pulls": pulled,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_lands_the_same_versions_of_the_same_rows(
    form: str, dumps: duckdb.DuckDBPyConnection, database: Path, tmp_path: Path
) -> None:
    connection = landed(FORMS[form](tmp_path, database))
    filled = 0
    for table in TABLES:
        expected = rows(dumps, table.name)
        assert rows(connection, table.name).equals(expected), table.name
        filled += expected.height > 0
    assert filled >= sum(table.is_required for table in TABLES)
    assert counts(connection) == counts(dumps)


def test_a_character_no_windows_client_writes_is_not_replaced_in_silence(tmp_path: Path) -> None:
    rows = pl.DataFrame({"VENDEDOR_ID": ["1"], "NOMBRE": ["→"]})
    with pytest.raises(UnicodeEncodeError):
        write_database(tmp_path / "x.fdb", [(VENDEDORES, [rows])], "fdb")


def test_the_command_writes_a_company_whose_erp_is_one_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--out", str(tmp_path), "--charges", "150", "--months", "24", "--format", "fbk"]
    monkeypatch.setattr(sys, "argv", ["cartera", "sample", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    files = [path.name for path in (tmp_path / "microsip").rglob("*.*")]
    assert files == ["microsip.fbk"] * len(DELIVERIES)
    assert "files" in capsys.readouterr().out


def test_without_firebird_the_command_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise client.FirebirdMissing("the Firebird driver is not installed", client.INSTALL)

    monkeypatch.setattr(client, "load", missing)
    monkeypatch.setattr(
        sys, "argv", ["cartera", "sample", "--out", str(tmp_path), "--format", "fdb"]
    )
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "cartera[firebird]" in capsys.readouterr().err
