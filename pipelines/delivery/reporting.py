"""Scheduled reports from the published warehouse to whoever is to get them.

Belongs here: putting rows, recipients, drafts and journal together, and refusing figures that are
old or blocked. Does not belong here: when (automation.py), the workbooks
(documents/desk_reports.py), sending (sending.py).

Drafts lie in the company's outbox, one folder per report and day. Whatever is wrong is a problem in
that folder's list, and an alert of whoever asked.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import duckdb

from pipelines.ad_hoc import QueryError
from pipelines.contracts.report_validation import InvalidReportFramesError
from pipelines.delivery.journal import open_journal, read_journal, state_of
from pipelines.delivery.parcels import INDEX, Parcel, Report, drafts_of, speech
from pipelines.delivery.recipients import Recipient, read_recipients, unread
from pipelines.delivery.sending import Draft, Sent, send_drafts
from pipelines.delivery.smtp import MailServer, mail_server
from pipelines.documents.bundle import Bundle, Problem, begin
from pipelines.documents.company import Company, load_company
from pipelines.documents.desk_reports import (
    DeskFrames,
    DeskReport,
    facts_of,
    is_empty,
    only_of,
    read_desk_frames,
    write_desk_report,
)
from pipelines.documents.published import open_published
from pipelines.files import sha256_of
from pipelines.gate import judge
from pipelines.monthly_report import report_context
from pipelines.periods import add_months, month_code, month_start
from pipelines.reports.context import ReportContext
from pipelines.runs import alone
from pipelines.settings import Settings

LAST_DAY = "select as_of_date from marts.dim_run_parameters"
MAX_AGE = "select limit_count from policies.policy_limits where limit_code = 'delivery_age_days'"


class ReportNotReady(Exception):
    """Figures that must not go out now; the message says why."""


@dataclass(frozen=True)
class Delivered:
    """drafts: how many were written. empty: recipients whose report would tell nothing. sent: what
    became of the drafts; None for a dry run.
    """

    folder: Path
    drafts: int
    empty: int
    sent: Sent | None
    problems: tuple[Problem, ...]


def deliver_report(
    settings: Settings,
    report: Report,
    day: date,
    environment: Mapping[str, str],
    *,
    send: bool,
) -> Delivered:
    """Writes a report's drafts of a day into the outbox and, if asked to, sends them.

    day: the company's day on which it is due. Raises SettingsError, BadAddress for a sender that is
    none, FolderTaken, UnreadableFile for a journal that cannot be read.
    """
    company = load_company(settings)
    server = mail_server(environment)
    bundle = begin(settings.outbox / report / day.isoformat(), day)
    drafts: list[Draft] = []
    empty, sent = 0, None
    try:
        with open_published(settings.published_database) as published:
            context = context_on(published, settings, report, day)
            recipients, problems = read_recipients(published, report, day)
            bundle.problems += problems
            if not recipients:
                parcels = []
            elif report == "monthly_report":
                parcels = whole_report(bundle, settings, context, recipients)
            else:
                frames = read_desk_frames(published, context.period_month)
                parcels = desk_parcels(
                    bundle, report, frames, recipients, context=context, company=company
                )
        empty = len(recipients) - len(parcels)
        drafts = drafts_of(bundle, report, parcels, context, company)
    except (duckdb.CatalogException, duckdb.BinderException):
        remedy = "Run `cartera run` and then this again; nothing was sent"
        bundle.problems.append(Problem(report, "another version of cartera published", remedy))
    except (QueryError, ReportNotReady, InvalidReportFramesError) as error:
        remedy = "Mend it and run again; nothing was sent"
        bundle.problems.append(Problem(report, str(error), remedy))
    if send and drafts:
        sent = sent_now(settings, drafts, company, server)
        bundle.problems += sent.problems
    bundle.finish(report, {"drafts": len(drafts), "empty": empty}, INDEX)
    return Delivered(bundle.folder, len(drafts), empty, sent, tuple(bundle.problems))


def sent_now(
    settings: Settings, drafts: list[Draft], company: Company, server: MailServer | None
) -> Sent:
    """Sends drafts, one sending at a time for a company."""
    with alone(settings):
        journal = read_journal(settings.inbox)
        with open_journal(settings.inbox, settings.zone, journal) as opened:
            return send_drafts(
                drafts, state_of(journal), sender=company.sender, server=server, journal=opened
            )


def context_on(
    published: duckdb.DuckDBPyConnection, settings: Settings, report: Report, day: date
) -> ReportContext:
    """What the report of a day is about. Raises ReportNotReady for old or blocked figures."""
    last = cast(date, published.execute(LAST_DAY).pl().item())
    if report == "monthly_report":
        month = add_months(month_start(day), -1)
    else:
        month = month_start(last)
        limit = cast(int, published.execute(MAX_AGE).pl().item())
        age = (day - last).days
        if age > limit:
            raise ReportNotReady(f"the figures are of {last}, {age} days old; at most {limit}")
        if age < 0:
            raise ReportNotReady(f"the figures are of {last}, after the day of the report")
    if month > month_start(last):
        raise ReportNotReady(f"there are no figures of {month_code(month)} yet")
    verdict = judge(published, month)
    if not verdict.is_open:
        raise ReportNotReady(f"the figures are blocked: {verdict.summary()}")
    return report_context(published, settings, month)


def desk_parcels(
    bundle: Bundle,
    report: DeskReport,
    frames: DeskFrames,
    recipients: tuple[Recipient, ...],
    *,
    context: ReportContext,
    company: Company,
) -> list[Parcel]:
    """One workbook per salesperson and language, for each of its recipients."""
    if report == "weekly_aging":
        bundle.problems += unread(recipients, frames.finance.aging_by_customer)
    parcels = []
    for recipient in recipients:
        theirs = only_of(frames, recipient.salesperson)
        if is_empty(report, theirs):
            continue
        words = speech(company, recipient)
        whose = hashlib.sha256((recipient.salesperson or "").encode()).hexdigest()[:8]
        stem = words.text(f"delivery.{report}.file")
        name = f"{stem}_{context.as_of_date}_{whose}.xlsx"
        if name not in bundle.files:
            spoken = replace(context, language=recipient.language)
            write_desk_report(bundle.path_of(name), report, theirs, spoken, words)
            bundle.files[name] = sha256_of(bundle.path_of(name))
        facts = tuple(facts_of(report, theirs, words))
        parcels.append(Parcel(recipient, name, f"{stem}_{context.as_of_date}.xlsx", facts))
    return parcels


def whole_report(
    bundle: Bundle,
    settings: Settings,
    context: ReportContext,
    recipients: tuple[Recipient, ...],
) -> list[Parcel]:
    """The month's report as it was written and signed for, byte for byte."""
    path = settings.reports_folder(context.period_month) / context.finance_report_name
    facts = path.with_suffix(".json")
    if not path.is_file() or not facts.is_file():
        raise ReportNotReady(f"there is no report of {context.month_code}")
    content = path.read_bytes()
    told = json.loads(facts.read_text(encoding="utf-8"))
    if hashlib.sha256(content).hexdigest() != told["sha256"]:
        raise ReportNotReady(f"the report of {context.month_code} is not the one that was written")
    if path.with_name(context.blocked_report_name).exists():
        raise ReportNotReady(f"the report of {context.month_code} was blocked since it was written")
    bundle.write(path.name, content)
    return [Parcel(recipient, path.name, path.name, ()) for recipient in recipients]
