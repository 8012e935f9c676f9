"""Statements of the demo company: every total is the ageing's and the ledger's, on any day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.documents.bundle import totals_by_currency
from pipelines.documents.published import open_published
from pipelines.documents.statement import statements_of
from pipelines.documents.statement_rows import (
    Holder,
    NoStatement,
    StatementRows,
    TotalsDisagree,
    read_statement_rows,
)
from tests.warehouse.desk_house import House, make_house
from tests.workspace import AS_OF, Workspace

Read = Callable[..., StatementRows]
ITEM = """
    select customer_id, charge_id, currency_code, sum(open_amount) from
    open_items_as_of(date '2026-10-31')
    where past_due_days > 10 and class_code = 'invoice' group by all having count(*) = 1
    order by all limit 1
"""
PARTLY_PAID = """
    select items.charge_id, items.customer_id, items.currency_code, effective_date, applied_amount
    from open_items_as_of(date '2026-10-31') as items
    join marts.fct_applications as applications using (charge_id)
    join policies.policy_entry_classes as classes on applications.class_code = classes.class_code
    where classes.is_cash and effective_date > date '2026-05-01' and applied_amount > 100
    order by items.charge_id, effective_date limit 1
"""
CLAIM = """
    select open_amount, disputed_amount, promised_amount, claimable_amount
    from claims_as_of(?::date) where charge_id = ? order by installment_number
