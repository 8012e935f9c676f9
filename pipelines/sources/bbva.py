"""BBVA statements: tab-separated text (latin-1), columns Día, Concepto / Referencia, cargo, Abono
and Saldo; dates DD-MM-YYYY, thousands commas.

Belongs here: that layout. The account is not in the file; it is the leading digits of its name.
Rows without a date or an amount go on with the concept of the movement above them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.contracts.banks import BBVA_MOVEMENTS
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.any_table import open_table
from pipelines.sources.delimited import Dialect
from pipelines.sources.notation import Notation, is_empty_to_null
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.source import Source
from pipelines.sources.statement import as_statement
from pipelines.sources.text_table import HeaderSearch, TextTable, cell, folded, match_columns
from pipelines.sources.typed_columns import cells_of, read_columns

COLUMNS = {
    "movement_date": ("Día", "Fecha"),
    "description": ("Concepto / Referencia",),
    "withdrawal_amount": ("cargo", "cargos", "cargo(s)"),
    "deposit_amount": ("Abono", "Abonos", "Abono(s)"),
    "balance_amount": ("Saldo",),
}
AMOUNTS = ("withdrawal_amount", "deposit_amount", "balance_amount")
NOTATION = Notation(date_formats=("%d-%m-%Y", "%d/%m/%Y"), thousands_mark=",")
DATE_SHAPE = r"^\s*\d{1,4}[-/]\d{1,2}[-/]\d{1,4}"
ACCOUNT = re.compile(r"(\d{4,18})_")
CONTINUED = "continued"


def is_header(cells: Sequence[str]) -> bool:
    names = {folded(text) for text in cells}
    return "concepto / referencia" in names and "saldo" in names


HEADER = HeaderSearch(is_header, "Día, Concepto / Referencia, cargo, Abono, Saldo")


def account_of(path: Path) -> str:
    """Raises UnreadableFile when the name does not begin with an account number."""
    match = ACCOUNT.match(path.name)
    if match is None:
        raise UnreadableFile(
            "its name does not begin with an account number",
            "Name the file <account>_<anything>.txt; BBVA does not write the account inside",
        )
    return match.group(1)


def route(path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    account_of(path)
    return (BBVA_MOVEMENTS,)


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """One statement, oldest movement first. Raises UnreadableFile, also when its end is cut off."""
    (table,) = tables
    account = account_of(path)
    dialect = Dialect(delimiter="\t", header=HEADER, quoted=False, short_rows="pad")
    with open_table(path, dialect) as text:
        match = match_columns(text.header, COLUMNS, frozenset())
        places = {column: cell(place) for column, place in match.places.items()}
        joined = join_continuations(text, places)
        cells = cells_of(match) | {"account_number": pl.lit(account)}
        reading = read_columns(joined, table, cells, NOTATION, match)
    reference = pl.col("description").str.extract("^[^/]*/(.*)$").str.strip_chars()
    frame = reading.frame.with_columns(reference=is_empty_to_null(reference))
    return (as_statement(replace(reading, frame=frame)),)


def join_continuations(text: TextTable, places: dict[str, str]) -> TextTable:
    """Each movement in one row. Raises UnreadableFile when the last one has lost its balance."""
    date, concept = pl.col(places["movement_date"]), pl.col(places["description"])
    has_amount = pl.any_horizontal(filled(places[name]) for name in AMOUNTS)
    begins = date.fill_null("").str.contains(DATE_SHAPE) | has_amount
    rows = text.rows.collect().with_columns(begins.alias("begins"))
    rows = rows.with_columns(movement=pl.col("begins").cum_sum())
    more = pl.concat_str(date.fill_null(""), concept.fill_null(""), separator=" ").str.strip_chars()
    first = pl.exclude("movement", "begins").first()
    movements = (
        rows.filter(pl.col("movement") > 0)
        .group_by("movement", maintain_order=True)
        .agg(first, more.filter(~pl.col("begins")).str.join(" ").alias(CONTINUED))
    )
    if movements.height and movements.select(~filled(places["balance_amount"]).last()).item():
        raise UnreadableFile(
            f"line {movements[FILE_LINE][-1]}, the last movement, has no balance, "
            "so the rest of the file is missing",
            "Export the statement again and copy it whole",
        )
    whole = pl.concat_str(concept, CONTINUED, separator=" ").str.strip_chars_end()
    return replace(text, rows=movements.with_columns(whole).drop("movement", CONTINUED).lazy())


def filled(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.strip_chars() != ""


BBVA = Source("bbva", (BBVA_MOVEMENTS,), route, read)
