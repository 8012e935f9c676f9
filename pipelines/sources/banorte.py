"""Banorte statements: the CSV export of "Cuentas de Cheques", UTF-8 with BOM, all quoted.

Belongs here: that layout. The account has a leading apostrophe, "-" is an empty cell, amounts are
"$1,234.50", dates dd/mm/yyyy or "22/jun./2026". The operation's date is the movement's.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipelines.contracts.banks import BANORTE_MOVEMENTS
from pipelines.contracts.raw_table import RawTable
from pipelines.sources.any_table import open_table
from pipelines.sources.delimited import Dialect
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading
from pipelines.sources.source import Source
from pipelines.sources.statement import as_statement
from pipelines.sources.text_table import HeaderSearch, folded, match_columns
from pipelines.sources.typed_columns import cells_of, read_columns

DETAIL = "detail"
COLUMNS = {
    "account_number": ("CUENTA",),
    "movement_date": ("FECHA DE OPERACIÓN",),
    "description": ("DESCRIPCIÓN",),
    "reference": ("REFERENCIA",),
    "deposit_amount": ("DEPÓSITOS",),
    "withdrawal_amount": ("RETIROS",),
    "balance_amount": ("SALDO",),
    DETAIL: ("DESCRIPCIÓN DETALLADA",),
}
OPTIONAL = frozenset({"reference", DETAIL})
NOTATION = Notation(date_formats=("%d/%m/%Y", "%d/%b/%Y"), thousands_mark=",", currency_sign="$")


def is_header(cells: Sequence[str]) -> bool:
    names = {folded(text) for text in cells}
    return "cuenta" in names and "saldo" in names


HEADER = HeaderSearch(is_header, ", ".join(names[0] for names in COLUMNS.values()))


def route(_path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    return (BANORTE_MOVEMENTS,)


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """One statement, oldest movement first. Raises UnreadableFile when it cannot be taken."""
    (table,) = tables
    with open_table(path, Dialect(header=HEADER)) as text:
        match = match_columns(text.header, COLUMNS, OPTIONAL)
        cells = {column: dash_to_null(value) for column, value in cells_of(match).items()}
        cells["account_number"] = cells["account_number"].str.strip_chars(" '")
        if "reference" in cells:
            cells["reference"] = cells["reference"].str.strip_chars_start("'")
        detail = cells.pop(DETAIL, None)
        if detail is not None:
            cells["description"] = with_detail(cells["description"], detail)
        return (as_statement(read_columns(text, table, cells, NOTATION, match)),)


def dash_to_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.strip_chars() != "-").then(text)


def with_detail(short: pl.Expr, detail: pl.Expr) -> pl.Expr:
    """Both texts, the short one left out where the detail begins with it."""
    repeats = detail.str.starts_with(short.str.strip_chars())
    both = pl.concat_str(short.str.strip_chars(), detail, separator=" / ", ignore_nulls=True)
    return pl.when(repeats).then(detail).otherwise(both)


BANORTE = Source("banorte", (BANORTE_MOVEMENTS,), route, read)
