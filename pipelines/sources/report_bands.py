"""The bands of a printed report: which of its rows is a line, a group, a total or decoration.

Belongs here: telling rows apart, and what group rows say for the lines below them. Does not belong
here: the header (report_header.py), how rows are called (report_layout.py), whether totals are
right (report_totals.py), types (typed_columns.py).
"""

import re
from collections.abc import Iterable

import polars as pl

from pipelines.contracts.microsip_reports import money_columns
from pipelines.contracts.raw_table import FILE_LINE, MONEY
from pipelines.sources.notation import Notation, parsed
from pipelines.sources.report_grid import Grid
from pipelines.sources.report_header import Header, cells_by_column, refuse_moved_columns
from pipelines.sources.report_layout import ReportLayout

LINE, OPENING, CLOSING, GROUP, TOTAL, OTHER = (
    "line",
    "opening",
    "closing",
    "group",
    "total",
    "other",
)
KIND, TOTAL_OF, GROUP_LABEL, GROUP_TEXT, GIVEN_KEY = (
    "kind",
    "total_of",
    "group_label",
    "group_text",
    "given_key",
)
PAGE, WHOLE, UNSAID = "page_total", "grand_total", "total"
JOINED, SPOKEN, FIRST = "joined", "spoken", "first"
IS_HEADER, IS_TITLE = "is_header", "is_title"
AMOUNT = "amount of "
# Cells that only a line has, besides its amounts.
IDENTITY = ("clave", "folio", "fecha", "vencimiento")
END_OF_LABEL = r"(?:[^\pL\d]|$)"


def banded(grid: Grid, header: Header) -> pl.DataFrame:
    """One row per printed row: the contract's columns as text (those that the
    report lacks are null), each amount as MONEY too, and what the row is.

    Raises UnreadableFile when a later page has its columns in other places.
    """
    layout = header.layout
    rows = grid.rows.with_columns(
        pl.concat_str(pl.col(grid.cells), separator=" ", ignore_nulls=True).alias(JOINED),
        pl.coalesce(grid.cells).alias(FIRST),
    ).with_columns(spoken_text(pl.col(JOINED)).alias(SPOKEN))
    is_header = pl.col(SPOKEN) == rows[SPOKEN][header.row]
    refuse_moved_columns(rows.filter(is_header).select(FILE_LINE, *grid.cells))
    titles = rows.head(header.row)
    named = titles.select(without_digits(pl.col(SPOKEN)).unique()).to_series()
    is_title = without_digits(pl.col(SPOKEN)).is_in(
        named.filter(named.str.contains(r"\pL")).implode()
    )
    is_above = pl.int_range(pl.len()) < header.row
    notation = Notation().for_workbook() if grid.is_workbook else Notation()
    money = money_columns(layout.table)
    # One step a layer, and lazily: within one expression Polars computes a text for each use of it.
    told = (
        rows.lazy()
        .with_columns(
            is_header.alias(IS_HEADER),
            (is_title | is_above).alias(IS_TITLE),
            **cells_by_column(grid, header),
        )
        .with_columns(plain_amount(pl.col(name)).alias(AMOUNT + name) for name in money)
        .with_columns(
            parsed(pl.col(AMOUNT + name), MONEY, notation).alias(AMOUNT + name) for name in money
        )
        .with_columns(*group_of(layout), total_of(layout).alias(TOTAL_OF))
        .with_columns(kind_of_row(layout).alias(KIND))
        .collect()
    )
    return with_carried(told, layout)


def group_of(layout: ReportLayout) -> tuple[pl.Expr, pl.Expr]:
    """The label of a row such as "CLIENTE: C0012 …" and what stands after it; null for others."""
    label = pl.coalesce(
        [
            pl.when(pl.col(SPOKEN).str.contains(rf"^{re.escape(name)} ?:")).then(pl.lit(name))
            for name in layout.groups
        ]
    )
    text = pl.when(label.is_not_null()).then(pl.col(JOINED).str.extract(r"^[^:]*:\s*(.*)$", 1))
    return label.alias(GROUP_LABEL), text.alias(GROUP_TEXT)


def total_of(layout: ReportLayout) -> pl.Expr:
    """What a row that begins like a total is the total of: PAGE, WHOLE, UNSAID or a group."""
    of = r"(?:sub)?total(?:es)? (?:(?:del?|por) )?(?:(?:la|el) )?"
    groups = [
        pl.when(pl.col(SPOKEN).str.contains(f"^{of}{re.escape(name)}{END_OF_LABEL}")).then(
            pl.lit(name)
        )
        for name in layout.groups
    ]
    page, whole, unsaid = (
        pl.when(begins_with(pl.col(SPOKEN), layout.labels[kind])).then(pl.lit(kind))
        for kind in (PAGE, WHOLE, UNSAID)
    )
    return pl.coalesce([page, whole, *groups, unsaid])