"""


@pytest.fixture
def read(warehouse: duckdb.DuckDBPyConnection) -> Read:
    return lambda *arguments: read_statement_rows(warehouse, *arguments)


@pytest.fixture
def house(workspace: Workspace, demo_run: object, tmp_path: Path) -> House:
    """What the desk itself wrote down is taken away: each test makes its own entries."""
    made = make_house(tmp_path, workspace.kept)
    made.change("delete from marts.fct_disputes")
    made.change("delete from marts.fct_promises_monthly")
    return made


def test_the_statements_of_a_close_come_to_the_months_ageing(
    warehouse: duckdb.DuckDBPyConnection, read: Read
) -> None:
    sections = [section for each in statements_of(read(AS_OF), "es") for section in each.sections]
    stated = totals_by_currency((each.currency_code, each.totals) for each in sections)
    stored = warehouse.execute(
        """
        select currency_code, sum(overdue_amount), sum(unapplied_amount), sum(balance_amount)
        from marts.fct_aging_monthly where as_of_date = ? group by all order by all
        """,
        [AS_OF],
    ).fetchall()
    names = ("overdue_amount", "unapplied_amount", "balance_amount")
    assert [
        (currency, *(Decimal(totals[name]) for name in names))
        for currency, totals in stated.items()
    ] == stored


@pytest.mark.parametrize("by", ["customer", "entity"])
@pytest.mark.parametrize("day", [date(2026, 9, 15), date(2025, 2, 28), date(2024, 5, 2)])
def test_every_account_adds_up_on_any_day_by_customer_and_entity(
    day: date, by: Holder, read: Read
) -> None:
    assert read(day, day - timedelta(45), by).aging.height > 0


def test_a_statement_that_does_not_add_up_is_not_begun(house: House) -> None:
    # What is stored of an item and what is summed up come from one table: the ledger does not.
    house.change("update marts.fct_ledger_entries set amount = amount + 0.01 where is_cash")
    with (
        open_published(house.settings.published_database) as published,
        pytest.raises(TotalsDisagree, match="ledger_amount") as refused,
    ):
        read_statement_rows(published, AS_OF)
    assert set(refused.value.accounts["figure"]) == {"ledger_amount", "movements"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((date(2026, 11, 1),), "no figures after 2026-10-31"),
        ((AS_OF, None, "customer", "M-0"), "no customer of that id"),
        ((AS_OF, date(2026, 11, 1)), "begins after"),
    ],
)
def test_what_cannot_be_stated_says_why(arguments: tuple[object, ...], why: str, read: Read):
    with pytest.raises(NoStatement, match=why):
        read(*arguments)


def test_one_customer_alone_is_one_statement(read: Read) -> None:
    everybody = read(AS_OF)
    one = str(everybody.aging["holder_id"][0])
    alone = read(AS_OF, None, "customer", one)
    assert set(alone.aging["holder_id"]) == {one}
    assert alone.customers.height == 1


def test_a_dispute_holds_its_amount_until_it_is_solved(house: House) -> None:
    ((customer, charge, currency, amount),) = house.rows(ITEM)
    opened, solved = date(2026, 10, 10), date(2026, 10, 25)
    item = (customer, charge, currency)
    house.dispute(item, str(amount), day=opened, solved=solved)

    def claims(day: date) -> list[tuple[Decimal, ...]]:
        return house.rows(CLAIM, day, charge)

    nothing = Decimal("0.00")
    assert claims(opened - timedelta(1)) == [(amount, nothing, nothing, amount)]
    assert claims(opened) == [(amount, amount, nothing, nothing)]
    assert claims(solved) == [(amount, nothing, nothing, amount)]


def test_a_promise_holds_what_it_is_for_until_its_grace_is_over(house: House) -> None:
    ((customer, charge, currency, amount),) = house.rows(ITEM)
    made, promised = date(2026, 10, 10), date(2026, 10, 20)
    house.promise((customer, charge, currency), "1.50", day=made, due=promised)

    def held(day: date) -> Decimal:
        ((_, _, held, claimable),) = house.rows(CLAIM, day, charge)
        assert held + claimable == amount
        return Decimal(held)

    assert [held(day) for day in (made - timedelta(1), made, promised + timedelta(2))] == [
        Decimal("0.00"),
        Decimal("1.50"),
        Decimal("1.50"),
    ]
    assert held(promised + timedelta(3)) == 0


def test_a_payment_fulfils_a_plan_part_by_part(house: House) -> None:
    charge, customer, currency, paid_on, paid = house.rows(PARTLY_PAID)[0]
    made = paid_on - timedelta(1)
    # The payment covers the first part and half of the second.
    part = (paid / 3 * 2).quantize(Decimal("0.01"))
    for number in (1, 2):
        item, due = (customer, charge, currency), date(2026, 12, number)
        house.promise(item, str(part), day=made, due=due, part=number, kind="plan")

    def held(day: date) -> tuple[Decimal, Decimal]:
        rows = house.rows(CLAIM, day, charge)
        return Decimal(sum(row[2] for row in rows)), Decimal(sum(row[0] for row in rows))

    before, opened = held(made)
    assert before == min(part * 2, opened)
    after, left = held(paid_on)
    assert after == min(part * 2 - paid, left) > 0


def test_a_promise_on_account_holds_the_oldest_items_until_money_comes(house: House) -> None:
    ((customer, charge, currency, _),) = house.rows(ITEM)
    made = date(2026, 10, 30)
    house.promise((customer, None, currency), "2.00", day=made, due=date(2026, 11, 5))
    held = house.rows(
        """
        select due_date, promised_amount from claims_as_of(date '2026-10-31')
        where customer_id = ? and currency_code = ? order by due_date, charge_id
        """,
        customer,
        currency,
    )
    assert sum(amount for _, amount in held) == 2
    assert held[0][1] > 0
    assert charge is not None


def test_more_than_is_open_is_neither_disputed_nor_promised(house: House) -> None:
    ((customer, charge, currency, amount),) = house.rows(ITEM)
    item = (customer, charge, currency)
    house.dispute(item, str(amount * 5), day=date(2026, 10, 1))
    house.promise(item, "9.00", day=date(2026, 10, 2), due=date(2026, 11, 9))
    assert house.rows(CLAIM, AS_OF, charge) == [(amount, amount, Decimal(0), Decimal(0))]
    with open_published(house.settings.published_database) as published:
        read_statement_rows(published, AS_OF)


def test_the_command_writes_a_folder_and_says_how_many(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTERA_ROOT", str(house.root))
    out = house.root / "one"
    call = ["statements", "--as-of", "2026-10-31", "--out", str(out), "--version", "activity"]
    ((customer, *_),) = house.rows(ITEM)
    done = CliRunner().invoke(app, [*call, "--customer", customer])
    assert done.exit_code == 0, done.output
    assert "1 statements" in done.output
    assert len(list(out.glob("*.pdf"))) == len(list(out.glob("estado_*.xlsx"))) == 1
    assert CliRunner().invoke(app, call).exit_code == 2
