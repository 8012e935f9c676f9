"""ISO 20022 account reports in XML: camt.053 statements and camt.054 notifications, any version.

Belongs here: their elements to statements. Elements are found by namespace and never by prefix.
Does not belong here: camt.052, whose intraday movements come again in the day's camt.053.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from pipelines.sources.banks.clabe import bank_of_account, bank_of_institution
from pipelines.sources.banks.format import BankFormat, Glimpse, Statement, StatementFile
from pipelines.sources.banks.standard import (
    ASK_THE_BANK,
    MAX_MOVEMENTS,
    MAX_STATEMENTS,
    NO_MOVEMENTS,
    Movement,
    as_file,
    check_size,
    exact_amount,
    refuse_too_many,
    unlike,
)
from pipelines.sources.bounded_xml import declares_document_type, hardened_parser
from pipelines.sources.reading import UnreadableFile

STANDARD = "camt"
ROOT = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.05([34])\.001\.[0-9]{2}\}Document")
# Per kind of document: the message below its root, and each account's part of that.
KINDS = {"3": ("BkToCstmrStmt", "Stmt"), "4": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}
# Of the tags of a file, which make its size in memory, and of the balances of a statement.
MAX_TAGS = 2_000_000
MAX_BALANCES = 100
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
MOST = {"Bal": MAX_BALANCES, "Stmt": MAX_STATEMENTS, "Ntfctn": MAX_STATEMENTS}
BOOKED = "BOOK"
ISO_DAY_LENGTH = len("YYYY-MM-DD")
DEBIT, CREDIT = "DBIT", "CRDT"
MARKS = (DEBIT, CREDIT)
ACCOUNT = ("Id/IBAN", "Id/Othr/Id")
AGENT = ("BICFI", "BIC", "ClrSysMmbId/MmbId")
# Since version 8 a party stands one level deeper.
TAX_ID = (
    "Id/OrgId/Othr/Id",
    "Id/PrvtId/Othr/Id",
    "Pty/Id/OrgId/Othr/Id",
    "Pty/Id/PrvtId/Othr/Id",
)
DETAIL_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt")
ENTRY_TEXT = "AddtlNtryInf"
DETAIL_TEXTS = ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref", "AddtlTxInf")
CODE_PARTS = ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")


@dataclass(frozen=True)
class Part:
    """An element's texts by their path below it, and what was left apart of it.

    texts: path → texts that are not blank, trimmed, in their order. An amount's currency stands
        beside it at the same path with ``@Ccy``.
    apart: name → elements that a part of their own is made of.
    """

    line: int
    texts: dict[str, list[str]]
    apart: dict[str, list[etree._Element]]

    def text(self, *paths: str) -> str:
        """The first text at the first path that has one; '' where none has."""
        return next((self.texts[path][0] for path in paths if path in self.texts), "")

    def parts(self, name: str, *apart: str) -> list["Part"]:
        return [part_of(element, apart) for element in self.apart.get(name, [])]


def part_of(element: etree._Element, apart: Sequence[str]) -> Part:
    """Children of another namespace, such as a bank's own additions, are passed over."""
    part = Part(element.sourceline or 1, {}, {})
    namespace = str(element.tag).partition("}")[0] + "}"
    collect(part, element, namespace, "", apart)
    return part


def collect(
    part: Part, element: etree._Element, namespace: str, above: str, apart: Sequence[str]
) -> None:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(namespace):
            continue
        name = tag[len(namespace) :]
        if name in apart:
            part.apart.setdefault(name, []).append(child)
            refuse_too_many(
                len(part.apart[name]), MOST.get(name, MAX_MOVEMENTS), f"elements {name}"
            )
            continue
        path = above + name
        text = (child.text or "").strip()
        if text:
            part.texts.setdefault(path, []).append(text)
        currency = child.get("Ccy")
        if currency:
            part.texts.setdefault(f"{path}@Ccy", []).append(currency)
        collect(part, child, namespace, f"{path}/", apart)


