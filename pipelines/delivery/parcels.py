"""A file for a recipient, and the e-mail around it.

Belongs here: what an e-mail of a scheduled report says. Does not belong here: the file itself
(documents/desk_reports.py), which parcels there are (reporting.py), sending (sending.py).
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

import polars as pl

from pipelines.delivery.message import Message
from pipelines.delivery.recipients import Recipient
from pipelines.delivery.sending import Draft
from pipelines.documents.bundle import Bundle, Problem
from pipelines.documents.company import Company
from pipelines.documents.email_parts import draft_of
from pipelines.documents.words import Words, words_of
from pipelines.reports.context import ReportContext

Report = Literal["weekly_aging", "credit_actions", "monthly_report", "broken_promises"]

INDEX = pl.Schema(
    {
        "message_id": pl.String(),
        "recipient": pl.String(),
        "salesperson_name": pl.String(),
        "language": pl.String(),
        "document": pl.String(),
        "document_sha256": pl.String(),
        "eml": pl.String(),
    }
)


@dataclass(frozen=True)
class Parcel:
    """A file for a recipient. facts: what the e-mail says of it, a line each."""

    recipient: Recipient
    document: str
    shown_name: str
    facts: tuple[str, ...]


def drafts_of(
    bundle: Bundle,
    report: Report,
    parcels: list[Parcel],
    context: ReportContext,
    company: Company,
) -> list[Draft]:
    """Writes an e-mail for each parcel; without a sender named, only the files."""
    if company.sender is None:
        if parcels:
            remedy = "Add sender to documents.yaml and run again"
            bundle.problems.append(Problem(report, "nobody is named as sender", remedy))
        return []
    drafts = []
    for parcel in parcels:
        words = speech(company, parcel.recipient)
        message = message_of(report, parcel, context, bundle.files[parcel.document])
        name = f"{report}_{context.as_of_date}_{message.message_id}.eml"
        content = draft_of(
            message.message_id,
            company.sender,
            parcel.recipient.email,
            subject=title_of(report, context, words),
            language=parcel.recipient.language,
            text=body_of(report, parcel, context, company, words),
            html=None,
            attachment=(parcel.shown_name, bundle.path_of(parcel.document).read_bytes()),
        )
        bundle.write(name, content)
        bundle.index.append(
            {
                "message_id": message.message_id,
                "recipient": parcel.recipient.email,
                "salesperson_name": parcel.recipient.salesperson,
                "language": parcel.recipient.language,
                "document": parcel.document,
                "document_sha256": bundle.files[parcel.document],
                "eml": name,
            }
        )
        drafts.append(Draft(message, bundle.path_of(name), bundle.files[name]))
    return drafts


def message_of(report: Report, parcel: Parcel, context: ReportContext, sha256: str) -> Message:
    """The same report of the same day and knowledge is the same message to the same address."""
    whose = parcel.recipient.salesperson
    said = [report, whose, parcel.recipient.email, context.as_of_date, context.known_at]
    message_id = hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:20]
    item = {"document_name": parcel.document, "document_sha256": sha256}
    return Message(message_id, report, context.as_of_date, report, parcel.recipient.email, (item,))


def title_of(report: Report, context: ReportContext, words: Words) -> str:
    return words.text(f"delivery.{report}.title", day=words.day(context.as_of_date))


def body_of(
    report: Report, parcel: Parcel, context: ReportContext, company: Company, words: Words
) -> str:
    """The e-mail's text: what is attached, whose it is, its figures."""
    whose = parcel.recipient.salesperson
    lines = [words.text("delivery.hello"), "", title_of(report, context, words) + "."]
    if whose is not None:
        lines.append(words.text("delivery.only", salesperson=whose))
    lines += ["", *(f"- {fact}" for fact in parcel.facts), ""] if parcel.facts else [""]
    lines += [words.text(f"delivery.{report}.text"), "", words.text("delivery.bye"), company.name]
    return "\n".join(lines) + "\n"


def speech(company: Company, recipient: Recipient) -> Words:
    return words_of(recipient.language, company.texts.get(recipient.language, {}))
