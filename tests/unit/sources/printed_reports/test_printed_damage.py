"""Reports damaged in any way are read with closed counts or refused; nothing else happens."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.sources.reading import UnreadableFile
from tests.unit.sources.printed_reports.conftest import Take
from tests.unit.sources.printed_reports.printed_rows import (
    AGING_HEADER,
    AGING_ROWS,
    BALANCES_ROWS,
    DOCUMENTS_ROWS,
    MOVEMENTS_HEADER,
    MOVEMENTS_ROWS,
    Rows,
    as_csv,
)

# Each example writes its own file, so a folder shared by all of them is no matter.
FUZZ = settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

CELLS = st.one_of(
    st.sampled_from(
        [
            *AGING_HEADER,
            *MOVEMENTS_HEADER,
            "CLIENTE: C01 X",
            "MONEDA:",
            "Total",
            "Total general",
            "Total página",
            "Saldo inicial",
            "Saldo final",
            "Al 31/10/2026",
            "Del 1 al 31 de octubre de 2026",
            "=1+1",
            "1,000.50",
            "(5.00)-",
            "99999999999999999999",
            "31/02/2026",
            "A1",
            "",
        ]
    ),
    st.text(max_size=12),
    st.integers(-(10**6), 10**6).map(str),
)
SHAPES = st.sampled_from([AGING_ROWS, MOVEMENTS_ROWS, BALANCES_ROWS, DOCUMENTS_ROWS])


@st.composite
def damaged_reports(draw: st.DrawFn) -> Rows:
    """A report of which some cells are others, some rows are gone, twice or in another place."""
    rows = [list(row) for row in draw(SHAPES)]
    for _ in range(draw(st.integers(0, 8))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row.insert(draw(st.integers(0, len(row))), draw(CELLS))
        if draw(st.booleans()):
            row.pop(draw(st.integers(0, len(row) - 1)))
    places = draw(st.lists(st.integers(0, len(rows) - 1), max_size=4))
    return [*rows, *(rows[place] for place in places)]


def read_or_refused(take: Take, content: bytes) -> None:
    """Anything but a reading whose counts close and a refusal is an error of ours."""
    with contextlib.suppress(UnreadableFile):
        take(content)


@FUZZ
@given(rows=damaged_reports(), delimiter=st.sampled_from(",;\t"))
def test_a_damaged_report_is_read_or_refused(take, rows: Rows, delimiter: str):
    read_or_refused(take, as_csv(rows, "utf-8", delimiter))


@FUZZ
@given(st.binary(max_size=200), st.integers(0, 900), st.integers(0, 60))
def test_bytes_of_any_kind_are_read_or_refused(take, junk: bytes, at: int, cut: int):
    sound = as_csv(MOVEMENTS_ROWS, "cp1252")
    read_or_refused(take, sound[:at] + junk + sound[at + cut :])
