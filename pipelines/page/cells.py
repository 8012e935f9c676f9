"""A value as a page shows it, and as it is sorted and added up there.

Belongs here: one value of one kind. Does not belong here: which columns a table has (reports/).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipelines.reports.context import Language
from pipelines.reports.table import Column, Kind, Table

DATE_FORMATS: dict[Language, str] = {"es": "%d/%m/%Y", "en": "%Y-%m-%d"}
TIME_FORMATS: dict[Language, str] = {"es": "%d/%m/%Y %H:%M", "en": "%Y-%m-%d %H:%M"}
TEXT_KINDS = frozenset({"text", "code", "hash"})
NUMBERS: dict[str, Callable[[Any], str]] = {
    "count": lambda value: f"{value:,.0f}",
    "days": lambda value: f"{value:,.1f}",
    "percent": lambda value: f"{value:,.1f}%",
    # A rate of 1 is 100 %.
    "rate": lambda value: f"{value * 100:,.2f}%",
    "change": lambda value: f"{value:+,.1f}",
    "number": lambda value: f"{value:,.2f}",
    "money": lambda value: f"{value:,.2f}",
}
# What an ``amount`` is where its unit is no currency.
UNITS = frozenset({"days", "percent"})


@dataclass(frozen=True)
class Cell:
    """text: as shown. sort: what it is ordered by, for money also what is added up: a plain decimal
    number, a day as YYYY-MM-DD, or nothing where the text itself will do.
    """

    text: str = ""
    sort: str = ""
    is_negative: bool = False


EMPTY = Cell()


def shown(value: Any, kind: Kind, unit: str | None, language: Language) -> Cell:
    """A value of a column. unit: of the row, for a column of kind ``amount``."""
    if value is None:
        return EMPTY
    if kind in TEXT_KINDS:
        return Cell(str(value))
    if isinstance(value, datetime):
        return Cell(value.strftime(TIME_FORMATS[language]), value.isoformat())
    if isinstance(value, date):
        return Cell(value.strftime(DATE_FORMATS[language]), value.isoformat())
    return Cell(NUMBERS[number_kind(kind, unit)](value), f"{value:f}", value < 0)


def number_kind(kind: Kind, unit: str | None) -> str:
    if kind == "functional":
        return "money"
    if kind == "amount":
        return unit if unit in UNITS else "money"
    return kind


def is_number(column: Column) -> bool:
    return column.kind not in TEXT_KINDS | {"date", "time"}


def rows_of(table: Table, language: Language, most: int) -> list[tuple[str, list[Cell]]]:
    """The unit and the cells of each row, no more than ``most``."""
    names = [column.name for column in table.columns]
    frame = table.frame.head(most)
    units = frame[table.unit_column] if table.unit_column else [None] * frame.height
    return [
        (
            unit or "",
            [
                shown(value, column.kind, unit, language)
                for value, column in zip(row, table.columns, strict=True)
            ],
        )
        for unit, row in zip(units, frame.select(names).iter_rows(), strict=True)
    ]


def totals_of(table: Table, language: Language) -> list[tuple[str, list[Cell]]]:
    """A row of totals per unit, over all rows of the table: ``""`` is that of all units together,
    which only columns in the functional currency have.
    """
    totals = []
    for unit in table.total_rows:
        rows = table.frame
        if unit is not None and table.unit_column is not None:
            rows = rows.filter(rows[table.unit_column] == unit)
        cells = [
            shown(rows[column.name].sum(), column.kind, unit, language)
            if column.is_totalled and (unit is not None or column.kind == "functional")
            else EMPTY
            for column in table.columns
        ]
        totals.append((unit or "", cells))
    return totals
