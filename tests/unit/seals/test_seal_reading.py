"""Queries on seals: one or several side by side, only what was sealed, and only to read it."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from published import MONTH, OCCASION, change
from small_month import OCTOBER

from pipelines.ad_hoc import QueryError
from pipelines.seals.catalogue import Snapshot, SnapshotError
from pipelines.seals.reading import query_snapshots, sealed_table
from pipelines.seals.sealing import seal

BALANCE = "select sum(balance_amount) from marts.fct_aging_monthly"


@pytest.fixture(scope="module")
def versions(added_up_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """October sealed, and again after 0.50 more of M-1's credit was found and a column was new."""
    folder = tmp_path_factory.mktemp("versions")
    published = Path(shutil.copyfile(added_up_once / "cartera.duckdb", folder / "cartera.duckdb"))
    seal(published, folder / "snapshots", MONTH, [], OCCASION)
    change(
        published,
        "update marts.fct_aging_monthly set balance_amount = balance_amount - 0.5 "
        "where customer_id = 'M-1';"
        "alter table marts.fct_aging_monthly add column note varchar;"
        "alter table marts.fct_charges add column snapshot_id varchar;"
        "insert into marts.fct_charges by name "
        "select date '2026-10-01' as charge_date, '2026-09' as snapshot_id",
    )
    seal(published, folder / "snapshots", MONTH, [], replace(OCCASION, reopen="half a peso"))
    return folder / "snapshots"


def test_a_sealed_table_is_a_view_of_its_published_name(october: Path) -> None:
    rows = query_snapshots(october.parent, "2026-10", BALANCE)
    assert rows.rows() == [(Decimal("650.00"),)]


def test_every_view_says_which_seal_a_row_is_of(october: Path) -> None:
    query = "from policies.policy_controls limit 1"
    frame = query_snapshots(october.parent, "2026-10", query)
    assert frame.columns[0] == "snapshot_id"
    assert frame["snapshot_id"].to_list() == ["2026-10"]


def test_seals_lie_side_by_side_in_one_query(versions: Path) -> None:
    query = (
        "select snapshot_id, sum(balance_amount), count(note) from marts.fct_aging_monthly "
        "group by all order by all"
    )
    assert query_snapshots(versions, "2026-10.v1,2026-10.v2", query).rows() == [
        ("2026-10", Decimal("650.00"), 0),
        ("2026-10.v2", Decimal("649.50"), 0),
    ]


def test_a_table_that_tells_of_seals_keeps_that_column_under_another_name(versions: Path) -> None:
    query = "select snapshot_id, compared_snapshot_id from marts.fct_charges"
    both = query_snapshots(versions, "2026-10.v1,2026-10.v2", query)
    assert both.rows() == [("2026-10.v2", "2026-09")]


@pytest.mark.parametrize("selection", ["2026-10", "all"])
def test_the_last_version_is_the_months(selection: str, versions: Path) -> None:
    assert query_snapshots(versions, selection, BALANCE).rows() == [(Decimal("649.50"),)]


@pytest.mark.parametrize(
    "query",
    [
        "describe marts.fct_aging_monthly",
        "summarize marts.fct_aging_monthly",
        "show all tables",
        "pivot marts.fct_aging_monthly on currency_code using sum(balance_amount)",
        "with a as (from marts.dim_periods) from a; from marts.dim_periods",
    ],
)
def test_whatever_only_reads_is_answered(query: str, october: Path) -> None:
    assert query_snapshots(october.parent, "2026-10", query).height > 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        "copy (select 1) to '{}'",
        "explain analyze copy (select 1) to '{}'",
        "prepare p as copy (select 1) to '{}'",
        "attach '{}' as other",
        "from read_parquet('{}'); copy (select 1) to '{}'",
        "set enable_external_access = true",
        "from read_csv('/etc/passwd')",
        "from glob('/*')",
        "select * from marts.no_such_table",
        "select select",
    ],
)
def test_a_query_reaches_nothing_but_the_seals_and_changes_nothing(
    query: str, october: Path
) -> None:
    path = october / "marts.dim_periods.parquet"
    before = {item.name: item.read_bytes() for item in october.iterdir()}
    with pytest.raises(QueryError):
        query_snapshots(october.parent, "2026-10", query.replace("{}", str(path)))
    assert {item.name: item.read_bytes() for item in october.iterdir()} == before


def test_another_seals_files_are_not_read(versions: Path) -> None:
    other = versions / "2026-10" / "marts.dim_periods.parquet"
    with pytest.raises(QueryError, match="disabled by configuration"):
        query_snapshots(versions, "2026-10.v2", f"from read_parquet('{other}')")


def test_a_changed_file_is_not_read_and_is_named(october: Path) -> None:
    path = october / "marts.fct_aging_monthly.parquet"
    path.write_bytes(path.read_bytes() + b"\x00")
    said = r"marts\.fct_aging_monthly\.parquet of the seal of 2026-10 was changed"
    with pytest.raises(SnapshotError, match=said):
        query_snapshots(october.parent, "all", BALANCE)
    with pytest.raises(SnapshotError, match=said):
        sealed_table(october.parent, OCTOBER, "marts.fct_aging_monthly")


def test_a_lost_file_and_a_changed_manifest_are_named(october: Path) -> None:
    (october / "marts.fct_charges.parquet").unlink()
    with pytest.raises(SnapshotError, match=r"2026-10 has lost marts\.fct_charges\.parquet"):
        query_snapshots(october.parent, "2026-10", "select 1")
    (october / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SnapshotError, match="the manifest of 2026-10 is not a manifest"):
        query_snapshots(october.parent, "2026-10", "select 1")


def test_a_sealed_table_is_given_by_its_path(october: Path) -> None:
    path = sealed_table(october.parent, OCTOBER, "marts.fct_aging_monthly")
    assert path == october / "marts.fct_aging_monthly.parquet"
    with pytest.raises(SnapshotError, match=r"the seal of 2026-10 has no marts\.fct_other"):
        sealed_table(october.parent, OCTOBER, "marts.fct_other")
    with pytest.raises(SnapshotError, match="manifest of 2026-11 is missing"):
        sealed_table(october.parent, Snapshot(MONTH.replace(month=11)), "marts.fct_charges")
