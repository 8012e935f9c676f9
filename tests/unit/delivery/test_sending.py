"""Sending: each message recorded before and after, none twice and none lost, on a real server."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.contracts.cartera_sent import MESSAGE_EVENTS
from pipelines.delivery import journal
from pipelines.delivery.message import Message
from pipelines.delivery.sending import Draft, Sent, send_drafts
from pipelines.delivery.smtp import MailServer
from pipelines.documents.company import Sender
from pipelines.documents.email_parts import draft_of
from pipelines.sources.reading import UnreadableFile
from tests.post_office import HOST, TIMEOUT_SECONDS, PostOffice, free_port, open_office

ZONE = ZoneInfo("America/Mexico_City")
SENDER = Sender("Cobranza", "cobranza@muestra.example", "")
DAY = date(2026, 10, 31)


@dataclass
class Desk:
    """An inbox with its journal, a folder of drafts, and what was sent from it."""

    folder: Path
    results: list[Sent] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    def draft(self, name: str, *, is_elsewhere: bool = False, has_contact: bool = True) -> Draft:
        recipient = f"{name}@x.example" if has_contact else None
        item = {"charge_id": f"M-{name}", "installment_number": 1, "level_number": 1}
        money = {"currency_code": "MXN", "claimed_amount": "100.00"}
        message = Message(name, "reminder", DAY, "E-1", recipient, ({**item, **money},))
        if recipient is None:
            return Draft(message, None, None, is_elsewhere)
        content = draft_of(
            name,
            SENDER,
            recipient,
            subject="Ñu",
            language="es",
            text="hola\n",
            html=None,
            attachment=("a.pdf", b"%PDF"),
        )
        path = self.folder / f"{name}.eml"
        path.write_bytes(content)
        return Draft(message, path, hashlib.sha256(content).hexdigest(), is_elsewhere)

    def send(self, drafts: Iterable[Draft], server: MailServer | None) -> Sent:
        earlier = journal.read_journal(self.inbox)
        with journal.open_journal(self.inbox, ZONE, earlier) as opened:
            result = send_drafts(
                drafts, journal.state_of(earlier), sender=SENDER, server=server, journal=opened
            )
        self.results.append(result)
        return result

    def states(self) -> dict[str, str]:
        return journal.state_of(journal.read_journal(self.inbox))

    def events(self, name: str) -> list[tuple[int, str]]:
        rows = journal.read_journal(self.inbox).filter(message_id=name).sort("event_number")
        return list(rows.select("event_number", "event_code").iter_rows())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def problems(result: Sent) -> list[tuple[str, str]]:
    return [(each.subject_id, each.problem) for each in result.problems]


def test_a_message_is_recorded_before_and_after_it_is_sent(desk: Desk) -> None:
    office = PostOffice()
    with open_office(office) as server:
        assert desk.send([desk.draft("a")], server).sent == 1
    assert desk.events("a") == [(1, "attempted"), (2, "sent")]
    (taken,) = office.taken
    message = message_from_bytes(taken[1], policy=default)
    assert (message["X-Unsent"], message["Subject"]) == (None, "Ñu")
    assert message["Date"] is not None


def test_a_message_that_was_sent_is_not_sent_again(desk: Desk) -> None:
    office = PostOffice()
    with open_office(office) as server:
        desk.send([desk.draft("a")], server)
        again = desk.send([desk.draft("a")], server)
    assert (again.sent, again.already, again.problems) == (0, 1, [])
    assert office.recipients() == ["a@x.example"]


def test_a_server_that_takes_half_gets_the_other_half_later_and_nothing_twice(desk: Desk) -> None:
    names = ["a", "b", "c", "d"]
    office = PostOffice(unknown={"b@x.example"}, rejected={"d@x.example"})
    with open_office(office) as server:
        first = desk.send([desk.draft(name) for name in names], server)
        assert problems(first) == [
            ("b", "the server did not take it (550)"),
            ("d", "the server did not take it (554)"),
        ]
        office.unknown.clear()
        office.rejected.clear()
        second = desk.send([desk.draft(name) for name in names], server)
    assert (first.sent, second.sent, second.already) == (2, 2, 2)
    assert sorted(office.recipients()) == [f"{name}@x.example" for name in names]
    assert set(desk.states().values()) == {"sent"}


@pytest.mark.parametrize("rudeness", ["silent", "dropped"])
def test_a_message_of_which_nobody_knows_is_not_sent_again_until_a_person_says_so(
    rudeness: str, desk: Desk
) -> None:
    office = PostOffice(**{rudeness: {"a@x.example"}})
    with open_office(office) as server:
        assert problems(desk.send([desk.draft("a")], server)) == [
            ("a", "the server never answered")
        ]
        again = desk.send([desk.draft("a")], server)
        assert problems(again) == [("a", "nobody knows if it was sent")]
        assert office.recipients() == ["a@x.example"]
        journal.settle(desk.inbox, ZONE, "a", was_sent=False)
        getattr(office, rudeness).clear()
        assert desk.send([desk.draft("a")], server).sent == 1
    assert desk.states() == {"a": "sent"}


def test_a_message_settled_as_sent_stays_sent(desk: Desk) -> None:
    with open_office(PostOffice(silent={"a@x.example"})) as server:
        desk.send([desk.draft("a")], server)
    journal.settle(desk.inbox, ZONE, "a", was_sent=True)
    assert desk.states() == {"a": "sent"}
    with pytest.raises(journal.NotUncertain):
        journal.settle(desk.inbox, ZONE, "a", was_sent=True)


def test_a_machine_that_stops_while_it_sends_leaves_the_message_uncertain(desk: Desk) -> None:
    earlier = journal.read_journal(desk.inbox)
    with journal.open_journal(desk.inbox, ZONE, earlier) as opened:
        opened.record(desk.draft("a").message, "attempted", "smtp")
    assert desk.states() == {"a": "uncertain"}


def test_half_a_line_of_a_machine_that_stopped_is_no_event(desk: Desk) -> None:
    with open_office(PostOffice()) as server:
        desk.send([desk.draft("a")], server)
    (path,) = desk.inbox.rglob("*.jsonl")
    with path.open("ab") as file:
        file.write(b'{"message_id": "b", "event_nu')
    assert desk.states() == {"a": "sent"}


@pytest.mark.parametrize("line", [b"[]\n", b"{}\n", b'{"message_id": 3}\n', b"\xff\n"])
def test_a_journal_that_somebody_edited_stops_the_sending(line: bytes, desk: Desk) -> None:
    with open_office(PostOffice()) as server:
        desk.send([desk.draft("a")], server)
    (path,) = desk.inbox.rglob("*.jsonl")
    path.write_bytes(line + path.read_bytes())
    with pytest.raises(UnreadableFile, match="line 1"):
        desk.send([desk.draft("a")], None)


def test_a_server_that_is_not_there_is_not_asked_for_every_message(desk: Desk) -> None:
    nowhere = MailServer(HOST, free_port(), "none", timeout=TIMEOUT_SECONDS)
    names = ["a", "b", "c"]
    result = desk.send([desk.draft(name) for name in names], nowhere)
    assert [problem for _, problem in problems(result)] == [
        "the server did not take it",
        "the server did not take it",
        "the server was not reached",
    ]
    assert desk.states() == dict.fromkeys(names, "refused")
    with open_office(PostOffice()) as server:
        assert desk.send([desk.draft(name) for name in names], server).sent == 3


def test_a_draft_that_was_changed_since_it_was_written_does_not_go_out(desk: Desk) -> None:
    draft = desk.draft("a")
    assert draft.path is not None
    draft.path.write_bytes(draft.path.read_bytes().replace(b"hola", b"otra"))
    office = PostOffice()
    with open_office(office) as server:
        result = desk.send([draft], server)
    assert problems(result) == [("a", "the draft is not the one that was written")]
    assert office.taken == []
    assert desk.states() == {}


def test_a_letter_on_paper_is_only_recorded_when_a_person_says_it_went(desk: Desk) -> None:
    assert problems(desk.send([desk.draft("a", has_contact=False)], None)) == [
        ("a", "there is no e-mail to send it to")
    ]
    assert desk.send([desk.draft("a", has_contact=False, is_elsewhere=True)], None).elsewhere == 1
    assert desk.events("a") == [(1, "sent")]


def test_without_a_server_nothing_is_sent_and_each_message_says_so(desk: Desk) -> None:
    assert problems(desk.send([desk.draft("a")], None)) == [("a", "no mail server is configured")]
    assert not list(desk.inbox.rglob("*.jsonl"))


def test_the_journal_is_what_its_contract_says(desk: Desk) -> None:
    with open_office(PostOffice(unknown={"b@x.example"})) as server:
        desk.send([desk.draft("a"), desk.draft("b")], server)
    frame = journal.read_journal(desk.inbox)
    assert frame.height == 4
    MESSAGE_EVENTS.schema.validate(frame)
