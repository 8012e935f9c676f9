"""What every e-mail of ours has: headers, a body in text and HTML, a file; the same bytes always.

Belongs here: the message around what it says. Does not belong here: what it says
(reminder_email.py, delivery/reporting.py), sending (delivery).

Built by the standard library's EmailMessage, which refuses a header with a line end; the only
thing of a customer in a header is its address, and that was judged before (addresses.py). The same
contents give the same bytes: no time and no random boundary is in them.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from pipelines.documents.addresses import is_address
from pipelines.documents.company import Sender

# Mail programs open a message with this header as a draft; it is taken off when it is sent.
DRAFT_HEADER = "X-Unsent"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
TYPES = {".pdf": ("application", "pdf"), ".xlsx": XLSX}


class BadAddress(ValueError):
    """An address of our own that is none."""


def draft_of(
    message_id: str,
    sender: Sender,
    recipient: str,
    *,
    subject: str,
    language: str,
    text: str,
    html: str | None,
    attachment: tuple[str, bytes],
) -> bytes:
    """The message as bytes, lines ended by CRLF.

    attachment: file name, whose ending is one of TYPES, and content. Raises BadAddress for a sender
    or recipient that is none.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = mailbox(sender.email, sender.name)
    message["To"] = mailbox(recipient)
    if sender.reply_to:
        message["Reply-To"] = mailbox(sender.reply_to)
    message["Subject"] = subject
    domain = sender.email.partition("@")[2]
    message["Message-ID"] = f"<{message_id}@{domain}>"
    message["Content-Language"] = language
    message[DRAFT_HEADER] = "1"
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    if html is not None:
        message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    name, content = attachment
    maintype, subtype = TYPES[name[name.rindex(".") :]]
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        # "=_" can stand in neither quoted-printable nor base64.
        part.set_boundary(f"=_{message_id}_{number}")
    return message.as_bytes()


def mailbox(address: str, name: str = "") -> Address:
    if not is_address(address):
        raise BadAddress("an address of documents.yaml or of a recipient is not an e-mail address")
    return Address(display_name=name, addr_spec=address)
