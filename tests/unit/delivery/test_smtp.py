"""One message and one server: what is known for certain of it, whatever the server does."""

import time

import pytest

from pipelines.delivery.smtp import MailServer, Outcome, connection, mail_server
from pipelines.settings import SettingsError
from tests.post_office import HOST, TIMEOUT_SECONDS, PostOffice, free_port, mute_server, open_office

SENDER = "cobranza@muestra.example"
CONTENT = b"Subject: x\r\n\r\n.\r\nhello\r\n"


def sent(server: MailServer, *recipients: str) -> list[Outcome]:
    with connection(server) as mail:
        return [mail.send(SENDER, recipient, CONTENT) for recipient in recipients]


def test_a_message_that_is_taken_is_sent_byte_for_byte() -> None:
    office = PostOffice()
    with open_office(office) as server:
        assert sent(server, "a@x.example") == [Outcome("sent", 250)]
    assert office.taken == [("a@x.example", CONTENT)]


def test_several_messages_are_one_conversation() -> None:
    office = PostOffice()
    with open_office(office) as server:
        sent(server, "a@x.example", "b@x.example")
    assert office.conversations == 1


def test_an_unknown_recipient_is_refused_and_the_next_one_is_served() -> None:
    office = PostOffice(unknown={"a@x.example"})
    with open_office(office) as server:
        assert sent(server, "a@x.example", "b@x.example") == [
            Outcome("refused", 550),
            Outcome("sent", 250),
        ]
    assert office.recipients() == ["b@x.example"]


def test_a_content_that_is_rejected_is_refused() -> None:
    office = PostOffice(rejected={"a@x.example"})
    with open_office(office) as server:
        assert sent(server, "a@x.example", "b@x.example") == [
            Outcome("refused", 554),
            Outcome("sent", 250),
        ]


@pytest.mark.parametrize("rudeness", ["silent", "dropped"])
def test_a_message_that_was_taken_without_an_answer_is_uncertain(rudeness: str) -> None:
    office = PostOffice(**{rudeness: {"a@x.example"}})
    with open_office(office) as server:
        assert sent(server, "a@x.example", "b@x.example") == [
            Outcome("uncertain"),
            Outcome("sent", 250),
        ]
    assert office.recipients() == ["a@x.example", "b@x.example"]


def test_a_server_that_hangs_up_between_messages_is_called_again() -> None:
    office = PostOffice(last_of_line=1)
    with open_office(office) as server, connection(server) as mail:
        first = mail.send(SENDER, "a@x.example", CONTENT)
        time.sleep(0.15)
        assert [first, mail.send(SENDER, "b@x.example", CONTENT)] == [Outcome("sent", 250)] * 2
    assert office.recipients() == ["a@x.example", "b@x.example"]


def test_where_nobody_listens_nothing_went_out() -> None:
    server = MailServer(HOST, free_port(), "none", timeout=TIMEOUT_SECONDS)
    assert sent(server, "a@x.example") == [Outcome("refused", is_reachable=False)]


def test_a_server_that_stalls_before_it_greets_is_not_waited_for() -> None:
    with mute_server() as server:
        assert sent(server, "a@x.example") == [Outcome("refused", is_reachable=False)]


def test_a_server_that_does_not_encrypt_gets_nothing_where_encryption_is_asked_for() -> None:
    office = PostOffice()
    with open_office(office) as open_server:
        server = MailServer(HOST, open_server.port, "starttls", timeout=TIMEOUT_SECONDS)
        (outcome,) = sent(server, "a@x.example")
    assert (outcome.code, outcome.is_reachable) == ("refused", False)
    assert office.taken == []


def test_the_environment_names_the_server_and_no_message_shows_the_password() -> None:
    environment = {
        "CARTERA_SMTP_HOST": "mail.example",
        "CARTERA_SMTP_USER": "u",
        "CARTERA_SMTP_PASSWORD": "geheim",
    }
    server = mail_server(environment)
    assert server is not None
    assert (server.port, server.security) == (587, "starttls")
    assert "geheim" not in repr(server)
    assert mail_server({}) is None


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("CARTERA_SMTP_SECURITY", "ssl3"),
        ("CARTERA_SMTP_PORT", "many"),
        ("CARTERA_SMTP_PORT", "70000"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused(entry: str, value: str) -> None:
    with pytest.raises(SettingsError, match=entry):
        mail_server({"CARTERA_SMTP_HOST": "mail.example", entry: value})


def test_a_password_is_never_sent_in_the_clear_to_another_machine() -> None:
    environment = {
        "CARTERA_SMTP_HOST": "mail.example",
        "CARTERA_SMTP_SECURITY": "none",
        "CARTERA_SMTP_USER": "u",
    }
    with pytest.raises(SettingsError, match="in the clear"):
        mail_server(environment)
