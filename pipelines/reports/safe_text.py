"""Text that came from files, made harmless for a workbook.

Belongs here: what may stand in a cell or in a page header. Nothing about layout.
"""

import polars as pl

# XML 1.0 forbids most of C0 and the two non-characters; C1 controls and direction marks are legal
# there but only garble a page, or show a name in another order than it is stored.
CONTROL_CHARACTERS = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
BLANKS = r"[\t\r\n ]+"
LONGEST_CELL_TEXT = 32_767

# A text that starts so is read as a formula by a spreadsheet when it is edited or exported.
FORMULA_STARTS = ("=", "+", "-", "@")


def clean_text(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame, its text columns without control characters, tabs and line ends."""
    text = pl.selectors.string()
    return frame.with_columns(
        text.str.replace_all(CONTROL_CHARACTERS, "")
        .str.replace_all(BLANKS, " ")
        .str.strip_chars()
        .str.slice(0, LONGEST_CELL_TEXT)
    )


def looks_like_formula(text: str) -> bool:
    return text.startswith(FORMULA_STARTS)


def escape_page_text(text: str) -> str:
    """A text for a page header or footer, where ``&`` begins a command."""
    return text.replace("&", "&&")
