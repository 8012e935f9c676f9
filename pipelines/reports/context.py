"""What a report is about: company, month, language, and when and by what it was made.

Belongs here: facts that are printed on every sheet and decide file names.
Does not belong here: amounts (they come in frames) and words (``wording``).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["es", "en"]


@dataclass(frozen=True)
class ReportContext:
    """One report of one company and month.

    period_month: first day of the month reported.
    as_of_date: the day whose balances are shown, normally the month's last.
    known_at: up to when deliveries were taken in, UTC without an offset; also the file's date, so
        that the same data gives the same bytes.
    code_version: of cartera, as printed in the footer.
    timezone: in which times of day are printed.
    note: one more line for the cover, or nothing.
    """

    company_name: str
    period_month: date
    as_of_date: date
    known_at: datetime
    code_version: str
    language: Language = "es"
    functional_currency_code: str = "MXN"
    timezone: str = "America/Mexico_City"
    note: str = ""

    def __post_init__(self) -> None:
        if self.period_month.day != 1:
            raise ValueError("period_month must be the first day of a month")
        if self.known_at.tzinfo is not None:
            raise ValueError("known_at must be UTC without an offset")

    @property
    def month_code(self) -> str:
        """The month as ``YYYY-MM``, as in file and folder names."""
        return f"{self.period_month:%Y-%m}"

    @property
    def finance_report_name(self) -> str:
        return f"informe_cartera_{self.month_code}.xlsx"

    @property
    def page_name(self) -> str:
        """Of the page in this language; both lie in one folder."""
        return f"informe_cartera_{self.month_code}.{self.language}.html"

    @property
    def blocked_report_name(self) -> str:
        return f"bloqueado_{self.month_code}.xlsx"

    def local_time(self, at: datetime) -> datetime:
        """A UTC time without an offset, as the company's clock showed it."""
        return at.replace(tzinfo=UTC).astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)
