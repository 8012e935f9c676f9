"""Room for what stands in a column, in digits of the workbook's font."""

import polars as pl
import pytest

from pipelines.reports.column_widths import PADDING, PER_DIGIT, fit_widths, lines_of
from pipelines.reports.table import Column, Table

REFERENCE = "202610290000000918"


@pytest.mark.parametrize("kind", ["text", "code"])
def test_a_banks_reference_has_room_for_each_of_its_digits(kind: str) -> None:
    column = Column("number", "No.", kind)  # type: ignore[arg-type]
    frame = pl.DataFrame({"number": [REFERENCE, None, "1"]})
    (width,) = fit_widths(Table("numbers", (column,), frame, "MXN"))
    assert width == pytest.approx(len(REFERENCE) * PER_DIGIT + PADDING)
    assert lines_of(REFERENCE, width - PADDING) == 1


def test_digits_take_more_room_than_small_letters() -> None:
    room = len(REFERENCE) * PER_DIGIT - 0.1
    assert lines_of("a" * len(REFERENCE), room) == 1
    assert lines_of(REFERENCE, room) == 2
