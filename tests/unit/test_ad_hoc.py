"""Queries by hand: what they may not do, and what is written of their rows."""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from pipelines.ad_hoc import QueryError, query, write
from pipelines.settings import Settings

HARMLESS = {"text": ["plain"], "amount": [Decimal("0.10")]}
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a=1", None]


def cells(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["rows"]]


def test_money_comes_out_exact(acme: Settings) -> None:
    frame = query(
        acme.published_database, "select 0.10::decimal(18, 2) + 0.20::decimal(18, 2) as x"
    )
    assert frame["x"].to_list() == [Decimal("0.30")]


@pytest.mark.parametrize(
    "text",
    [
        "create table marts.mine as select 1",
        "delete from marts.dim_periods",
        "update marts.dim_periods set is_month_end = false",
        "drop view marts.fct_aging_monthly",
        "copy marts.dim_periods to '{folder}/out.csv'",
        "copy (select 1) to '{folder}/out.parquet'",
        "attach '{folder}/other.duckdb' as other",
        "export database '{folder}/out'",
        "from read_csv('{folder}/secret.csv')",
        "from read_text('{folder}/secret.csv')",
        "from '{folder}/secret.csv'",
        "from glob('{folder}/*')",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "select 1; copy (select 1) to '{folder}/out.csv'",
        "from marts.no_such_table",
        "selekt 1",
        "",
        "-- nothing",
    ],
)
def test_a_query_that_would_leave_or_change_the_file_is_refused(
    text: str, acme: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    before = acme.published_database.read_bytes()
    with pytest.raises(QueryError):
        query(acme.published_database, text.format(folder=folder))
    assert [path.name for path in folder.iterdir()] == ["secret.csv"]
    assert acme.published_database.read_bytes() == before


def test_a_type_that_has_no_column_is_an_error_and_not_a_crash(acme: Settings) -> None:
    with pytest.raises(QueryError):
        query(acme.published_database, "select interval 1 day as span")


def test_without_a_published_file_the_query_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="cartera run"):
        query(tmp_path / "cartera.duckdb", "select 1")
    assert list(tmp_path.iterdir()) == []


def test_csv_quotes_what_a_spreadsheet_would_run(tmp_path: Path) -> None:
    write(
        pl.DataFrame({"=HYPERLINK(1)": RISKY, "amount": [Decimal("-1.50")] * 8}), tmp_path / "a.csv"
    )
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["'=HYPERLINK(1)", "amount"]
    assert [row[0] for row in rows] == [
        *("'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "a=1", ""),
    ]
    assert {row[1] for row in rows} == {"-1.50"}


def test_a_code_of_a_closed_list_is_quoted_as_any_text(acme: Settings, tmp_path: Path) -> None:
    frame = query(acme.published_database, "select '=1'::enum('=1') as code")
    write(frame, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "code\n'=1\n"


def test_a_workbook_holds_texts_that_look_like_formulas_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(pl.DataFrame({"=1+1": RISKY[:4], "amount": [Decimal("-1.50")] * 4}), path)
    sheet = openpyxl.load_workbook(path)["rows"]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [cell.value for cell in sheet["A"]] == ["=1+1", *RISKY[:4]]
    assert sheet["B2"].value == -1.5
    assert "<f>" not in ZipFile(path).read("xl/worksheets/sheet1.xml").decode()


def test_a_workbook_opens_whatever_the_rows_hold(acme: Settings, tmp_path: Path) -> None:
    frame = query(
        acme.published_database,
        "select 'a' || chr(7) || 'b' as bell, 'nan'::double as nan, "
        "timestamptz '2026-10-31 12:00:00Z' "
        "as moment, date '1753-01-01' as old, [1, 2] as list, 'x'::blob as bytes, true as yes, "
        "timestamp '2026-10-31 12:00:00' as local, null as nothing",
    )
    write(frame, tmp_path / "a.xlsx")
    (row,) = cells(tmp_path / "a.xlsx")[1:]
    assert row[0:2] == ["ab", "nan"]
    assert isinstance(row[2], str)
    assert row[3:6] == ["1753-01-01", "[1, 2]", "b'x'"]
    assert row[6:] == [True, datetime(2026, 10, 31, 12), None]


def test_parquet_holds_every_value_as_it_is(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": RISKY, "day": [date(2026, 10, 31)] * 8})
    write(frame, tmp_path / "a.PARQUET")
    assert pl.read_parquet(tmp_path / "a.PARQUET").equals(frame)


@pytest.mark.parametrize("name", ["a.txt", "a", ".csv", "a.csv.gz", "sub/a.json"])
def test_another_ending_is_refused_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"must end in \.csv, \.parquet or \.xlsx"):
        write(pl.DataFrame(HARMLESS), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_a_format_cannot_hold_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(pl.DataFrame(HARMLESS), path)
    before = path.read_bytes()
    with pytest.raises(QueryError, match=r"\.csv cannot hold"):
        write(pl.DataFrame({"list": [[1, 2]]}), path)
    assert path.read_bytes() == before


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="a sheet holds 1,048,575 rows"):
        write(pl.DataFrame({"n": range(1_048_576)}), tmp_path / "a.xlsx")
