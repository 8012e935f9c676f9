"""A reminder as the data its letter reads: every amount and day a text in the customer's language.

Belongs here: what the letter says, in which order. Does not belong here: its figures
(reminder_plan.py), the words (wording/), the e-mail around it (reminder_email.py).
"""

from pipelines.documents.company import Company
from pipelines.documents.page_parts import (
    Part,
    addressee_of,
    column,
    page_of,
    payment_of,
    sum_line,
    table,
)
from pipelines.documents.reminder_plan import Claim, Reminder
from pipelines.documents.words import Words, amount_text

FORMAL = "formal"


def subject_of(reminder: Reminder, words: Words) -> str:
    day = words.day(reminder.as_of_date)
    return words.text(f"reminder.subject_{reminder.tone_code}", day=day)


def reminder_page(reminder: Reminder, words: Words, company: Company, logo: str | None) -> Part:
    tone, is_formal = reminder.tone_code, reminder.tone_code == FORMAL
    title = words.text("reminder.title_formal" if is_formal else "reminder.title")
    subject = subject_of(reminder, words)
    subtitle = words.text("reminder.reference_day", day=words.day(reminder.as_of_date))
    footer = words.text("reminder.footer", company=company.name, subject=subject)
    deadline = words.day(reminder.deadline)
    return {
        **page_of(words, company, logo, title=title, subtitle=subtitle, footer=footer),
        "holder": addressee_of(words, reminder.name, reminder.customer_codes, reminder.rfc),
        "facts": [
            [
                words.text("reminder.overdue_of", currency=claim.currency_code),
                amount_text(claim.claimed_amount),
            ]
            for claim in reminder.claims
        ],
        "is_formal": is_formal,
        "subject": subject,
        "opening": [words.text("reminder.dear"), words.text(f"reminder.opening_{tone}")],
        "sections": [claim_part(claim, reminder, words, company) for claim in reminder.claims],
        "closing": [words.text(f"reminder.closing_{tone}", deadline=deadline)],
        "farewell": words.text("reminder.farewell"),
        "signature": list(company.signature or (company.name,)),
    }


def claim_part(claim: Claim, reminder: Reminder, words: Words, company: Company) -> Part:
    """What is claimed in one currency, and from it to all that is overdue in the ageing."""
    code = claim.currency_code
    day = words.day(reminder.as_of_date)
    sums = [sum_line(words.text("reminder.claimed"), claim.claimed_amount, strong=True)]
    rest = {
        "already": claim.other_amount,
        "disputed": claim.disputed_amount,
        "promised": claim.promised_amount,
    }
    shown = {name: amount for name, amount in rest.items() if amount}
    sums += [sum_line(words.text(f"reminder.{name}"), amount) for name, amount in shown.items()]
    if shown:
        sums.append(sum_line(words.text("reminder.overdue", day=day), claim.overdue_amount))
    if claim.unapplied_amount:
        sums.append(sum_line(words.text("reminder.unapplied"), claim.unapplied_amount))
    return {
        "heading": words.text("common.currency", currency=code),
        "tables": [claim_table(claim, words)],
        "sums": sums,
        "payment": payment_of(words, company, code, claim.references),
    }


def claim_table(claim: Claim, words: Words) -> Part:
    columns = [
        column(words.text("column.document"), fills=True),
        column(words.text("column.date")),
        column(words.text("column.due_date")),
        column(words.text("column.days"), "right"),
        column(words.text("column.original"), "right"),
        column(words.text("column.claimed"), "right"),
        column(words.text("column.level"), "right"),
    ]
    rows = [
        [
            item["document_number"] or words.text("common.no_number"),
            words.date(item["charge_date"]),
            words.date(item["due_date"]),
            str(item["past_due_days"]),
            amount_text(item["original_amount"]),
            amount_text(item["claimable_amount"]),
            words.text("reminder.level", number=item["level_number"]),
        ]
        for item in claim.items
    ]
    total = words.text("common.total", currency=claim.currency_code)
    return table(columns, rows, [total, "", "", "", "", amount_text(claim.claimed_amount), ""])
