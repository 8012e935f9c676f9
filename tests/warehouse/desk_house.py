"""The demo company with its letterhead and a published file of its own that a test may write to."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import load_workbook

from pipelines.delivery.approvals import FILE, HEAD_ROW
from pipelines.settings import Settings, load_settings
from tests.workspace import COMPANY, DEMO_FILES

ENTRY = """
    insert into marts.fct_collection_events by name
    select 'B-X/' || $number as event_id, $day as event_date, $kind as kind_code,
        'X' as collector_code, customer_id, legal_entity_id, $charge as charge_id,
        $currency as currency_code,
        case when $kind = 'dispute' then $amount::decimal(18, 2) end as disputed_amount,
        case when $kind = 'promise' then $amount::decimal(18, 2) end as promised_amount,
        $promised as promised_date, $resolved as resolved_date
    from marts.dim_customers where customer_id = $customer
"""


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

    def log(
        self,
        kind: str,
        item: tuple[str, str | None, str],
        amount: str,
        *,
        day: date,
        promised: date | None = None,
        resolved: date | None = None,
    ) -> None:
        """An entry of the desk's log. item: customer, charge (None: on account) and currency."""
        customer, charge, currency = item
        ((number,),) = self.rows("select count(*) from marts.fct_collection_events")
        self.change(
            ENTRY,
            {
                "number": number,
                "day": day,
                "kind": kind,
                "charge": charge,
                "currency": currency,
                "amount": amount,
                "promised": promised,
                "resolved": resolved,
                "customer": customer,
            },
        )

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