def tells(glimpse: Glimpse) -> bool:
    return glimpse.kind == "xml" and ROOT.fullmatch(glimpse.root) is not None


def read(path: Path) -> StatementFile:
    """Raises UnreadableFile for XML that is not well-formed or has a document type, and for an
    entry or a balance that is not as the standard has it.
    """
    statements = [as_statement(account) for account in accounts_of(path)]
    if not statements:
        raise UnreadableFile("it reports on no account", ASK_THE_BANK)
    return as_file(statements)


def accounts_of(path: Path) -> list[Part]:
    check_size(path)
    content = path.read_bytes()
    refuse_too_many(content.count(b"<"), MAX_TAGS, "tags")
    try:
        # From bytes: given a path, lxml takes broken encodings for a file that it cannot open.
        root = etree.fromstring(content, hardened_parser())
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(
            f"line {error.lineno}: the XML is not well-formed", ASK_THE_BANK
        ) from None
    if declares_document_type(root):
        raise UnreadableFile("the XML declares a document type, which no bank does", ASK_THE_BANK)
    match = ROOT.fullmatch(str(root.tag))
    if match is None:
        raise UnreadableFile("it is neither a camt.053 nor a camt.054", ASK_THE_BANK)
    message, account = KINDS[match[1]]
    documents = part_of(root, (message,)).parts(message, account)
    return [part for document in documents for part in document.parts(account, "Ntry", "Bal")]


def as_statement(account: Part) -> tuple[Statement, list[Movement]]:
    number = "".join(account.text(*below("Acct", ACCOUNT)).split())
    if not number:
        raise UnreadableFile(f"line {account.line}: the statement names no account", ASK_THE_BANK)
    balances = account.parts("Bal")
    opening, closing = balance(balances, OPENING), balance(balances, CLOSING)
    entries = [entry for entry in account.parts("Ntry", "TxDtls") if is_booked(entry)]
    refuse_too_many(len(entries), MAX_MOVEMENTS, "movements")
    named = {opening.currency, closing.currency, account.text("Acct/Ccy")}
    currencies = (named | {entry.text("Amt@Ccy") for entry in entries}) - {""}
    if len(currencies) > 1:
        raise UnreadableFile(
            f"line {account.line}: the statement of one account has {len(currencies)} currencies",
            ASK_THE_BANK,
        )
    movements = [item for entry in entries for item in movements_of(entry)]
    statement = Statement(
        account_number=number,
        movements=NO_MOVEMENTS,
        bank_code=bank_of_account(number, account.text(*below("Acct/Svcr/FinInstnId", AGENT))),
        currency_code=next(iter(currencies), None),
        statement_number=account.text("ElctrncSeqNb", "LglSeqNb", "Id") or None,
        from_date=day(account, "FrToDt/FrDtTm", "FrToDt/FrDt"),
        to_date=day(account, "FrToDt/ToDtTm", "FrToDt/ToDt") or closing.day,
        opening_balance_amount=opening.amount,
        closing_balance_amount=closing.amount,
        file_line=account.line,
    )
    return statement, movements


@dataclass(frozen=True)
class Balance:
    amount: Decimal | None = None
    day: date | None = None
    currency: str = ""


def balance(balances: Sequence[Part], codes: Sequence[str]) -> Balance:
    """The first balance of these codes, in their order; a statement need not print any."""
    for code in codes:
        for part in balances:
            if part.text("Tp/CdOrPrtry/Cd") == code:
                return Balance(
                    signed_amount(part, part.text("Amt")),
                    day(part, "Dt/Dt", "Dt/DtTm"),
                    part.text("Amt@Ccy"),
                )
    return Balance()


def is_booked(entry: Part) -> bool:
    """Pending, future and merely informative entries have not moved the balance."""
    return entry.text("Sts/Cd", "Sts") in ("", BOOKED)


