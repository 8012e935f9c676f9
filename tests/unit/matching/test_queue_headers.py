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
    columns = [column for column, _ in SHEETS[name]] + ["rule_es", "rule_en"]
    empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    table = table_of(name, empty, context, Wording(context))
    assert len({column.header for column in table.columns}) == len(SHEETS[name])


def test_a_rule_is_shown_in_the_words_of_its_policy():
    shown = dict.fromkeys([column for column, _ in SHEETS["quality"]], "")
    rows = [
        {**shown, "rule_code": "all", "rule_es": None, "rule_en": None},
        {**shown, "rule_code": "rfc+over", "rule_es": "RFC · Pago de más", "rule_en": "RFC · Over"},
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    table = table_of("quality", frame, CONTEXT, Wording(CONTEXT))
    assert table.frame["rule_code"].to_list() == ["Todas", "RFC · Pago de más"]
