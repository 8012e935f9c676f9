"""The sheets of the queues in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import polars as pl
import pytest

from pipelines.queues.workbook import SHEETS, table_of
from pipelines.reports.context import ReportContext
from pipelines.reports.wording import Wording
from pipelines.settings import Language

CONTEXT = ReportContext(
    company_name="Acme",
    period_month=date(2026, 10, 1),
    as_of_date=date(2026, 10, 31),
    known_at=datetime(2026, 11, 3, 12, 30, tzinfo=UTC).replace(tzinfo=None),
    code_version="1",
)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("name", SHEETS)
def test_no_sheet_has_a_header_twice_in_either_language(name: str, language: Language):
    context = replace(CONTEXT, language=language)
    empty = pl.DataFrame(schema={column: pl.String for column, _ in SHEETS[name]})
    table = table_of(name, empty, context, Wording(context))
    assert len({column.header for column in table.columns}) == len(SHEETS[name])
