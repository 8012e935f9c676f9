"""Microsip's printed reports, exported as XLSX or CSV: ageing, balances, movements, documents.

Belongs here: from a file to the lines of its report, and the date it is of. Reports are witnesses:
they land as control totals that must agree with the ledger. Does not belong here: layouts
(report_layout.py), telling rows apart (report_bands.py), totals (report_totals.py).
"""

import hashlib
from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.contracts.microsip_reports import (
    AGING,
    BALANCES,
    BUCKETS,
    DOCUMENTS,
    MOVEMENT_LINE,
    MOVEMENTS,
    OPENING_LINE,
    TABLES,
)
from pipelines.contracts.raw_table import FILE_LINE, MONEY, RawTable
from pipelines.files import sha256_of
from pipelines.sources.notation import ISO_DATE, Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.rejects import as_rejects, rows_as_json
from pipelines.sources.report_bands import (
    KIND,
    LINE,
    OPENING,
    banded,
    plain_amount,
)
from pipelines.sources.report_date import PrintedDate, printed_date
from pipelines.sources.report_grid import Grid, read_grid
from pipelines.sources.report_header import Header, find_header, fit_of
from pipelines.sources.report_layout import ReportLayout, layouts_of
from pipelines.sources.report_totals import check_running_balance, check_totals
from pipelines.sources.source import Source
from pipelines.sources.text_table import ColumnMatch, TextTable, cell
from pipelines.sources.typed_columns import read_columns

DATES = ("%d/%m/%Y", "%d/%b/%Y", "%d-%m-%Y", "%d-%b-%Y", "%d/%m/%y", ISO_DATE)
OF_A_PERIOD = (MOVEMENTS, DOCUMENTS)
NOTHING = pl.lit(0, dtype=MONEY)


def route(path: Path, inbox: Path) -> tuple[RawTable, ...]:
    """The report that its header tells. Raises UnreadableFile when it is none."""
    _, header = opened(path, inbox)
    return (header.layout.table,)


def read(path: Path, _tables: tuple[RawTable, ...], inbox: Path) -> tuple[Reading, ...]:
    """The lines of one report.

    Raises UnreadableFile when it has no header, date or line, or its totals are not their sum.
    """
    grid, header = opened(path, inbox)
    layout, table = header.layout, header.layout.table
    date = printed_date([" ".join(filter(None, row)) for row in grid.top()[: header.row]])
    if table in OF_A_PERIOD and date.first is None:
        raise UnreadableFile(
            "no period stands above its header",
            'Print the report with its period on top, such as "Del 01/10/2026 al 31/10/2026"',
        )
    rows = banded(grid, header)
    lines = rows.filter(pl.col(KIND).is_in([LINE, OPENING] if table is MOVEMENTS else [LINE]))
    if lines.is_empty():
        raise UnreadableFile("it has a header and no lines", "Export the report again, whole")
    check_totals(rows, layout)
    if table is MOVEMENTS:
        check_running_balance(rows)
    text = as_text_table(grid, lines, table)
    told = told_cells(layout, date, print_id(path, inbox))
    match = ColumnMatch({}, header.unknown, missing_columns(header, lines, told))
    reading = read_columns(text, table, printed_cells(table) | told, Notation(DATES), match)
    return (without_uneven_lines(reading, table),)


def opened(path: Path, inbox: Path) -> tuple[Grid, Header]:
    layouts = layouts_of(inbox)
    grid = read_grid(path, lambda cells: fit_of(layouts, cells))
    return grid, find_header(grid.top(), layouts)


def print_id(path: Path, inbox: Path) -> str:
    """The same file with the same content is the same print, in every rebuild."""
    place = path.relative_to(inbox).as_posix().encode(errors="surrogateescape")
    return hashlib.sha256(place + b"|" + sha256_of(path).encode()).hexdigest()[:16]


def as_text_table(grid: Grid, lines: pl.DataFrame, table: RawTable) -> TextTable:
    """The lines by contract column, in whose order the cells are."""
    cells = [pl.col(name).alias(cell(place)) for place, name in enumerate(table.columns)]
    return TextTable(
        tuple(table.columns),
        lines.select(FILE_LINE, KIND, *cells).lazy(),
        needs_repair=grid.needs_repair,
        is_workbook=grid.is_workbook,
    )


def printed_cells(table: RawTable) -> dict[str, pl.Expr]:
    cells = {name: pl.col(cell(place)) for place, name in enumerate(table.columns)}
    return {
        name: plain_amount(text) if isinstance(table.columns[name], pl.Decimal) else text
        for name, text in cells.items()
    }


def told_cells(layout: ReportLayout, date: PrintedDate, print_id: str) -> dict[str, pl.Expr]:
    """What is not printed on the lines but holds for them."""
    told = {
        "impresion": pl.lit(print_id),
        "renglon": pl.col(FILE_LINE).cast(pl.String),
        "fecha_corte": pl.lit(date.last.isoformat()),
        "fecha_inicial": pl.lit(date.first.isoformat() if date.first else None, dtype=pl.String),
        "saldo_neto": pl.lit("N" if layout.has_open_balance else "S"),
        "tipo_renglon": pl.when(pl.col(KIND) == OPENING)
        .then(pl.lit(OPENING_LINE))
        .otherwise(pl.lit(MOVEMENT_LINE)),
    }
    return {name: text for name, text in told.items() if name in layout.table.columns}


def missing_columns(
    header: Header, lines: pl.DataFrame, told: dict[str, pl.Expr]
) -> tuple[str, ...]:
    """Columns that neither the header nor a group row gives."""
    return tuple(
        name
        for name in header.layout.table.columns
        if name not in header.places
        and name not in told
        and lines[name].null_count() == lines.height
    )


def without_uneven_lines(reading: Reading, table: RawTable) -> Reading:
    """Lines that do not add up in themselves become rejects: an ageing whose buckets are not its
    balance, a balance that is not the last one and what moved since.
    """
    if table is AGING:
        parts = [pl.col(name).fill_null(NOTHING) for name in ("por_vencer", *BUCKETS)]
        is_even = pl.sum_horizontal(parts) == pl.col("saldo")
        column, reason = "saldo", "the buckets do not add up to the balance"
    elif table is BALANCES:
        before, charges, credits, kept = (
            pl.col(name).fill_null(NOTHING)
            for name in ("saldo_anterior", "cargos", "creditos", "por_acreditar")
        )
        # Whether credit not applied yet is among the credits differs from report to report.
        reached = before + charges - credits
        is_even = (
            pl.col("saldo_anterior").is_null()
            | (reached == pl.col("saldo_actual"))
            | (reached - kept == pl.col("saldo_actual"))
        )
        column, reason = "saldo_actual", "last balance and movements do not make this balance"
    else:
        return reading
    frame = reading.frame.with_columns(is_even.fill_null(True).alias("is_even"))
    as_text = {name: pl.col(name).cast(pl.String) for name in table.columns}
    uneven = frame.filter(~pl.col("is_even")).with_columns(
        rows_as_json(as_text), column_name=pl.lit(column), reason=pl.lit(reason)
    )
    return replace(
        reading,
        frame=frame.filter("is_even").drop("is_even"),
        rejects=as_rejects([reading.rejects, uneven]),
        rejected_keys=pl.concat([reading.rejected_keys, uneven.select(table.key)]),
    )


MICROSIP_REPORTS = Source("microsip_reports", TABLES, route, read)
