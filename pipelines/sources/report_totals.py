"""Printed totals and running balances against the lines they are of, to the cent.

Belongs here: which lines a total is of, and the refusal of a report that does not add up. Does not
belong here: telling totals from lines (report_bands.py).
"""

from collections.abc import Sequence
from typing import Any

import polars as pl

from pipelines.contracts.microsip_reports import totalled_columns
from pipelines.contracts.raw_table import FILE_LINE, MONEY
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.report_bands import (
    AMOUNT,
    CLOSING,
    GIVEN_KEY,
    GROUP_LABEL,
    GROUP_TEXT,
    KIND,
    LINE,
    OPENING,
    PAGE,
    TOTAL,
    TOTAL_OF,
    UNSAID,
    WHOLE,
)
from pipelines.sources.report_layout import ReportLayout

NOTHING = pl.lit(0, dtype=MONEY)
SUM, OFF, IS_RIGHT, COVERS = "sum of ", "off by", "is_right", "covers"
CANCELLED = ("c", "cancelado", "cancelada")
CALLED = {PAGE: "the page", WHOLE: "the report", UNSAID: "the lines above"}
EXPORT_AGAIN = "Export the report again, whole, and do not edit it"


def check_totals(rows: pl.DataFrame, layout: ReportLayout) -> None:
    """Compares every printed total with its lines.

    rows: as ``banded`` gives them. A total counts cancelled documents or leaves them out: reports
    do either. Raises UnreadableFile for a total that differs, and when no total of the whole report
    (or of a currency) comes after the last line: then the rest may be missing.
    """
    columns = totalled_columns(layout.table)
    totals = judged_totals(rows, layout, columns, pl.lit(True))
    if "estatus" in layout.table.columns:
        counts = ~pl.col("estatus").str.to_lowercase().is_in(CANCELLED).fill_null(False)
        others = judged_totals(rows, layout, columns, counts)
        totals = totals.with_columns(totals[name] | others[name] for name in (IS_RIGHT, COVERS))
    wrong = totals.filter(~pl.col(IS_RIGHT))
    if wrong.height:
        scopes = list(scope_starts(rows, layout))
        unreadable = unreadable_lines(rows, columns)
        raise wrong_total(wrong.row(0, named=True), scopes, columns, unreadable)
    last_line = max(rows.filter(pl.col(KIND) == LINE)[FILE_LINE].to_list(), default=0)
    covered = max(totals.filter(COVERS)[FILE_LINE].to_list(), default=0)
    if layout.needs_grand_total and covered < last_line:
        raise UnreadableFile(
            f"no total of the whole report comes after row {last_line}, so the rest may be missing",
            "Export the report with its totals; a layout may say `grand_total: optional`",
        )


def judged_totals(
    rows: pl.DataFrame, layout: ReportLayout, columns: Sequence[str], counts: pl.Expr
) -> pl.DataFrame:
    """The printed totals, whether each is right and by how much it is off in each scope.

    counts: which lines are in the totals. A total that does not say of what it is must be that of
    some scope: the page, a group, the whole report.
    """
    is_counted = (pl.col(KIND) == LINE) & counts
    own = {name: pl.when(is_counted).then(AMOUNT + name).fill_null(NOTHING) for name in columns}
    rows = rows.with_columns(pl.col(TOTAL_OF).fill_null(UNSAID)).with_columns(
        amount.cum_sum().alias(SUM + name) for name, amount in own.items()
    )
    starts = scope_starts(rows, layout)
    # What was summed up before the scope began, as known on each row below its beginning.
    off = [
        (
            pl.col(AMOUNT + name)
            - pl.col(SUM + name)
            + pl.when(start)
            .then(pl.col(SUM + name) - own[name])
            .forward_fill()
            .shift(1)
            .fill_null(NOTHING)
        ).alias(off_column(scope, name))
        for scope, start in starts.items()
        for name in columns
    ]
    agrees = {
        scope: pl.all_horizontal(
            (pl.col(off_column(scope, name)) == 0).fill_null(True) for name in columns
        )
        for scope in starts
    }
    says = pl.col(TOTAL_OF)
    is_right = pl.any_horizontal(
        says.is_in([scope, UNSAID]) & agrees[scope] for scope in starts if scope != UNSAID
    )
    by_currency = [name for name, given in layout.groups.items() if "moneda" in given]
    covers = pl.any_horizontal(
        says.is_in([WHOLE, UNSAID]) & agrees[WHOLE],
        *((says == name) & agrees[name] for name in by_currency if name in agrees),
    )
    is_printed = pl.any_horizontal(pl.col(AMOUNT + name).is_not_null() for name in columns)
    return (
        rows.with_columns(off)
        .filter(pl.col(KIND) == TOTAL)
        .with_columns(
            (is_right & readable(columns)).alias(IS_RIGHT), (covers & is_printed).alias(COVERS)
        )
    )


