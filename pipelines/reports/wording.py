"""Every word a finance user reads, from one YAML file per language.

Belongs here: looking a text up and filling its blanks. The texts are in ``labels/``.
Does not belong here: formatting of amounts and dates (``styles``).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from pipelines.reports.context import Language, ReportContext


@cache
def load_labels(language: Language) -> Mapping[str, str]:
    """The texts of a language under dotted keys, as ``column.open_amount``."""
    source = files("pipelines.reports") / "labels" / f"{language}.yaml"
    return dict(flatten(yaml.safe_load(source.read_text(encoding="utf-8"))))


def flatten(tree: Mapping[object, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{path}.")
        else:
            yield path, str(value)


class Wording:
    """The texts of one report: its language, with its currency and dates filled in."""

    def __init__(self, context: ReportContext) -> None:
        self.language = context.language
        self.labels = load_labels(context.language)
        self.functional = context.functional_currency_code

    def text(self, key: str, **blanks: object) -> str:
        """The text under a dotted key. Raises KeyError for a key that no language file has."""
        return self.labels[key].format(functional=self.functional, **blanks)

    def code(self, family: str, code: str | None) -> str:
        """The word for a code of a closed list; the code itself where the list has grown."""
        if code is None:
            return ""
        return self.labels.get(f"code.{family}.{code}", code)

    def month(self, month: date) -> str:
        """A month in full, as ``octubre de 2026``."""
        name = self.labels[f"month.full.{month.month}"]
        return self.text("format.month_of_year", month=name, year=month.year)

    def short_month(self, month: date) -> str:
        """A month for an axis, as ``oct 26``."""
        return f"{self.labels[f'month.short.{month.month}']} {month:%y}"

    def day(self, day: date) -> str:
        """A day within a sentence, as ``31 de octubre de 2026``."""
        name = self.labels[f"month.full.{day.month}"]
        return self.text("format.day_in_text", day=day.day, month=name, year=day.year)
