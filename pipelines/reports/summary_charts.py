"""The two charts of the summary: balances by age, and days sales outstanding.

Belongs here: how a chart looks. The cells it draws from belong to ``summary``.
"""

from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)

from pipelines.reports.sheet import Sheet
from pipelines.reports.styles import BUCKET_COLOURS, FONT, INK, LINE_COLOURS, RULE
from pipelines.reports.table import Place

# Measures of a chart are in hundredths of a point, of a line in EMU (12,700 a point).
TEXT_SIZE, TITLE_SIZE = 800, 1000
LINE_WIDTH = 22_000
SLANTED = -2_700_000

MILLIONS_FORMAT, THOUSANDS_FORMAT = "#,##0.0,,", "#,##0,"


@dataclass(frozen=True)
class Area:
    """The cells that a chart covers, so that it grows with them whatever the font.

    Columns and rows are numbers from 1; the last ones are covered too.
    """

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def anchor(self) -> TwoCellAnchor:
        return TwoCellAnchor(
            _from=AnchorMarker(col=self.first_column - 1, row=self.first_row - 1),
            to=AnchorMarker(col=self.last_column, row=self.last_row),
        )


def add_aging_chart(
    sheet: Sheet, area: Area, place: Place, columns: range, title: str, *, in_millions: bool
) -> None:
    """Stacked columns of the buckets by month. columns: numbers of the sheet's bucket columns."""
    chart: Any = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 45
    fill_chart(chart, sheet, place, columns)
    for series, colour in zip(chart.series, BUCKET_COLOURS, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.graphicalProperties.line = LineProperties(noFill=True)
    dress_chart(chart, title, MILLIONS_FORMAT if in_millions else THOUSANDS_FORMAT)
    chart.anchor = area.anchor()
    sheet.worksheet.add_chart(chart)


def add_days_chart(sheet: Sheet, area: Area, place: Place, columns: range, title: str) -> None:
    """Lines of the kinds of DSO by month; a month without a value is a gap."""
    chart: Any = LineChart()
    fill_chart(chart, sheet, place, columns)
    for series, colour in zip(chart.series, LINE_COLOURS, strict=True):
        line = LineProperties(solidFill=colour, w=LINE_WIDTH)
        series.graphicalProperties = GraphicalProperties(ln=line)
        series.marker.symbol = "none"
        series.smooth = False
    chart.display_blanks = "gap"
    dress_chart(chart, title, "0")
    chart.anchor = area.anchor()
    sheet.worksheet.add_chart(chart)


def fill_chart(chart: Any, sheet: Sheet, place: Place, columns: range) -> None:
    """Series from the table's header and rows; its first column names the months."""
    for column in columns:
        cells = Reference(
            sheet.worksheet, min_col=column, min_row=place.header_row, max_row=place.last_row
        )
        chart.add_data(cells, titles_from_data=True)
    months = Reference(sheet.worksheet, min_col=1, min_row=place.first_row, max_row=place.last_row)
    chart.set_categories(months)


def dress_chart(chart: Any, title: str, number_format: str) -> None:
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=characters(TITLE_SIZE, bold=True))
    for run in chart.title.tx.rich.p[0].r:
        run.rPr = characters(TITLE_SIZE, bold=True)
    chart.title.overlay = False
    chart.legend.position = "b"
    chart.legend.txPr = text_properties()
    # openpyxl leaves the axes out of sight unless told otherwise.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr = text_properties(rotation=SLANTED)
    chart.y_axis.txPr = text_properties()
    chart.y_axis.number_format = number_format
    chart.y_axis.numFmt.sourceLinked = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(
        ln=LineProperties(solidFill=RULE, w=6350)
    )
    chart.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.x_axis.tickLblPos = "low"
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill=RULE, w=6350))
    chart.roundedCorners = False


def characters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=INK, latin=Font(typeface=FONT))


def text_properties(rotation: int | None = None) -> RichText:
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=characters(TEXT_SIZE)), endParaRPr=characters(TEXT_SIZE)
    )
    return RichText(bodyPr=RichTextProperties(rot=rotation), p=[paragraph])
