"""The generic ledger: invoices and receipts of any system, read as its mapping.yaml describes.

Belongs here: following a mapping. Does not belong here: what a mapping may say (ledger_mapping.py).
"""

from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.contracts.ledger import INVOICES, RECEIPTS
from pipelines.contracts.raw_table import RawTable
from pipelines.sources.any_table import open_table
from pipelines.sources.delimited import Dialect
from pipelines.sources.ledger_mapping import LedgerFile, LedgerMapping
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading
from pipelines.sources.source import Source
from pipelines.sources.text_table import match_columns
from pipelines.sources.typed_columns import cells_of, read_columns


def mapping_of(inbox: Path) -> LedgerMapping:
    """Raises MappingError when the company's mapping is wrong."""
    return LedgerMapping.load(inbox / "mapping.yaml")


def route(path: Path, inbox: Path) -> tuple[RawTable, ...]:
    return (mapping_of(inbox).file_for(path.name).table,)


def read(path: Path, tables: tuple[RawTable, ...], inbox: Path) -> tuple[Reading, ...]:
    """One file of a ledger. Raises UnreadableFile when it does not fit its mapping."""
    (table,) = tables
    return (read_mapped(path, mapping_of(inbox).file_for(path.name), table),)


def read_mapped(path: Path, entry: LedgerFile, table: RawTable) -> Reading:
    """One file as an entry of a mapping describes it. Raises UnreadableFile."""
    dialect = Dialect(entry.encoding, entry.delimiter, entry.header_row)
    with open_table(path, dialect, entry.sheet, entry.sheet is None) as text:
        wanted = {column: (name,) for column, name in entry.columns.items()}
        match = match_columns(text.header, wanted, optional=frozenset())
        unmapped = table.columns.keys() - entry.columns.keys() - entry.constants.keys()
        match = replace(match, missing=tuple(c for c in table.columns if c in unmapped))
        constants = {column: pl.lit(value) for column, value in entry.constants.items()}
        reading = read_columns(text, table, cells_of(match) | constants, notation_of(entry), match)
    codes = pl.col([name for name in table.key if table.columns[name] == pl.String])
    amount = pl.col("amount") if entry.sign == 1 else -pl.col("amount")
    return replace(
        reading,
        # A receivable up is positive; an empty code is '' so that it can be part of the key.
        frame=reading.frame.with_columns(codes.fill_null(""), amount),
        rejected_keys=reading.rejected_keys.with_columns(codes.fill_null("")),
    )


def notation_of(entry: LedgerFile) -> Notation:
    return Notation((entry.date_format,), entry.decimal_mark, entry.thousands_mark)


LEDGER = Source("ledger", (INVOICES, RECEIPTS), route, read)
