"""One reconciliation from the published warehouse and a file to a workbook and a letter.

Belongs here: what is read, what is written and under which names. Does not belong here: arguments
and exit codes (cli_counterpart.py), the comparison (reconcile.py).
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pipelines.counterpart.frames import Reconciliation
from pipelines.counterpart.letter import TEMPLATE, language_of, letter_page, letter_words
from pipelines.counterpart.our_side import (
    Holder,
    Run,
    read_holder,
    read_our_side,
    read_run,
)
from pipelines.counterpart.reconcile import reconcile
from pipelines.counterpart.their_list import read_list, read_mapping
from pipelines.counterpart.workbook import write_workbook
from pipelines.documents.company import load_company
from pipelines.documents.published import open_published
from pipelines.documents.typesetting import typesetter
from pipelines.files import replacing
from pipelines.monthly_report import context_of
from pipelines.settings import Settings

By = Literal["customer", "entity"]
UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True)
class Written:
    """found: what was reconciled. paths: the workbook and the letter."""

    found: Reconciliation
    paths: tuple[Path, Path]


def reconcile_file(
    settings: Settings,
    by: By,
    holder_id: str,
    path: Path,
    out: Path,
    *,
    mapping: Path | None = None,
    day: date | None = None,
) -> Written:
    """Writes the workbook and the letter of one list; both or none.

    by: whether holder_id is a customer's or a legal entity's. day: None takes the warehouse's own.
    Raises UnknownHolder, UnreadableFile, BridgeBroken, and QueryError where nothing is published.
    """
    with open_published(settings.published_database) as connection:
        run = read_run(connection, day)
        holder = read_holder(connection, by, holder_id)
        theirs = read_list(
            path,
            settings.inbox,
            holder.customer_codes,
            holder.currency_code,
            read_mapping(mapping) if mapping else None,
        )
        ours = read_our_side(connection, by, holder_id, run.as_of_date)
    found = reconcile(theirs, ours, run.as_of_date, run.in_transit_days)
    name = f"{file_stem(holder_id)}_{run.as_of_date}"
    workbook, letter = out / f"conciliacion_{name}.xlsx", out / f"conciliacion_{name}.pdf"
    page = letter_pdf(settings, found, holder)
    with replacing(letter) as partial:
        partial.write_bytes(page)
        write_workbook_of(settings, found, holder, run, workbook)
    return Written(found, (workbook, letter))


def letter_pdf(settings: Settings, found: Reconciliation, holder: Holder) -> bytes:
    company = load_company(settings)
    words = letter_words(language_of(holder), company)
    with typesetter(company) as press:
        return press.pdf(TEMPLATE, letter_page(found, holder, words, company, press.logo))


def write_workbook_of(
    settings: Settings, found: Reconciliation, holder: Holder, run: Run, path: Path
) -> None:
    context = replace(
        context_of(settings, run.as_of_date, run.known_at),
        functional_currency_code=run.functional_currency_code,
    )
    who = f"{', '.join(holder.customer_codes)} {holder.name}"
    write_workbook(found, who, context, path)


def file_stem(holder_id: str) -> str:
    """An id as a part of a file's name. One with other characters than letters, digits, - and _
    gets them replaced and a mark of its own, so that no two ids share a file.
    """
    plain = UNSAFE.sub("_", holder_id)
    if plain == holder_id:
        return plain
    return f"{plain[:40]}-{hashlib.sha256(holder_id.encode()).hexdigest()[:8]}"
