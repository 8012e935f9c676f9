"""What a bridge between two states of a month says, in short, and that it leads from end to end."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from pipelines.diff import Bridge


@dataclass(frozen=True)
class Line:
    reason: str
    document: str
    amount: Decimal


def lines_of(bridge: Bridge) -> list[Line]:
    columns = bridge.changes.select("reason_code", "document_id", "change_amount")
    return [Line(*row) for row in columns.iter_rows()]


def assert_meets(bridge: Bridge) -> None:
    """Reported + changes = known, to the cent, in each currency and in the functional one."""
    changes = bridge.changes.group_by("currency_code").agg(
        pl.col("change_amount", "change_amount_mxn").sum()
    )
    for end in bridge.ends.join(changes, on="currency_code", how="left").to_dicts():
        for unit in ("amount", "amount_mxn"):
            change = end[f"change_{unit}"] or Decimal("0.00")
            assert end[f"reported_{unit}"] + change == end[f"known_{unit}"]
