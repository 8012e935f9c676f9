"""The demo company with its letterhead and a published file of its own that a test may write to."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import load_workbook

from pipelines.delivery.approvals import FILE, HEAD_ROW
from pipelines.settings import Settings, load_settings
from tests.workspace import COMPANY, DEMO_FILES

DISPUTE = """
    insert into marts.fct_disputes by name
    select 'B-X/D' as dispute_id, $day as opened_date, $until as resolved_date,
        $until is null as is_open, customer_id, $charge as charge_id, $currency as currency_code,
        $amount::decimal(18, 2) as disputed_amount, 'price' as reason_code,
        false as is_own_fault, 0 as age_days, 0.00 as open_disputed_amount,
        date '2026-10-01' as period_month, date '2026-10-31' as as_of_date
    from marts.dim_customers where customer_id = $customer
"""
# Two days of grace, as in policy_credit_parameters.
PROMISE = """
    insert into marts.fct_promises_monthly by name
    select 'B-X/' || $part as promise_id, $kind as kind_code, $day as made_date,
        $until as promised_date, $until::date + 2 as deadline_date, legal_entity_id, customer_id,
        $charge as charge_id, case when $charge is not null then 'F' end as document_number,
        $currency as currency_code, $amount::decimal(18, 2) as promised_amount,
        ($part - 1) * $amount::decimal(18, 2) as earlier_amount,
        date '2026-10-01' as period_month, date '2026-10-31' as as_of_date,
        'pending' as outcome_code, 0.00 as paid_in_time_amount, 0.00 as unpaid_amount
    from marts.dim_customers where customer_id = $customer
"""
Item = tuple[str, str | None, str]


@dataclass(frozen=True)
class House:
    """root: in place of the project's folder."""

    root: Path

    @property
    def settings(self) -> Settings:
        return load_settings(COMPANY, self.root)

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.published_database), read_only=True) as published:
            return published.execute(query, parameters).fetchall()

    def change(self, query: str, parameters: object = None) -> None:
        with duckdb.connect(str(self.settings.published_database)) as published:
            published.execute(query, parameters)

    def dispute(self, item: Item, amount: str, *, day: date, solved: date | None = None) -> None:
        """A dispute of a charge. item: customer, charge and currency."""
        self.change(DISPUTE, named(item, amount, day, solved))

    def promise(
        self, item: Item, amount: str, *, day: date, due: date, part: int = 1, kind: str = "promise"
    ) -> None:
        """A promise, or a part of a plan whose parts are all of that amount. item: as in dispute;
        without a charge it is on account.
        """
        self.change(PROMISE, named(item, amount, day, due) | {"part": part, "kind": kind})

    def recipients(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Adds report, e-mail, salesperson and language."""
        for row in rows:
            self.change(
                """
                insert into marts.dim_report_recipients
                    (report_code, email_text, salesperson_name, language_code)
                values (?, ?, ?, ?)
                """,
                list(row),
            )


def named(item: Item, amount: str, day: date, until: date | None) -> dict[str, object]:
    customer, charge, currency = item
    about = {"customer": customer, "charge": charge, "currency": currency}
    return about | {"amount": amount, "day": day, "until": until}


KEPT = """
    delete from marts.dim_customers where legal_entity_id not in (
        select legal_entity_id from open_items_as_of(date '2026-10-31')
        join marts.dim_customers using (customer_id)
        where past_due_days > 0 group by all
        order by max(is_foreign) desc, sum(open_amount) desc limit 7)
"""


def make_small_house(folder: Path, published: Path) -> House:
    """The same with a few customers that owe, one of them abroad: a page takes its time to set."""
    house = make_house(folder, published)
    house.change(KEPT)
    return house


def make_house(folder: Path, published: Path) -> House:
    house = House(folder)
    house.settings.published_database.parent.mkdir(parents=True)
    shutil.copyfile(published, house.settings.published_database)
    inbox = house.settings.inbox
    inbox.mkdir(parents=True)
    shutil.copyfile(DEMO_FILES / "company.yaml", inbox / "company.yaml")
    shutil.copytree(DEMO_FILES / "documents", inbox / "documents")
    return house


def decide(folder: Path, word: str, only: set[str] | None = None) -> None:
    """Writes a word into the workbook of approvals, for all messages or some of them."""
    workbook = load_workbook(folder / FILE)
    sheet = workbook.worksheets[0]
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        if only is None or sheet.cell(row, 1).value in only:
            sheet.cell(row, 8).value = word
    workbook.save(folder / FILE)


def attached(content: bytes) -> tuple[str, bytes]:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    (part,) = message.iter_attachments()
    return str(part.get_filename()), part.get_content()


def cells(workbook: bytes) -> Iterable[list[Any]]:
    for sheet in load_workbook(BytesIO(workbook), read_only=True).worksheets:
        yield from (list(row) for row in sheet.iter_rows(values_only=True))
