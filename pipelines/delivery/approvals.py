"""The workbook in which a person says which drafts go out.

Belongs here: writing it with its drop-down and reading it back. Does not belong here: what an
approval sets off (sending.py). A draft nobody approved is never sent.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from pipelines.documents.bundle import Problem
from pipelines.documents.company import Company
from pipelines.documents.reminder_plan import Plan
from pipelines.documents.reminders import files_of
from pipelines.documents.words import Words, amount_text
from pipelines.files import replacing
from pipelines.reports.safe_text import looks_like_formula

Decision = Literal["yes", "no", "elsewhere"]
FILE = "approvals.xlsx"
DECISIONS: tuple[Decision, ...] = ("yes", "no", "elsewhere")
HEADS = ("message_id", "legal_entity_id", "name", "level_number", "recipient", "amounts", "pdf")
WIDTHS = (24, 18, 44, 8, 36, 32, 52, 14)
HEAD_ROW = 3


class ApprovalsUnreadable(ValueError):
    """A workbook of approvals that is missing or is none."""


@dataclass(frozen=True)
class Approvals:
    """decisions: by message. problems: rows whose word is none of the list."""

    decisions: Mapping[str, Decision]
    problems: tuple[Problem, ...]


def write_approvals(
    folder: Path, plan: Plan, company: Company, words: Words, earlier: Mapping[str, Decision]
) -> None:
    """Writes one row per reminder. earlier: decisions on messages that say the same, kept."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = words.text("approval.sheet")
    sheet["A1"] = words.text("approval.help")
    heads = [*HEADS, words.text("approval.heading")]
    for place, (head, width) in enumerate(zip(heads, WIDTHS, strict=True), start=1):
        cell = sheet.cell(HEAD_ROW, place, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, reminder in enumerate(plan.reminders, start=HEAD_ROW + 1):
        amounts = [f"{amount_text(c.claimed_amount)} {c.currency_code}" for c in reminder.claims]
        decision = earlier.get(reminder.message_id)
        values: list[str | int | None] = [
            reminder.message_id,
            reminder.legal_entity_id,
            reminder.name,
            reminder.level_number,
            reminder.recipient,
            "; ".join(amounts),
            files_of(reminder, company)[0],
            None if decision is None else words.text(f"approval.{decision}"),
        ]
        for place, value in enumerate(values, start=1):
            cell = sheet.cell(row, place, value)
            if isinstance(value, str) and looks_like_formula(value):
                cell.data_type = "s"
                cell.quotePrefix = True
    listed = ",".join(words.text(f"approval.{decision}") for decision in DECISIONS)
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    choice.showErrorMessage = True
    last = HEAD_ROW + max(len(plan.reminders), 1)
    choice.add(f"H{HEAD_ROW + 1}:H{last}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    with replacing(folder / FILE) as temporary:
        workbook.save(temporary)


def read_approvals(folder: Path, words: Words) -> Approvals:
    """What a person decided. Raises ApprovalsUnreadable."""
    known = {words.text(f"approval.{d}").casefold(): d for d in DECISIONS}
    try:
        workbook = load_workbook(folder / FILE, read_only=True, data_only=True)
        try:
            rows = list(workbook.worksheets[0].iter_rows(HEAD_ROW, values_only=True))
        finally:
            workbook.close()
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ApprovalsUnreadable(f"{FILE} of that folder cannot be read") from error
    if not rows or rows[0][: len(HEADS)] != HEADS:
        raise ApprovalsUnreadable(f"{FILE} of that folder is not one of cartera's")
    decisions: dict[str, Decision] = {}
    problems = []
    for row in rows[1:]:
        message_id, word = str(row[0] or ""), str(row[len(HEADS)] or "").strip()
        if not message_id or not word:
            continue
        decision = known.get(word.casefold())
        if decision is None:
            remedy = "Choose a word of the list; it was not sent"
            problems.append(Problem(message_id, "an approval that is no word of the list", remedy))
        else:
            decisions[message_id] = decision
    return Approvals(decisions, tuple(problems))
