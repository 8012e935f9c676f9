"""OFX and QFX statements: version 1 (SGML, leaves without end tags) and version 2 (XML).

Belongs here: their elements to statements, by a reader that knows tags and texts and nothing else:
no document type, no entities of its own. Does not belong here: statements of cards and investments,
which are set aside.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pipelines.sources.banks.clabe import bank_of_account
from pipelines.sources.banks.format import BankFormat, Glimpse, Statement, StatementFile
from pipelines.sources.banks.standard import (
    ASK_THE_BANK,
    MAX_MOVEMENTS,
    MAX_STATEMENTS,
    NO_MOVEMENTS,
    Movement,
    as_file,
    bounded_text,
    exact_amount,
    refuse_too_many,
    unlike,
)
from pipelines.sources.reading import UnreadableFile

STANDARD = "OFX"
SGML_START = "OFXHEADER:"
TOKEN = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z0-9._]{1,32})\s*/?>(?P<text>[^<]*)")
CDATA, CDATA_END = "<![CDATA[", "]]>"
MAX_DEPTH = 10
DATE = re.compile(r"([0-9]{8})(?:[0-9]{0,6}(?:\.[0-9]{1,6})?)\s*(?:\[.*)?")
# The parts of a bank statement that hold others; any other tag is a leaf of the innermost one.
STATEMENT, ACCOUNT, MOVEMENT, LEDGER, AVAILABLE = (
    "STMTRS",
    "BANKACCTFROM",
    "STMTTRN",
    "LEDGERBAL",
    "AVAILBAL",
)
OTHERS = frozenset({"PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "BANKTRANLIST"})
PARTS = OTHERS | {STATEMENT, ACCOUNT, MOVEMENT, LEDGER, AVAILABLE}


@dataclass
class Part:
    """An element with its leaves by name, the first of each, and the parts within it."""

    name: str
    line: int
    leaves: dict[str, str] = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)

    def leaf(self, name: str) -> str:
        return self.leaves.get(name, "")

    def all(self, name: str) -> list["Part"]:
        return [part for part in self.parts if part.name == name]

    def part(self, name: str) -> "Part":
        """The first of that name; an empty one where there is none."""
        return next(iter(self.all(name)), Part(name, self.line))


def tells(glimpse: Glimpse) -> bool:
    first = next((line for line in glimpse.lines if line.strip()), "")
    return first.upper().startswith(SGML_START) or glimpse.root.upper() == "OFX"


def read(path: Path) -> StatementFile:
    """Raises UnreadableFile for a file without a bank account's statement, one that stops in the
    middle, and one whose dates or amounts are not as the standard has them.
    """
    text = bounded_text(path)
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise UnreadableFile("it declares a document type, which no bank does", ASK_THE_BANK)
    if "</OFX>" not in text[-1000:].upper():
        raise UnreadableFile("it does not end as OFX does, so its end is missing", ASK_THE_BANK)
    statements = [as_statement(part) for part in statement_parts(text)]
    if not statements:
        raise UnreadableFile(
            "it holds no statement of a bank account", "Deliver statements of bank accounts only"
        )
    return as_file(statements)


def statement_parts(text: str) -> Iterator[Part]:
    """The bank statements, each once it is complete. What stands outside of them is passed over."""
    opened: list[Part] = []
    movements = statements = 0
    for line, is_end, name, value in tokens(text):
        if not is_end and name in PARTS and (opened or name == STATEMENT):
            part = Part(name, line)
            if opened:
                opened[-1].parts.append(part)
            opened.append(part)
            if len(opened) > MAX_DEPTH:
                raise unlike(line, "an element within so many others", STANDARD)
            movements += name == MOVEMENT
            refuse_too_many(movements, MAX_MOVEMENTS, "movements")
        elif is_end and name in {part.name for part in opened}:
            while (closed := opened.pop()).name != name:
                pass
            if not opened:
                statements += 1
                refuse_too_many(statements, MAX_STATEMENTS, "statements")
                yield closed
        elif not is_end and opened and value:
            opened[-1].leaves.setdefault(name, value)
    if opened:
        raise UnreadableFile(
            f"line {opened[0].line}: the statement that begins there does not end", ASK_THE_BANK
        )


def tokens(text: str) -> Iterator[tuple[int, bool, str, str]]:
    """Line, whether it is an end tag, the tag's name in capitals, the text after it."""
    plain = without_cdata(text)
    line, place = 1, 0
    for match in TOKEN.finditer(plain):
        line += plain.count("\n", place, match.start())
        place = match.start()
        value = html.unescape(match["text"]).strip()
        yield line, bool(match["end"]), match["name"].upper(), value


