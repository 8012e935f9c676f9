"""Rows of text from many vouchers to the contracts' types, a batch at a time, and their faults.

Belongs here: the columns of a batch, and the checks that need types: the contract's own, balances
of paid documents, vouchers that contradict each other. Does not belong here: XML (voucher.py),
what becomes of a file with a fault (reader.py).
"""

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.contracts.cfdi import PAYMENT_DOCUMENTS, VOUCHERS
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.contracts.validation import ROW, contract_failures, repeated_keys
from pipelines.sources.cfdi.columns import Row
from pipelines.sources.notation import Notation
from pipelines.sources.text_table import TextTable, cell
from pipelines.sources.typed_columns import read_columns

# One row per fault: the number of the file, and as in a reject what is wrong with it.
FAULTS = {FILE_LINE: pl.Int64, "column_name": pl.String, "reason": pl.String}
NOTATION = Notation()
# The longest text of the standard (CondicionesDePago).
MAX_CHARACTERS = 1_000


class TextRows:
    """Rows of one table that wait for their types.

    table: the contract. columns: those of a row, in order. Each row goes with the number of the
    file it came from.
    """

    def __init__(self, table: RawTable, columns: tuple[str, ...]) -> None:
        self.table = table
        self.columns = columns
        self.lines: list[int] = []
        self.rows: list[Row] = []

    def add(self, line: int, rows: Iterable[Row]) -> None:
        for row in rows:
            self.lines.append(line)
            self.rows.append(row)

    def take_typed(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The waiting rows typed (contract's columns and ``file_line``), and FAULTS of those that
        are not; nothing waits any more.
        """
        if not self.rows:
            schema = {**self.table.columns, FILE_LINE: pl.Int64()}
            return pl.DataFrame(schema=schema), pl.DataFrame(schema=FAULTS)
        text = pl.DataFrame(
            {cell(place): values for place, values in enumerate(zip(*self.rows, strict=True))},
            schema={cell(place): pl.String for place in range(len(self.columns))},
        ).with_columns(pl.Series(FILE_LINE, self.lines, dtype=pl.Int64))
        self.lines, self.rows = [], []
        # The schema collapses blanks around every text; the parser leaves them.
        places = {
            name: pl.col(cell(place)).str.strip_chars() for place, name in enumerate(self.columns)
        }
        # The parser has decoded the text already: there is nothing to repair.
        table = TextTable(self.columns, text.lazy(), needs_repair=False)
        reading = read_columns(table, self.table, places, NOTATION)
        faults = [find_long_texts(text), as_faults(self.table, reading.rejects)]
        return reading.frame, pl.concat(faults)


def find_long_texts(text: pl.DataFrame) -> pl.DataFrame:
    """Rows with a text longer than any of the standard's, as FAULTS."""
    is_long = pl.any_horizontal(pl.col(pl.String).str.len_chars() > MAX_CHARACTERS)
    return text.filter(is_long).select(
        FILE_LINE,
        column_name=pl.lit(""),
        reason=pl.lit(f"a text of more than {MAX_CHARACTERS:,} characters, which no CFDI has"),
    )


def as_faults(table: RawTable, rejects: pl.DataFrame) -> pl.DataFrame:
    """Rejects as FAULTS of their voucher; a column of another table is named with that table."""
    prefix = "" if table is VOUCHERS else f"{table.name}."
    return rejects.select(
        pl.col(FILE_LINE).cast(pl.Int64),
        (prefix + pl.col("column_name")).alias("column_name"),
        "reason",
    )


def find_faults(frames: Mapping[str, pl.DataFrame], tables: Iterable[RawTable]) -> pl.DataFrame:
    """What the contracts refuse and balances that do not follow, as FAULTS."""
    parts = [pl.DataFrame(schema=FAULTS), find_broken_balances(frames[PAYMENT_DOCUMENTS.name])]
    for table in tables:
        if frames[table.name].is_empty():
            continue
        frame = frames[table.name].with_row_index(ROW)
        failures = contract_failures(table, frame).join(frame.select(ROW, FILE_LINE), on=ROW)
        parts.append(as_faults(table, failures))
    return pl.concat(parts)


def find_broken_balances(documents: pl.DataFrame) -> pl.DataFrame:
    """Paid documents of which balance before - paid <> balance after. To the cent: the standard
    allows no tolerance. Payments 1.0 may leave one of them out; then there is nothing to compare.
    """
    expected = pl.col("imp_saldo_ant") - pl.col("imp_pagado")
    broken = documents.filter(expected != pl.col("imp_saldo_insoluto"))
    return broken.select(
        FILE_LINE,
        pl.lit(f"{PAYMENT_DOCUMENTS.name}.imp_saldo_insoluto").alias("column_name"),
        pl.format(
            "ImpSaldoAnt - ImpPagado is not ImpSaldoInsoluto (payment {}, document {})",
            "payment_number",
            "document_number",
        ).alias("reason"),
    )


def find_contradictions(
    frames: Mapping[str, pl.DataFrame], tables: Iterable[RawTable]
) -> pl.DataFrame:
    """Files that say different things of one key, each of them, as FAULTS."""
    parts = [pl.DataFrame(schema=FAULTS)]
    for table in tables:
        frame = frames[table.name].with_row_index(ROW)
        _repeats, conflicts = repeated_keys(table, frame)
        parts.append(as_faults(table, conflicts.join(frame.select(ROW, FILE_LINE), on=ROW)))
    return pl.concat(parts)


def without(frame: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """The rows of files that have no fault."""
    return frame.join(faults, on=FILE_LINE, how="anti", maintain_order="left")
