"""The warehouse against a slow and obviously right calculation, on days that nobody chose.

Belongs here: hundreds of random ledgers and the known cases through one real build, and the demo
company's ledger, at ten random days each.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from pipelines import runs, transformation
from tests.oracle.known_cases import BUCKETS, CASES, DAY, Case
from tests.oracle.microsip_files import numbered_as_microsip, write_delivery
from tests.oracle.random_ledgers import AS_OF, FIRST_DAY, NO_CHARGE, draw_ledgers
from tests.oracle.slow_aging import Charge, Ledger, Line, ageing, open_items, unapplied
from tests.workspace import Workspace

RANDOM_LEDGERS = 400
TEN_DAYS = sorted(
    FIRST_DAY + timedelta(days=after)
    for after in random.Random(1).sample(range((AS_OF - FIRST_DAY).days), 10)
)
DEMO_DAYS = sorted(
    date(2024, 5, 1) + timedelta(days=after) for after in random.Random(2).sample(range(914), 10)
)
MONTH_ENDS = [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30), AS_OF]
# The functions and all they rest on, with the tests that need no other model.
BUILD = ["build", "--no-write-json", "--full-refresh", "--exclude-resource-type", "unit_test"]
BUILD += ["--select", "+path:models/functions", "--indirect-selection", "buildable"]
Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def expected_items(ledger: Ledger, day: date) -> Rows:
    return {
        (item.charge_id, item.number): (
            item.customer_id,
            item.currency,
            item.due,
            item.late,
            item.bucket,
            item.amount,
            item.open,
            item.open_mxn,
            item.closing_mxn,
        )
        for item in open_items(ledger, day)
    }


def expected_credits(ledger: Ledger, day: date) -> Rows:
    return {
        (credit.line_id,): (
            credit.customer_id,
            credit.currency,
            credit.age,
            credit.amount,
            credit.left,
            credit.left_mxn,
            credit.closing_mxn,
        )
        for credit in unapplied(ledger, day)
    }


def expected_ageing(ledger: Ledger, day: date) -> Rows:
    return {key: tuple(row.values()) for key, row in ageing(ledger, day).items()}


def keyed(
    connection: duckdb.DuckDBPyConnection, columns: str, source: str, key_columns: int
) -> Rows:
    rows = connection.execute(f"select {columns} from {source}").fetchall()
    found = {row[:key_columns]: row[key_columns:] for row in rows}
    assert len(found) == len(rows), "each key once"
    return found


def found_items(connection: duckdb.DuckDBPyConnection, source: str) -> Rows:
    columns = """charge_id, installment_number, customer_id, currency_code, due_date, past_due_days,
        bucket_number, original_amount, open_amount, open_amount_mxn, closing_amount_mxn"""
    return keyed(connection, columns, source, 2)


def found_credits(connection: duckdb.DuckDBPyConnection, source: str) -> Rows:
    columns = """entry_id, customer_id, currency_code, age_days, original_amount, unapplied_amount,
        unapplied_amount_mxn, closing_amount_mxn"""
    return keyed(connection, columns, source, 1)


def found_ageing(connection: duckdb.DuckDBPyConnection, source: str) -> Rows:
    columns = """customer_id, currency_code, not_due_amount, bucket_1_amount, bucket_2_amount,
        bucket_3_amount, bucket_4_amount, bucket_5_amount, unapplied_amount, balance_amount"""
    return keyed(connection, columns, source, 2)


def differences(found: Rows, expected: Rows) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """What the warehouse has and what it should have, of every row in which they differ."""
    keys = sorted(found.keys() | expected.keys())
    return {
        key: (found.get(key), expected.get(key))
        for key in keys
        if found.get(key) != expected.get(key)
    }


def thinned_rates() -> dict[date, Decimal]:
    """A rate every fifth day; none for three weeks of June."""
    drawn = random.Random(3)
    return {
        day: Decimal(drawn.randrange(16_500_000, 21_500_000)).scaleb(-6)
        for day in (FIRST_DAY - timedelta(days=5) + timedelta(days=5 * step) for step in range(30))
        if not date(2026, 6, 3) < day < date(2026, 6, 24)
    }


@pytest.fixture(scope="module")
def random_ledger() -> Ledger:
    """Random customers, then one for each known case, in its order."""
    ledger = numbered_as_microsip([*draw_ledgers(RANDOM_LEDGERS), *(case.ledger for case in CASES)])
    ledger.rates["USD"] = thinned_rates()
    return ledger


@pytest.fixture(scope="module")
def built(
    workspace: Workspace, random_ledger: Ledger, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What one build makes of them. Nothing is judged or published: many break a control."""
    files = tmp_path_factory.mktemp("random")
    write_delivery(files / "microsip" / "2026-09-01T0630", random_ledger)
    workspace.take_inbox(files)
    settings = workspace.settings
    deliveries = runs.land_deliveries(settings)
    assert {delivery.status for delivery in deliveries} == {"accepted"}
    assert sum(delivery.rows_quarantined for delivery in deliveries) == 0
    runs.set_clocks(settings, AS_OF)
    settings.candidate_database.unlink(missing_ok=True)
    result = transformation.invoke(settings, BUILD)
    failed = [item.node.name for item in result.results if item.status not in {"success", "pass"}]
    assert failed == []
    kept = files / "built.duckdb"
    settings.candidate_database.replace(kept)
    connection = duckdb.connect(str(kept), read_only=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def demo_ledger(warehouse: duckdb.DuckDBPyConnection) -> Ledger:
    """The demo company's entries and due dates; how much is due when is for the oracle to find."""
    plans: dict[str, list[tuple[date, Decimal]]] = {}
    for charge_id, due, percent in warehouse.execute(
        "select charge_id, due_date, share_percent from marts.fct_installments"
    ).fetchall():
        plans.setdefault(charge_id, []).append((due, percent))
    ledger = Ledger()
    for entry in warehouse.execute("select * from marts.fct_ledger_entries").pl().to_dicts():
        about = (entry["customer_id"], entry["currency_code"], entry["entry_date"])
        if entry["entry_kind_code"] == "charge":
            charge_id = entry["charge_id"]
            shares = tuple(plans[charge_id])
            ledger.charges.append(
                Charge(charge_id, *about, entry["amount"], entry["exchange_rate"], shares)
            )
        else:
            amount, rate = -entry["amount"], entry["exchange_rate"]
            ledger.lines.append(Line(entry["entry_id"], *about, amount, rate, entry["charge_id"]))
    ledger.rates["USD"] = dict(
        warehouse.execute(
            "select closing_rate_date, any_value(closing_rate) from marts.fct_exchange_rates_daily "
            "where currency_code = 'USD' group by 1"
        ).fetchall()
    )
    return ledger


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_oracle_itself_says_what_a_known_case_expects(case: Case):
    by_days: dict[int, Decimal] = {}
    for item in open_items(case.ledger, DAY):
        by_days[item.late] = by_days.get(item.late, Decimal(0)) + item.open
        assert item.bucket == BUCKETS.get(item.late, 0)
    assert by_days == {late: Decimal(amount) for late, amount in case.open.items()}
    left = sum((credit.left for credit in unapplied(case.ledger, DAY)), Decimal(0))
    assert left == Decimal(case.unapplied)


def test_the_random_ledgers_hold_what_they_are_drawn_for(random_ledger: Ledger):
    """Or agreement on them would mean little."""
    charges = {charge.charge_id: charge for charge in random_ledger.charges}
    applied = [line for line in random_ledger.lines if line.charge_id in charges]
    before = [line for line in applied if line.day < charges[line.charge_id or ""].day]
    sums: dict[str, Decimal] = {}
    for line in applied:
        sums[line.charge_id or ""] = sums.get(line.charge_id or "", Decimal(0)) + line.amount
    counts = {
        "charges": len(charges),
        "in shares that are no whole": sum(
            len(charge.shares) > 1 and sum(share for _, share in charge.shares) != 100
            for charge in charges.values()
        ),
        "by terms": sum(bool(charge.terms and not charge.shares) for charge in charges.values()),
        "of nothing": sum(charge.amount == 0 for charge in charges.values()),
        "below zero": sum(charge.amount < 0 for charge in charges.values()),
        "in dollars": sum(charge.currency == "USD" for charge in charges.values()),
        "over-applied": sum(amount > charges[one].amount for one, amount in sums.items()),
        "applied before": len(before),
        "applied to nothing": sum(line.charge_id == NO_CHARGE for line in random_ledger.lines),
        "kept": sum(not line.charge_id and line.amount > 0 for line in random_ledger.lines),
        "used": sum(line.amount < 0 for line in random_ledger.lines),
    }
    assert {name: count for name, count in counts.items() if count < 20} == {}


@pytest.mark.parametrize("day", [*TEN_DAYS, AS_OF, DAY], ids=str)
def test_random_ledgers_are_aged_as_the_oracle_ages_them(
    built: duckdb.DuckDBPyConnection, random_ledger: Ledger, day: date
):
    asked = f"(date '{day}')"
    items, credits = expected_items(random_ledger, day), expected_credits(random_ledger, day)
    assert items
    assert credits
    assert differences(found_items(built, f"open_items_as_of{asked}"), items) == {}
    assert differences(found_credits(built, f"unapplied_credits_as_of{asked}"), credits) == {}
    rows = expected_ageing(random_ledger, day)
    assert differences(found_ageing(built, f"aging_as_of{asked}"), rows) == {}


@pytest.mark.parametrize("day", MONTH_ENDS, ids=str)
def test_the_monthly_tables_of_random_ledgers_agree_too(
    built: duckdb.DuckDBPyConnection, random_ledger: Ledger, day: date
):
    month = f"where as_of_date = date '{day}'"
    items = found_items(built, f"marts.fct_open_items_monthly {month}")
    assert differences(items, expected_items(random_ledger, day)) == {}
    credits = found_credits(built, f"marts.fct_unapplied_credits_monthly {month}")
    assert differences(credits, expected_credits(random_ledger, day)) == {}
    rows = found_ageing(built, f"marts.fct_aging_monthly {month}")
    assert differences(rows, expected_ageing(random_ledger, day)) == {}


@pytest.mark.parametrize("day", DEMO_DAYS, ids=str)
def test_the_demo_company_is_aged_as_the_oracle_ages_it(
    warehouse: duckdb.DuckDBPyConnection, demo_ledger: Ledger, day: date
):
    asked = f"(date '{day}')"
    items, credits = expected_items(demo_ledger, day), expected_credits(demo_ledger, day)
    assert differences(found_items(warehouse, f"open_items_as_of{asked}"), items) == {}
    assert differences(found_credits(warehouse, f"unapplied_credits_as_of{asked}"), credits) == {}
    rows = expected_ageing(demo_ledger, day)
    assert differences(found_ageing(warehouse, f"aging_as_of{asked}"), rows) == {}


def test_a_cent_and_a_row_too_few_are_differences(
    built: duckdb.DuckDBPyConnection, random_ledger: Ledger
):
    found = found_ageing(built, f"aging_as_of(date '{DAY}')")
    expected = expected_ageing(random_ledger, DAY)
    (one, row), (other, gone), *_ = expected.items()
    expected[one] = (row[0] + Decimal("0.01"), *row[1:])
    del expected[other]
    assert differences(found, expected) == {one: (row, expected[one]), other: (gone, None)}
