"""Statements that are one table with a header: delimited text, SpreadsheetML or XLSX.

Belongs here: the way from such a file to statements, led by a Layout. Does not belong here: any
one bank's layout, what every statement needs afterwards (statement.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import FILE_LINE, MONEY, RawTable
from pipelines.sources.banks.format import (
    MOVEMENT_SCHEMA,
    BankFormat,
    Glimpse,
    Statement,
    StatementFile,
    Totals,
)
from pipelines.sources.banks.glimpse import first_sheet, glimpse_of
from pipelines.sources.banks.layout import SIGNED, Cells, Layout, WithdrawalSign
from pipelines.sources.banks.preamble import Preamble, account_in_name, no_account, preamble_of
from pipelines.sources.banks.spreadsheetml import Row, read_sheets
from pipelines.sources.delimited import Dialect, open_delimited
from pipelines.sources.notation import is_empty_to_null, parsed
from pipelines.sources.text_table import (
    HeaderSearch,
    TextTable,
    cell,
    match_columns,
    no_header,
    trimmed_header,
)
from pipelines.sources.typed_columns import cells_of, read_columns
from pipelines.sources.workbook import read_workbook

DEPOSIT, WITHDRAWAL, BALANCE = "deposit_amount", "withdrawal_amount", "balance_amount"
ACCOUNT, CURRENCY = "account_number", "currency_code"

# The rows of a layout, typed: never a table of its own in the warehouse.
ROW_TYPES = {name: dtype for name, dtype in MOVEMENT_SCHEMA.items() if name != FILE_LINE} | {
    ACCOUNT: pl.String(),
    CURRENCY: pl.String(),
    SIGNED: MONEY,
}
ROWS = RawTable(
    "banks",
    "rows",
    (),
    "incremental",
    pa.DataFrameSchema(
        {name: pa.Column(dtype, nullable=True) for name, dtype in ROW_TYPES.items()}
    ),
)

# Day 1 of a spreadsheet is 1900-01-01, and it takes 1900 for a leap year.
SPREADSHEET_EPOCH = pl.date(1899, 12, 30)
DAY_FORMAT = "%Y-%m-%d 00:00:00"
SERIAL_DAY = r"^([1-9]\d{4})(?:\.\d+)?$"


NO_TOTALS = Totals()


@dataclass(frozen=True)
class Summary:
    """What rows that are no movements say."""

    opening_balance_amount: Decimal | None = None
    totals: Totals = NO_TOTALS


def tabular(layout: Layout) -> BankFormat:
    """The format that a layout describes."""
    return BankFormat(layout.name, layout.tells, partial(read_layout, layout))


def read_layout(layout: Layout, path: Path) -> StatementFile:
    """One statement per account of the table. Raises UnreadableFile, also without an account."""
    glimpse = glimpse_of(path)
    rows_above = layout.preamble(glimpse)
    if rows_above is None:
        raise no_header(layout.header)
    above = preamble_of(rows_above)
    with opened(layout, path, glimpse) as table:
        match = match_columns(table.header, layout.columns, layout.optional)
        cells = layout.derive(plain_cells(cells_of(match), layout, table.is_workbook))
        summary, movements = without_summary(layout.reshape(table, match), cells, layout)
        reading = read_columns(movements, ROWS, cells, layout.notation, match)
    frame = one_amount_a_column(reading.frame, layout.withdrawals)
    account = above.account_number or account_in_name(path)
    if ACCOUNT in cells:
        groups = frame.partition_by(ACCOUNT, maintain_order=True)
    elif account is None:
        raise no_account()
    else:
        groups = [frame.with_columns(pl.lit(account).alias(ACCOUNT))]
    of_one = Summary() if len(groups) > 1 else summary
    return StatementFile(
        tuple(statement_of(group, layout, above, of_one, account) for group in groups),
        reading.rows_read,
        reading.rejects,
        reading.unknown_columns,
    )


@contextmanager
def opened(layout: Layout, path: Path, glimpse: Glimpse) -> Iterator[TextTable]:
    """The layout's table as text. Raises UnreadableFile as its readers do."""
    if glimpse.kind == "xlsx":
        name, _ = first_sheet(path)
        yield read_workbook(path, layout.header, name, only_sheet_will_do=True)
    elif glimpse.kind == "spreadsheetml":
        rows = next((sheet for sheet in read_sheets(path) if any(sheet)), ())
        yield as_table(rows, layout.header)
    else:
        dialect = Dialect(
            delimiter=layout.delimiter,
            header=layout.header,
            quoted=layout.quoted,
            short_rows=layout.short_rows,
        )
        with open_delimited(path, dialect) as table:
            yield table


