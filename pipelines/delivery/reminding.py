"""Reminders from the published warehouse to the folder, and from the folder to the mail server.

Belongs here: putting rows, plan, folder and journal together. Does not belong here: any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.delivery import approvals
from pipelines.delivery.journal import open_journal, outcomes, read_journal, state_of
from pipelines.delivery.sending import Progress, Sent, send_approved
from pipelines.delivery.smtp import mail_server
from pipelines.documents.bundle import MANIFEST, Bundle, FolderTaken, begin, read_manifest
from pipelines.documents.company import Company, load_company
from pipelines.documents.published import open_published
from pipelines.documents.reminder_plan import Plan, plan_reminders, read_levels
from pipelines.documents.reminders import KIND, write_reminders
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
    plan = planned(settings, company, day)
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
        plan = planned(settings, company, day)
        journal = read_journal(settings.inbox)
        with open_journal(settings.inbox, settings.zone, journal) as opened:
            result = send_approved(
                folder,
                {reminder.message_id: reminder for reminder in plan.reminders},
                approved.decisions,
                manifest["sha256"],
                state_of(journal),
                company=company,
                server=server,
                journal=opened,
                progress=progress,
            )
    result.problems += approved.problems
    return result


def planned(settings: Settings, company: Company, day: date) -> Plan:
    with open_published(settings.published_database) as connection:
        rows = read_statement_rows(connection, day, by="entity")
        levels = read_levels(connection, day)
    journal = outcomes(read_journal(settings.inbox))
    return plan_reminders(rows, levels, journal, company.language)
