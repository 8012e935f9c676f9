"""Whatever is written into a book or breaks in its file: every row counts, or it is refused."""

import contextlib
from datetime import date
from pathlib import Path

from filled_books import COMPANY, DATA_PART, example_of, fill, rewritten, saved, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.books.catalogue import BOOKS, BY_CODE
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.template import build_template
from pipelines.sources.reading import UnreadableFile

LOG = BY_CODE["collection_log"]
WRITTEN = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20),
    st.sampled_from(
        ["=1/0", "=A1", "#REF!", "Sí", "Promesa", "1,234.56", "31/02/2026", "٣", "NaN"]
    ),
    st.integers(-(10**19), 10**19),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
)
no_deadline = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@no_deadline
@given(
    book=st.sampled_from(BOOKS),
    rows=st.lists(st.lists(WRITTEN, max_size=16), min_size=1, max_size=6),
)
def test_whatever_people_write_every_count_closes(tmp_path: Path, book, rows) -> None:
    workbook = build_template(book, COMPANY, "Acme")
    sheet = workbook[DATA_SHEET]
    assert isinstance(sheet, Worksheet)
    for number, row in enumerate(rows, start=FIRST_ROW):
        for column, value in enumerate(row[: len(book.columns)], start=1):
            sheet.cell(number, column).value = value
    path = saved(tmp_path / COMPANY, workbook)
    with contextlib.suppress(UnreadableFile):
        assert 0 < take(path).rows_read <= len(rows)


@no_deadline
@given(at=st.integers(0, 10**6), new=st.binary(min_size=0, max_size=40), cut=st.booleans())
def test_a_damaged_book_is_refused_or_read_and_nothing_else(tmp_path: Path, at, new, cut) -> None:
    path = fill(tmp_path / COMPANY, LOG, [example_of(LOG)])
    whole = path.read_bytes()
    at %= len(whole)
    path.write_bytes(whole[:at] + new + (b"" if cut else whole[at + len(new) :]))
    with contextlib.suppress(UnreadableFile):
        take(path)


@no_deadline
@given(
    at=st.integers(0, 10**6),
    new=st.sampled_from([b"<", b"&", b'"', b"<row/>", b"9", b"<c t='e'/>"]),
)
def test_a_sheet_with_broken_markup_is_refused_or_read_and_nothing_else(tmp_path, at, new) -> None:
    path = fill(tmp_path / COMPANY, LOG, [example_of(LOG)])
    broken = rewritten(
        path, DATA_PART, lambda xml: xml[: at % len(xml)] + new + xml[at % len(xml) :]
    )
    with contextlib.suppress(UnreadableFile):
        take(broken)
