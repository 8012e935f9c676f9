"""What a company says of itself in its letters: the folder ``documents`` of its inbox.

Belongs here: reading ``documents.yaml`` and what lies beside it. Does not belong here: the pages
(templates), other settings of the company (settings.py).

    documents.yaml   address, accounts, signature, sender; every entry optional
    <logo>           PNG, JPEG, GIF, WebP or SVG, named in documents.yaml
    style.typ, page.typ, statement.typ, reminder.typ    in place of ours of the same name
    es.yaml, en.yaml                                    texts in place of ours
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import get_args

from pipelines.documents.words import own_words
from pipelines.reports.context import Language
from pipelines.reports.wording import flatten
from pipelines.settings import ISO_CURRENCY, Settings, SettingsError, read_config

FOLDER = "documents"
FILE = "documents.yaml"
ENTRIES = {"lines", "logo", "accounts", "signature", "sender"}
ACCOUNT_ENTRIES = ("bank", "beneficiary", "account", "clabe", "swift")
SENDER_ENTRIES = {"name", "email", "reply_to"}
MAX_LINES, MAX_LENGTH = 8, 120
LOGO_NAME = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}\.(?:png|jpe?g|gif|webp|svg)", re.IGNORECASE
)


@dataclass(frozen=True)
class Account:
    """Where a customer pays in a currency. facts: entry of ACCOUNT_ENTRIES → text."""

    currency_code: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Sender:
    name: str
    email: str
    reply_to: str


@dataclass(frozen=True)
class Company:
    """What letters say of the company.

    lines: below its name. logo: file name in ``folder``, whether or not it is an image.
    texts: by language, the company's own in place of ours.
    """

    name: str
    language: Language
    folder: Path
    lines: tuple[str, ...] = ()
    logo: str | None = None
    accounts: tuple[Account, ...] = ()
    signature: tuple[str, ...] = ()
    sender: Sender | None = None
    texts: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)


def load_company(settings: Settings) -> Company:
    """Reads the company's folder; without one, letters carry its name alone.

    Raises SettingsError for an entry that cannot be used.
    """
    folder = settings.inbox / FOLDER
    entries = read_config(folder / FILE)
    unknown = sorted(entries.keys() - ENTRIES)
    if unknown:
        raise SettingsError(
            f"{FILE}: unknown entry {unknown[0]}; known: {', '.join(sorted(ENTRIES))}"
        )
    return Company(
        name=settings.company_name,
        language=settings.language,
        folder=folder,
        lines=texts_of(entries, "lines"),
        logo=logo_of(entries.get("logo")),
        accounts=accounts_of(entries.get("accounts")),
        signature=texts_of(entries, "signature"),
        sender=sender_of(entries.get("sender")),
        texts={language: own_texts(folder, language) for language in get_args(Language)},
    )


def texts_of(entries: Mapping[str, object], entry: str) -> tuple[str, ...]:
    value = entries.get(entry, [])
    if not isinstance(value, list) or len(value) > MAX_LINES:
        raise SettingsError(f"{FILE}: {entry} must be a list of at most {MAX_LINES} texts")
    return tuple(text_of(item, entry) for item in value)


def text_of(value: object, entry: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_LENGTH:
        raise SettingsError(
            f"{FILE}: {entry} must be a text of at most {MAX_LENGTH} characters, in quotes"
        )
    return " ".join(value.split())


def logo_of(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not LOGO_NAME.fullmatch(value):
        raise SettingsError(
            f"{FILE}: logo must be the name of an image in that folder, such as logo.png"
        )
    return value


def accounts_of(value: object) -> tuple[Account, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise SettingsError(f"{FILE}: accounts must be a list")
    return tuple(account_of(item, f"accounts[{place}]") for place, item in enumerate(value))


def account_of(value: object, path: str) -> Account:
    known = {"currency", *ACCOUNT_ENTRIES}
    if not isinstance(value, dict) or not value.keys() <= known or "bank" not in value:
        raise SettingsError(
            f"{FILE}: {path} has the entries {', '.join(sorted(known))}; bank is required"
        )
    currency = value.get("currency")
    if not isinstance(currency, str) or not ISO_CURRENCY.fullmatch(currency):
        raise SettingsError(f"{FILE}: {path}.currency must be an ISO code such as MXN")
    facts = {e: text_of(value[e], f"{path}.{e}") for e in ACCOUNT_ENTRIES if e in value}
    return Account(currency, facts)


def sender_of(value: object) -> Sender | None:
    # Whether the addresses are such is asked where they are used, as of any other address.
    if value is None:
        return None
    if not isinstance(value, dict) or not {"email"} <= value.keys() <= SENDER_ENTRIES:
        raise SettingsError(
            f"{FILE}: sender has the entries email, name and reply_to; email is required"
        )
    texts = {entry: text_of(value[entry], f"sender.{entry}") for entry in value}
    return Sender(texts.get("name", ""), texts["email"], texts.get("reply_to", ""))


def own_texts(folder: Path, language: Language) -> Mapping[str, str]:
    """The company's texts of a language. Raises SettingsError for one that ours has not, or whose
    blanks are others: a page would stop at it.
    """
    name = f"{language}.yaml"
    texts = dict(flatten(dict(read_config(folder / name).items())))
    ours = own_words(language)
    for key, text in texts.items():
        if key not in ours:
            raise SettingsError(f"{FOLDER}/{name}: {key} is no text of a letter")
        if not has_blanks_of(text, ours[key]):
            raise SettingsError(f"{FOLDER}/{name}: {key} has a blank that is not filled in")
    return texts


def has_blanks_of(text: str, ours: str) -> bool:
    """Whether what is filled into our text fills this one too."""
    try:
        blanks = {name for _, name, *_ in Formatter().parse(text) if name is not None}
        return blanks <= {name for _, name, *_ in Formatter().parse(ours) if name is not None}
    except ValueError:
        return False
