"""Text whose fields stand at fixed places of a line.

Belongs here: lines, the text between two places, amounts without a decimal point. Does not belong
here: which field stands where (one module per bank).
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.encodings import as_utf8
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import TextTable, cell

MAX_BYTES = 256 << 20
MAX_LINE_CHARS = 2_000
LINE = "line"


def read_lines(path: Path) -> pl.DataFrame:
    """``file_line`` and ``line`` of each line that is not blank.

    Raises UnreadableFile for bad encodings, files and lines beyond any statement of ours.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(
            f"it has more than {MAX_BYTES:,} bytes", "Export a shorter stretch of time"
        )
    with as_utf8(path) as text:
        # Some banks end a file with the end-of-file mark of DOS.
        whole = text.path.read_text(encoding="utf-8-sig").rstrip("\x1a\r\n")
    frame = pl.DataFrame({LINE: whole.split("\n")}, schema={LINE: pl.String})
    frame = frame.with_columns(pl.col(LINE).str.strip_chars_end("\r"))
    if frame.select((pl.col(LINE).str.len_chars() > MAX_LINE_CHARS).any()).item():
        raise UnreadableFile(
            f"it has a line of more than {MAX_LINE_CHARS:,} characters",
            "Export the statement again in the bank's own layout",
        )
    numbered = frame.with_row_index(FILE_LINE, offset=1).cast({FILE_LINE: pl.Int64})
    return numbered.filter(pl.col(LINE).str.strip_chars() != "")


def between(first: int, last: int) -> pl.Expr:
    """The characters from one place to another, both included and counted from 0, as printed."""
    return pl.col(LINE).str.slice(first, last - first + 1)


def with_point(digits: pl.Expr) -> pl.Expr:
    """An amount in cents as text with a decimal point; what is no whole number stays as it is."""
    plain = digits.str.strip_chars()
    split = plain.str.replace(r"^([+-]?)0*(\d+)(\d{2})$", "${1}${2}.${3}")
    return split.str.strip_prefix("+")


def as_table(
    rows: pl.DataFrame, fields: Mapping[str, pl.Expr]
) -> tuple[TextTable, dict[str, pl.Expr]]:
    """The fields as a table of text, and each of them by its name.

    rows: ``file_line`` and whatever the fields are made of.
    """
    values = [text.alias(cell(place)) for place, text in enumerate(fields.values())]
    table = TextTable(tuple(fields), rows.select(FILE_LINE, *values).lazy())
    return table, {name: pl.col(cell(place)) for place, name in enumerate(fields)}
