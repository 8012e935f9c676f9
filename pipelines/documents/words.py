"""Every word a customer reads, and how amounts and days are written in its language.

Belongs here: looking texts up (``wording/``, and a company's own in their place) and formatting.
Does not belong here: the words of reports for the company itself (reports/wording.py).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from pipelines.reports.context import Language
from pipelines.reports.wording import flatten, load_labels


@cache
def own_words(language: Language) -> Mapping[str, str]:
    """The texts of a language under dotted keys, as ``column.open``."""
    source = files("pipelines.documents") / "wording" / f"{language}.yaml"
    return dict(flatten(yaml.safe_load(source.read_text(encoding="utf-8"))))


@dataclass(frozen=True)
class Words:
    """The words of one language, the company's in place of ours where it has some."""

    language: Language
    texts: Mapping[str, str]

    def text(self, key: str, **blanks: object) -> str:
        """The text under a dotted key. Raises KeyError for a key there is none of."""
        return self.texts[key].format(**blanks)

    def date(self, day: dt.date | None) -> str:
        """A day in a column: ``31/10/2026``, ``31-Oct-2026``."""
        if day is None:
            return ""
        month = load_labels(self.language)[f"month.short.{day.month}"]
        return day.strftime(self.texts["format.date"].replace("{month}", month))

    def day(self, day: dt.date) -> str:
        """A day within a sentence: ``31 de octubre de 2026``."""
        month = load_labels(self.language)[f"month.full.{day.month}"]
        return self.text("format.day_in_text", day=day.day, month=month, year=day.year)


def words_of(language: Language, company: Mapping[str, str]) -> Words:
    """company: texts of the company's own, by the same dotted keys."""
    return Words(language, {**own_words(language), **company})


def amount_text(amount: Decimal) -> str:
    """An amount with two decimals and thousands apart, as 12,345.60; no currency."""
    return f"{amount:,.2f}"
