"""Sealing a month: whole, once a version, and only a month that the warehouse has to its end."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from published import AFTERWARDS, AS_OF, MODELS, MONTH, OCCASION, change, described_tables

from pipelines.files import sha256_of
from pipelines.seals.catalogue import SnapshotError, all_snapshots
from pipelines.seals.contents import NOT_SEALED, ROWS_OF_MONTH, rows_of_month
from pipelines.seals.manifest import MANIFEST, read_manifest
from pipelines.seals.readme import README
from pipelines.seals.sealing import MAX_REASON, Occasion, next_seal, seal
from pipelines.settings import Settings

REOPENED = replace(OCCASION, reopen="a receipt of October arrived late")


@pytest.fixture
def report(acme: Settings) -> Path:
    folder = acme.reports_folder(MONTH)
    folder.mkdir(parents=True)
    path = folder / "informe_cartera_2026-10.xlsx"
    path.write_bytes(b"workbook")
    return path


def seal_october(acme: Settings, report: Path, occasion: Occasion = OCCASION) -> Path:
    return seal(acme.published_database, acme.snapshots, MONTH, [report], occasion)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_published_model_has_a_rule_of_which_rows_belong_to_a_month() -> None:
    published = {name for name in described_tables() if not name.startswith(NOT_SEALED)}
    ruled = {name for name in ROWS_OF_MONTH if not name.startswith(NOT_SEALED)}
    assert ruled == published


def test_every_rule_can_be_asked_of_its_tables_columns() -> None:
    with duckdb.connect() as connection:
        for schema in ("marts", "reports", "controls"):
            connection.execute(f"create schema {schema}")
        tables = described_tables()
        for name, columns in tables.items():
            definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            connection.execute(f"create table {name} ({definition})")
        for name in ROWS_OF_MONTH:
            assert connection.execute(rows_of_month(name, MONTH, AS_OF)).fetchall() == []


def test_models_are_described_where_the_tests_look_for_them() -> None:
    files = {
        f"{folder}.{path.stem}"
        for folder in ("marts", "reports")
        for path in (MODELS / folder).rglob("*.sql")
    }
    assert files <= described_tables().keys()


def test_a_seal_holds_every_table_the_report_and_their_hashes(sealed_once: Path) -> None:
    folder = sealed_once / "2026-10"
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    listed = {item["file"]: item for item in manifest["files"]}
    assert {path.name for path in folder.iterdir()} == listed.keys() | {MANIFEST}
    assert {f"{name}.parquet" for name in ROWS_OF_MONTH} < listed.keys()
    others = {"policies.policy_controls.parquet", "informe_cartera_2026-10.xlsx", README}
    assert others < listed.keys()
    assert {item["sha256"] for item in manifest["files"]} == {
        sha256_of(folder / name) for name in listed
    }
    aging = pl.read_parquet(folder / "reports.rpt_aging_by_customer.parquet")
    assert aging.height == listed["reports.rpt_aging_by_customer.parquet"]["rows"] > 0
    assert aging.schema["balance_amount"] == pl.Decimal(18, 2)


def test_a_manifest_says_when_from_what_and_with_which_controls(sealed_once: Path) -> None:
    content = json.loads((sealed_once / "2026-10" / MANIFEST).read_text(encoding="utf-8"))
    assert (content["snapshot"], content["period_month"]) == ("2026-10", "2026-10-01")
    assert (content["as_of_date"], content["known_at"]) == ("2026-10-31", "2026-11-03T12:30:00")
    assert (content["sealed_at"], content["reopened_because"]) == ("2026-11-03T13:00:00", None)
    assert content["versions"] == OCCASION.versions
    statuses = {control["status_code"] for control in content["controls"]}
    assert statuses == {"passed", "not_applicable"}


def test_only_the_months_rows_are_sealed(sealed_once: Path) -> None:
    folder = sealed_once / "2026-10"
    entries = pl.read_parquet(folder / "marts.fct_ledger_entries.parquet")
    assert entries["entry_date"].to_list() == [AS_OF]
    kpis = pl.read_parquet(folder / "reports.rpt_kpis.parquet")
    assert kpis["period_month"].n_unique() == 13


def test_sealed_files_and_their_folder_are_read_only(sealed_once: Path) -> None:
    folder = sealed_once / "2026-10"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o444}
    assert folder.stat().st_mode & 0o777 == 0o555


def test_a_month_is_sealed_once(acme: Settings, report: Path) -> None:
    folder = seal_october(acme, report)
    before = contents(folder)
    with pytest.raises(SnapshotError, match=r"2026-10 is sealed already; .* --reopen"):
        seal_october(acme, report)
    assert contents(folder) == before
    assert [path.name for path in acme.snapshots.iterdir()] == ["2026-10"]


def test_a_reopened_month_is_sealed_beside_what_it_was(acme: Settings, report: Path) -> None:
    first = seal_october(acme, report)
    before = contents(first)
    change(acme.published_database, "insert into marts.dim_customers default values")
    second = seal_october(acme, report, REOPENED)
    assert (first.name, second.name) == ("2026-10", "2026-10.v2")
    assert contents(first) == before
    manifest = read_manifest(second)
    assert manifest.reopened_because == "a receipt of October arrived late"
    assert manifest.previous is not None
    assert manifest.previous.snapshot == "2026-10"
    assert manifest.previous.sha256 == sha256_of(first / MANIFEST)
    assert seal_october(acme, report, REOPENED).name == "2026-10.v3"
    assert [item.name for item in all_snapshots(acme.snapshots)] == [
        "2026-10",
        "2026-10.v2",
        "2026-10.v3",
    ]


@pytest.mark.parametrize("reason", ["", " \n\t ", "\x1b\x07"])
def test_a_month_is_not_reopened_without_a_reason(
    reason: str, acme: Settings, report: Path
) -> None:
    seal_october(acme, report)
    with pytest.raises(SnapshotError, match="reopened for a reason"):
        next_seal(acme.snapshots, MONTH, reason)


def test_a_reason_is_one_line_of_plain_text(acme: Settings, report: Path) -> None:
    seal_october(acme, report)
    folder = seal_october(acme, report, replace(OCCASION, reopen="first\n second\x1b[31m\t$files"))
    assert read_manifest(folder).reopened_because == "first second[31m $files"
    with pytest.raises(SnapshotError, match="must fit 500 characters"):
        next_seal(acme.snapshots, MONTH, "x" * (MAX_REASON + 1))


def test_a_month_that_was_never_sealed_is_not_reopened(acme: Settings, report: Path) -> None:
    with pytest.raises(SnapshotError, match="2026-10 is not sealed: there is nothing to reopen"):
        seal_october(acme, report, REOPENED)
    assert not acme.snapshots.exists()


def test_the_same_month_seals_to_the_same_bytes(
    acme: Settings, report: Path, snapshots: Path
) -> None:
    sealed = (snapshots / "2026-10").rename(snapshots.with_name("first"))
    change(acme.published_database, AFTERWARDS)
    again = seal(acme.published_database, snapshots, MONTH, [report], OCCASION)
    assert (again / MANIFEST).read_bytes() == (sealed / MANIFEST).read_bytes()


@pytest.mark.parametrize(
    "statement",
    ["update marts.dim_periods set is_month_end = false", "delete from marts.dim_periods"],
)
def test_a_month_that_is_not_over_in_the_warehouse_is_not_sealed(
    statement: str, acme: Settings, report: Path
) -> None:
    change(acme.published_database, statement)
    with pytest.raises(SnapshotError, match="does not reach the end of 2026-10"):
        seal_october(acme, report)
    assert list(acme.snapshots.iterdir()) == []


def test_a_table_without_a_rule_stops_the_seal(acme: Settings, report: Path) -> None:
    change(acme.published_database, "create table marts.fct_secret as select 1 as one")
    with pytest.raises(SnapshotError, match=r"which rows of marts\.fct_secret"):
        seal_october(acme, report)
    assert list(acme.snapshots.iterdir()) == []


def test_a_table_that_is_gone_stops_the_seal(acme: Settings, report: Path) -> None:
    change(acme.published_database, "drop table marts.fct_open_items_monthly")
    with pytest.raises(SnapshotError, match=r"has no marts\.fct_open_items_monthly"):
        seal_october(acme, report)


def test_a_seal_that_fails_midway_leaves_no_month(acme: Settings, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        seal_october(acme, tmp_path / "no report")
    assert list(acme.snapshots.iterdir()) == []


def test_a_seal_holds_the_hash_of_the_one_written_before_it(sealed_once: Path) -> None:
    september, october = (read_manifest(sealed_once / name) for name in ("2026-09", "2026-10"))
    assert (september.previous, september.number, october.number) == (None, 1, 2)
    assert october.previous is not None
    assert october.previous.snapshot == "2026-09"
    assert october.previous.sha256 == sha256_of(sealed_once / "2026-09" / MANIFEST)


def test_an_earlier_month_sealed_later_follows_the_seal_written_last(
    acme: Settings, report: Path
) -> None:
    seal_october(acme, report)
    change(
        acme.published_database,
        "update marts.dim_periods set period_month = '2026-09-01', as_of_date = '2026-09-30'",
    )
    folder = seal(acme.published_database, acme.snapshots, date(2026, 9, 1), [report], OCCASION)
    previous = read_manifest(folder).previous
    assert previous is not None
    assert previous.snapshot == "2026-10"


def test_a_chain_with_a_lost_manifest_is_not_continued(acme: Settings, report: Path) -> None:
    (acme.snapshots / "2026-09").mkdir(parents=True)
    with pytest.raises(SnapshotError, match="the manifest of 2026-09 is missing"):
        seal_october(acme, report)
