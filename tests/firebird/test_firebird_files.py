"""Backups and database files that somebody delivered: what is read of them, and what is refused."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.contracts.microsip import CLIENTES, HISTORIA_CAMBIARIA, SALDOS_CC, VENDEDORES
from pipelines.contracts.microsip_orders import DOCTOS_VE_LIGAS
from pipelines.contracts.raw_table import RawTable
from pipelines.sources import microsip
from pipelines.sources.firebird.backup import kind_of_firebird
from tests.firebird.databases import back_up, make, statements_for
from tests.firebird.deliveries_of_firebird import ANA, NAMES, read, refused


@pytest.fixture(params=["fdb", "fbk"])
def delivered(company: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "fdb":
        return company
    return back_up(company, tmp_path / "a.fbk").rename(tmp_path / "de hoy:á.GBK")


def test_a_file_is_told_by_its_bytes_and_not_by_its_name(company: Path, tmp_path: Path) -> None:
    assert kind_of_firebird(company) == "database"
    assert kind_of_firebird(back_up(company, tmp_path / "a.csv")) == "backup"
    for content in (b"", b"\x01", b"VENDEDOR_ID,NOMBRE\n1,Ana\n", b"PAR1" + bytes(40), bytes(40)):
        (tmp_path / "other").write_bytes(content)
        assert kind_of_firebird(tmp_path / "other") is None


def test_a_delivered_database_gives_its_rows_in_the_order_of_their_keys(delivered: Path) -> None:
    reading = read(delivered, VENDEDORES)["vendedores"]
    assert reading.frame.rows() == [(1, "Eva", 1), (2, "Ana", 2)]
    assert reading.rows_read == 2
    assert reading.unknown_columns == ("OCULTO",)


def test_a_delivered_file_is_never_changed_and_nothing_is_left_beside_it(
    delivered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(private))
    before = delivered.read_bytes(), delivered.stat().st_mtime_ns, sorted(tmp_path.iterdir())
    read(delivered, VENDEDORES)
    assert (
        delivered.read_bytes(),
        delivered.stat().st_mtime_ns,
        sorted(tmp_path.iterdir()),
    ) == before
    assert list(private.iterdir()) == []


def test_values_are_exact_repaired_and_of_the_contracts_types(tmp_path: Path) -> None:
    path = make(
        tmp_path / "clients.fdb",
        "create table CLIENTES (CLIENTE_ID integer not null primary key, "
        "NOMBRE varchar(200) character set iso8859_1, MONEDA_ID smallint, "
        "LIMITE_CREDITO numeric(15,2), FECHA_SUSP timestamp, FECHA_HORA_CREACION timestamp, "
        "FECHA_HORA_ULT_MODIF date, ESTATUS char(1), CAUSA_SUSP blob sub_type text)",
        "insert into CLIENTES values (1, x'C1726561209620F1  ', 1, 9999999999999.99, '2026-10-01', "
        "'2026-10-01 10:11:12.5', '2026-10-02', 'A', 'línea' || ascii_char(10) || 'dos')",
    )
    frame = read(path, CLIENTES)["clientes"].frame
    row = frame.row(0, named=True)
    assert row["nombre"] == "Área \u2013 ñ"
    assert row["limite_credito"] == Decimal("9999999999999.99")
    assert row["fecha_susp"] == date(2026, 10, 1)
    assert row["fecha_hora_creacion"] == datetime(2026, 10, 1, 10, 11, 12, 500000)
    assert row["fecha_hora_ult_modif"] == datetime(2026, 10, 2)
    assert row["causa_susp"] == "línea dos"
    assert frame.schema["limite_credito"] == CLIENTES.columns["limite_credito"]


def test_a_value_that_does_not_fit_becomes_a_reject_with_its_row(tmp_path: Path) -> None:
    path = make(
        tmp_path / "rates.fdb",
        "create table HISTORIA_CAMBIARIA (HISTORIA_CAMB_ID integer not null, MONEDA_ID integer, "
        "FECHA date, TIPO_CAMBIO numeric(18,8))",
        "insert into HISTORIA_CAMBIARIA values (1, 620, '2026-10-01', 18.12345678)",
        "insert into HISTORIA_CAMBIARIA values (2, 620, '0026-10-01', 18.5)",
        "insert into HISTORIA_CAMBIARIA values (3, 620, '2026-10-03', 18.5)",
    )
    reading = read(path, HISTORIA_CAMBIARIA)["historia_cambiaria"]
    assert reading.frame["historia_camb_id"].to_list() == [3]
    assert reading.rejects["file_line"].to_list() == [1, 2]
    assert reading.rejects["reason"].to_list() == [
        "more decimals than the column holds",
        "a date that does not exist or lies outside 1900-2199",
    ]
    assert '"HISTORIA_CAMB_ID":"1"' in reading.rejects["row_json"][0]
    assert reading.rejected_keys["historia_camb_id"].to_list() == [1, 2]
    assert reading.missing_columns == ("tipo_cambio_cobros",)
    assert reading.rows_read == 3


def test_a_table_that_no_report_waits_for_may_be_missing(company: Path) -> None:
    assert list(read(company, VENDEDORES, DOCTOS_VE_LIGAS)) == ["vendedores"]


def test_such_a_table_of_an_unknown_version_is_left_out(tmp_path: Path) -> None:
    path = make(
        tmp_path / "a.fdb", NAMES, ANA, "create table DOCTOS_VE_LIGAS (DOCTO_VE_LIGA_ID integer)"
    )
    assert list(read(path, VENDEDORES, DOCTOS_VE_LIGAS)) == ["vendedores"]


def test_missing_tables_are_named_and_refuse_the_file(delivered: Path) -> None:
    error = refused(delivered, VENDEDORES, SALDOS_CC, CLIENTES)
    assert error.reason == "the database lacks the tables SALDOS_CC, CLIENTES"


def test_a_missing_required_column_is_named_with_its_table(tmp_path: Path) -> None:
    path = make(
        tmp_path / "a.fdb", "create table VENDEDORES (VENDEDOR_ID integer, NOMBRES varchar(9))"
    )
    assert (
        refused(path, VENDEDORES).reason == "its table VENDEDORES lacks the required columns NOMBRE"
    )


def test_an_empty_table_is_empty_where_others_hold_rows(tmp_path: Path) -> None:
    path = make(
        tmp_path / "a.fdb",
        NAMES,
        *statements_for([SALDOS_CC], {"saldos_cc": ["1,2026,10,1,0,0,0"]}),
    )
    found = read(path, VENDEDORES, SALDOS_CC)
    assert found["vendedores"].rows_read == 0
    assert found["vendedores"].frame.schema["nombre"] == VENDEDORES.columns["nombre"]
    assert found["vendedores"].unknown_columns == ("OCULTO",)
    assert found["saldos_cc"].rows_read == 1


def test_a_backup_of_metadata_only_is_refused_for_it_would_close_every_row(
    company: Path, tmp_path: Path
) -> None:
    backup = back_up(company, tmp_path / "a.fbk", metadata_only=True)
    assert "would be closed" in refused(backup, VENDEDORES).reason


@pytest.mark.parametrize("kept", [45, 0.3, 0.9, 0.999])
def test_a_backup_that_stops_early_is_refused(company: Path, tmp_path: Path, kept: float) -> None:
    content = back_up(company, tmp_path / "a.fbk").read_bytes()
    cut = tmp_path / "cut.fbk"
    cut.write_bytes(content[: int(kept if kept > 1 else kept * len(content.rstrip(b"\0")))])
    assert refused(cut, VENDEDORES).reason == "the backup stops early, so the rest of it is missing"


def test_a_damaged_backup_is_refused(company: Path, tmp_path: Path) -> None:
    content = bytearray(back_up(company, tmp_path / "a.fbk").read_bytes())
    content[130:160] = b"\xff" * 30
    (tmp_path / "bad.fbk").write_bytes(content)
    assert refused(tmp_path / "bad.fbk", VENDEDORES).reason == "the backup is damaged"


def test_a_backup_of_a_newer_format_is_refused_with_what_to_do(
    company: Path, tmp_path: Path
) -> None:
    content = bytearray(back_up(company, tmp_path / "a.fbk").read_bytes())
    content[3] += 1
    (tmp_path / "newer.fbk").write_bytes(content)
    error = refused(tmp_path / "newer.fbk", VENDEDORES)
    assert error.reason == "the backup was made by a newer Firebird than the engine here"
    assert "firebird-embedded" in error.remedy


def test_a_database_of_another_structure_is_refused_with_what_to_do(company: Path) -> None:
    content = bytearray(company.read_bytes())
    content[18] -= 1
    company.write_bytes(content)
    error = refused(company, VENDEDORES)
    assert error.reason.startswith("the database was written by another version of Firebird")
    assert "gbak -b" in error.remedy


def test_a_database_that_is_cut_off_is_refused(company: Path) -> None:
    company.write_bytes(company.read_bytes()[:5000])
    assert "the database is cut off or damaged" in refused(company, VENDEDORES).reason


def test_code_that_came_with_a_database_does_not_run(tmp_path: Path) -> None:
    """Neither when it is opened, nor by a view or a computed column in a table's place."""
    path = make(
        tmp_path / "a.fdb",
        NAMES,
        ANA,
        "create view COBRADORES (COBRADOR_ID, NOMBRE) as select 1, 'x' from VENDEDORES",
        "create table ZONAS_CLIENTES (ZONA_CLIENTE_ID integer, NOMBRE computed by ('x'))",
        "create exception REFUSED 'no'",
        "create trigger T active on connect as begin exception REFUSED; end",
    )
    assert read(path, VENDEDORES)["vendedores"].rows_read == 1
    assert "lacks the tables COBRADORES" in refused(path, *tables_named("cobradores")).reason
    # A computed column is there, and what it would compute is not read.
    error = refused(path, VENDEDORES, *tables_named("zonas_clientes"))
    assert error.reason == "its table ZONAS_CLIENTES lacks the required columns NOMBRE"


def tables_named(*entities: str) -> Sequence[RawTable]:
    return [microsip.BY_NAME[entity] for entity in entities]
