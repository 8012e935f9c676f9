"""Sending what was approved: each message recorded before and after, none twice, none lost.

Belongs here: the order of work and its refusals. Does not belong here: SMTP (smtp.py), the record
(journal.py), who is reminded (documents/reminder_plan.py).

What goes out is the draft that was approved, byte for byte but for the header that marks drafts and
the date. A draft that was changed since, or that the ledger no longer bears out, does not go out.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from pipelines.delivery.approvals import Decision
from pipelines.delivery.journal import Journal
from pipelines.delivery.smtp import MailServer, connection
from pipelines.documents.bundle import Problem
from pipelines.documents.company import Company
from pipelines.documents.reminder_email import DRAFT_HEADER
from pipelines.documents.reminder_plan import Reminder
from pipelines.documents.reminders import files_of

Progress = Callable[[int, int], None]
# A server that cannot be talked to at all twice in a row will not answer the next message either.
UNREACHABLE_IN_A_ROW = 2
AGAIN = "Nothing went out: run the same command again"
ASK = "Ask the recipient or the server's log, then say so: cartera sent --settle"
REDRAFT = "Write the drafts again and approve them"


@dataclass
class Sent:
    """sent, elsewhere: messages that went out now, by SMTP or as a person says. already: went out
    before. problems: one per message that did not.
    """

    sent: int = 0
    elsewhere: int = 0
    already: int = 0
    problems: list[Problem] = field(default_factory=list)


def send_approved(
    folder: Path,
    reminders: Mapping[str, Reminder],
    decisions: Mapping[str, Decision],
    manifest: Mapping[str, str],
    states: Mapping[str, str],
    *,
    company: Company,
    server: MailServer | None,
    journal: Journal,
    progress: Progress = lambda *_: None,
) -> Sent:
    """Sends and records every approved message.

    reminders: those the ledger bears out now, by id. manifest: sha256 of each draft when it was
    written. states: outcome of earlier messages (journal.state_of).
    """
    result = Sent()
    approved = [(m, d) for m, d in decisions.items() if d != "no"]
    with connection(server) if server is not None else nullcontext() as mail:
        unreachable = 0
        for done, (message_id, decision) in enumerate(approved, start=1):
            progress(done, len(approved))
            state = states.get(message_id)
            reminder = reminders.get(message_id)
            if state == "sent":
                result.already += 1
            elif state == "uncertain":
                result.problems.append(Problem(message_id, "nobody knows if it was sent", ASK))
            elif reminder is None:
                problem = "the ledger or the policy says something else by now"
                result.problems.append(Problem(message_id, problem, REDRAFT))
            elif decision == "elsewhere":
                journal.record(reminder, "sent", "manual")
                result.elsewhere += 1
            elif (problem := unsendable(reminder, company, server)) is not None:
                result.problems.append(problem)
            elif unreachable >= UNREACHABLE_IN_A_ROW:
                # Recorded, so that a later plan gives this contact its level again.
                journal.record(reminder, "refused", "smtp")
                result.problems.append(Problem(message_id, "the server was not reached", AGAIN))
            else:
                assert mail is not None
                assert company.sender is not None
                assert reminder.recipient is not None
                draft = approved_draft(folder, reminder, company, manifest)
                if draft is None:
                    problem = "the draft is not the one that was written"
                    result.problems.append(Problem(message_id, problem, REDRAFT))
                    continue
                journal.record(reminder, "attempted", "smtp")
                outcome = mail.send(company.sender.email, reminder.recipient, ready(draft))
                journal.record(reminder, outcome.code, "smtp", outcome.reply_code)
                unreachable = 0 if outcome.is_reachable else unreachable + 1
                if outcome.code == "sent":
                    result.sent += 1
                elif outcome.code == "uncertain":
                    result.problems.append(Problem(message_id, "the server never answered", ASK))
                else:
                    said = "" if outcome.reply_code is None else f" ({outcome.reply_code})"
                    result.problems.append(
                        Problem(message_id, f"the server did not take it{said}", AGAIN)
                    )
    return result


def unsendable(reminder: Reminder, company: Company, server: MailServer | None) -> Problem | None:
    if reminder.recipient is None:
        remedy = "Send the letter another way, and approve it as sent"
        return Problem(reminder.message_id, "there is no e-mail to send it to", remedy)
    if company.sender is None:
        remedy = "Add sender to documents.yaml and write the drafts again"
        return Problem(reminder.message_id, "nobody is named as sender", remedy)
    if server is None:
        remedy = "Set CARTERA_SMTP_HOST and its companions, or send it another way"
        return Problem(reminder.message_id, "no mail server is configured", remedy)
    return None


def approved_draft(
    folder: Path, reminder: Reminder, company: Company, manifest: Mapping[str, str]
) -> bytes | None:
    """The draft, if it is still the one that was written."""
    _, eml = files_of(reminder, company)
    path = folder / (eml or "")
    if eml is None or eml not in manifest or not path.is_file():
        return None
    content = path.read_bytes()
    return content if hashlib.sha256(content).hexdigest() == manifest[eml] else None


def ready(draft: bytes) -> bytes:
    """A draft as it is sent: not a draft any more, and with the day on which it is sent."""
    message = message_from_bytes(draft, policy=SMTP)
    del message[DRAFT_HEADER]
    message["Date"] = format_datetime(datetime.now(UTC))
    return message.as_bytes()
