"""Nothing is written that does not add up: each figure of an account, falsified by itself."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from document_rows import DAY, Item, ledger_of, rows_of

from pipelines.aging import BUCKETS
from pipelines.documents.statement_rows import StatementRows, TotalsDisagree, disagreements

HOLDER = "E-0000000000a1"
CENT = pl.lit(Decimal("0.01"))


def account() -> StatementRows:
    items = [Item("M-1", "100.00", late=-5), Item("M-2", "250.50", late=45, disputed="50.50")]
    return rows_of(items, unapplied={(HOLDER, "MXN"): "30.00"})


def figures(rows: StatementRows, ledger: pl.DataFrame | None = None) -> set[str]:
    found = disagreements(rows, ledger_of(account()) if ledger is None else ledger)
    return set(found["figure"])


def falsified(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.with_columns((pl.col(name) + CENT).cast(pl.Decimal(18, 2)))


def test_an_account_that_adds_up_is_silent() -> None:
    assert figures(account()) == set()


@pytest.mark.parametrize("name", [*BUCKETS, "unapplied_amount"])
def test_a_cent_in_any_figure_of_the_ageing_is_told(name: str) -> None:
    rows = account()
    assert figures(replace(rows, aging=falsified(rows.aging, name))) == {name}


def test_a_balance_that_is_not_the_ledgers_is_told() -> None:
    assert figures(account(), falsified(ledger_of(account()), "ledger_amount")) == {"ledger_amount"}


def test_an_account_that_only_the_ledger_knows_is_told() -> None:
    other = pl.DataFrame(
        {"holder_id": ["E-other"], "currency_code": ["USD"], "ledger_amount": [Decimal("9.00")]},
        schema_overrides={"ledger_amount": pl.Decimal(18, 2)},
    )
    assert figures(account(), pl.concat([ledger_of(account()), other])) == {"ledger_amount"}


def test_activity_that_does_not_lead_to_the_balance_is_told() -> None:
    rows = account()
    assert figures(replace(rows, openings=falsified(rows.openings, "opening_amount"))) == {
        "movements"
    }


def test_an_item_that_is_missing_is_told_by_its_bucket_and_the_balance() -> None:
    rows = account()
    one_less = rows.items.filter(pl.col("charge_id") != "M-1")
    assert figures(replace(rows, items=one_less)) == {"not_due_amount", "balance_amount"}


def test_a_claim_that_is_more_than_what_is_undisputed_is_told() -> None:
    rows = account()
    assert figures(replace(rows, items=falsified(rows.items, "claimable_amount"))) == {
        "claimable_amount"
    }


def test_the_refusal_names_accounts_by_id_and_figure_alone() -> None:
    rows = account()
    wrong = replace(rows, aging=falsified(rows.aging, "bucket_2_amount"))
    told = str(TotalsDisagree(disagreements(wrong, ledger_of(account()))))
    assert f"{HOLDER} MXN (bucket_2_amount)" in told
    assert "Cliente" not in told
    assert rows.as_of_date == DAY
