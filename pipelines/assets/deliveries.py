"""Scheduled reports as jobs: one a report, each of one step that fails when anything was wrong.

Belongs here: the rim around delivery/reporting.py. Does not belong here: when they run
(automation.py).
"""

import os
from datetime import UTC, datetime

import dagster as dg

from pipelines.delivery.parcels import Report
from pipelines.delivery.reporting import Delivered, deliver_report
from pipelines.documents.company import load_company
from pipelines.periods import parse_day
from pipelines.settings import Settings


class DayConfig(dg.Config):
    """day: YYYY-MM-DD on which the report is due; empty takes the company's today."""

    day: str = ""


def build_delivery_job(settings: Settings, report: Report) -> dg.JobDefinition:
    """The job ``deliver_<report>``: drafts, and messages where documents.yaml says so."""

    @dg.op(name=f"send_{report}")
    def deliver(context: dg.OpExecutionContext, config: DayConfig) -> None:
        now = datetime.now(UTC).replace(tzinfo=None)
        day = parse_day(config.day) if config.day else settings.local_day(now)
        send = report in load_company(settings).sends
        told = deliver_report(settings, report, day, os.environ, send=send)
        facts = metadata_of(told)
        context.add_output_metadata(facts)
        if told.problems:
            raise dg.Failure(f"{report}: {len(told.problems)} problems", metadata=facts)

    @dg.job(name=f"deliver_{report}")
    def job() -> None:
        deliver()

    return job


def metadata_of(told: Delivered) -> dict[str, dg.MetadataValue]:
    """Counts and what was wrong, without an address or a name."""
    sent = told.sent
    return {
        "outbox": dg.MetadataValue.path(told.folder),
        "drafts": dg.MetadataValue.int(told.drafts),
        "nothing_to_tell": dg.MetadataValue.int(told.empty),
        "sent": dg.MetadataValue.int(0 if sent is None else sent.sent),
        "sent_before": dg.MetadataValue.int(0 if sent is None else sent.already),
        "problems": dg.MetadataValue.json(
            [[p.subject_id, p.problem, p.remedy] for p in told.problems]
        ),
    }
