"""What is missing of the company itself, in every document alike.

Belongs here: naming it once. Does not belong here: what is wrong with one customer.
"""

from collections.abc import Iterable

from pipelines.documents.bundle import Problem
from pipelines.documents.company import Company


def house_problems(
    company: Company, logo_fault: str | None, currencies: Iterable[str]
) -> list[Problem]:
    """What is missing in every document of a kind: a logo that is none, a currency without an
    account. The documents are written without it.
    """
    found = []
    if logo_fault is not None:
        remedy = "Put a PNG, JPEG, GIF, WebP or SVG there; documents were written without it"
        found.append(Problem("logo", logo_fault, remedy))
    named = {account.currency_code for account in company.accounts}
    remedy = "Add it to accounts in documents.yaml; documents were written without how to pay"
    missing = sorted(set(currencies) - named)
    return found + [Problem(code, "no account to pay into", remedy) for code in missing]
