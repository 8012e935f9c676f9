"""One message to one mail server, and what became of it for certain.

Belongs here: talking SMTP (RFC 5321) and telling «nothing went out» from «nobody knows». Does not
belong here: which messages (sending.py), the record (journal.py).

Where the server is comes from the environment: CARTERA_SMTP_HOST, CARTERA_SMTP_PORT,
CARTERA_SMTP_SECURITY (starttls, tls or none), CARTERA_SMTP_USER and CARTERA_SMTP_PASSWORD. The
password is in no message and no log.
"""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal, get_args

from pipelines.settings import SettingsError

Security = Literal["starttls", "tls", "none"]
TIMEOUT_SECONDS = 30.0
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOCAL = ("localhost", "127.0.0.1", "::1")
ACCEPTED = (250, 251)


@dataclass(frozen=True)
class MailServer:
    """timeout: seconds without an answer after which the server counts as silent."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT_SECONDS


@dataclass(frozen=True)
class Outcome:
    """``sent``, ``refused`` (nothing went out) or ``uncertain`` (handed over, never answered).

    reply_code: the server's, None where it gave none. is_reachable: False where there was no
    conversation at all: the next message would fare no better.
    """

    code: Literal["sent", "refused", "uncertain"]
    reply_code: int | None = None
    is_reachable: bool = True


def mail_server(environment: Mapping[str, str]) -> MailServer | None:
    """The server the environment names; None where it names none. Raises SettingsError."""
    host = environment.get("CARTERA_SMTP_HOST", "").strip()
    if not host:
        return None
    security = environment.get("CARTERA_SMTP_SECURITY", "starttls")
    known = {word: word for word in get_args(Security)}
    if security not in known:
        raise SettingsError("CARTERA_SMTP_SECURITY must be starttls, tls or none")
    port = environment.get("CARTERA_SMTP_PORT", str(PORTS[security]))
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError("CARTERA_SMTP_PORT must be a port, such as 587")
    user = environment.get("CARTERA_SMTP_USER", "")
    if user and security == "none" and host not in LOCAL:
        raise SettingsError("CARTERA_SMTP_SECURITY is none: a password is not sent in the clear")
    return MailServer(
        host, int(port), known[security], user, environment.get("CARTERA_SMTP_PASSWORD", "")
    )


class Connection:
    """A conversation that is begun with the first message and again after a failure."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.smtp: smtplib.SMTP | None = None

    def send(self, sender: str, recipient: str, content: bytes) -> Outcome:
        """Hands one message over. Never raises for what a server or a network does."""
        if self.smtp is not None and not is_awake(self.smtp):
            self.close()
        try:
            smtp = self.smtp = self.smtp or connect(self.server)
        except smtplib.SMTPResponseException as error:
            return Outcome("refused", error.smtp_code, is_reachable=False)
        except (smtplib.SMTPException, OSError):
            return Outcome("refused", is_reachable=False)
        try:
            for step, address in ((smtp.mail, sender), (smtp.rcpt, recipient)):
                code, _ = step(address)
                if code not in ACCEPTED:
                    smtp.rset()
                    return Outcome("refused", code)
        except (smtplib.SMTPException, OSError):
            self.close()
            return Outcome("refused")
        return self.hand_over(smtp, content)

    def hand_over(self, smtp: smtplib.SMTP, content: bytes) -> Outcome:
        """From here on a silence may mean that the server has the message."""
        try:
            code, _ = smtp.data(content)
        except smtplib.SMTPDataError as error:
            # It would not even begin to listen.
            self.close()
            return Outcome("refused", error.smtp_code)
        except (smtplib.SMTPException, OSError):
            self.close()
            return Outcome("uncertain")
        if code not in ACCEPTED:
            self.close()
            return Outcome("refused", code)
        return Outcome("sent", code)

    def close(self) -> None:
        """Ends the conversation; a server that does not say goodbye is left alone."""
        if self.smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.smtp.quit()
            self.smtp.close()
            self.smtp = None


def connect(server: MailServer) -> smtplib.SMTP:
    """A conversation that is greeted, encrypted and known, as far as the server's entry asks."""
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.security == "tls":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def is_awake(smtp: smtplib.SMTP) -> bool:
    """Whether a conversation goes on; servers end one that was quiet or took enough messages."""
    try:
        return smtp.noop()[0] in ACCEPTED
    except (smtplib.SMTPException, OSError):
        return False


@contextmanager
def connection(server: MailServer) -> Iterator[Connection]:
    made = Connection(server)
    try:
        yield made
    finally:
        made.close()
