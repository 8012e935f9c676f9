"""What is found when something about a seal is no longer as it was, and under which file's name."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from published import MONTH, SEPTEMBER, described_tables
from small_month import OCTOBER, forge, relist

from pipelines.files import sha256_of
from pipelines.seals.catalogue import Snapshot
from pipelines.seals.controls import DERIVATIONS
from pipelines.seals.manifest import MANIFEST, Link, Manifest, read_manifest
from pipelines.seals.verification import verify, verify_all

TABLE = "reports.rpt_kpis.parquet"
CHANGED = "was changed: its hash is not the manifest's"


def found(snapshots: Path, seal: Snapshot = OCTOBER) -> list[tuple[str, str]]:
    return [(item.file_name, item.problem) for item in verify(snapshots, seal)]


def found_in_all(snapshots: Path) -> list[tuple[str, str, str]]:
    return [(item.snapshot, item.file_name, item.problem) for item in verify_all(snapshots)]


def rewrite(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(manifest.text(), encoding="utf-8")


def without(manifest: Manifest, table: str) -> Manifest:
    return replace(manifest, files=[item for item in manifest.files if item.table != table])


def flip(path: Path, position: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1 << bit
    path.write_bytes(content)


def test_seals_as_they_were_written_are_well(snapshots: Path, october: Path) -> None:
    assert found_in_all(snapshots) == []
    assert found_in_all(october.parent) == []


def test_seals_of_the_first_form_of_manifests_are_well(snapshots: Path) -> None:
    september, october = snapshots / "2026-09", snapshots / "2026-10"
    rewrite(september, replace(read_manifest(september), number=None, sealed_at=None))
    link = Link("2026-09", sha256_of(september / MANIFEST))
    october_first = replace(read_manifest(october), number=None, sealed_at=None, previous=link)
    rewrite(october, october_first)
    assert found_in_all(snapshots) == []


def test_a_flipped_bit_is_found_in_every_file_by_its_name(october: Path) -> None:
    """In the manifest alone, for it says what the others should be; then in all of the others."""
    dice = random.Random(7)
    others = sorted(path.name for path in october.iterdir() if path.name != MANIFEST)
    assert len(others) > 40
    for names in ([MANIFEST], others):
        bits = [(dice.randrange((october / n).stat().st_size), dice.randrange(8)) for n in names]
        flip_all(october, names, bits)
        assert sorted(file_name for file_name, _ in found(october.parent)) == names
        flip_all(october, names, bits)
    assert found(october.parent) == []


def flip_all(folder: Path, names: list[str], bits: list[tuple[int, int]]) -> None:
    for name, (position, bit) in zip(names, bits, strict=True):
        flip(folder / name, position, bit)


def test_every_missing_file_is_found_by_its_name(october: Path) -> None:
    listed = [item.name for item in read_manifest(october).files]
    (october / TABLE).unlink()
    assert found(october.parent) == [(TABLE, "is missing")]
    for name in set(listed) - {TABLE}:
        (october / name).unlink()
    assert found(october.parent) == [(name, "is missing") for name in listed]
    (october / MANIFEST).unlink()
    assert found(october.parent) == [(MANIFEST, "is missing")]


@pytest.mark.parametrize("name", ["nota.txt", ".oculto", "otra.parquet"])
def test_a_file_more_is_found(name: str, october: Path) -> None:
    (october / name).write_text("x", encoding="utf-8")
    assert found(october.parent) == [(name, "is not in the manifest")]


def test_a_folder_and_a_link_more_are_found(october: Path, tmp_path: Path) -> None:
    (october / "carpeta").mkdir()
    (october / "enlace").symlink_to(tmp_path)
    assert [name for name, _ in found(october.parent)] == ["carpeta", "enlace"]


def test_a_link_in_a_files_place_is_found(october: Path, tmp_path: Path) -> None:
    moved = (october / TABLE).rename(tmp_path / TABLE)
    (october / TABLE).symlink_to(moved)
    assert found(october.parent) == [(TABLE, "is not a file")]


def test_a_row_count_that_is_not_the_files_is_found(october: Path) -> None:
    relist(october, october / TABLE, rows=7)
    problem = "does not hold the number of rows the manifest says"
    assert found(october.parent) == [(TABLE, problem)]


def test_columns_that_are_not_the_files_are_found(october: Path) -> None:
    manifest = read_manifest(october)
    files = [
        replace(item, columns=(*item.columns[:-1], "otra")) if item.columns else item
        for item in manifest.files
    ]
    rewrite(october, replace(manifest, files=files))
    assert (TABLE, "does not have the columns the manifest says") in found(october.parent)


def test_a_listed_table_that_is_no_parquet_is_found(october: Path) -> None:
    (october / TABLE).write_bytes(b"PAR1 and no more")
    manifest = read_manifest(october)
    (rows,) = [item.rows for item in manifest.files if item.name == TABLE]
    relist(october, october / TABLE, rows)
    assert found(october.parent) == [(TABLE, "is not Parquet")]


# One forgery per rule: what somebody would write who knows how to write the hashes anew.
FORGERIES = (
    ("marts.fct_aging_monthly", "update rows set bucket_2_amount = 10 where customer_id = 'M-1'"),
    ("marts.fct_open_items_monthly", "update rows set due_date = date '2026-12-31'"),
    (
        "marts.fct_open_items_monthly",
        "update rows set open_amount = 599.99 where open_amount > 100",
    ),
    ("marts.fct_unapplied_credits_monthly", "delete from rows"),
    ("marts.fct_ledger_entries", "update rows set amount = amount + 0.01 where entry_id = 'E-2'"),
    ("marts.fct_rollforward_monthly", "update rows set closing_amount = closing_amount - 0.01"),
    ("marts.fct_ledger_entries", "update rows set entry_date = date '2026-09-30'"),
    ("marts.fct_rollforward_monthly", "delete from rows where currency_code = 'USD'"),
)


@pytest.mark.parametrize(
    ("rule", "table", "statement"),
    [
        (derivation.rule, *forgery)
        for derivation, forgery in zip(DERIVATIONS, FORGERIES, strict=True)
    ],
)
def test_rows_that_contradict_each_other_are_found_though_every_hash_is_right(
    rule: str, table: str, statement: str, october: Path
) -> None:
    forge(october, table, statement)
    rules = [problem for _, problem in found(october.parent)]
    assert any(problem.startswith(f"does not hold: {rule};") for problem in rules), rules


def test_a_rule_that_does_not_hold_names_the_file_and_how_many_differ(october: Path) -> None:
    statement = "update rows set unrealised_fx_amount_mxn = 0"
    forge(october, "marts.fct_aging_monthly", statement)
    ((name, problem),) = found(october.parent)
    assert name == "marts.fct_aging_monthly.parquet"
    assert problem.endswith("; 1 differ")


def test_every_rule_can_be_asked_of_its_tables_columns() -> None:
    with duckdb.connect() as connection:
        for schema in ("marts", "policies"):
            connection.execute(f"create schema {schema}")
        for name, columns in described_tables().items():
            if name.startswith("marts."):
                definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
                connection.execute(f"create table {name} ({definition})")
        connection.execute(
            "create table policies.policy_aging_buckets "
            "(bucket_number integer, from_days integer, to_days integer)"
        )
        for derivation in DERIVATIONS:
            assert connection.execute(derivation.differing).fetchall() == []


def test_a_rule_whose_columns_are_gone_is_not_taken_as_holding(october: Path) -> None:
    table = "marts.fct_rollforward_monthly"
    forge(october, table, "alter table rows drop column fx_amount_mxn")
    manifest = read_manifest(october)
    files = [
        replace(item, columns=tuple(c for c in item.columns if c != "fx_amount_mxn"))
        if item.columns and item.table == table
        else item
        for item in manifest.files
    ]
    rewrite(october, replace(manifest, files=files))
    ((name, problem),) = found(october.parent)
    assert name == f"{table}.parquet"
    assert problem.startswith("cannot be proved with these columns: opening and movements")


def test_a_table_taken_out_of_seal_and_manifest_is_missed(october: Path) -> None:
    table = "marts.fct_ledger_entries"
    (october / f"{table}.parquet").unlink()
    rewrite(october, without(read_manifest(october), table))
    problems = [problem for _, problem in found(october.parent)]
    assert len(problems) == 2
    assert all(problem.endswith(f"{table} is not in the seal") for problem in problems)


def test_controls_taken_out_of_seal_and_manifest_are_missed(october: Path) -> None:
    table = "controls.ctl_period_controls"
    forge(october, table, "delete from rows")
    expected = [(f"{table}.parquet", "has no controls of the month")]
    assert found(october.parent) == expected
    (october / f"{table}.parquet").unlink()
    rewrite(october, without(read_manifest(october), table))
    assert found(october.parent) == [(f"{table}.parquet", "is not in the seal")]


def test_controls_that_are_not_the_manifests_are_found(october: Path) -> None:
    table = "controls.ctl_period_controls"
    forge(
        october, table, "update rows set status_code = 'failed' where control_code = 'erp_balance'"
    )
    assert found(october.parent) == [(f"{table}.parquet", "does not say what the manifest says")]


def test_a_manifest_with_another_known_at_time_is_found(october: Path) -> None:
    manifest = read_manifest(october)
    rewrite(october, replace(manifest, known_at=manifest.known_at.replace(year=2027)))
    expected = ("marts.dim_run_parameters.parquet", "has other times than the manifest")
    assert found(october.parent) == [expected]


def test_a_manifest_that_was_written_anew_is_found_by_the_next_seal(snapshots: Path) -> None:
    folder = snapshots / "2026-09"
    rewrite(folder, replace(read_manifest(folder), versions={"code": "9.9.9"}))
    assert found(snapshots, Snapshot(SEPTEMBER)) == []
    assert found(snapshots) == [(MANIFEST, "the manifest of 2026-09 was changed afterwards")]


def test_a_seal_before_that_is_gone_is_found(snapshots: Path) -> None:
    shutil.rmtree(snapshots / "2026-09")
    assert found(snapshots) == [(MANIFEST, "the seal of 2026-09 before it is missing")]


def test_a_seal_that_hides_what_was_before_it_is_found(snapshots: Path) -> None:
    folder = snapshots / "2026-10"
    rewrite(folder, replace(read_manifest(folder), previous=None))
    assert found(snapshots) == [(MANIFEST, "has lost its link to the seal before")]


def test_a_link_leads_nowhere_outside_the_snapshots(snapshots: Path, tmp_path: Path) -> None:
    folder = snapshots / "2026-10"
    rewrite(folder, replace(read_manifest(folder), previous=Link("../..", "0" * 64)))
    assert found(snapshots) == [(MANIFEST, "does not say which seal was before")]


def test_a_manifest_leads_nowhere_outside_its_folder(october: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    manifest = read_manifest(october)
    report = replace(manifest.files[-1], name="../../secret.txt")
    rewrite(october, replace(manifest, files=[*manifest.files, report]))
    assert found(october.parent) == [("../../secret.txt", "is missing")]


def test_two_seals_in_one_place_of_the_chain_are_found(snapshots: Path) -> None:
    first = snapshots / "2026-10"
    other = Path(shutil.copytree(first, first.with_name("2026-10.v2")))
    rewrite(other, replace(read_manifest(first), snapshot="2026-10.v2"))
    assert found_in_all(snapshots) == [
        ("2026-10.v2", MANIFEST, "has the place of 2026-10 in the chain")
    ]


def test_what_lies_beside_the_seals_is_found(snapshots: Path) -> None:
    (snapshots / "2026-10.v1").mkdir()
    (snapshots / "notas.txt").write_text("x", encoding="utf-8")
    (snapshots / ".2026-11.77.tmp").mkdir()
    assert found_in_all(snapshots) == [
        ("2026-10.v1", "", "is no seal"),
        ("notas.txt", "", "is no seal"),
    ]


def test_all_that_is_wrong_is_found_at_once(snapshots: Path) -> None:
    (snapshots / "2026-10" / TABLE).write_bytes(b"")
    (snapshots / "2026-10" / "nota.txt").write_text("x", encoding="utf-8")
    shutil.rmtree(snapshots / "2026-09")
    assert [name for name, _ in found(snapshots)] == ["nota.txt", TABLE, MANIFEST]


def test_a_month_that_was_never_sealed_is_not_well(snapshots: Path) -> None:
    assert found(snapshots, Snapshot(MONTH, 2)) == [("", "is not sealed")]
    assert found_in_all(snapshots / "none") == []
