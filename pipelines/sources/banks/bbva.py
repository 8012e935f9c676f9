"""BBVA: tab-separated text, the same table as XLSX, and SpreadsheetML named .xls.

Belongs here: those layouts. The text has no account inside; its name begins with it. Rows without
a date or an amount go on with the concept of the movement above them.
"""

from dataclasses import replace

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.banks.layout import Cells, Layout, with_detail
from pipelines.sources.banks.tabular import tabular
from pipelines.sources.notation import Notation
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import ColumnMatch, TextTable, cell

AMOUNTS = ("withdrawal_amount", "deposit_amount", "balance_amount")
DATE_SHAPE = r"^\s*(?:\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|\d{5}(?:\.\d+)?$)"
CONTINUED = "continued"


def reference_after_slash(cells: Cells) -> Cells:
    """The concept and the reference share a cell: ``SPEI RECIBIDO/0123456789``."""
    reference = cells["description"].str.extract("^[^/]*/(.*)$").str.strip_chars()
    return cells | {"reference": reference}


def join_continuations(table: TextTable, match: ColumnMatch) -> TextTable:
    """Each movement in one row. Raises UnreadableFile when the last one has lost its balance."""
    places = {column: cell(place) for column, place in match.places.items()}
    date, concept = pl.col(places["posted_date"]), pl.col(places["description"])
    has_amount = pl.any_horizontal(filled(places[name]) for name in AMOUNTS)
    begins = date.fill_null("").str.contains(DATE_SHAPE) | has_amount
    rows = table.rows.collect().with_columns(begins.alias("begins"))
    rows = rows.with_columns(movement=pl.col("begins").cum_sum())
    more = pl.concat_str(date.fill_null(""), concept.fill_null(""), separator=" ").str.strip_chars()
    continued = (
        rows.filter(~pl.col("begins"))
        .group_by("movement", maintain_order=True)
        .agg(more.str.join(" ").alias(CONTINUED))
    )
    movements = rows.filter("begins").join(
        continued, on="movement", how="left", maintain_order="left"
    )
    if movements.height and movements.select(~filled(places["balance_amount"]).last()).item():
        raise UnreadableFile(
            f"line {movements[FILE_LINE][-1]}, the last movement, has no balance, "
            "so the rest of the file is missing",
            "Export the statement again and copy it whole",
        )
    whole = pl.concat_str(concept, pl.col(CONTINUED).fill_null(""), separator=" ")
    movements = movements.with_columns(whole.str.strip_chars_end())
    return replace(table, rows=movements.drop("movement", "begins", CONTINUED).lazy())


def filled(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.strip_chars() != ""


TEXT = Layout(
    name="bbva_txt",
    bank_code="012",
    columns={
        "posted_date": ("Día", "Fecha"),
        "description": ("Concepto / Referencia",),
        "withdrawal_amount": ("cargo", "cargos", "cargo(s)"),
        "deposit_amount": ("Abono", "Abonos", "Abono(s)"),
        "balance_amount": ("Saldo",),
    },
    notation=Notation(date_formats=("%d-%m-%Y", "%d/%m/%Y"), thousands_mark=","),
    delimiter="\t",
    quoted=False,
    short_rows="pad",
    derive=reference_after_slash,
    reshape=join_continuations,
)
SHEET = Layout(
    name="bbva_xls",
    bank_code="012",
    columns={
        "posted_date": ("Fecha Operación",),
        "description": ("Concepto",),
        "reference": ("Referencia",),
        "detail": ("Referencia Ampliada",),
        "withdrawal_amount": ("Cargo",),
        "deposit_amount": ("Abono",),
        "balance_amount": ("Saldo",),
    },
    notation=Notation(date_formats=("%d/%m/%Y", "%d-%m-%Y"), thousands_mark=","),
    kinds=frozenset({"spreadsheetml", "xlsx"}),
    derive=with_detail,
)


BBVA = tuple(
    tabular(layout)
    for layout in (TEXT, replace(TEXT, name="bbva_xlsx", kinds=frozenset({"xlsx"})), SHEET)
)
