"""Reproduction: a warehouse built again is compared row by row, and what differs is named."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from published import AS_OF, BACK_TO_SEPTEMBER, KNOWN_AT, OCCASION, SEPTEMBER, change
from small_month import OCTOBER

from pipelines.seals.reproduction import (
    ReportedMonths,
    Reproduction,
    TableComparison,
    reported_before,
    reproduce,
)
from pipelines.seals.sealing import seal
from pipelines.settings import Settings

AGING, LEDGER = "marts.fct_aging_monthly", "marts.fct_ledger_entries"
Again = Callable[..., Reproduction]


@pytest.fixture
def again(added_up_once: Path, acme: Settings) -> Again:
    """again(statement) reproduces October with a rebuild that the statement has changed."""
    shutil.copytree(added_up_once / "snapshots", acme.snapshots)

    def reproduced(statement: str = "select 1", **versions: str) -> Reproduction:
        @contextmanager
        def rebuilt(
            settings: Settings, known_at: datetime, as_of: date, months: ReportedMonths
        ) -> Iterator[Path]:
            assert (settings, known_at, as_of) == (acme, KNOWN_AT, AS_OF)
            assert months(as_of, known_at) == []
            path = acme.warehouse / "rebuilt.duckdb"
            shutil.copyfile(added_up_once / "cartera.duckdb", path)
            change(path, statement)
            yield path

        return reproduce(acme, OCTOBER, OCCASION.versions | versions, rebuilt)

    return reproduced


def different(result: Reproduction) -> list[TableComparison]:
    assert not result.is_equal
    return [table for table in result.tables if not table.is_equal]


def test_the_same_rows_come_out_again_whatever_lies_after_the_month(again: Again) -> None:
    result = again(f"insert into {LEDGER} by name select date '2026-11-01' as entry_date")
    assert result.is_equal
    assert len(result.tables) > 40
    assert sum(table.equal_rows for table in result.tables) > 100
    assert (result.findings, result.other_versions) == ((), ())


def test_a_value_that_differs_is_named_by_its_key_and_column(again: Again) -> None:
    result = again(f"update {AGING} set unapplied_amount = 50.01 where customer_id = 'M-1'")
    assert different(result) == [
        TableComparison(
            table=AGING,
            sealed_rows=2,
            equal_rows=1,
            changed=1,
            columns=("unapplied_amount",),
            keys=("as_of_date=2026-10-31, period_month=2026-10-01, customer_id=M-1",),
        )
    ]


def test_rows_of_one_side_only_are_counted_and_named(again: Again) -> None:
    result = again(
        f"delete from {LEDGER} where entry_id in ('E-1', 'E-4');"
        f"insert into {LEDGER} by name "
        "select 'E-9' as entry_id, date '2026-10-31' as entry_date, 5 as amount"
    )
    (table,) = different(result)
    assert (table.equal_rows, table.only_sealed, table.only_rebuilt, table.changed) == (2, 2, 1, 0)
    assert table.keys == ("entry_id=E-1", "entry_id=E-4", "entry_id=E-9")


def test_a_row_that_comes_out_twice_is_a_difference(again: Again) -> None:
    result = again(f"insert into {LEDGER} from {LEDGER} where entry_id = 'E-1'")
    (table,) = different(result)
    assert (table.equal_rows, table.only_sealed, table.only_rebuilt) == (4, 0, 1)


def test_rows_that_nothing_identifies_are_counted(again: Again) -> None:
    rows = "select unnest(['x', 'y']) as customer_name"
    result = again(f"insert into marts.dim_customers by name {rows}")
    (table,) = different(result)
    assert (table.only_rebuilt, table.keys) == (2, ())


def test_names_of_people_never_identify_a_row(again: Again) -> None:
    rows = "select 'Nombre' as customer_name, 'M-1234567' as customer_id"
    result = again(f"insert into marts.dim_customers by name {rows}")
    (table,) = different(result)
    assert table.keys == ("customer_id=M-1234567",)


def test_account_numbers_are_not_shown(again: Again) -> None:
    rows = "select 'bbva-0192837465/7' as movement_id, date '2026-10-31' as movement_date"
    result = again(f"insert into marts.fct_bank_movements by name {rows}")
    (table,) = different(result)
    assert table.only_rebuilt == 1
    assert "0192837465" not in "".join(table.keys)
    assert "7465" in "".join(table.keys)


def test_columns_that_differ_are_named(again: Again) -> None:
    result = again(
        f"alter table {AGING} drop column max_past_due_days;"
        f"alter table {AGING} add column note varchar;"
        f"alter table {AGING} alter column open_item_count type bigint"
    )
    (table,) = different(result)
    assert table.columns == ("max_past_due_days", "note", "open_item_count")
    assert (table.equal_rows, table.changed) == (2, 0)


def test_a_table_that_the_rebuild_lacks_is_named(again: Again) -> None:
    result = again(f"drop table {AGING}")
    (table,) = different(result)
    assert (table.table, table.equal_rows, table.only_sealed) == (AGING, 0, 2)


def test_other_versions_are_said_and_the_rows_still_compared(again: Again) -> None:
    result = again(code="0.2.0")
    assert result.other_versions == ("code",)
    assert result.is_equal


def test_a_changed_seal_is_not_reproduced(again: Again, acme: Settings) -> None:
    folder = OCTOBER.folder(acme.snapshots)
    folder.chmod(0o755)
    (folder / "nota.txt").write_text("x", encoding="utf-8")
    result = again()
    assert not result.is_equal
    assert [finding.file_name for finding in result.findings] == ["nota.txt"]
    assert result.tables == ()


def test_a_month_reopened_since_is_not_what_a_close_knew(
    snapshots: Path, published_once: Path, tmp_path: Path
) -> None:
    def known(number: int | None, as_of: date = AS_OF) -> list[str]:
        months = reported_before(snapshots, number, as_of, KNOWN_AT)
        return [reported.name for reported in months]

    published = Path(shutil.copyfile(published_once, tmp_path / "cartera.duckdb"))
    change(published, BACK_TO_SEPTEMBER)
    seal(published, snapshots, SEPTEMBER, [], replace(OCCASION, reopen="a late receipt"))
    assert known(number=2) == ["2026-09"]
    assert known(number=4) == ["2026-09.v2"]
    assert known(number=1) == []
    assert known(number=4, as_of=date(2026, 9, 30)) == []
    assert reported_before(snapshots, 4, AS_OF, KNOWN_AT - timedelta(days=1)) == []
