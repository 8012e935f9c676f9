"""How a sum that a report must honour is declared: what is added and what it must equal.

Belongs here: the shapes of rules. Does not belong here: which rules there are (``report_sums``,
``provision_sums``) and checking them (``broken_sums``).
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Identity:
    """In every row of ``frame`` the ``terms`` (a leading minus subtracts) add up to ``total``."""

    rule: str
    frame: str
    terms: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class Agreement:
    """Per ``key``, each column summed over ``actual`` equals its partner summed over ``expected``.

    columns: pairs of (column of actual, column of expected).
    only_listed: compare only the keys that ``actual`` holds; else a key on one side alone
        counts as zero on the other.
    """

    rule: str
    actual: str
    expected: str
    key: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    actual_rows: pl.Expr | None = None
    only_listed: bool = False


def same(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names)