def scope_starts(rows: pl.DataFrame, layout: ReportLayout) -> dict[str, pl.Expr]:
    """On which rows each scope of a total begins anew; a group repeated on a new page does not."""
    starts = {WHOLE: pl.lit(False), PAGE: (pl.col(KIND) == TOTAL) & (pl.col(TOTAL_OF) == PAGE)}
    seen = {*rows[GROUP_LABEL].drop_nulls(), *rows[TOTAL_OF].drop_nulls()}
    for label, columns in layout.groups.items():
        if "clave" in columns:
            given = pl.col(GIVEN_KEY)
        elif label in seen:
            is_end = (pl.col(KIND) == TOTAL) & (pl.col(TOTAL_OF) == label)
            given = pl.coalesce(
                pl.when(pl.col(GROUP_LABEL) == label).then(GROUP_TEXT),
                pl.when(is_end).then(pl.lit("")),
            )
        else:
            continue
        before = given.forward_fill().shift(1).fill_null("")
        starts[label] = (given.is_not_null() & ((given == "") | (given != before))).fill_null(False)
    return starts


def readable(columns: Sequence[str]) -> pl.Expr:
    """A total whose amount cannot be read says nothing, and that is no agreement."""
    return ~pl.any_horizontal(
        pl.col(name).is_not_null() & pl.col(AMOUNT + name).is_null() for name in columns
    )


def unreadable_lines(rows: pl.DataFrame, columns: Sequence[str]) -> list[int]:
    """Lines whose amounts cannot be read, and so are in no sum."""
    return rows.filter((pl.col(KIND) == LINE) & ~readable(columns))[FILE_LINE].to_list()


def off_column(scope: str, name: str) -> str:
    return f"off by in {scope}: {name}"


def wrong_total(
    total: dict[str, Any], scopes: Sequence[str], columns: Sequence[str], unreadable: list[int]
) -> UnreadableFile:
    """The refusal: which total, of what, and by how much in its first column that differs."""
    says = total[TOTAL_OF]
    what = f"row {total[FILE_LINE]}, a printed total of {CALLED.get(says, says)},"
    for name in columns:
        if total[name] is not None and total[AMOUNT + name] is None:
            return UnreadableFile(f"{what} holds no amount in {name}", EXPORT_AGAIN)
        offs = [total[off_column(scope, name)] for scope in scopes if says in (scope, UNSAID)]
        nearest = min((off for off in offs if off is not None), key=abs, default=0)
        if nearest:
            more = "more" if nearest > 0 else "less"
            rest = (
                f"; the amounts of {len(unreadable)} lines cannot be read, the first in row "
                f"{unreadable[0]}"
                if unreadable
                else ""
            )
            return UnreadableFile(
                f"{what} has {abs(nearest):,.2f} {more} in {name} than its lines{rest}",
                EXPORT_AGAIN,
            )
    return UnreadableFile(f"{what} is of no one stretch of lines", EXPORT_AGAIN)


def check_running_balance(rows: pl.DataFrame) -> None:
    """Each movement's balance continues the one above it, customer by customer.

    rows: of a movements report, as ``banded`` gives them; a row that opens a customer begins anew.
    Raises UnreadableFile for the first one that does not.
    """
    chain = rows.filter(pl.col(KIND).is_in([LINE, OPENING, CLOSING]))
    cargo, credito, saldo = (pl.col(AMOUNT + name) for name in ("cargo", "credito", "saldo"))
    moved = pl.when(pl.col(KIND) == LINE).then(
        cargo.fill_null(NOTHING) - credito.fill_null(NOTHING)
    )
    before = saldo.shift(1).over("clave", "moneda")
    off = saldo - before - moved.fill_null(NOTHING)
    breaks = chain.with_columns(off.alias(OFF)).filter(
        (pl.col(KIND) != OPENING) & (pl.col(OFF) != 0) & pl.col("clave").is_not_null()
    )
    if breaks.height:
        line, amount = breaks.row(0, named=True)[FILE_LINE], abs(breaks[OFF][0])
        raise UnreadableFile(
            f"row {line}: the running balance is off by {amount:,.2f} from the row above it",
            EXPORT_AGAIN,
        )
