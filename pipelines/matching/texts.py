"""Texts as people and banks write them, in one form.

Belongs here: characters. Does not belong here: what a text means (references.py, names.py).
"""

import polars as pl

INVISIBLE = r"[\p{Cf}\x00-\x08\x0b-\x1f\x7f]"
DASHES = r"[\x{2010}-\x{2015}\x{2212}]"


def cleaned(text: pl.Expr) -> pl.Expr:
    """Full-width forms folded (NFKC), invisible characters gone, accents too, upper case."""
    return (
        text.str.normalize("NFKC")
        .str.replace_all(INVISIBLE, "")
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_all(DASHES, "-")
        .str.to_uppercase()
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def compact(text: pl.Expr) -> pl.Expr:
    """Letters and digits only, of a cleaned text."""
    return text.str.replace_all(r"[^A-Z0-9]", "")


def name_words(text: pl.Expr) -> pl.Expr:
    """Words of a cleaned name; S.A. de C.V. is three words, as SA DE CV is."""
    return (
        text.str.replace_all(r"\b([A-Z])\.", "${1}")
        .str.replace_all(r"[^A-Z0-9&]+", " ")
        .str.replace_all("&", " ", literal=True)
        .str.strip_chars()
    )
