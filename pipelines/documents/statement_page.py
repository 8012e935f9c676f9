"""A statement as the data its page reads: every amount and day a text in the holder's language.

Belongs here: which columns and lines a statement has. Does not belong here: its figures
(statement.py) and looks (templates/statement.typ).
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import polars as pl

from pipelines.aging import BUCKETS
from pipelines.documents.company import Company
from pipelines.documents.page_parts import (
    Part,
    addressee_of,
    column,
    page_of,
    payment_of,
    sum_line,
    table,
)
from pipelines.documents.statement import Row, Section, Statement
from pipelines.documents.words import Words, amount_text
from pipelines.reports.context import Language

ONE_DAY = timedelta(days=1)


class Vocabulary:
    """What codes are called in a language: kinds of document and buckets of the ageing."""

    def __init__(self, language: Language, kinds: pl.DataFrame, buckets: pl.DataFrame) -> None:
        label = f"label_{language}"
        self.kinds: Mapping[str, str] = dict(kinds.select("class_code", label).iter_rows())
        self.buckets: list[str] = buckets[label].to_list()


def statement_page(
    statement: Statement, words: Words, vocabulary: Vocabulary, company: Company, logo: str | None
) -> Part:
    day = words.day(statement.as_of_date)
    if statement.since is None:
        subtitle = words.text("statement.open_item", day=day)
    else:
        since = words.day(statement.since)
        subtitle = words.text("statement.activity", since=since, day=day)
    footer = words.text("statement.footer", company=company.name, day=day)
    title = words.text("statement.title")
    return {
        **page_of(words, company, logo, title=title, subtitle=subtitle, footer=footer),
        "holder": addressee_of(
            words, statement.holder_name, statement.customer_codes, statement.rfc
        ),
        "facts": [fact for section in statement.sections for fact in facts_of(section, words)],
        "sections": [
            section_part(section, statement, words, vocabulary, company)
            for section in statement.sections
        ],
        "notes": [words.text("statement.note", day=day)],
    }


def facts_of(section: Section, words: Words) -> list[list[str]]:
    code, totals = section.currency_code, section.totals
    stated = ["balance", *(["overdue"] if totals["overdue_amount"] else [])]
    return [
        [words.text(f"statement.{name}_of", currency=code), amount_text(totals[f"{name}_amount"])]
        for name in stated
    ]


def section_part(
    section: Section, statement: Statement, words: Words, vocabulary: Vocabulary, company: Company
) -> Part:
    code, totals, day = section.currency_code, section.totals, words.day(statement.as_of_date)
    if statement.since is None:
        tables = open_tables(section, words, vocabulary)
    else:
        tables = [activity_table(section, statement, words, vocabulary)]
    sums = [sum_line(words.text("statement.open"), totals["open_amount"])]
    for held in ("disputed", "promised"):
        if totals[f"{held}_amount"]:
            sums.append(sum_line(words.text(f"statement.{held}"), totals[f"{held}_amount"]))
    if totals["unapplied_amount"]:
        sums.append(sum_line(words.text("statement.unapplied"), -totals["unapplied_amount"]))
    balance = words.text("statement.balance", day=day)
    return {
        "heading": words.text("common.currency", currency=code),
        "tables": tables,
        "aging": {
            "heading": words.text("statement.aging", day=day),
            "headings": [*vocabulary.buckets, words.text("statement.open")],
            "amounts": [amount_text(totals[name]) for name in (*BUCKETS, "open_amount")],
        },
        "sums": [*sums, sum_line(balance, totals["balance_amount"], strong=True)],
        "payment": payment_of(words, company, code, section.references),
    }


def open_tables(section: Section, words: Words, vocabulary: Vocabulary) -> list[Part]:
    """Open items, and what is unapplied. The totals are those of the rows above them."""
    total = words.text("common.total", currency=section.currency_code)
    tables = []
    if section.items:
        columns = [
            column(words.text("column.document")),
            column(words.text("column.kind"), fills=True),
            column(words.text("column.date")),
            column(words.text("column.due_date")),
            column(words.text("column.days"), "right"),
            column(words.text("column.original"), "right"),
            column(words.text("column.open"), "right"),
            column(words.text("column.remark")),
        ]
        rows = [
            [
                item["document_number"] or words.text("common.no_number"),
                kind_of(item, words, vocabulary),
                words.date(item["charge_date"]),
                words.date(item["due_date"]),
                str(max(item["past_due_days"], 0) or ""),
                amount_text(item["original_amount"]),
                amount_text(item["open_amount"]),
                remark_of(item, words),
            ]
            for item in section.items
        ]
        summed = sum((item["open_amount"] for item in section.items), Decimal(0))
        heading = words.text("statement.items")
        tables.append(
            table(columns, rows, [total, "", "", "", "", "", amount_text(summed), ""], heading)
        )
    if section.credits:
        columns = [
            column(words.text("column.document")),
            column(words.text("column.kind"), fills=True),
            column(words.text("column.date")),
            column(words.text("column.original"), "right"),
            column(words.text("column.open"), "right"),
        ]
        rows = [
            [
                credit["credit_number"] or words.text("common.no_number"),
                vocabulary.kinds[credit["class_code"]],
                words.date(credit["credit_date"]),
                amount_text(credit["original_amount"]),
                amount_text(credit["unapplied_amount"]),
            ]
            for credit in section.credits
        ]
        summed = sum((credit["unapplied_amount"] for credit in section.credits), Decimal(0))
        heading = words.text("statement.credits")
        tables.append(table(columns, rows, [total, "", "", "", amount_text(summed)], heading))
    return tables


def activity_table(
    section: Section, statement: Statement, words: Words, vocabulary: Vocabulary
) -> Part:
    """From the opening balance to the last one, with the balance after each movement."""
    columns = [
        column(words.text("column.date")),
        column(words.text("column.document")),
        column(words.text("column.kind"), fills=True),
        column(words.text("column.charge"), "right"),
        column(words.text("column.credit"), "right"),
        column(words.text("column.running"), "right"),
    ]
    since = statement.since or statement.as_of_date
    opening = words.text("statement.opening", day=words.day(since - ONE_DAY))
    running = section.opening_amount
    rows = [["", "", opening, "", "", amount_text(running)]]
    charged, credited = Decimal(0), Decimal(0)
    for movement in section.movements:
        moved = movement["amount"]
        running += moved
        charged += max(moved, Decimal(0))
        credited += max(-moved, Decimal(0))
        rows.append(
            [
                words.date(movement["entry_date"]),
                movement["document_number"] or words.text("common.no_number"),
                vocabulary.kinds[movement["class_code"]],
                amount_text(moved) if moved > 0 else "",
                amount_text(-moved) if moved < 0 else "",
                amount_text(running),
            ]
        )
    if not section.movements:
        rows.append(["", "", words.text("statement.nothing_in_period"), "", "", ""])
    total = words.text("common.total", currency=section.currency_code)
    return table(
        columns,
        rows,
        [total, "", "", amount_text(charged), amount_text(credited), amount_text(running)],
        words.text("statement.movements"),
    )


def kind_of(item: Row, words: Words, vocabulary: Vocabulary) -> str:
    """What an item is; of a charge in instalments after the first, which one."""
    kind = vocabulary.kinds[item["class_code"]]
    number = item["installment_number"]
    return words.text("common.installment", kind=kind, number=number) if number > 1 else kind


def remark_of(item: Row, words: Words) -> str:
    """What of an item is in dispute or promised; with its amount where it is not all of it."""
    remarks = []
    if disputed := item["disputed_amount"]:
        whole = disputed == item["open_amount"]
        key = "remark.disputed" if whole else "remark.disputed_part"
        remarks.append(words.text(key, amount=amount_text(disputed)))
    if promised := item["promised_amount"]:
        whole = promised == item["open_amount"]
        key = "remark.promised" if whole else "remark.promised_part"
        day = words.date(item["promised_date"])
        remarks.append(words.text(key, day=day, amount=amount_text(promised)))
    return "; ".join(remarks)
