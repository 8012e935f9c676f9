"""One account in several layouts is one account, and an account that falls silent is missed."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.runs import RunOutcome
from tests.warehouse.deliveries import LAST, NEXT, delivered
from tests.workspace import DEMO, Workspace

BBVA_TEXT, BANORTE_CSV = "0192837465_movimientos.txt", "cuentas_de_cheques.csv"
# The same account as the CLABE it is known by at other banks.
BBVA_CLABE = "012180001928374657"
BROKEN = """
    select subject_type_code, subject_id, period_month from controls.ctl_bank_chain
    where is_exception
"""


@pytest.fixture
def company(workspace: Workspace, demo_run: RunOutcome) -> Iterator[Workspace]:
    workspace.restore(DEMO)
    yield workspace
    workspace.restore(DEMO)


def in_everyday_columns(source: Path, target: Path) -> None:
    """BBVA's text as a table that any accountant would make of it, newest movement first."""
    lines = source.read_text(encoding="latin-1").splitlines()[1:]
    rows = [line.split("\t") for line in reversed(lines)]
    target.parent.mkdir(parents=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Fecha", "Concepto", "Cargo", "Abono", "Saldo"))
        writer.writerows(rows)


def test_an_account_in_a_second_layout_adds_no_movement(company: Workspace):
    movements = "select count(*), sum(deposit_amount) from marts.fct_bank_movements"
    before = company.published(movements)
    source = delivered(company.inbox, "banks", BBVA_TEXT)
    target = company.inbox / "banks" / NEXT / f"{BBVA_CLABE}_octubre.csv"
    in_everyday_columns(source, target)
    results = company.build_part("+fct_bank_movements", "+fct_bank_statements")
    assert not [result.name for result in results if result.is_failure]
    landed = company.landed(
        "select count(*) from raw.banks_movements where format_code = 'plain_two_columns'"
    )
    assert landed[0][0] > 20
    assert company.built(movements) == before
    accounts = "select distinct account_id from marts.fct_bank_statements order by all"
    assert company.built(accounts) == [("012-192837465",), ("072-456789123",)]


def test_a_bank_that_falls_silent_is_missed_though_the_other_delivers(company: Workspace):
    delivered(company.inbox, "banks", BANORTE_CSV, LAST).unlink()
    company.forget_build()
    company.build_part("+ctl_bank_chain")
    ((kind, account, month),) = company.built(BROKEN)
    assert (kind, account, str(month)) == ("account", "072-456789123", "2026-10-01")


def test_the_tax_on_every_fee_names_its_fee(company: Workspace):
    pairs = company.published(
        """
        select fees.movement_kind_code, fees.movement_date = taxes.movement_date, count(*)
        from marts.fct_bank_movements as taxes
        left join marts.fct_bank_movement_pairs as pairs on pairs.movement_id = taxes.movement_id
        left join marts.fct_bank_movements as fees on fees.movement_id = pairs.origin_movement_id
        where taxes.movement_kind_code = 'fee_tax' group by all
        """
    )
    ((kind, is_same_day, count),) = pairs
    assert (kind, is_same_day) == ("fee", True)
    assert count > 20
