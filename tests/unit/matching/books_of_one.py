"""A few items and receipts of one customer, and the matcher on them.

Belongs here: the shortest way for a test to say what is owed and what was paid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.matching.frames import APPLICATIONS, MatchInput, MatchOutput, Schema
from pipelines.matching.match import match
from pipelines.matching.policies import read_policies
from pipelines.settings import ROOT

POLICIES = read_policies(ROOT / "dbt_project" / "seeds")
BOMBAS, ACEROS = "BOMBAS DEL BAJIO SA DE CV", "ACEROS TEPEYAC SA DE CV"
Row = Mapping[str, Any]


def owed(item_id: str, amount: str, **more: Any) -> Row:
    """An open item of customer C-100 (BOMBAS), of 1 October 2026, due on the 31st."""
    return {
        "item_id": item_id,
        "customer_id": "C-100",
        "customer_name": BOMBAS,
        "document_number": item_id,
        "document_date": "2026-10-01",
        "due_date": "2026-10-31",
        "currency_code": "MXN",
        "open_amount": amount,
        **more,
    }


def owed_by_aceros(item_id: str, amount: str, **more: Any) -> Row:
    return owed(item_id, amount, **{"customer_id": "C-200", "customer_name": ACEROS, **more})


def paid(receipt_id: str, amount: str, **more: Any) -> Row:
    """A receipt of BOMBAS on 30 October 2026 that names no document."""
    return {
        "receipt_id": receipt_id,
        "receipt_date": "2026-10-30",
        "currency_code": "MXN",
        "amount": amount,
        "payer_name": BOMBAS,
        **more,
    }


def said(receipt_id: str, document_ref: str | None, amount: str | None, memo: str = "") -> Row:
    return {
        "receipt_id": receipt_id,
        "document_ref": document_ref,
        "amount": amount,
        "memo": memo,
    }


def frame_of(rows: Sequence[Row], schema: Schema | None = None) -> pl.DataFrame:
    if not rows and schema is not None:
        return pl.DataFrame(schema=schema)
    return pl.DataFrame(list(rows), infer_schema_length=None)


def given(
    items: Sequence[Row], receipts: Sequence[Row], lines: Sequence[Row] = (), **more: Sequence[Row]
) -> MatchInput:
    """more: customers, aliases, rates."""
    frames = {name: frame_of(rows) for name, rows in more.items()}
    if lines:
        frames["remittances"] = frame_of(lines)
    return MatchInput(frame_of(items), frame_of(receipts), **frames)


@dataclass(frozen=True)
class Matched:
    output: MatchOutput

    def result(self, receipt_id: str = "R1") -> dict[str, Any]:
        return self.output.results.filter(receipt_id=receipt_id).row(0, named=True)

    def tier(self, receipt_id: str = "R1") -> tuple[str, str]:
        row = self.result(receipt_id)
        return row["tier_code"], row["disposition_code"]

    def applied(self, receipt_id: str = "R1") -> dict[str, str]:
        """Item → amount of what stands first, proposed for sure or for a look."""
        lines = self.lines(receipt_id)
        return {row["item_id"]: str(row["applied_amount"]) for row in lines}

    def lines(self, receipt_id: str = "R1") -> list[dict[str, Any]]:
        found = self.output.applications.filter(
            pl.col("receipt_id") == receipt_id, pl.col("tier_code").is_in(["auto", "suggest"])
        )
        assert found.schema == pl.Schema(APPLICATIONS)
        return found.to_dicts()

    def reasons(self, receipt_id: str = "R1") -> set[str]:
        return set((self.result(receipt_id)["reason_codes"] or "").split("; ")) - {""}

    def noticed(self) -> set[tuple[str, str, str]]:
        return set(self.output.reasons.iter_rows())


def matched(
    items: Sequence[Row], receipts: Sequence[Row], lines: Sequence[Row] = (), **more: Sequence[Row]
) -> Matched:
    """Also asserts that every control holds."""
    output = match(given(items, receipts, lines, **more), POLICIES)
    failed = output.controls.filter(~pl.col("is_passed"))
    assert failed.is_empty(), failed
    return Matched(output)


# One file with its right answer, as the public benchmark has it.
LINES_AND_TRUTH = {
    "invoices": [owed("A-1", "1160.00")],
    "payments": [paid("R1", "1160.00")],
    "remittances": [said("R1", "A-1", "1160.00")],
    "ground_truth": {"applications": [said("R1", "A-1", "1160.00")]},
}
