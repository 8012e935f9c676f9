"""SWIFT MT940 statements, and MT942 interim reports, which have no balances.

Belongs here: pages to statements, the sub-fields of field 86. Does not belong here: the text of the
file (mt940_pages.py), what a movement says in words (spei.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.sources.banks.clabe import bank_of_account
from pipelines.sources.banks.format import BankFormat, Glimpse, Statement, StatementFile
from pipelines.sources.banks.mt940_pages import STANDARD, Entry, Page, parse_pages
from pipelines.sources.banks.standard import (
    ASK_THE_BANK,
    MAX_STATEMENTS,
    NO_MOVEMENTS,
    Movement,
    as_file,
    bounded_text,
    exact_amount,
    refuse_too_many,
    unlike,
)
from pipelines.sources.reading import UnreadableFile

# Where a line of field 86 is full, the next one goes on with the same word.
DETAIL_WIDTH = 65
CODES = "ACCW|BBK|BENM|BREF|BIC|CSID|EREF|IBAN|ISDT|MARF|NAME|ORDP|PURP|REMI|RTRN|TRCD|ULTB|ULTD"
CODED = re.compile(rf"/({CODES})/(.*?)(?=/(?:{CODES})/|$)", re.DOTALL)
NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED"})


def tells(glimpse: Glimpse) -> bool:
    return all(
        any(line.startswith(start) for line in glimpse.lines) for start in (":20:", ":25", ":28")
    )


def read(path: Path) -> StatementFile:
    """Raises UnreadableFile for a field that is none of MT940, and a page without an account."""
    statements = joined(parse_pages(bounded_text(path)))
    refuse_too_many(len(statements), MAX_STATEMENTS, "statements")
    return as_file([as_statement(pages) for pages in statements])


def joined(pages: Sequence[Page]) -> list[list[Page]]:
    """The pages of each statement: one that closes for the time being goes on with the next."""
    statements: list[list[Page]] = []
    for page in pages:
        before = statements[-1][-1] if statements else None
        if before is not None and goes_on(before, page):
            statements[-1].append(page)
        else:
            statements.append([page])
    return statements


def goes_on(before: Page, page: Page) -> bool:
    carried = before.data.get("intermediate_closing_balance")
    return (
        carried is not None
        and carried == page.data.get("intermediate_opening_balance")
        and before.data.get("account_identification") == page.data.get("account_identification")
    )


def as_statement(pages: Sequence[Page]) -> tuple[Statement, list[Movement]]:
    """Raises UnreadableFile for a page without an account or with amounts in fractions of cents."""
    first, last = pages[0], pages[-1]
    identification = (first.data.get("account_identification") or "").strip()
    if not identification:
        raise UnreadableFile(
            f"the statement that begins on line {first.line} names no account", ASK_THE_BANK
        )
    opening = balance(first, "final_opening_balance", "intermediate_opening_balance")
    closing = balance(last, "final_closing_balance", "intermediate_closing_balance")
    currency = opening.currency or closing.currency or floor_currency(first)
    institution, account = split_account(identification, currency)
    to_date = closing.day
    movements = [as_movement(entry) for page in pages for entry in page.entries]
    statement = Statement(
        account_number=account,
        movements=NO_MOVEMENTS,
        bank_code=bank_of_account(account, institution),
        currency_code=currency,
        statement_number=first.data.get("statement_number"),
        # The balance brought forward may carry the day before; a later one would be a misprint.
        from_date=opening.day if opening.day and to_date and opening.day <= to_date else None,
        to_date=to_date,
        opening_balance_amount=opening.amount,
        closing_balance_amount=closing.amount,
        oldest_first=True,
        file_line=first.line,
    )
    return statement, movements


@dataclass(frozen=True)
class Balance:
    amount: Decimal | None = None
    day: date | None = None
    currency: str | None = None


def balance(page: Page, *names: str) -> Balance:
    found = next((page.data[name] for name in names if name in page.data), None)
    if found is None:
        return Balance()
    amount = exact_amount(f"{found.amount.amount:f}")
    if amount is None:
        raise unlike(page.line, "a balance of the statement that begins there", STANDARD)
    return Balance(amount, plain_date(found.date), found.amount.currency.upper())


def floor_currency(page: Page) -> str | None:
    """An interim report has no balance to take the currency from, but the limit it reports from."""
    limit = page.data.get("c_floor_limit") or page.data.get("d_floor_limit")
    return limit.currency.upper() if limit is not None else None


def split_account(identification: str, currency: str | None) -> tuple[str, str]:
    """The bank's code or '', and the account without dots, blanks and the currency behind it."""
    institution, _, account = identification.rpartition("/")
    account = re.sub(r"[ .\-]", "", account.upper())
    if currency and len(account) > len(currency):
        account = account.removesuffix(currency)
    return institution.strip(), account


def as_movement(entry: Entry) -> Movement:
    data = entry.data
    amount = exact_amount(f"{data['amount'].amount:f}")
    if amount is None:
        raise unlike(entry.line, "the amount of field 61", STANDARD)
    coded = {code: text.strip(" /\n") for code, text in CODED.findall(details_of(data))}
    value_date = data["date"]
    references = (data.get("bank_reference"), data.get("customer_reference"))
    mark = str(data.get("status") or "").upper()
    code = str(data.get("id") or "").strip()
    return Movement(
        file_line=entry.line,
        posted_date=plain_date(data.get("entry_date") or value_date),
        value_date=plain_date(value_date),
        amount=amount,
        description=described(data),
        reference=next(filter(None, map(known_reference, references)), None),
        bank_transaction_code=f"{code}/{mark}" if mark.startswith("R") else code,
        end_to_end_id=data.get("end_to_end_reference") or coded.get("EREF"),
        counterparty_account=data.get("applicant_iban") or coded.get("IBAN") or coded.get("ACCW"),
        counterparty_name=data.get("applicant_name")
        or next(filter(None, map(coded.get, ("NAME", "BENM", "ORDP"))), None),
        concept=data.get("purpose") or coded.get("REMI"),
    )


def known_reference(text: str | None) -> str | None:
    plain = (text or "").strip()
    return None if plain.upper() in NO_REFERENCE else plain


def described(data: Mapping[str, Any]) -> str:
    """All that the movement says in words, each text once."""
    parts = (
        data.get("extra_details"),
        data.get("posting_text"),
        data.get("purpose"),
        data.get("additional_purpose"),
        details_of(data),
        data.get("non_swift_text"),
    )
    return " ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))


def details_of(data: Mapping[str, Any]) -> str:
    text = ""
    for line in str(data.get("transaction_details") or "").split("\n"):
        text += line if len(line) >= DETAIL_WIDTH else f"{line} "
    return text.strip()


def plain_date(found: date) -> date:
    """The library's dates are of a class of its own."""
    return date(found.year, found.month, found.day)


MT940 = BankFormat("mt940", tells, read)
