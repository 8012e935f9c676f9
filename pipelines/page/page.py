"""The monthly report as one HTML file: charts to hover, tables to sort and filter, fit for paper.

Belongs here: putting the page together. It needs no network and no other file: style, program and
figures are inside, and its policy lets a browser load nothing else. Does not belong here: which
rows it shows (monthly_report.py), the columns of its tables (reports/).
"""

from dataclasses import asdict, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.files import replacing
from pipelines.page.cells import is_number, rows_of, totals_of
from pipelines.page.charts import aging_chart, dso_chart, forecast_chart
from pipelines.page.indicators import indicators_of
from pipelines.page.sections import sections_of
from pipelines.reports.context import Language, ReportContext
from pipelines.reports.cover import controls_summary
from pipelines.reports.safe_text import clean_text
from pipelines.reports.table import Table
from pipelines.reports.wording import Wording

# A browser shows more, but sorts them no longer at once. All of them are in the workbook.
MOST_ROWS = 3_000
LANGUAGES: tuple[Language, ...] = get_args(Language)
# chart.umd.min.js: Chart.js 4.6.1; tablesort*: tablesort 5.6.0; both MIT, unchanged.
PROGRAMS = (
    "vendor/chart.umd.min.js",
    "vendor/tablesort.min.js",
    "vendor/tablesort.number.min.js",
    "page.js",
)


def write_pages(frames: FinanceFrames, context: ReportContext, folder: Path) -> list[Path]:
    """Writes the page in every language and returns their paths.

    frames: a validated bundle that the gate let through. The same frames and context give the same
    bytes.
    """
    paths = []
    for language in LANGUAGES:
        own = replace(context, language=language)
        path = folder / own.page_name
        with replacing(path) as temporary:
            temporary.write_text(page_text(frames, own), encoding="utf-8")
        paths.append(path)
    return paths


def page_text(frames: FinanceFrames, context: ReportContext) -> str:
    """The whole page in the context's language."""
    wording = Wording(context)
    drawn = (
        aging_chart(frames, context, wording),
        dso_chart(frames, wording),
        forecast_chart(frames, context, wording),
    )
    charts = [chart for chart in drawn if chart.labels]
    template = environment().get_template("page.html.j2")
    return template.render(
        context=context,
        text=wording.text,
        month=wording.month(context.period_month),
        day=wording.day(context.as_of_date),
        known_at=f"{context.local_time(context.known_at):%Y-%m-%d %H:%M} ({context.timezone})",
        others=[replace(context, language=each) for each in LANGUAGES if each != context.language],
        indicators=indicators_of(frames, context, wording),
        controls_summary=controls_summary(frames.controls, wording),
        charts=charts,
        data={
            "charts": [asdict(chart) for chart in charts],
            "rows": wording.text("page_report.rows"),
        },
        sections=[
            {
                "code": section.code,
                "tables": [table_data(table, context) for table in section.tables],
            }
            for section in sections_of(frames, context, wording)
        ],
        # Files of our own and of the vendor folder: nothing from data.
        style=Markup(own_file("page.css")),
        programs=[Markup(own_file(name)) for name in PROGRAMS],
    )


def table_data(table: Table, context: ReportContext) -> dict[str, Any]:
    """A table as the template takes it. Totals are those of all rows, shown or not."""
    cleaned = replace(table, frame=clean_text(table.frame))
    language = context.language
    return {
        "name": table.name,
        "columns": [(column, is_number(column)) for column in table.columns],
        "rows": rows_of(cleaned, language, MOST_ROWS),
        "totals": totals_of(cleaned, language),
        "row_count": table.frame.height,
        "is_cut": table.frame.height > MOST_ROWS,
    }


def own_file(name: str) -> str:
    """Without the line that would have a browser look for another file."""
    lines = (files("pipelines.page") / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))


@cache
def environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipelines.page", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