def as_table(rows: Sequence[Row], header: HeaderSearch) -> TextTable:
    """A sheet's rows below its header. Cells to the right of the header are no part of it."""
    place = next((n for n, cells in enumerate(rows) if header.tells(cells)), None)
    if place is None:
        raise no_header(header)
    names = trimmed_header(rows[place])
    width = len(names)
    body = [
        (line, *row[:width], *[None] * (width - len(row)))
        for line, row in enumerate(rows[place + 1 :], start=place + 2)
    ]
    schema = {FILE_LINE: pl.Int64()} | {cell(n): pl.String() for n in range(width)}
    frame = pl.DataFrame(body, schema=schema, orient="row")
    return TextTable(names, frame.lazy(), is_workbook=True)


def plain_cells(cells: Cells, layout: Layout, is_workbook: bool) -> Cells:
    """Cells without what banks put around values: fillers, apostrophes, serial days."""
    plain = {}
    for name, text in cells.items():
        value = text.str.strip_chars(" \u00a0\t")
        if name not in ("description", "concept", "counterparty_name"):
            value = value.str.strip_chars("'")
        if layout.fillers:
            # Texts are long and fillers short: only what could be one is put into small letters.
            short = pl.when(
                value.str.len_bytes() <= max(len(item.encode()) for item in layout.fillers)
            ).then(value)
            is_filler = short.str.to_lowercase().is_in(list(layout.fillers)).fill_null(value=False)
            value = pl.when(~is_filler).then(value)
        if is_workbook and ROW_TYPES.get(name) == pl.Date:
            value = stored_day(value)
        plain[name] = value
    return plain


def stored_day(text: pl.Expr) -> pl.Expr:
    """A serial day or an ISO timestamp of a spreadsheet as workbooks' dates arrive; any other text
    as it is."""
    days = text.str.extract(SERIAL_DAY).cast(pl.Int64, strict=False)
    moment = (SPREADSHEET_EPOCH + pl.duration(days=days)).cast(pl.Datetime).dt.to_string(DAY_FORMAT)
    return moment.fill_null(text.str.replace(r"^(\d{4}-\d{2}-\d{2})T", "${1} "))


def without_summary(table: TextTable, cells: Cells, layout: Layout) -> tuple[Summary, TextTable]:
    """What the rows with the opening balance and the totals say, and the table without them."""
    if layout.opening_label == layout.totals_label == "":
        return Summary(), table
    notation = layout.notation.for_workbook() if table.is_workbook else layout.notation
    amounts = [
        parsed(is_empty_to_null(cells[name]), MONEY, notation).alias(name)
        for name in (DEPOSIT, WITHDRAWAL, BALANCE)
    ]
    is_opening = has_label(table, layout.opening_label)
    is_total = has_label(table, layout.totals_label)
    opening = table.rows.filter(is_opening).select(amounts).collect()
    total = table.rows.filter(is_total).select(amounts).collect()
    summary = Summary(
        opening[BALANCE].item() if opening.height == 1 else None,
        Totals(*total.select(pl.col(DEPOSIT, WITHDRAWAL).abs()).row(0))
        if total.height == 1
        else Totals(),
    )
    return summary, replace(table, rows=table.rows.filter(~is_opening & ~is_total))


def has_label(table: TextTable, label: str) -> pl.Expr:
    if not label:
        return pl.lit(value=False)
    places = range(len(table.header))
    return pl.any_horizontal(
        pl.col(cell(place)).str.strip_chars(" :.").str.to_lowercase() == label for place in places
    ).fill_null(value=False)


def one_amount_a_column(
    frame: pl.DataFrame, withdrawals: WithdrawalSign = "positive"
) -> pl.DataFrame:
    """Rows in the columns of ROWS with deposits and withdrawals positive in their own column."""
    if frame[SIGNED].null_count() < frame.height:
        amount = pl.col(SIGNED)
        frame = frame.with_columns(
            pl.when(amount > 0).then(amount).alias(DEPOSIT),
            pl.when(amount < 0).then(-amount).alias(WITHDRAWAL),
        )
    paid_out = pl.col(WITHDRAWAL)
    if withdrawals == "negative":
        return frame.with_columns(-paid_out)
    if withdrawals == "either":
        all_negative = (paid_out <= 0).all()
        return frame.with_columns(pl.when(all_negative).then(-paid_out).otherwise(paid_out))
    return frame


def statement_of(
    rows: pl.DataFrame, layout: Layout, above: Preamble, summary: Summary, account: str | None
) -> Statement:
    """The rows of one account. account: of a table that has no column for it."""
    currencies = rows[CURRENCY].drop_nulls().unique().to_list()
    first = rows.row(0, named=True) if rows.height else {ACCOUNT: account, FILE_LINE: 1}
    return Statement(
        account_number=first[ACCOUNT] or "",
        movements=rows.select(list(MOVEMENT_SCHEMA)),
        bank_code=layout.bank_code,
        currency_code=currencies[0] if len(currencies) == 1 else above.currency_code,
        from_date=above.from_date,
        to_date=above.to_date,
        opening_balance_amount=summary.opening_balance_amount,
        totals=summary.totals,
        has_signed_amounts=layout.sign_may_turn,
        file_line=first[FILE_LINE],
    )
