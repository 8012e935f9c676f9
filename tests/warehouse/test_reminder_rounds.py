"""Rounds of reminders of the demo company through a real mail server, to the journal."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.delivery import journal
from pipelines.delivery.reminding import draft_reminders, send_reminders
from pipelines.documents.bundle import FolderTaken
from pipelines.inbox import find_arrivals
from pipelines.sources.registry import SOURCES
from tests.post_office import HOST, PostOffice, open_office
from tests.warehouse.desk_house import House, decide, make_small_house
from tests.workspace import AS_OF, Workspace

ROUNDS = (date(2026, 9, 10), date(2026, 10, 5), AS_OF)


@pytest.fixture
def house(workspace: Workspace, demo_run: object, tmp_path: Path) -> House:
    return make_small_house(tmp_path, workspace.kept)


def environment(port: int) -> dict[str, str]:
    return {
        "CARTERA_SMTP_HOST": HOST,
        "CARTERA_SMTP_PORT": str(port),
        "CARTERA_SMTP_SECURITY": "none",
    }


def test_three_rounds_climb_and_no_invoice_gets_a_level_twice(house: House) -> None:
    office = PostOffice()
    highest = []
    with open_office(office) as server:
        for day in ROUNDS:
            folder = house.root / str(day)
            drafts = draft_reminders(house.settings, day, folder)
            highest.append(max(each.level_number for each in drafts.plan.reminders))
            decide(folder, "Sí")
            done = send_reminders(house.settings, day, folder, environment(server.port))
            assert (done.sent, done.problems) == (len(drafts.plan.reminders), [])
            again = send_reminders(house.settings, day, folder, environment(server.port))
            assert (again.sent, again.already) == (0, done.sent)
    assert highest == [1, 2, 3]
    went = journal.outcomes(journal.read_journal(house.settings.inbox))
    assert set(went["outcome_code"]) == {"sent"}
    once = ["charge_id", "installment_number", "recipient", "level_number"]
    assert went.unique(once).height == went.height
    assert len(office.taken) == went["message_id"].n_unique()


def test_what_reminders_claim_and_leave_out_is_all_that_is_overdue(house: House) -> None:
    drafts = draft_reminders(house.settings, AS_OF, house.root / "out")
    totals = json.loads((house.root / "out" / "manifest.json").read_text())["totals"]
    parts = ("claimed_amount", "disputed_amount", "promised_amount", "other_amount")
    stored = house.rows(
        """
        select aging.currency_code, sum(overdue_amount) from marts.fct_aging_monthly as aging
        join marts.dim_customers using (customer_id) where as_of_date = ?
        group by all having sum(overdue_amount) <> 0 order by all
        """,
        AS_OF,
    )
    assert [
        (currency, sum(Decimal(amounts[part]) for part in parts))
        for currency, amounts in totals.items()
    ] == stored
    assert {each.language for each in drafts.plan.reminders} == {"es", "en"}
    assert drafts.bundle.problems == []


def test_nothing_goes_out_that_nobody_approved(house: House) -> None:
    folder = house.root / "out"
    drafts = draft_reminders(house.settings, AS_OF, folder)
    first, second, third = [each.message_id for each in drafts.plan.reminders][:3]
    decide(folder, "No", {first})
    decide(folder, "sí", {second})
    decide(folder, "quizá", {third})
    office = PostOffice()
    with open_office(office) as server:
        done = send_reminders(house.settings, AS_OF, folder, environment(server.port))
    assert (done.sent, len(office.taken)) == (1, 1)
    assert [(each.subject_id, each.problem) for each in done.problems] == [
        (third, "an approval that is no word of the list")
    ]


def test_decisions_outlive_drafts_that_are_written_again(house: House) -> None:
    folder = house.root / "out"
    draft_reminders(house.settings, AS_OF, folder)
    decide(folder, "Enviado")
    draft_reminders(house.settings, AS_OF, folder)
    done = send_reminders(house.settings, AS_OF, folder, {})
    assert done.elsewhere > 0
    assert done.problems == []


def test_a_draft_that_the_ledger_no_longer_bears_out_does_not_go_out(house: House) -> None:
    folder = house.root / "out"
    drafts = draft_reminders(house.settings, AS_OF, folder)
    reminder = drafts.plan.reminders[0]
    (claim, *_) = reminder.claims
    item = claim.items[0]
    decide(folder, "Sí", {reminder.message_id})
    key = (item["customer_id"], item["charge_id"], claim.currency_code)
    house.dispute(key, "1.00", day=date(2026, 10, 30))
    office = PostOffice()
    with open_office(office) as server:
        done = send_reminders(house.settings, AS_OF, folder, environment(server.port))
    assert office.taken == []
    assert [each.problem for each in done.problems] == [
        "the ledger or the policy says something else by now"
    ]


def test_another_days_folder_is_refused(house: House) -> None:
    folder = house.root / "out"
    with pytest.raises(FolderTaken, match="no drafts"):
        send_reminders(house.settings, AS_OF, folder, {})
    draft_reminders(house.settings, AS_OF, folder)
    with pytest.raises(FolderTaken, match="other documents"):
        send_reminders(house.settings, ROUNDS[0], folder, {})


def test_the_journal_is_a_delivery_that_landing_reads(house: House) -> None:
    folder = house.root / "out"
    draft_reminders(house.settings, AS_OF, folder)
    decide(folder, "Enviado")
    send_reminders(house.settings, AS_OF, folder, {})
    settings = house.settings
    (arrival,) = find_arrivals(settings.inbox, settings.zone)
    source = SOURCES[arrival.source]
    tables = source.route(arrival.path, settings.inbox)
    (reading,) = source.read(arrival.path, tables, settings.inbox)
    assert reading.frame.height == journal.read_journal(settings.inbox).height > 0
    assert reading.frame.filter(pl.col("event_code") != "sent").is_empty()
