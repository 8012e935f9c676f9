"""The rows of a book against its contract and its rules, all faults of a row at once.

Belongs here: naming every fault by the column that the person sees. Does not belong here: cells
and their types (typed_columns.py), which rules there are (pipelines/books).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from pipelines.books.book import RowRule, column_name
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.contracts.validation import CONFLICT, ROW, contract_failures
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.rejects import as_rejects, refuse_too_many, rows_as_json
from pipelines.sources.text_table import TextTable, cell

FAULT_SCHEMA = {FILE_LINE: pl.Int64, "column_name": pl.String, "reason": pl.String}
FAULT = list(FAULT_SCHEMA)


def judge_rows(
    reading: Reading,
    text: TextTable,
    table: RawTable,
    *,
    labels: Mapping[str, str],
    rules: Sequence[RowRule],
    cell_faults: pl.DataFrame,
) -> Reading:
    """The reading without its bad rows, and every fault of those under the file's own column names.

    labels: contract column → column of the file. cell_faults: FAULT_SCHEMA, in the file's columns;
    what else is wrong with such a cell follows from it and is not told.
    Raises UnreadableFile when there are no rows, and when more are bad than a quarantine is for.
    """
    shown = dict(labels) | {", ".join(table.key): ", ".join(labels[name] for name in table.key)}
    frame = reading.frame.with_row_index(ROW)
    failures = pl.concat([contract_failures(table, frame), rule_failures(table, frame, rules)])
    found = pl.concat(
        [
            failures.join(frame.select(ROW, FILE_LINE), on=ROW).select(FAULT),
            reading.rejects.select(FAULT),
        ]
    ).with_columns(pl.col("column_name").replace(shown))
    found = found.join(cell_faults, on=[FILE_LINE, "column_name"], how="anti")
    faults = pl.concat([cell_faults, found]).unique(maintain_order=True)
    lines = faults.select(FILE_LINE).unique()
    refuse_too_many(lines.height)
    if reading.frame.height + lines.height == 0:
        raise UnreadableFile("it holds no row", "Deliver it when something stands in it")
    is_bad = pl.col(FILE_LINE).is_in(lines[FILE_LINE].implode())
    kept, bad = reading.frame.filter(~is_bad), reading.frame.filter(is_bad)
    keys = [part for part in (reading.rejected_keys,) if part.width]
    return replace(
        reading,
        frame=kept,
        rejects=with_whole_rows(faults, text),
        rows_read=kept.height + lines.height,
        rejected_keys=pl.concat([*keys, bad.select(table.key)]),
    )


def rule_failures(table: RawTable, frame: pl.DataFrame, rules: Sequence[RowRule]) -> pl.DataFrame:
    """Broken rules in the shape of contract_failures; rows that share a key and differ are one."""
    has_key = pl.all_horizontal(pl.col(table.key).is_not_null())
    differs = pl.struct(list(table.columns)).n_unique().over(table.key) > 1
    broken = [
        (frame.filter(has_key & differs), ", ".join(table.key), CONFLICT),
        *((frame.filter(rule.is_broken), column_name(rule.header), rule.reason) for rule in rules),
    ]
    return pl.concat(
        rows.select(
            ROW, pl.lit(column).alias("column_name"), pl.lit(reason, pl.String).alias("reason")
        )
        for rows, column, reason in broken
    )


def with_whole_rows(faults: pl.DataFrame, text: TextTable) -> pl.DataFrame:
    """The faults as rejects; a row of which only the fault is stored has nothing more to show."""
    whole = {name: pl.col(cell(place)) for place, name in enumerate(text.names)}
    lines = faults.select(FILE_LINE).unique()
    rows = text.rows.join(lines.lazy(), on=FILE_LINE, how="semi").collect()
    shown = rows.select(FILE_LINE, rows_as_json(whole))
    joined = faults.join(shown, on=FILE_LINE, how="left", maintain_order="left")
    return as_rejects([joined.with_columns(pl.col("row_json").fill_null("{}"))])
