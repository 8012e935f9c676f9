"""The parts that the pages of statements and letters share, as the data their template reads.

Belongs here: letterhead, payment instructions, tables, all of them texts. Does not belong here:
what a statement or a letter says, or how any of it looks (templates).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from pipelines.documents.company import ACCOUNT_ENTRIES, Company
from pipelines.documents.words import Words, amount_text

Part = dict[str, Any]
Align = Literal["left", "right"]


def page_of(
    words: Words,
    company: Company,
    logo: str | None,
    *,
    title: str,
    subtitle: str,
    footer: str,
) -> Part:
    """What every page carries. logo: file that the template may read, None for none."""
    return {
        "language": words.language,
        "title": title,
        "subtitle": [subtitle],
        "footer": footer,
        "page_word": words.text("page.number"),
        "of_word": words.text("page.of"),
        "company": {"name": company.name, "lines": list(company.lines), "logo": logo},
    }


def addressee_of(words: Words, name: str, codes: Sequence[str], rfc: str | None) -> Part:
    lines = [f"{words.text('common.customer_code')}: {', '.join(codes)}"]
    if rfc:
        lines.append(f"{words.text('common.rfc')}: {rfc}")
    return {"name": name, "lines": lines}


def payment_of(
    words: Words, company: Company, currency: str, references: Sequence[str]
) -> Part | None:
    """How to pay in a currency; None where the company names no account for it."""
    reference = [words.text("payment.reference"), " · ".join(references)]
    accounts = [
        [
            *(
                [words.text(f"payment.{entry}"), account.facts[entry]]
                for entry in ACCOUNT_ENTRIES
                if entry in account.facts
            ),
            reference,
        ]
        for account in company.accounts
        if account.currency_code == currency
    ]
    if not accounts:
        return None
    return {
        "heading": words.text("payment.heading", currency=currency),
        "accounts": accounts,
        "remark": words.text("payment.remark"),
    }


def column(label: str, align: Align = "left", *, fills: bool = False) -> Part:
    """fills: the column takes the room that the others leave."""
    return {"label": label, "align": align, "fills": fills}


def table(
    columns: Sequence[Part],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None = None,
    heading: str = "",
) -> Part:
    return {
        "heading": heading,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "total": None if total is None else list(total),
    }


def sum_line(label: str, amount: Decimal, *, strong: bool = False) -> Part:
    return {"label": label, "amount": amount_text(amount), "strong": strong}
