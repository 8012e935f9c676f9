"""Sealing a month: once, whole, and only a month that the warehouse has to its end."""

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest
from published import AFTERWARDS, AS_OF, MODELS, MONTH, change, described_tables

from pipelines.files import sha256_of
from pipelines.periods import add_months
from pipelines.settings import Settings
from pipelines.snapshots import (
    MANIFEST,
    NOT_SEALED,
    ROWS_OF_MONTH,
    SnapshotError,
    previous_manifest,
    seal,
    sealed_months,
)

VERSIONS = {"code": "0.1.0", "policies": "abc"}


@pytest.fixture
def report(acme: Settings) -> Path:
    folder = acme.reports_folder(MONTH)
    folder.mkdir(parents=True)
    path = folder / "informe_cartera_2026-10.xlsx"
    path.write_bytes(b"workbook")
    return path


def seal_october(acme: Settings, report: Path) -> Path:
    return seal(acme.published_database, acme.snapshots, MONTH, [report], VERSIONS)


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
        for name, condition in ROWS_OF_MONTH.items():
            asked = {"month": MONTH, "as_of": AS_OF}
            used = {key: day for key, day in asked.items() if f"${key}" in condition}
            rows = connection.execute(f"select * from {name} where {condition}", used).fetchall()
            assert rows == []


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
    assert {"policies.policy_controls.parquet", "informe_cartera_2026-10.xlsx"} < listed.keys()
    aging = pl.read_parquet(folder / "reports.rpt_aging_by_customer.parquet")
    assert aging.height == listed["reports.rpt_aging_by_customer.parquet"]["rows"] > 0
    assert aging.schema["balance_amount"] == pl.Decimal(18, 2)
    assert (manifest["period_month"], manifest["as_of_date"]) == ("2026-10-01", "2026-10-31")
    assert (manifest["known_at"], manifest["versions"]) == ("2026-11-03T12:30:00", VERSIONS)
    assert {control["status_code"] for control in manifest["controls"]} == {
        "passed",
        "not_applicable",
    }


def test_only_the_months_rows_are_sealed(sealed_once: Path) -> None:
    folder = sealed_once / "2026-10"
    entries = pl.read_parquet(folder / "marts.fct_ledger_entries.parquet")
    assert entries["entry_date"].to_list() == [AS_OF]
    kpis = pl.read_parquet(folder / "reports.rpt_kpis.parquet")
    assert kpis["period_month"].n_unique() == 13


def test_sealed_files_are_read_only(sealed_once: Path) -> None:
    files = (sealed_once / "2026-10").iterdir()
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}


def test_a_month_is_sealed_once(acme: Settings, report: Path, snapshots: Path) -> None:
    before = {path.name: path.read_bytes() for path in (snapshots / "2026-10").iterdir()}
    with pytest.raises(SnapshotError, match="2026-10 is sealed already"):
        seal(acme.published_database, snapshots, MONTH, [report], VERSIONS)
    assert {path.name: path.read_bytes() for path in (snapshots / "2026-10").iterdir()} == before


def test_the_same_month_seals_to_the_same_bytes(
    acme: Settings, report: Path, snapshots: Path
) -> None:
    sealed = (snapshots / "2026-10").rename(snapshots / "first")
    change(acme.published_database, AFTERWARDS)
    again = seal(acme.published_database, snapshots, MONTH, [report], VERSIONS)
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
    assert sealed_months(acme.snapshots) == []


def test_only_folders_named_after_a_month_are_snapshots(tmp_path: Path) -> None:
    for name in ("2026-10", "2026-09", "2026-13", "old", ".2026-08.77.tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "2026-07").write_text("a file", encoding="utf-8")
    assert sealed_months(tmp_path) == [add_months(MONTH, -1), MONTH]
    assert sealed_months(tmp_path / "none") == []


def test_a_month_holds_the_hash_of_the_one_before(sealed_once: Path) -> None:
    manifest = json.loads((sealed_once / "2026-10" / MANIFEST).read_text(encoding="utf-8"))
    before = sha256_of(sealed_once / "2026-09" / MANIFEST)
    assert manifest["previous"] == {"month": "2026-09", "sha256": before}


def test_the_first_month_has_none_before_it(sealed_once: Path) -> None:
    assert previous_manifest(sealed_once, add_months(MONTH, -1)) is None


def test_a_chain_with_a_lost_manifest_is_not_continued(acme: Settings, report: Path) -> None:
    (acme.snapshots / "2026-09").mkdir(parents=True)
    with pytest.raises(SnapshotError, match="2026-09 has lost its manifest"):
        seal_october(acme, report)
