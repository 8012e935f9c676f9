"""Reminders in a folder: letters as PDF, drafts as EML, and what was claimed of whom.

Belongs here: the order of work. Does not belong here: who is reminded (reminder_plan.py), approving
and sending (delivery).
"""

from collections.abc import Callable, Mapping
from typing import get_args

import polars as pl

from pipelines.documents.bundle import Bundle, stem_of, totals_by_currency
from pipelines.documents.company import Company
from pipelines.documents.house import house_problems
from pipelines.documents.reminder_email import reminder_email
from pipelines.documents.reminder_page import reminder_page
from pipelines.documents.reminder_plan import Claim, Plan, Reminder
from pipelines.documents.typesetting import Typesetter, typesetter
from pipelines.documents.words import Words, words_of
from pipelines.reports.context import Language

Progress = Callable[[int, int], None]

NAMES = {"es": "recordatorio", "en": "reminder"}
CLAIMED = (
    "claimed_amount",
    "disputed_amount",
    "promised_amount",
    "other_amount",
    "overdue_amount",
    "unapplied_amount",
)
MONEY = pl.Decimal(18, 2)
INDEX = pl.Schema(
    {
        "message_id": pl.String(),
        "legal_entity_id": pl.String(),
        "recipient": pl.String(),
        "language": pl.String(),
        "level_number": pl.Int64(),
        "currency_code": pl.String(),
        "item_count": pl.Int64(),
        **dict.fromkeys(CLAIMED, MONEY),
        "pdf": pl.String(),
        "eml": pl.String(),
    }
)
KIND = "reminders"


def write_reminders(
    bundle: Bundle, plan: Plan, company: Company, progress: Progress = lambda *_: None
) -> None:
    """Writes every reminder of a plan as a letter, and as a draft where it has a recipient, with
    index and manifest. Raises PageFailed, BadAddress.
    """
    speech = {
        language: words_of(language, company.texts.get(language, {}))
        for language in get_args(Language)
    }
    bundle.problems += plan.problems
    with typesetter(company) as pages:
        bundle.problems += house_problems(company, pages.logo_fault, owed_in(plan))
        for done, reminder in enumerate(plan.reminders, start=1):
            write_reminder(bundle, pages, reminder, company, speech)
            progress(done, len(plan.reminders))
    rows = plan.overview.iter_rows(named=True)
    facts = {
        "reminders": len(plan.reminders),
        "totals": totals_by_currency(
            (row["currency_code"], {name: row[name] for name in CLAIMED}) for row in rows
        ),
    }
    bundle.write_table("overview.csv", plan.overview)
    bundle.finish(KIND, facts, INDEX)


def write_reminder(
    bundle: Bundle,
    pages: Typesetter,
    reminder: Reminder,
    company: Company,
    speech: Mapping[Language, Words],
) -> None:
    words = speech[reminder.language]
    pdf, eml = files_of(reminder, company)
    page = reminder_page(reminder, words, company, pages.logo)
    letter = pages.pdf("reminder", page)
    bundle.write(pdf, letter)
    if eml is not None and company.sender is not None:
        bundle.write(eml, reminder_email(reminder, page, words, company.sender, (pdf, letter)))
    bundle.index += [index_row(reminder, claim, pdf, eml) for claim in reminder.claims]


def files_of(reminder: Reminder, company: Company) -> tuple[str, str | None]:
    """Names of the letter and of the draft; None where there is nobody to send it to or from."""
    stem = (
        f"{NAMES[reminder.language]}_{stem_of(reminder.legal_entity_id)}_{reminder.as_of_date}"
        f"_{reminder.message_id[:8]}"
    )
    is_sent = reminder.recipient is not None and company.sender is not None
    return f"{stem}.pdf", f"{stem}.eml" if is_sent else None


def index_row(reminder: Reminder, claim: Claim, pdf: str, eml: str | None) -> dict[str, object]:
    return {
        "message_id": reminder.message_id,
        "legal_entity_id": reminder.legal_entity_id,
        "recipient": reminder.recipient,
        "language": reminder.language,
        "level_number": reminder.level_number,
        "currency_code": claim.currency_code,
        "item_count": len(claim.items),
        **{name: getattr(claim, name) for name in CLAIMED},
        "pdf": pdf,
        "eml": eml,
    }


def owed_in(plan: Plan) -> set[str]:
    return {claim.currency_code for reminder in plan.reminders for claim in reminder.claims}
