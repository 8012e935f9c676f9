"""The text of MT940 and MT942 as pages: the fields of a statement, and those of each movement.

Belongs here: messages, lines that go on, bounds, and the mt-940 library, which reads each field.
Does not belong here: what becomes of them (mt940.py).
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mt940
from mt940.tags import Statement as StatementLine
from mt940.tags import StatementASNB, StatementGLS, Tag

from pipelines.sources.banks.standard import MAX_MOVEMENTS, refuse_too_many, unlike

# The library logs every field that it cannot read, names and accounts included.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)

STANDARD = "MT940"
FIELD = re.compile(r":(NS|[0-9]{2}[A-Z]?):")
KNOWN_FIELDS = frozenset({"13", "20", "21", "25", "28", "34", "60", "61", "62", "64", "65", "86"})
KNOWN_FIELDS |= {"90", "NS"}
MAX_FIELD_CHARACTERS = 4_000
MAX_FIELDS_TOGETHER = 100
MAX_PAGES = 5_000
OPTIONS = mt940.Options.all()
# What the library raises on fields that are not as it expects.
FAILURES = (RuntimeError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError)
# The standard, then longer references as some banks write them.
LINE_TAGS: tuple[Tag, ...] = (StatementLine(), StatementGLS(), StatementASNB())


@dataclass(frozen=True)
class Field:
    line: int
    tag: str
    text: str


@dataclass
class Message:
    """One ``:20:`` to the next: the fields of the statement, and those of each movement."""

    line: int
    header: list[Field] = field(default_factory=list)
    entries: list[list[Field]] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """line: of its field 61. data: fields 61, 86 and NS as the library names their parts."""

    line: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """line: where it begins. data: balances and references as the library names them."""

    line: int
    data: Mapping[str, Any]
    entries: tuple[Entry, ...]


def parse_pages(text: str) -> list[Page]:
    """Every page of a file in its order. Raises UnreadableFile as ``read`` does."""
    pages = []
    for message in messages(fields_of(text)):
        header = library_data(message.header, LINE_TAGS[:1])
        entries = [Entry(entry[0].line, entry_data(entry)) for entry in message.entries]
        pages.append(Page(message.line, header.data, tuple(entries)))
    return pages


def fields_of(text: str) -> Iterator[Field]:
    """Each field with the lines that go on with it; what stands between messages is left out."""
    line, tag, parts = 0, "", [""]
    for number, raw in enumerate(text.split("\n"), start=1):
        content = raw.strip("\x01\x03").rstrip()
        match = FIELD.match(content)
        if match and match[1][:2] in KNOWN_FIELDS:
            if tag:
                yield bounded(Field(line, tag, "\n".join(parts)))
            line, tag, parts = number, match[1], [content[match.end() :]]
        elif content == "-" or content.startswith(("-}", "{1:")):
            if tag:
                yield bounded(Field(line, tag, "\n".join(parts)))
            tag = ""
        elif content:
            parts.append(content)
    if tag:
        yield bounded(Field(line, tag, "\n".join(parts)))


def bounded(item: Field) -> Field:
    if len(item.text) > MAX_FIELD_CHARACTERS:
        raise unlike(item.line, f"field {item.tag}, of {len(item.text):,} characters,", STANDARD)
    return item


def messages(fields: Iterator[Field]) -> list[Message]:
    """Raises UnreadableFile when there are more movements than a statement of ours has."""
    found: list[Message] = []
    current: list[Field] = []
    count = 0
    for item in fields:
        if item.tag == "20" or not found:
            found.append(Message(item.line))
            current = found[-1].header
            refuse_too_many(len(found), MAX_PAGES, "pages")
        if item.tag == "61":
            current = []
            found[-1].entries.append(current)
            count += 1
            refuse_too_many(count, MAX_MOVEMENTS, "movements")
        elif item.tag not in ("86", "NS"):
            current = found[-1].header
        # A field 86 that follows no movement speaks of the statement, and nothing of it is needed.
        if item.tag != "86" or current is not found[-1].header:
            current.append(item)
        if len(current) > MAX_FIELDS_TOGETHER:
            raise unlike(item.line, "a movement or a page of so many fields", STANDARD)
    return found


def entry_data(fields: Sequence[Field]) -> Mapping[str, Any]:
    return library_data(fields, LINE_TAGS).transactions[0].data


def library_data(fields: Sequence[Field], line_tags: Sequence[Tag]) -> mt940.models.Transactions:
    """The fields as the library reads them, with the first of the tags for field 61 that fits.

    Raises UnreadableFile where none does, naming the first field's line and no value.
    """
    text = "\n".join(f":{item.tag}:{item.text}" for item in fields)
    for tag in line_tags:
        parsed = mt940.models.Transactions(tags={61: tag}, options=OPTIONS)
        try:
            parsed.parse(text)
        except FAILURES:
            continue
        return parsed
    tags = ", ".join(dict.fromkeys(item.tag for item in fields))
    raise unlike(fields[0].line, f"one of the fields {tags}", STANDARD)
