"""How cells look: one palette, one font, number formats by unit and currency.

Belongs here: looks by name. Does not belong here: which cell gets which look.
"""

from dataclasses import dataclass, replace

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

NAVY, STEEL, PALE, RULE, INK, MUTED = "1F3864", "44546A", "EDF1F7", "BFC7D5", "262626", "6B7280"
GREEN, AMBER, RED = "2E7D32", "B45309", "C00000"

# From not due to the oldest, in the order of the buckets: calm to alarming.
BUCKET_COLOURS = ("8FAADC", "C5D9A4", "FFE08A", "F7B267", "E4723F", "A61E22")
LINE_COLOURS = (NAVY, "2E8BC0", "7F7F7F", "C55A11")

FONT = "Calibri"
BODY_SIZE = 9

COUNT_FORMAT = "#,##0"
CHECK_SUM_FORMAT = '#,##0.00_);(#,##0.00);"-"_)'
DAYS_FORMAT = "#,##0.0"
PERCENT_FORMAT = '#,##0.0"%"'
RATE_FORMAT = "0.00%"
NUMBER_FORMAT = "#,##0.00"
SCORE_FORMAT = "0.000"
CHANGE_FORMAT = "+#,##0.0;-#,##0.0;0.0"


UNIT_FORMATS = {
    "days": DAYS_FORMAT,
    "percent": PERCENT_FORMAT,
    "times": NUMBER_FORMAT,
    # A control over all currencies: a check sum, whose sign alarms no one.
    "amount": CHECK_SUM_FORMAT,
}


def amount_format(unit_code: str | None) -> str:
    """The number format of amounts in a unit: an ISO currency, days, percent, or a count of things.

    Only the peso is shown as a bare ``$``; every other currency carries its code, so that no two
    look alike. Negatives are red and in parentheses, zeros a dash.
    """
    if unit_code in UNIT_FORMATS:
        return UNIT_FORMATS[unit_code]
    if unit_code == "MXN":
        return money_format("$")
    if unit_code is not None and len(unit_code) == 3 and unit_code.isupper():
        return money_format(f"[${unit_code}] ")
    return COUNT_FORMAT


def money_format(symbol: str) -> str:
    return f'{symbol}#,##0.00_);[Red]({symbol}#,##0.00);"-"_)'


@dataclass(frozen=True)
class Look:
    """Everything about a cell but its value. Equal looks become one style in the file."""

    size: float = BODY_SIZE
    is_bold: bool = False
    colour: str = INK
    fill: str | None = None
    rule_below: str | None = None
    horizontal: str | None = None
    vertical: str = "center"
    wraps: bool = False
    number_format: str = "General"
    font: str = FONT

    def but(self, **changes: object) -> "Look":
        return replace(self, **changes)  # type: ignore[arg-type]  # dataclass checks the names

    def openpyxl_font(self) -> Font:
        return Font(name=self.font, size=self.size, bold=self.is_bold, color=self.colour)

    def openpyxl_fill(self) -> PatternFill:
        return PatternFill("solid", fgColor=self.fill) if self.fill else PatternFill()

    def openpyxl_border(self) -> Border:
        return Border(bottom=Side("thin", color=self.rule_below)) if self.rule_below else Border()

    def openpyxl_alignment(self) -> Alignment:
        return Alignment(
            horizontal=self.horizontal, vertical=self.vertical, wrap_text=self.wraps or None
        )


TITLE = Look(size=16, is_bold=True, colour=NAVY)
SUBTITLE = Look(size=10, colour=STEEL)
SECTION = Look(size=12, is_bold=True, colour=NAVY)
REMARK = Look(size=8, colour=MUTED)
FACT = Look(size=10, colour=MUTED)
FACT_VALUE = Look(size=10, is_bold=True)
HEADER = Look(is_bold=True, colour="FFFFFF", fill=NAVY, horizontal="center", wraps=True)
BODY = Look(rule_below=PALE)
TOTAL = Look(is_bold=True, fill=PALE)
SIGNATURE = Look(size=9, colour=STEEL, rule_below=STEEL, vertical="bottom")