def kind_of_row(layout: ReportLayout) -> pl.Expr:
    """What is not a line carries no money of its own, or the printed totals would not agree."""
    columns, money = layout.table.columns, money_columns(layout.table)
    texts = [name for name in columns if name not in money]
    first = pl.col(FIRST)
    is_one_thing = pl.any_horizontal(
        (pl.col(name) != first).fill_null(False) for name in IDENTITY if name in columns
    )
    has_amount = pl.any_horizontal(pl.col(name).is_not_null() for name in money)
    is_unlabelled = (
        pl.all_horizontal(pl.col(name).is_null() for name in texts)
        & first.str.contains(r"^[-$( ]*[\d.,]+[-) ]*$")
        & has_amount
    )
    opening, closing = (balance_row(layout, kind) for kind in (OPENING, CLOSING))
    return (
        pl.when(IS_HEADER)
        .then(pl.lit(OTHER))
        # A report of one customer or currency names it among its titles.
        .when(pl.col(GROUP_LABEL).is_not_null())
        .then(pl.lit(GROUP))
        .when(
            pl.col(IS_TITLE)
            | ~has_amount
            | (begins_with(pl.col(SPOKEN), layout.labels["footer"]) & ~is_one_thing)
        )
        .then(pl.lit(OTHER))
        .when(opening)
        .then(pl.lit(OPENING))
        .when(closing)
        .then(pl.lit(CLOSING))
        .when((pl.col(TOTAL_OF).is_not_null() & ~is_one_thing) | is_unlabelled)
        .then(pl.lit(TOTAL))
        .otherwise(pl.lit(LINE))
    )


def balance_row(layout: ReportLayout, kind: str) -> pl.Expr:
    """Whether a row only says a balance: it names itself so, and nothing moved."""
    moves = [name for name in ("cargo", "credito") if name in layout.table.columns]
    named = [pl.col(SPOKEN)]
    if kind == OPENING:
        named += [
            spoken_text(pl.col(name))
            for name in ("concepto", "descripcion")
            if name in layout.table.columns
        ]
    is_named = pl.any_horizontal(begins_with(text, layout.labels[kind]) for text in named)
    return is_named & pl.all_horizontal(
        [pl.col("folio").is_null() if "folio" in layout.table.columns else pl.lit(True)]
        + [pl.col(name).is_null() for name in moves if kind == OPENING]
    )


def with_carried(rows: pl.DataFrame, layout: ReportLayout) -> pl.DataFrame:
    """Group rows, and a customer printed once, hold for the lines below until a total ends them."""
    is_line = pl.col(KIND).is_in([LINE, OPENING])
    ends = (pl.col(KIND) == TOTAL) & (pl.col(TOTAL_OF).fill_null(UNSAID) != PAGE)
    key = pl.coalesce(
        grouped(layout, "clave"), pl.when(is_line).then("clave"), pl.when(ends).then(pl.lit(""))
    )
    name = pl.coalesce(grouped(layout, "cliente"), pl.when(is_line).then("cliente"), pl.lit(""))
    rows = rows.with_columns(key.alias(GIVEN_KEY))
    own = pl.when(is_line).then("cliente")
    carried = pl.when(pl.col(GIVEN_KEY).is_not_null()).then(name).forward_fill()
    others = [
        pl.coalesce(column, grouped(layout, column).forward_fill()).alias(column)
        for column in ("moneda", "concepto")
        if column in layout.table.columns
    ]
    return rows.with_columns(
        null_where_empty(pl.col(GIVEN_KEY).forward_fill()).alias("clave"),
        null_where_empty(pl.coalesce(own, carried)).alias("cliente"),
        *others,
    )


def grouped(layout: ReportLayout, column: str) -> pl.Expr:
    """What a group row says for a column, null on all other rows."""
    said: list[pl.Expr] = [pl.lit(None, dtype=pl.String)]
    for label, columns in layout.groups.items():
        if column not in columns:
            continue
        text = pl.col(GROUP_TEXT)
        if len(columns) == 2:
            is_first = columns[0] == column
            text = text.str.extract(r"^(\S+)" if is_first else r"^\S+\s+(?:-\s+)?(.*)$", 1)
        said.append(pl.when(pl.col(GROUP_LABEL) == label).then(text))
    return pl.coalesce(said)


def plain_amount(text: pl.Expr) -> pl.Expr:
    """An amount without what reports add to it: thousands commas, a currency sign, and a minus
    written as brackets or at the end. A dash alone is an empty cell.
    """
    bare = (
        text.str.replace(r"^\((.+)\)$", "-${1}")
        .str.replace(r"^([^-].*)-$", "-${1}")
        .str.replace(r"^(-?)\s*\$\s*", "${1}")
    )
    has_commas = bare.str.contains(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
    plain = pl.when(has_commas).then(bare.str.replace_all(",", "", literal=True)).otherwise(bare)
    return pl.when(plain != "-").then(plain)


def spoken_text(text: pl.Expr) -> pl.Expr:
    """As ``spoken``, for a column."""
    letters = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return letters.str.replace_all(r"\s+", " ").str.strip_chars()


def begins_with(text: pl.Expr, labels: Iterable[str]) -> pl.Expr:
    """labels: as ``spoken`` gives them."""
    choices = "|".join(map(re.escape, labels))
    return text.str.contains(f"^(?:{choices}){END_OF_LABEL}").fill_null(False)


def without_digits(text: pl.Expr) -> pl.Expr:
    """So that the titles of page 2 are those of page 1."""
    return text.str.replace_all(r"\d+", "0")


def null_where_empty(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)
