"""The page of the report in a real headless Chromium, opened as a file and with no network."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sample_frames import CONTEXT

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.page.page import write_pages

# Without these it looks for servers of its own at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "the tests of the page need Chromium: see the README, requirements"
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=list(QUIET)) as browser,
    ):
        yield browser


@pytest.fixture(scope="module")
def folder(frames: FinanceFrames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(frames, CONTEXT, folder)
    return folder


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    """The Spanish page; a complaint of the browser or a request for anything else fails."""
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto((folder / CONTEXT.page_name).as_uri())
    yield page
    context.close()
    others = [each for each in complaints if not each.endswith(".html")]
    assert others == []


def column(page: Page, table: str, header: str) -> int:
    headers = page.locator(f"#{table} thead th").all_text_contents()
    return headers.index(header)


def shown_values(page: Page, table: str, place: int) -> list[Decimal]:
    cells = page.locator(f"#{table} tbody tr:not([hidden]) td:nth-child({place + 1})")
    texts = cells.evaluate_all("cells => cells.map((cell) => cell.dataset.sort || '0')")
    return [Decimal(text) for text in texts]


def test_a_chart_shows_the_amounts_of_the_month_under_the_cursor(
    page: Page, frames: FinanceFrames
) -> None:
    box = page.locator("#chart-aging").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + box["height"] * 0.4)
    lines = page.evaluate(
        "() => charts[0].tooltip.opacity ? charts[0].tooltip.body.flatMap((b) => b.lines) : []"
    )
    last = frames.balances.sort("period_month").row(-1, named=True)
    assert any(line.endswith(f": {last['not_due_amount_mxn']:,.2f}") for line in lines), lines


def test_a_click_on_a_heading_sorts_by_value_and_a_second_one_turns_it(page: Page) -> None:
    place = column(page, "aging_by_customer", "Saldo")
    heading = page.locator("#aging_by_customer thead th").nth(place)
    orders = []
    for _ in range(2):
        heading.click()
        values = shown_values(page, "aging_by_customer", place)
        orders.append(values)
        assert values in (sorted(values), sorted(values, reverse=True))
    assert orders[0] == orders[1][::-1] != orders[1]


def test_a_filter_leaves_matching_rows_and_totals_to_the_cent(
    page: Page, frames: FinanceFrames
) -> None:
    chosen = frames.overdue_items.group_by("customer_code").len().sort("len").row(-1)[0]
    mine = frames.overdue_items.filter(frames.overdue_items["customer_code"] == chosen)
    page.locator('input[data-table="overdue_items"]').fill(chosen.lower())
    assert page.locator("#overdue_items tbody tr:not([hidden])").count() == mine.height
    place = column(page, "overdue_items", "Saldo abierto en MXN")
    totals = page.locator(f"#overdue_items tfoot tr td:nth-child({place + 1})").all_text_contents()
    assert f"{mine['open_amount_mxn'].sum():,.2f}" in totals
    page.locator('input[data-table="overdue_items"]').fill("")
    assert (
        page.locator("#overdue_items tbody tr:not([hidden])").count() == frames.overdue_items.height
    )
    whole = page.locator(f"#overdue_items tfoot tr td:nth-child({place + 1})").all_text_contents()
    assert f"{frames.overdue_items['open_amount_mxn'].sum():,.2f}" in whole


def test_a_filter_that_nothing_matches_totals_zero(page: Page) -> None:
    page.locator('input[data-table="rollforward"]').fill("nadie se llama así")
    assert page.locator("#rollforward tbody tr:not([hidden])").count() == 0
    place = column(page, "rollforward", "Saldo final")
    totals = page.locator(f"#rollforward tfoot tr td:nth-child({place + 1})").all_text_contents()
    assert set(totals) <= {"0.00", ""}
    assert "0.00" in totals


def test_the_link_opens_the_page_in_the_other_language(page: Page) -> None:
    page.locator("nav a.language").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "Receivables report" in page.locator("h1").inner_text()


def test_on_paper_every_row_is_there_and_nothing_to_click(page: Page, folder: Path) -> None:
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator('input[type="search"]').first.is_visible()
    height = page.locator("#overdue_items").evaluate(
        "(table) => [table.scrollHeight, table.parentElement.clientHeight]"
    )
    assert height[0] <= height[1] + 1
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 50_000
