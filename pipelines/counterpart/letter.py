"""The reconciliation as a letter to the customer: data for the house's letter template, all texts.

Belongs here: what the letter says, in which order. Does not belong here: its words (wording/), how
it looks (documents/templates), the sums (bridge.py).
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from pipelines.counterpart.bridge import entries_of
from pipelines.counterpart.frames import MATCHED, Reconciliation
from pipelines.counterpart.our_side import Holder
from pipelines.documents.company import Company
from pipelines.documents.page_parts import (
    Part,
    addressee_of,
    column,
    page_of,
    sum_line,
    table,
)
from pipelines.documents.words import Words, amount_text, words_of
from pipelines.reports.context import Language
from pipelines.reports.safe_text import clean_text
from pipelines.reports.wording import flatten, load_labels

# A letter is read by people; the workbook has every line.
MOST_LINES = 60
TEMPLATE = "reminder"


def language_of(holder: Holder) -> Language:
    """Spanish for national customers, English for foreign ones."""
    return "en" if holder.is_foreign else "es"


@cache
def letter_texts(language: Language) -> Mapping[str, str]:
    source = files("pipelines.counterpart") / "wording" / f"{language}.yaml"
    return dict(flatten(yaml.safe_load(source.read_text(encoding="utf-8"))))


def letter_words(language: Language, company: Company) -> Words:
    """The words of all letters, this one's and the company's own."""
    return words_of(language, {**letter_texts(language), **company.texts.get(language, {})})


def letter_page(
    found: Reconciliation, holder: Holder, words: Words, company: Company, logo: str | None
) -> Part:
    """The page as the letter template reads it. Amounts and days are texts in its language."""
    day, cut = words.day(found.as_of_date), words.day(found.statement_date)
    differences = entries_of(found.lines.filter(pl.col("class_code") != MATCHED))
    opening = "opening_agreed" if differences.is_empty() else "opening"
    closing = "closing_agreed" if differences.is_empty() else "closing"
    paragraphs = [
        words.text("reconciliation.dear"),
        words.text(f"reconciliation.{opening}", day=day, cut=cut),
    ]
    if found.faults.height:
        count = found.faults["line"].n_unique()
        paragraphs.append(words.text("reconciliation.opening_unread", count=count))
    if differences.height > MOST_LINES:
        blanks = {"shown": MOST_LINES, "total": f"{differences.height:,}"}
        paragraphs.append(words.text("reconciliation.more", **blanks))
    subject = words.text("reconciliation.subject", day=day)
    subtitle = words.text("reconciliation.reference_day", day=day)
    footer = words.text("reconciliation.footer", company=company.name, subject=subject)
    title = words.text("reconciliation.title")
    return {
        **page_of(words, company, logo, title=title, subtitle=subtitle, footer=footer),
        "holder": addressee_of(words, holder.name, holder.customer_codes, holder.rfc),
        "facts": [fact for total in found.totals.to_dicts() for fact in facts_of(total, words)],
        "is_formal": False,
        "subject": subject,
        "opening": paragraphs,
        "sections": [
            section_of(total, found, differences, words) for total in found.totals.to_dicts()
        ],
        "closing": [words.text(f"reconciliation.{closing}")],
        "farewell": words.text("reconciliation.farewell"),
        "signature": list(company.signature or (company.name,)),
    }


def facts_of(total: Mapping[str, Any], words: Words) -> list[list[str]]:
    currency = total["currency_code"]
    return [
        [words.text(f"reconciliation.{key}", currency=currency), amount_text(total[name])]
        for key, name in (
            ("our_balance_of", "our_balance_amount"),
            ("difference_of", "difference_amount"),
        )
    ]


def section_of(
    total: Mapping[str, Any], found: Reconciliation, differences: pl.DataFrame, words: Words
) -> Part:
    """One currency: the bridge, and below it the documents that make it."""
    code = total["currency_code"]
    rows = differences.filter(pl.col("unit_code") == code)
    bridge = found.bridge.filter(
        (pl.col("currency_code") == code) & (pl.col("class_code") != MATCHED)
    )
    tables = [bridge_table(total, bridge, words)]
    if rows.height:
        tables.append(line_table(rows, words))
    return {
        "heading": words.text("common.currency", currency=code),
        "tables": tables,
        "sums": [
            sum_line(
                words.text("reconciliation.our_balance"), total["our_balance_amount"], strong=True
            )
        ],
        "payment": None,
    }


def bridge_table(total: Mapping[str, Any], bridge: pl.DataFrame, words: Words) -> Part:
    labels = load_labels(words.language)
    columns = [
        column(words.text("reconciliation.bridge"), fills=True),
        column(words.text("reconciliation.count"), "right"),
        column(words.text("reconciliation.difference"), "right"),
    ]
    first = [
        words.text("reconciliation.their_balance"),
        "",
        amount_text(total["their_balance_amount"]),
    ]
    rows = [
        [
            labels[f"code.reconciliation_class.{row['class_code']}"],
            f"{row['line_count']:,}",
            amount_text(row["difference_amount"]),
        ]
        for row in bridge.to_dicts()
    ]
    last = words.text("reconciliation.our_balance")
    return table(columns, [first, *rows], [last, "", amount_text(total["our_balance_amount"])])


def line_table(rows: pl.DataFrame, words: Words) -> Part:
    """The largest differences."""
    labels = load_labels(words.language)
    order = [pl.col("difference_amount").abs(), pl.col("document_id"), pl.col("their_number")]
    shown = rows.sort(order, descending=[True, False, False], nulls_last=True).head(MOST_LINES)
    columns = [
        column(words.text("reconciliation.their_document")),
        column(words.text("reconciliation.our_document")),
        column(words.text("reconciliation.date")),
        column(words.text("reconciliation.reason"), fills=True),
        column(words.text("reconciliation.yours"), "right"),
        column(words.text("reconciliation.ours"), "right"),
        column(words.text("reconciliation.difference"), "right"),
    ]
    texts = [
        [
            row["their_number"] or "",
            row["document_number"] or "",
            words.date(row["document_date"] or row["their_date"]),
            labels[f"code.reconciliation_reason.{row['reason_code']}"],
            *(amount_or_blank(row[name]) for name in ("their_amount", "our_amount")),
            amount_text(row["difference_amount"]),
        ]
        for row in clean_text(shown).to_dicts()
    ]
    return table(columns, texts)


def amount_or_blank(amount: Decimal) -> str:
    return amount_text(amount) if amount else ""
