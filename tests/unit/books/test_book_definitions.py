"""The definitions of the desk's books: whole, consistent, and read by staging in full."""

from pathlib import Path

import pytest
import yaml
from filled_books import example_of, faults, fill, take

from pipelines.books.book import ANNULLED, Book, BookColumn, column_name, goes_with, not_before
from pipelines.books.catalogue import BOOKS, BY_CODE
from pipelines.books.collection_books import COLLECTION_LOG
from pipelines.books.worklist_book import WORKLIST
from pipelines.contracts.books import TABLES, TABLES_BY_BOOK

STAGING = Path(__file__).parents[3] / "dbt_project" / "models" / "staging" / "books"
each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.code)


@each_book
def test_the_example_of_a_book_is_a_valid_row(book: Book, tmp_path: Path) -> None:
    done = take(fill(tmp_path / "acme", book, [example_of(book)]))
    assert faults(done) == []
    assert done.frame.height == 1


@each_book
def test_what_tells_rows_apart_is_asked_for_in_every_row(book: Book) -> None:
    columns = [book.column(header) for header in book.key]
    assert all(column.is_required and column.only_in is None for column in columns)


@each_book
def test_a_book_that_grows_lets_rows_be_annulled_and_a_whole_one_does_not(book: Book) -> None:
    headers = {column.header for column in book.columns}
    assert (ANNULLED in headers) == (book.delivery == "incremental")


@each_book
def test_no_two_headers_become_the_same_raw_column(book: Book) -> None:
    names = [column.name for column in book.columns]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.isidentifier() for name in names)


@each_book
def test_each_word_of_a_list_has_a_code_of_its_own(book: Book) -> None:
    for column in book.columns:
        assert len(set(column.words.values())) == len(column.words)
        assert bool(column.words) == (column.kind == "choice")


@each_book
def test_a_column_for_some_rows_names_words_of_a_list(book: Book) -> None:
    for column in book.columns:
        if column.only_in is not None:
            assert set(column.only_in.words) < set(book.column(column.only_in.header).words)


@each_book
def test_staging_reads_every_raw_column(book: Book) -> None:
    table = TABLES_BY_BOOK[book.code]
    model = (STAGING / f"stg_books__{book.entity}.sql").read_text(encoding="utf-8")
    assert f"known_rows('{table.name}')" in model
    words = set(model.replace(",", " ").replace("(", " ").replace(")", " ").split())
    assert set(table.columns) <= words


def test_dbt_knows_the_raw_tables_of_the_books_and_no_other() -> None:
    text = (STAGING / "_books__sources.yml").read_text(encoding="utf-8")
    (raw,) = yaml.safe_load(text)["sources"]
    assert [table["name"] for table in raw["tables"]] == [table.name for table in TABLES]


def test_books_and_their_tables_are_found_by_names_of_their_own() -> None:
    assert len(BY_CODE) - 1 == len({table.name for table in TABLES}) == len(BOOKS)
    assert BY_CODE[WORKLIST.code].entity == COLLECTION_LOG.entity
    assert len({book.file_name for book in BOOKS}) == len(BOOKS)


def test_a_header_becomes_a_raw_column_without_accents_and_blanks() -> None:
    assert column_name("Fecha de solución") == "fecha_de_solucion"


def test_a_header_that_a_book_has_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        BOOKS[0].column("Nada")


def test_rules_blame_the_column_that_the_person_must_mend() -> None:
    assert not_before("Hasta", "Desde").header == "Hasta"
    assert goes_with("Moneda", "Importe").header == "Moneda"


def test_a_column_that_may_stay_empty_in_some_rows_is_nullable() -> None:
    columns = TABLES_BY_BOOK["collection_log"].schema.columns
    assert columns["importe"].nullable
    assert not columns["cliente"].nullable
    assert not BookColumn("Cliente", "text", "", "C-1").is_required
