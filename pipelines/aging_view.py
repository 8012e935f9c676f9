"""How an ageing is shown: one table per currency that fits 100 columns, its total below.

Belongs here: words, columns and widths. No amount is ever cut short: a wide one widens the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
from rich.cells import cell_len
from rich.console import Console

from pipelines.aging import BUCKETS, Aging
from pipelines.cli_views import plain, say
from pipelines.reports.context import Language
from pipelines.reports.wording import load_labels

WIDTH = 100
NAME_WIDTH = 12
GAP = "  "
NAMES = {"customer": "customer_name", "salesperson": "salesperson_name"}
CURRENCY = "currency_code"
CENTS, UNITS = Decimal("0.01"), Decimal(1)


@dataclass(frozen=True)
class Shown:
    """A column: what stands above, in and below it. A name gives way where there is no room."""

    heading: str
    cells: Sequence[str]
    total: str = ""
    is_name: bool = False
    is_number: bool = True

    @property
    def width(self) -> int:
        return max(map(cell_len, (self.heading, self.total, *self.cells)))


def show(console: Console, language: Language, aging: Aging, limit: int) -> None:
    """Prints at most ``limit`` rows per currency; totals are those of all rows."""
    labels = load_labels(language)
    buckets = aging.buckets[f"label_{language}"].to_list()
    if aging.basis == "document":
        # No document is due or not: those of the day itself are no days old.
        buckets[0] = "0"
    month = labels[f"month.full.{aging.as_of_date.month}"]
    day = labels["format.day_in_text"].format(
        day=aging.as_of_date.day, month=month, year=aging.as_of_date.year
    )
    say(console, labels[f"aging.{aging.basis}"].format(day=day), "bold")
    if aging.frame.is_empty():
        say(console, labels["table.empty"])
        return
    if aging.by == "currency":
        columns = group_columns(aging.frame, labels, buckets, CURRENCY)
        print_table(console, columns, limit)
    for rows in aging.frame.partition_by(CURRENCY, maintain_order=True):
        if aging.by == "document":
            print_table(console, document_columns(rows, labels, buckets), limit)
        elif aging.by != "currency":
            print_table(console, group_columns(rows, labels, buckets, NAMES[aging.by]), limit)
    if aging.by != "document":
        say(console, labels["aging.units"], "dim")


def group_columns(
    rows: pl.DataFrame, labels: Mapping[str, str], buckets: Sequence[str], name: str
) -> list[Shown]:
    """Whom it is about, and how buckets and credits make the balance: in units, for cents would not
    fit. Currencies are not added up.
    """
    has_total = name != CURRENCY
    total = labels["table.total"].format(currency=rows["currency_code"][0]) if has_total else ""
    balances = ("unapplied_amount", "balance_amount")
    headings = (*buckets, *(labels[f"column.{balance}"] for balance in balances))
    return [
        name_column(labels[f"column.{name}"], rows[name], total),
        *(
            amount_column(heading, rows[amount], UNITS, has_total)
            for heading, amount in zip(headings, (*BUCKETS, *balances), strict=True)
        ),
    ]


def document_columns(
    rows: pl.DataFrame, labels: Mapping[str, str], buckets: Sequence[str]
) -> list[Shown]:
    """One row per open instalment and unapplied credit."""
    total = labels["table.total"].format(currency=rows["currency_code"][0])
    in_words = ["" if number is None else buckets[number] for number in rows["bucket_number"]]
    return [
        name_column(labels["column.customer_name"], rows["customer_name"], total),
        Shown(labels["column.document_number"], texts(rows["document_number"]), is_number=False),
        Shown(labels["column.document_date"], texts(rows["document_date"]), is_number=False),
        Shown(labels["column.due_date"], texts(rows["due_date"]), is_number=False),
        Shown(labels["aging.days"], texts(rows["age_days"])),
        Shown(labels["column.bucket_number"], in_words, is_number=False),
        amount_column(labels["column.open_amount"], rows["open_amount"], CENTS, True),
        amount_column(labels["column.unapplied_amount"], rows["unapplied_amount"], CENTS, True),
    ]


def name_column(heading: str, values: pl.Series, total: str) -> Shown:
    return Shown(heading, texts(values), total, is_name=True, is_number=False)


def amount_column(heading: str, values: pl.Series, unit: Decimal, has_total: bool) -> Shown:
    total = amount_text(sum(values, Decimal(0)), unit) if has_total else ""
    return Shown(heading, [amount_text(value, unit) for value in values], total)


def amount_text(amount: Decimal, unit: Decimal) -> str:
    """Nothing where there is nothing: what is open by less than a unit still shows as 0."""
    return f"{amount.quantize(unit, ROUND_HALF_UP):,}" if amount else ""


def texts(values: pl.Series) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def print_table(console: Console, columns: Sequence[Shown], limit: int) -> None:
    """Line by line: a table of Rich cuts cells where a terminal is narrow."""
    widths = fitted(columns, min(WIDTH, console.width))
    rows = zip(*(column.cells[:limit] for column in columns), strict=True)
    say(console, "")
    say(console, line([column.heading for column in columns], columns, widths), "bold")
    say(console, GAP.join("─" * width for width in widths))
    for row in rows:
        say(console, line(row, columns, widths))
    if any(column.total for column in columns):
        say(console, line([column.total for column in columns], columns, widths), "bold")
    count = len(columns[0].cells)
    if count > limit:
        say(console, f"{limit:,} / {count:,}", "dim")


def fitted(columns: Sequence[Shown], width: int) -> list[int]:
    """The columns' widths: only a name gives way, and only so far."""
    spare = width + len(GAP) - sum(column.width + len(GAP) for column in columns)
    return [
        max(column.width + min(spare, 0), min(column.width, NAME_WIDTH))
        if column.is_name
        else column.width
        for column in columns
    ]


def line(texts: Sequence[str], columns: Sequence[Shown], widths: Sequence[int]) -> str:
    cells = []
    for text, column, width in zip(texts, columns, widths, strict=True):
        cell = plain(text)
        cell.truncate(width, overflow="ellipsis")
        cell.align("right" if column.is_number else "left", width)
        cells.append(cell.plain)
    return GAP.join(cells)
