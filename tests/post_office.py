"""A real mail server of this machine, as friendly or as rude as a test wants it."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from pipelines.delivery.smtp import MailServer

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 0.4
LONGER_SECONDS = 1.5


@dataclass
class PostOffice:
    """taken: recipient and content of what the server took, whatever it said afterwards.

    By recipient: unknown is refused at RCPT, rejected after its content, silent is taken and never
    answered, dropped is taken and the line cut. last_of_line: hangs up after so many messages.
    """

    unknown: set[str] = field(default_factory=set)
    rejected: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    last_of_line: int | None = None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    conversations: int = 0

    async def handle_EHLO(  # noqa: N802 (the library's name)
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        if recipient in self.rejected:
            return "554 not wanted"
        assert isinstance(envelope.content, bytes)
        self.taken.append((recipient, envelope.content))
        if recipient in self.silent:
            await asyncio.sleep(LONGER_SECONDS)
        if recipient in self.dropped:
            hang_up(server)
        if self.last_of_line is not None and len(self.taken) % self.last_of_line == 0:
            asyncio.get_running_loop().call_later(0.05, hang_up, server)
        return "250 taken"

    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]


def hang_up(server: SMTP) -> None:
    transport: Any = server.transport
    if transport is not None:
        transport.abort()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_office(office: PostOffice) -> Iterator[MailServer]:
    controller = Controller(office, hostname=HOST, port=free_port())
    controller.start()
    try:
        yield MailServer(HOST, controller.port, "none", timeout=TIMEOUT_SECONDS)
    finally:
        controller.stop()


@contextmanager
def mute_server() -> Iterator[MailServer]:
    """A server that takes the call and says nothing at all."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        listening.listen()
        yield MailServer(HOST, int(listening.getsockname()[1]), "none", timeout=TIMEOUT_SECONDS)