def without_cdata(text: str) -> str:
    """The text with what stands in CDATA sections escaped instead."""
    first, *others = text.split(CDATA)
    plain = [first]
    for other in others:
        section, end, rest = other.partition(CDATA_END)
        if not end:
            raise UnreadableFile("a CDATA section of it does not end", ASK_THE_BANK)
        plain += [html.escape(section), rest]
    return "".join(plain)


def as_statement(part: Part) -> tuple[Statement, list[Movement]]:
    account = part.part(ACCOUNT)
    number = "".join(account.leaf("ACCTID").split())
    if not number:
        raise UnreadableFile(f"line {part.line}: the statement names no account", ASK_THE_BANK)
    listed = part.part("BANKTRANLIST")
    movements = [as_movement(item) for item in listed.all(MOVEMENT)]
    from_date, to_date = day(listed, "DTSTART"), day(listed, "DTEND")
    closing = closing_balance(part, movements, to_date)
    moved = sum((movement.amount for movement in movements), Decimal(0))
    statement = Statement(
        account_number=number,
        movements=NO_MOVEMENTS,
        bank_code=bank_of_account(number, account.leaf("BANKID")),
        currency_code=part.leaf("CURDEF").upper() or None,
        from_date=from_date,
        to_date=to_date,
        opening_balance_amount=None if closing is None else closing - moved,
        closing_balance_amount=closing,
        file_line=part.line,
    )
    return statement, movements


def closing_balance(part: Part, movements: list[Movement], to_date: date | None) -> Decimal | None:
    """The ledger balance, if it is that of the statement's end and not of the day of the download.

    The standard prints no other balance, so that the opening one is counted back from it.
    """
    ledger = part.part(LEDGER)
    as_of = day(ledger, "DTASOF")
    if as_of is None:
        return None
    last = max((movement.posted_date for movement in movements), default=as_of)
    if as_of < last or (to_date is not None and as_of > to_date):
        return None
    return amount_of(ledger, "BALAMT")


def as_movement(part: Part) -> Movement:
    posted = day(part, "DTPOSTED")
    if posted is None:
        raise unlike(part.line, "a movement without its date", STANDARD)
    name, memo = part.leaf("NAME"), part.leaf("MEMO")
    payee = part.part("PAYEE").leaf("NAME")
    parts = (name, payee, memo) if not memo.startswith(name) else (payee, memo)
    return Movement(
        file_line=part.line,
        posted_date=posted,
        value_date=day(part, "DTAVAIL"),
        amount=amount_of(part, "TRNAMT"),
        description=" ".join(dict.fromkeys(filter(None, parts))),
        reference=part.leaf("FITID"),
        bank_transaction_code=part.leaf("TRNTYPE").upper(),
        counterparty_account=part.part("BANKACCTTO").leaf("ACCTID"),
        counterparty_name=payee,
    )


def amount_of(part: Part, name: str) -> Decimal:
    """Raises UnreadableFile where there is no exact amount in cents."""
    amount = exact_amount(part.leaf(name))
    if amount is None:
        raise unlike(part.line, f"the amount {name}", STANDARD)
    return amount


def day(part: Part, name: str) -> date | None:
    """The day as written: in the zone that stands beside it, which is the bank's own.

    Raises UnreadableFile where it is no date.
    """
    text = part.leaf(name)
    if not text:
        return None
    match = DATE.fullmatch(text)
    if match is None:
        raise unlike(part.line, f"the date {name}", STANDARD)
    try:
        return datetime.strptime(match[1], "%Y%m%d").date()
    except ValueError:
        raise unlike(part.line, f"the date {name}", STANDARD) from None


OFX = BankFormat("ofx", tells, read)
