"""Reminders as letters and drafts: their words by level and language, and headers nobody forges."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from document_rows import DAY, Item, customer
from test_reminder_plans import only, planned

from pipelines.documents.bundle import begin
from pipelines.documents.company import Account, Company, Sender
from pipelines.documents.email_parts import BadAddress
from pipelines.documents.reminder_email import reminder_email
from pipelines.documents.reminder_page import reminder_page
from pipelines.documents.reminder_plan import Plan, Reminder
from pipelines.documents.reminders import files_of, write_reminders
from pipelines.documents.words import words_of
from pipelines.reports.context import Language

HOLDER = "E-0000000000a1"
LATE = Item("M-1", "1000.00", late=60, disputed="100.00")
COMPANY = Company(
    "Muestra SA",
    "es",
    Path(),
    accounts=(Account("MXN", {"bank": "BBVA"}),),
    sender=Sender("Crédito y Cobranza", "cobranza@muestra.example", ""),
)


def reminder(language: Language = "es", tone: str = "polite") -> Reminder:
    return replace(only(planned([LATE])), language=language, tone_code=tone)


def email_of(made: Reminder, sender: Sender | None = None) -> EmailMessage:
    words = words_of(made.language, {})
    page = reminder_page(made, words, COMPANY, None)
    assert COMPANY.sender is not None
    content = reminder_email(made, page, words, sender or COMPANY.sender, ("a.pdf", b"%PDF-1"))
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize(
    ("language", "tone", "subject", "said"),
    [
        ("es", "polite", "Recordatorio de pago", "cordial saludo"),
        ("es", "firm", "Segundo aviso de pago", "atenderlas a la brevedad"),
        ("es", "formal", "Requerimiento formal de pago", "le requerimos formalmente"),
        ("en", "polite", "Payment reminder", "may have been overlooked"),
        ("en", "firm", "Second payment notice", "attend to them promptly"),
        ("en", "formal", "Formal demand for payment", "formally demand payment"),
    ],
)
def test_each_level_has_its_words_in_both_languages(
    language: Language, tone: str, subject: str, said: str
) -> None:
    message = email_of(reminder(language, tone))
    assert str(message["Subject"]).startswith(subject)
    assert said in text_of(message, "plain").replace("\n", " ")
    assert said in text_of(message, "html")


def test_the_letter_leads_from_what_is_claimed_to_all_that_is_overdue() -> None:
    (section,) = reminder_page(reminder(), words_of("es", {}), COMPANY, None)["sections"]
    assert [(line["label"], line["amount"]) for line in section["sums"]] == [
        ("Por pagar según este aviso", "900.00"),
        ("En aclaración, no se reclama", "100.00"),
        ("Total vencido al 31 de octubre de 2026", "1,000.00"),
    ]
    assert section["tables"][0]["total"][5] == "900.00"


def test_an_e_mail_is_a_draft_to_one_contact_with_the_letter_attached() -> None:
    message = email_of(reminder())
    assert (message["To"], message["X-Unsent"]) == ("pagos@a1.example", "1")
    assert str(message["From"]) == "Crédito y Cobranza <cobranza@muestra.example>"
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("a.pdf", b"%PDF-1")


def test_a_recipient_that_is_no_address_never_reaches_a_header() -> None:
    with pytest.raises(BadAddress):
        email_of(replace(reminder(), recipient="a@b.example\nBcc: c@d.example"))
    with pytest.raises(BadAddress):
        email_of(reminder(), Sender("x", "nobody", ""))


def test_markup_in_a_name_or_folio_is_text_in_the_e_mail() -> None:
    made = reminder()
    (claim,) = made.claims
    item = {**claim.items[0], "document_number": "<script>x</script>"}
    hostile = replace(made, claims=(replace(claim, items=(item,)),))
    html = text_of(email_of(hostile), "html")
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_a_folder_of_reminders_is_the_same_twice_and_letters_alone_have_no_draft(
    tmp_path: Path,
) -> None:
    people = [customer(HOLDER, email_text=None)]
    plans: list[Plan] = [planned([LATE]), planned([LATE], customers=people)]
    bundles = []
    for place, plan in enumerate([*plans, plans[0]]):
        bundle = begin(tmp_path / str(place), DAY)
        write_reminders(bundle, plan, COMPANY)
        bundles.append(bundle)
    first, letter, again = bundles
    assert first.files == again.files
    assert sorted(Path(name).suffix for name in first.files) == [
        ".csv", ".csv", ".csv", ".eml", ".pdf",
    ]  # fmt: skip
    assert not [name for name in letter.files if name.endswith(".eml")]
    assert files_of(only(plans[1]), COMPANY)[1] is None


def test_without_a_sender_there_are_letters_and_no_drafts(tmp_path: Path) -> None:
    bundle = begin(tmp_path, DAY)
    write_reminders(bundle, planned([LATE]), replace(COMPANY, sender=None))
    assert not [name for name in bundle.files if name.endswith(".eml")]
    assert [name for name in bundle.files if name.endswith(".pdf")]
