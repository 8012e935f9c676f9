"""The page of the report without a browser: what is in it, and that nothing else is needed."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook
from sample_frames import CONTEXT

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.page import page
from pipelines.page.cells import Cell, shown
from pipelines.page.page import page_text, write_pages

HOSTILE = '</script><img src=x onerror="alert(1)">{{ 7*7 }}'


class Loads(HTMLParser):
    """What a page would have a browser fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"src", "srcset", "data", "poster"} | ({"href"} if tag == "link" else set())
        self.found += [f"{tag} {value}" for name, value in attrs if name in names]


@pytest.fixture(scope="module")
def spanish(frames: FinanceFrames) -> str:
    return page_text(frames, CONTEXT)


def test_the_page_needs_no_other_file_and_no_network(spanish: str) -> None:
    assert Loads(spanish).found == []
    assert "url(" not in spanish.split("<body>", maxsplit=1)[0]
    assert "sourceMappingURL" not in spanish
    assert "default-src 'none'" in spanish


def test_the_page_in_each_language_links_to_the_other(
    frames: FinanceFrames, tmp_path: Path
) -> None:
    paths = write_pages(frames, CONTEXT, tmp_path)
    month = CONTEXT.month_code
    names = {f"informe_cartera_{month}.es.html", f"informe_cartera_{month}.en.html"}
    assert {path.name for path in paths} == names
    for path in paths:
        (other,) = names - {path.name}
        text = path.read_text("utf-8")
        assert f'href="{other}"' in text
        assert f'<html lang="{path.name.split(".")[1]}">' in text


def test_the_same_frames_give_the_same_bytes(frames: FinanceFrames, spanish: str) -> None:
    assert page_text(frames, CONTEXT) == spanish


def test_every_table_of_the_workbook_is_on_the_page(spanish: str, report: Workbook) -> None:
    in_workbook = {name for sheet in report.worksheets for name in sheet.tables}
    on_page = set(re.findall(r'<table id="(\w+)"', spanish))
    assert in_workbook <= on_page, in_workbook - on_page


def test_a_hostile_name_stays_text(frames: FinanceFrames) -> None:
    hostile = frames.overdue_items.with_columns(concept_name=pl.lit(HOSTILE))
    text = page_text(replace(frames, overdue_items=hostile), replace(CONTEXT, company_name=HOSTILE))
    assert HOSTILE not in text
    assert "<img" not in text
    assert text.count("&lt;/script&gt;&lt;img") > hostile.height


def test_a_long_table_is_cut_and_says_so_and_its_totals_are_of_all(
    frames: FinanceFrames, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_ROWS", 3)
    text = page_text(frames, CONTEXT)
    height = frames.overdue_items.height
    assert f"Se muestran los primeros 3 de {height} renglones" in text
    total = frames.overdue_items["open_amount_mxn"].sum()
    assert f"{total:,.2f}" in text


@pytest.mark.parametrize(
    ("value", "kind", "unit", "expected"),
    [
        (Decimal("-1234.50"), "amount", "USD", Cell("-1,234.50", "-1234.50", True)),
        (Decimal("54.5312"), "amount", "days", Cell("54.5", "54.5312", False)),
        (Decimal("7.3912"), "amount", "times", Cell("7.39", "7.3912", False)),
        (Decimal("1385.2500"), "amount", "points", Cell("1,385", "1385.2500", False)),
        (Decimal("0.125"), "rate", None, Cell("12.50%", "0.125", False)),
        (None, "functional", None, Cell()),
        ("A-1", "code", None, Cell("A-1")),
    ],
)  # fmt: skip
def test_a_value_is_shown_by_its_kind_and_unit(
    value: object, kind: str, unit: str | None, expected: Cell
) -> None:
    assert shown(value, kind, unit, "es") == expected  # type: ignore[arg-type]  # parametrised


def test_the_head_has_each_indicator_once_over_the_span_it_is_quoted_over(
    frames: FinanceFrames, spanish: str
) -> None:
    head = spanish[spanish.index('class="indicators"') : spanish.index('class="controls"')]
    found = re.findall(r'"value">([^<]+)<', head)
    quoted = frames.kpis.filter(
        (pl.col("period_month") == CONTEXT.period_month)
        & (pl.col("scope_code") == "total")
        & (pl.col("kpi_code") == "dso_ending")
        & (pl.col("span_months") == 3)
    )
    assert len(found) == 7
    assert found[0] == f"{quoted['kpi_value'].item():.1f}"


def test_a_month_without_an_indicator_says_why(frames: FinanceFrames) -> None:
    is_lost = (pl.col("period_month") == CONTEXT.period_month) & (
        pl.col("kpi_code") == "dso_ending"
    )
    kpis = frames.kpis.with_columns(
        pl.when(~is_lost).then(pl.col("kpi_value")).alias("kpi_value"),
        pl.when(is_lost)
        .then(pl.lit("no_sales"))
        .otherwise("null_reason_code")
        .alias("null_reason_code"),
    )
    text = page_text(replace(frames, kpis=kpis), CONTEXT)
    head = text[text.index('class="indicators"') : text.index('class="controls"')]
    assert ">—<" in head
    assert "Sin ventas en el periodo" in head


def test_a_month_without_a_forecast_draws_none(frames: FinanceFrames, spanish: str) -> None:
    assert 'id="chart-forecast"' in spanish
    without = page_text(replace(frames, cash_forecast=frames.cash_forecast.clear()), CONTEXT)
    assert 'id="chart-forecast"' not in without
