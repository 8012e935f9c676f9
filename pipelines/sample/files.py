"""Text files in the forms that the sources deliver: dumps, statements, exports.

Belongs here: encodings, line ends and quoting. Does not belong here: what is written
(``tables.py``, ``statements.py``, ``rates.py``), and workbooks (``workbook.py``).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import polars as pl

EOL = "\r\n"


def write_delimited(
    path: Path,
    parts: Iterable[pl.DataFrame],
    *,
    encoding: str,
    separator: str = ",",
    quotes: Literal["necessary", "always", "never"] = "necessary",
    is_continued: bool = False,
) -> int:
    """Write frames of text one after the other below one header; the number of rows written.

    is_continued: the file has its header and some rows already, and these go on below them.
    Raises UnicodeEncodeError for a character that the encoding lacks.
    """
    rows = 0
    with path.open("ab" if is_continued else "wb") as file:
        for part in parts:
            begins = not is_continued and rows == 0
            text = part.write_csv(
                include_header=begins,
                separator=separator,
                line_terminator=EOL,
                quote_style=quotes,
            )
            # A byte-order mark, where the encoding has one, belongs to the start of the file only.
            codec = encoding if begins else encoding.removesuffix("-sig")
            file.write(text.encode(codec))
            rows += part.height
    return rows


def write_lines(path: Path, lines: list[str], *, encoding: str) -> int:
    """Write lines of text; the number of lines written."""
    path.write_bytes((EOL.join(lines) + EOL).encode(encoding))
    return len(lines)
