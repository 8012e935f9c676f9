"""Sending drafts: each message recorded before and after, none twice, none lost.

Belongs here: the order of work and its refusals. Does not belong here: SMTP (smtp.py), the record
(journal.py), which drafts are approved (reminding.py, reporting.py).

What goes out is the draft as it was written, byte for byte but for the header that marks drafts and
the date. A draft that was changed since does not go out.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from pipelines.delivery.journal import Journal
from pipelines.delivery.message import Message
from pipelines.delivery.smtp import Connection, MailServer, connection
from pipelines.documents.bundle import Problem
from pipelines.documents.company import Sender
from pipelines.documents.email_parts import DRAFT_HEADER

Progress = Callable[[int, int], None]
# A server that cannot be talked to at all twice in a row will not answer the next message either.
UNREACHABLE_IN_A_ROW = 2
AGAIN = "Nothing went out: run the same command again"
ASK = "Ask the recipient or the server's log, then say so: cartera sent --settle"
REDRAFT = "Write the drafts again and approve them"


@dataclass(frozen=True)
class Draft:
    """An approved message and its file. path, sha256: as it was written; None where the message has
    no e-mail. is_elsewhere: a person says that it went out another way.
    """

    message: Message
    path: Path | None
    sha256: str | None
    is_elsewhere: bool = False


@dataclass
class Sent:
    """sent, elsewhere: messages that went out now, by SMTP or as a person says. already: went out
    before. problems: one per message that did not.
    """

    sent: int = 0
    elsewhere: int = 0
    already: int = 0
    problems: list[Problem] = field(default_factory=list)

    def fail(self, message_id: str, problem: str, remedy: str) -> None:
        self.problems.append(Problem(message_id, problem, remedy))

    def is_over(self, message_id: str, state: str | None) -> bool:
        """Whether a message is out, or may be: it is counted and not sent again."""
        if state == "sent":
            self.already += 1
        elif state == "uncertain":
            self.fail(message_id, "nobody knows if it was sent", ASK)
        return state in ("sent", "uncertain")


def send_drafts(
    drafts: Iterable[Draft],
    states: Mapping[str, str],
    *,
    sender: Sender | None,
    server: MailServer | None,
    journal: Journal,
    progress: Progress = lambda *_: None,
) -> Sent:
    """Sends and records every draft. states: outcome of earlier messages (journal.state_of)."""
    result = Sent()
    listed = list(drafts)
    with ExitStack() as stack:
        mail = None if server is None else stack.enter_context(connection(server))
        unreachable = 0
        for done, draft in enumerate(listed, start=1):
            progress(done, len(listed))
            message = draft.message
            if result.is_over(message.message_id, states.get(message.message_id)):
                continue
            if draft.is_elsewhere:
                journal.record(message, "sent", "manual")
                result.elsewhere += 1
            elif message.recipient is None or draft.path is None:
                remedy = "Send the letter another way, and approve it as sent"
                result.fail(message.message_id, "there is no e-mail to send it to", remedy)
            elif sender is None:
                remedy = "Add sender to documents.yaml and write the drafts again"
                result.fail(message.message_id, "nobody is named as sender", remedy)
            elif mail is None:
                remedy = "Set CARTERA_SMTP_HOST and its companions, or send it another way"
                result.fail(message.message_id, "no mail server is configured", remedy)
            elif (content := unchanged(draft)) is None:
                problem = "the draft is not the one that was written"
                result.fail(message.message_id, problem, REDRAFT)
            elif unreachable >= UNREACHABLE_IN_A_ROW:
                # Recorded, so that a later plan gives this contact its level again.
                journal.record(message, "refused", "smtp")
                result.fail(message.message_id, "the server was not reached", AGAIN)
            else:
                is_reached = send_one(
                    mail, message, content, sender=sender, journal=journal, result=result
                )
                unreachable = 0 if is_reached else unreachable + 1
    return result


def send_one(
    mail: Connection,
    message: Message,
    content: bytes,
    *,
    sender: Sender,
    journal: Journal,
    result: Sent,
) -> bool:
    """Sends one message and writes down what became of it; False where no server was reached."""
    assert message.recipient is not None
    journal.record(message, "attempted", "smtp")
    outcome = mail.send(sender.email, message.recipient, ready(content))
    journal.record(message, outcome.code, "smtp", outcome.reply_code)
    if outcome.code == "sent":
        result.sent += 1
    elif outcome.code == "uncertain":
        result.fail(message.message_id, "the server never answered", ASK)
    else:
        said = "" if outcome.reply_code is None else f" ({outcome.reply_code})"
        result.fail(message.message_id, f"the server did not take it{said}", AGAIN)
    return outcome.is_reachable


def unchanged(draft: Draft) -> bytes | None:
    """The draft's content, if it is still what was written."""
    if draft.path is None or not draft.path.is_file():
        return None
    content = draft.path.read_bytes()
    return content if hashlib.sha256(content).hexdigest() == draft.sha256 else None


def ready(draft: bytes) -> bytes:
    """A draft as it is sent: not a draft any more, and with the day on which it is sent."""
    message = message_from_bytes(draft, policy=SMTP)
    del message[DRAFT_HEADER]
    message["Date"] = format_datetime(datetime.now(UTC))
    return message.as_bytes()
