"""Reminders from the published warehouse to the folder, and from the folder to the mail server.

Belongs here: putting rows, plan, folder and journal together. Does not belong here: any of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contracts.cartera_sent import REMINDER
from pipelines.delivery import approvals
from pipelines.delivery.journal import open_journal, outcomes, read_journal, state_of
from pipelines.delivery.message import Message
from pipelines.delivery.sending import REDRAFT, Draft, Progress, Sent, send_drafts
from pipelines.delivery.smtp import mail_server
from pipelines.documents.bundle import MANIFEST, Bundle, FolderTaken, begin, read_manifest
from pipelines.documents.company import Company, load_company
from pipelines.documents.published import open_published
from pipelines.documents.reminder_plan import Plan, Reminder, plan_reminders, read_levels
from pipelines.documents.reminders import KIND, files_of, write_reminders
from pipelines.documents.statement_rows import read_statement_rows
from pipelines.documents.words import words_of
from pipelines.runs import alone
from pipelines.settings import Settings


@dataclass(frozen=True)
class Drafts:
    bundle: Bundle
    plan: Plan


def draft_reminders(
    settings: Settings, day: date, folder: Path, progress: Progress = lambda *_: None
) -> Drafts:
    """Writes the reminders of a day into a folder, with the workbook of approvals. Sends nothing.

    Raises what reading, checking and typesetting raise; then nothing was written.
    """
    company = load_company(settings)
    plan = planned(settings, company, day, read_journal(settings.inbox))
    words = words_of(company.language, company.texts.get(company.language, {}))
    earlier: Mapping[str, approvals.Decision] = {}
    if (folder / approvals.FILE).is_file():
        earlier = approvals.read_approvals(folder, words).decisions
    bundle = begin(folder, day)
    write_reminders(bundle, plan, company, progress)
    approvals.write_approvals(folder, plan, company, words, earlier)
    return Drafts(bundle, plan)


def send_reminders(
    settings: Settings,
    day: date,
    folder: Path,
    environment: Mapping[str, str],
    progress: Progress = lambda *_: None,
) -> Sent:
    """Sends the approved drafts of a folder. One sending at a time for a company.

    Raises FolderTaken where the folder holds no drafts of that day, SettingsError,
    ApprovalsUnreadable, UnreadableFile for a journal that cannot be read: then nothing is sent.
    """
    company = load_company(settings)
    server = mail_server(environment)
    words = words_of(company.language, company.texts.get(company.language, {}))
    if not (folder / MANIFEST).is_file():
        raise FolderTaken("there are no drafts in that folder: write them first, without --send")
    manifest = read_manifest(folder)
    if manifest.get("kind") != KIND or manifest.get("as_of_date") != day.isoformat():
        raise FolderTaken("the folder holds other documents than the reminders of that day")
    approved = approvals.read_approvals(folder, words)
    with alone(settings):
        journal = read_journal(settings.inbox)
        states = state_of(journal)
        plan = planned(settings, company, day, journal)
        known = {reminder.message_id: reminder for reminder in plan.reminders}
        asked = {m: d for m, d in approved.decisions.items() if d != "no"}
        drafts = drafts_of(folder, known, asked, company, manifest["sha256"])
        with open_journal(settings.inbox, settings.zone, journal) as opened:
            result = send_drafts(
                drafts,
                states,
                sender=company.sender,
                server=server,
                journal=opened,
                progress=progress,
            )
    for message_id in asked.keys() - known.keys():
        if not result.is_over(message_id, states.get(message_id)):
            result.fail(message_id, "the ledger or the policy says something else by now", REDRAFT)
    result.problems += approved.problems
    return result


def drafts_of(
    folder: Path,
    reminders: Mapping[str, Reminder],
    decisions: Mapping[str, approvals.Decision],
    company: Company,
    manifest: Mapping[str, str],
) -> Iterator[Draft]:
    """What is approved and borne out by the ledger now. manifest: hash of each file as written."""
    for message_id, decision in decisions.items():
        reminder = reminders.get(message_id)
        if reminder is not None:
            _, eml = files_of(reminder, company)
            path = None if eml is None else folder / eml
            sha256 = None if eml is None else manifest.get(eml)
            yield Draft(message_of(reminder), path, sha256, decision == "elsewhere")


def message_of(reminder: Reminder) -> Message:
    items = tuple(
        {
            "charge_id": item["charge_id"],
            "installment_number": item["installment_number"],
            "level_number": item["level_number"],
            "currency_code": claim.currency_code,
            "claimed_amount": item["claimable_amount"],
        }
        for claim in reminder.claims
        for item in claim.items
    )
    return Message(
        reminder.message_id,
        REMINDER,
        reminder.as_of_date,
        reminder.legal_entity_id,
        reminder.recipient,
        items,
    )


def planned(settings: Settings, company: Company, day: date, journal: pl.DataFrame) -> Plan:
    with open_published(settings.published_database) as connection:
        rows = read_statement_rows(connection, day, by="entity")
        levels = read_levels(connection, day)
    earlier = outcomes(journal).filter(pl.col("kind_code") == REMINDER)
    return plan_reminders(rows, levels, earlier, company.language)
