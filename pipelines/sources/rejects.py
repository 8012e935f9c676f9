"""Bad rows as data: how many are bearable, and the row that goes with each as JSON.

Belongs here: what readers and validation share about rejects. Does not belong here: reasons.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.sources.reading import REJECT_SCHEMA, UnreadableFile

# Beyond this the file as a whole is wrong, and listing its rows would only fill the quarantine.
MAX_REJECTED_ROWS = 100_000


def refuse_too_many(rows: int, example: str = "") -> None:
    """Raises UnreadableFile when more rows are bad than a quarantine is for."""
    if rows > MAX_REJECTED_ROWS:
        raise UnreadableFile(
            f"more than {MAX_REJECTED_ROWS:,} rows are bad{example}",
            "Look at how the file was exported: its layout or notation is not the expected one",
        )


def rows_as_json(columns: Mapping[str, pl.Expr]) -> pl.Expr:
    """The whole row as one JSON object of text values, null where a cell is empty."""
    named = [value.alias(name) for name, value in columns.items()]
    return pl.struct(named).struct.json_encode().alias("row_json")


def rejected_rows(rejects: pl.DataFrame) -> int:
    """Distinct rows among bad cells. A line can hold several rows, so the row itself counts too."""
    return rejects.select("file_line", "row_json").n_unique() if rejects.height else 0


def as_rejects(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """One frame of REJECT_SCHEMA, in file order."""
    frames = [part.select(list(REJECT_SCHEMA)).cast(pl.Schema(REJECT_SCHEMA)) for part in parts]
    empty = pl.DataFrame(schema=REJECT_SCHEMA)
    return pl.concat([empty, *frames]).sort("file_line", maintain_order=True)
