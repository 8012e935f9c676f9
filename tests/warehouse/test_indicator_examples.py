"""Every worked example of docs/es/indicadores.md, computed again by the published formulas.

Belongs here: reading the page's numbers. Edges of the formulas: test_indicators.py.
"""

import re
import shutil
from decimal import ROUND_HALF_UP, Decimal

import pytest

from pipelines.contracts.indicator_frames import KPI_CODES
from pipelines.settings import ROOT
from tests.warehouse.indicator_formulas import Kpi, Kpis, ask, month
from tests.workspace import DEMO, Workspace

PAGE = (ROOT / "docs" / "es" / "indicadores.md").read_text(encoding="utf-8")
TIMES = "\N{MULTIPLICATION SIGN}"
NUMBER = r"([\d,]+(?:\.\d+)?)"
EXAMPLE = re.compile(
    rf"^> `(\w+)` · (\d+) mes(?:es)?: (?:{NUMBER} \+ )?{NUMBER} ÷ {NUMBER} {TIMES} {NUMBER} = "
    rf"\*\*{NUMBER}\*\*$",
    re.MULTILINE,
)
MEASURE = re.compile(r"^\| [^|]+ \| `(\w+)` \|(.+)\|$", re.MULTILINE)
COUNTED_BACK = re.compile(
    rf"^- Saldo {NUMBER}; ventas {NUMBER}, {NUMBER} y {NUMBER} en meses de "
    rf"{NUMBER}, {NUMBER} y {NUMBER} días: {NUMBER} \+ {NUMBER} ÷ {NUMBER} {TIMES} {NUMBER} = "
    rf"\*\*{NUMBER}\*\*$",
    re.MULTILINE,
)
FIRST_MONTH = 6


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def company_of_the_page() -> list[dict[str, object]]:
    """The table of the page, one row per month; then the two whose sales are counted back."""
    measures = {name: cells.split("|") for name, cells in MEASURE.findall(PAGE)}
    count = len(measures["days_count"])
    rows = [
        month(FIRST_MONTH + place, **{n: number(c[place].strip()) for n, c in measures.items()})
        for place in range(count)
    ]
    for case, found in enumerate(COUNTED_BACK.findall(PAGE)):
        balance, *rest = (number(text) for text in found)
        for back in range(3):
            group = {"grouping_code": "zone", "scope_code": str(case), "days_count": rest[3 + back]}
            opened = balance if back == 0 else 0
            rows.append(month(9 - back, **group, open_amount=opened, sales_amount=rest[back]))
    return rows


@pytest.fixture(scope="module")
def kpis(workspace: Workspace, demo_run: object, tmp_path_factory: pytest.TempPathFactory) -> Kpis:
    copy = tmp_path_factory.mktemp("examples") / "cartera.duckdb"
    shutil.copy(workspace.state(DEMO) / "warehouse" / "cartera.duckdb", copy)
    return ask(copy, company_of_the_page())


def parts(kpi: Kpi) -> tuple[Decimal | None, Decimal | None, int, int]:
    return kpi.numerator, kpi.denominator, kpi.base_days, kpi.factor


def as_printed(value: Decimal | None) -> Decimal:
    assert value is not None
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_every_indicator_has_its_examples_on_the_page():
    shown = {(code, span) for code, span, *_ in EXAMPLE.findall(PAGE)}
    assert shown == {(code, span) for code in KPI_CODES for span in ("1", "3")}
    assert len(COUNTED_BACK.findall(PAGE)) == 2


@pytest.mark.parametrize("found", EXAMPLE.findall(PAGE), ids=lambda found: "-".join(found[:2]))
def test_an_example_of_the_page_is_what_the_published_formula_gives(
    kpis: Kpis, found: tuple[str, ...]
):
    code, span, base, above, below, factor, value = found
    kpi = kpis["total", "total", code, int(span)]
    assert parts(kpi) == (number(above), number(below), int(base or 0), number(factor))
    assert as_printed(kpi.value) == number(value)
    by_hand = number(base or "0") + number(above) * number(factor) / number(below)
    assert as_printed(by_hand) == number(value)


@pytest.mark.parametrize("case", [0, 1])
def test_sales_counted_back_on_the_page_are_what_the_published_formula_gives(kpis: Kpis, case: int):
    *_, base, left, sales, days, value = (number(t) for t in COUNTED_BACK.findall(PAGE)[case])
    kpi = kpis["zone", str(case), "dso_countback", 1]
    assert parts(kpi) == (left, sales, base, days)
    assert as_printed(kpi.value) == value


def test_the_two_published_examples_come_to_73_71_and_76_71(kpis: Kpis):
    values = [as_printed(kpis["zone", case, "dso_countback", 1].value) for case in ("0", "1")]
    assert values == [Decimal("73.71"), Decimal("76.71")]