def movements_of(entry: Part) -> list[Movement]:
    """One movement, or one per detail where the details carry amounts that sum to the entry's."""
    total = signed_amount(entry, entry.text("Amt"))
    details = entry.parts("TxDtls")
    if len(details) > 1:
        amounts = [detail_amount(entry, detail) for detail in details]
        known = [amount for amount in amounts if amount is not None]
        if len(known) == len(details) and sum(known) == total:
            return [as_movement(entry, *pair) for pair in zip(details, known, strict=True)]
    # Several details that cannot be told apart by amounts are one movement, in no one's name.
    return [as_movement(entry, details[0] if len(details) == 1 else Part(0, {}, {}), total)]


def detail_amount(entry: Part, detail: Part) -> Decimal | None:
    """None where a detail has no amount in the entry's currency."""
    for path in DETAIL_AMOUNTS:
        if detail.text(f"{path}@Ccy") == entry.text("Amt@Ccy"):
            return signed_amount(detail if detail.text("CdtDbtInd") else entry, detail.text(path))
    return None


def as_movement(entry: Part, detail: Part, amount: Decimal) -> Movement:
    value = day(entry, "ValDt/Dt", "ValDt/DtTm")
    posted = day(entry, "BookgDt/Dt", "BookgDt/DtTm") or value
    if posted is None:
        raise unlike(entry.line, "an entry without a booking date", STANDARD)
    is_reversal = entry.text("RvslInd").lower() in ("true", "1")
    # The roles are those of the payment: the debtor paid what comes in, unless it comes back.
    role = "Dbtr" if (amount > 0) != is_reversal else "Cdtr"
    party = f"RltdPties/{role}"
    name = detail.text(f"{party}/Nm", f"{party}/Pty/Nm")
    words = [text for path in DETAIL_TEXTS for text in detail.texts.get(path, [])]
    return Movement(
        file_line=detail.line or entry.line,
        posted_date=posted,
        value_date=value,
        amount=amount,
        description=" ".join(dict.fromkeys(filter(None, [entry.text(ENTRY_TEXT), *words, name]))),
        reference=detail.text("Refs/AcctSvcrRef") or entry.text("AcctSvcrRef", "NtryRef"),
        bank_transaction_code=transaction_code(detail, is_reversal)
        or transaction_code(entry, is_reversal),
        end_to_end_id=detail.text("Refs/EndToEndId"),
        counterparty_account=detail.text(*below(f"{party}Acct", ACCOUNT)),
        tax_id=detail.text(*below(party, TAX_ID)),
        counterparty_name=name,
        counterparty_bank_code=bank_of_institution(
            detail.text(*below(f"RltdAgts/{role}Agt/FinInstnId", AGENT))
        ),
        concept=" ".join(detail.texts.get("RmtInf/Ustrd", [])),
    )


def below(path: str, names: Sequence[str]) -> list[str]:
    return [f"{path}/{name}" for name in names]


def transaction_code(part: Part, is_reversal: bool) -> str:
    parts = [part.text(f"BkTxCd/{name}") for name in CODE_PARTS]
    code = "-".join(filter(None, parts)) or part.text("BkTxCd/Prtry/Cd")
    return f"{code}/RVSL" if code and is_reversal else code


def signed_amount(part: Part, text: str) -> Decimal:
    """Negative where the part is a debit. A reversal's mark is already its own, not the original's.

    Raises UnreadableFile for an amount that is none, or that is finer than cents.
    """
    exact, mark = exact_amount(text), part.text("CdtDbtInd")
    if exact is None or mark not in MARKS:
        raise unlike(part.line, "an amount, or whether it is a debit,", STANDARD)
    return -exact if mark == DEBIT else exact


def day(part: Part, *paths: str) -> date | None:
    """The day as written, in the bank's own time. Raises UnreadableFile where it is no date."""
    text = part.text(*paths)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:ISO_DAY_LENGTH])
    except ValueError:
        raise unlike(part.line, "a date", STANDARD) from None


CAMT = BankFormat("camt", tells, read)
