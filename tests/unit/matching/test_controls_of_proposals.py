"""Every control on proposals, shown red by output that a wrong matcher might give."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from books_of_one import matched, owed, owed_by_aceros, paid, said

from pipelines.matching.controls import CODES, check_proposals
from pipelines.matching.frames import MONEY, MatchOutput

Spoil = Callable[[MatchOutput], MatchOutput]


@pytest.fixture(scope="module")
def good() -> MatchOutput:
    items = [owed("A-1", "1160.00"), owed("A-2", "500.00"), owed_by_aceros("B-1", "300.00")]
    receipts = [
        paid("R1", "1160.00"),
        paid("R2", "200.00"),
        paid("R3", "300.00"),
        paid("R4", "42.00"),
    ]
    lines = [said("R2", "A-2", "200.00"), said("R3", "B-1", "300.00")]
    return matched(items, receipts, lines).output


def applications(receipt_id: str, **values: pl.Expr) -> Spoil:
    mine = (pl.col("receipt_id") == receipt_id) & (pl.col("proposal_rank") == 1)

    def spoil(output: MatchOutput) -> MatchOutput:
        changed = output.applications.with_columns(
            pl.when(mine).then(value).otherwise(pl.col(name)).cast(output.applications.schema[name])
            .alias(name)
            for name, value in values.items()
        )  # fmt: skip
        return replace(output, applications=changed)

    return spoil


def results(receipt_id: str, **values: pl.Expr) -> Spoil:
    def spoil(output: MatchOutput) -> MatchOutput:
        changed = output.results.with_columns(
            pl.when(pl.col("receipt_id") == receipt_id).then(value).otherwise(pl.col(name))
            .cast(output.results.schema[name]).alias(name)
            for name, value in values.items()
        )  # fmt: skip
        return replace(output, results=changed)

    return spoil


def twice(output: MatchOutput) -> MatchOutput:
    again = output.applications.filter(pl.col("receipt_id") == "R1").head(1)
    return replace(output, applications=pl.concat([output.applications, again]))


def cancelled(output: MatchOutput) -> MatchOutput:
    return replace(output, items=output.items.with_columns(status_code=pl.lit("cancelled")))


def amount(text: str) -> pl.Expr:
    return pl.lit(Decimal(text), MONEY)


SPOILED: dict[str, list[Spoil]] = {
    "receipts_not_overapplied": [applications("R2", applied_amount=amount("200.01"))],
    "items_not_overapplied": [
        applications("R2", settled_amount=amount("500.01")),
        applications("R2", settled_amount=amount("-0.01")),
    ],
    "receipts_applied_once": [twice, results("R1", disposition_code=pl.lit("hold_duplicate"))],
    "only_open_items_applied": [cancelled, applications("R1", item_id=pl.lit("not-there"))],
    "other_entities_have_a_reason": [results("R3", reason_codes=pl.lit(None))],
    "receipts_close": [results("R4", unapplied_amount=amount("41.99"))],
    "currencies_close": [results("R4", surplus_amount=amount("0.01"))],
}


def failed(output: MatchOutput) -> set[str]:
    controls = check_proposals(output, 0.8)
    return set(controls.filter(~pl.col("is_passed"))["control_code"])


def test_every_control_has_a_case_that_makes_it_fail() -> None:
    assert set(SPOILED) == set(CODES)


def test_good_proposals_pass_every_control_and_each_compares_something(good: MatchOutput) -> None:
    assert failed(good) == set()
    assert set(good.controls["control_code"]) == set(CODES)


@pytest.mark.parametrize(
    ("code", "spoil"), [(code, each) for code, cases in SPOILED.items() for each in cases]
)
def test_a_wrong_output_turns_its_control_red(code: str, spoil: Spoil, good: MatchOutput) -> None:
    assert code in failed(spoil(good))
