"""The published file: replaced in one step, or left as it was."""

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.publish import NothingToPublishError, publish_database


def build(folder: Path, amount: int) -> Path:
    """A candidate as dbt leaves it: a table, and a view that names its database."""
    (folder / "build").mkdir(exist_ok=True)
    path = folder / "build" / "cartera.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"""
            create schema marts;
            create table marts.fct_sales as select {amount} as amount;
            create view marts.fct_totals as
            select sum(amount) as "the total", 'antigüedad de cartera.' as label,
                'cartera.' as name
            from "cartera"."marts".fct_sales, (select 1 from cartera.marts.fct_sales);
            comment on view marts.fct_totals is 'What the month''s sales come to.';
            comment on column marts.fct_totals.label is 'In Spanish.';
            """
        )
    return path


def read(path: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_publication_tells_the_rows_of_each_table(tmp_path: Path) -> None:
    assert publish_database(build(tmp_path, 1), tmp_path / "cartera.duckdb") == {
        "marts.fct_sales": 1
    }


def test_a_reader_keeps_the_old_file_and_the_next_one_sees_the_new(tmp_path: Path) -> None:
    published = tmp_path / "cartera.duckdb"
    publish_database(build(tmp_path, 1), published)
    reader = duckdb.connect(str(published), read_only=True)
    try:
        publish_database(build(tmp_path, 2), published)
        assert reader.execute("select amount from marts.fct_sales").fetchall() == [(1,)]
    finally:
        reader.close()
    assert read(published, "select amount from marts.fct_sales") == [(2,)]


def test_views_work_under_any_name_and_keep_their_words_and_descriptions(tmp_path: Path) -> None:
    published = tmp_path / "cartera.duckdb"
    publish_database(build(tmp_path, 7), published)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published}' as last_year (read_only)")
        assert connection.execute("from last_year.marts.fct_totals").fetchall() == [
            (7, "antigüedad de cartera.", "cartera.")
        ]
        descriptions = connection.execute(
            "select comment from duckdb_views() where view_name = 'fct_totals' union all "
            "select comment from duckdb_columns() where table_name = 'fct_totals' "
            "and comment is not null"
        ).fetchall()
        assert descriptions == [("What the month's sales come to.",), ("In Spanish.",)]


def test_a_candidate_that_is_no_database_leaves_the_published_file(tmp_path: Path) -> None:
    published = tmp_path / "cartera.duckdb"
    publish_database(build(tmp_path, 1), published)
    broken = tmp_path / "build" / "cartera.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(duckdb.Error):
        publish_database(broken, published)
    assert read(published, "select amount from marts.fct_sales") == [(1,)]


def test_a_candidate_with_a_broken_view_leaves_the_published_file(tmp_path: Path) -> None:
    published = tmp_path / "cartera.duckdb"
    publish_database(build(tmp_path, 1), published)
    candidate = build(tmp_path, 2)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("drop table marts.fct_sales")
    with pytest.raises(duckdb.Error):
        publish_database(candidate, published)
    assert read(published, "select amount from marts.fct_sales") == [(1,)]


def test_without_a_candidate_nothing_is_published(tmp_path: Path) -> None:
    published = tmp_path / "cartera.duckdb"
    candidate = build(tmp_path, 1)
    publish_database(candidate, published)
    with pytest.raises(NothingToPublishError):
        publish_database(candidate, published)
    assert read(published, "select amount from marts.fct_sales") == [(1,)]


def test_a_log_that_someone_left_beside_the_old_file_does_not_spoil_the_new(
    tmp_path: Path,
) -> None:
    published, log = tmp_path / "cartera.duckdb", tmp_path / "cartera.duckdb.wal"
    publish_database(build(tmp_path, 1), published)
    other = shutil.copyfile(published, tmp_path / "other.duckdb")
    with duckdb.connect(str(other)) as writer:
        writer.execute("create table scratch as select 1 as one")
        shutil.copyfile(tmp_path / "other.duckdb.wal", log)
    publish_database(build(tmp_path, 2), published)
    assert not log.exists()
    assert read(published, "select amount from marts.fct_sales") == [(2,)]
