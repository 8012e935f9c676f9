"""The monthly finance report of a published warehouse: read, judge, check, write.

Belongs here: which rows of which table a report prints, the second gate, and where the file goes.
How it looks is for reports/; what the rows mean is for dbt.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.contracts.report_validation import InvalidReportFramesError
from pipelines.files import replacing, sha256_of
from pipelines.gate import Verdict, judge
from pipelines.page.page import write_pages
from pipelines.periods import add_months, month_code, month_start
from pipelines.reports.blocked import build_blocked_report
from pipelines.reports.context import ReportContext
from pipelines.reports.workbook import build_finance_report
from pipelines.settings import Settings
from pipelines.versions import code_version

TREND_MONTHS = 12
TREND_TABLES = {
    "kpis": "reports.rpt_kpis",
    "balances": "reports.rpt_balances",
    "desk_indicators": "reports.rpt_desk_indicators",
}
MONTH_TABLES = {
    "kpis_by_group": "reports.rpt_kpis_by_group",
    "aging_by_customer": "reports.rpt_aging_by_customer",
    "aging_by_group": "reports.rpt_aging_by_group",
    "overdue_items": "reports.rpt_overdue_items",
    "rollforward": "reports.rpt_rollforward",
    "applications": "reports.rpt_applications",
    "unapplied_credits": "reports.rpt_unapplied_credits",
    "changes": "reports.rpt_changes",
    "credit_actions": "reports.rpt_credit_actions",
    "credit_reasons": "reports.rpt_credit_reasons",
    "terms_deviations": "reports.rpt_terms_deviations",
    "risk": "reports.rpt_risk",
    "grade_migrations": "reports.rpt_grade_migrations",
    "closed_month_bridges": "reports.rpt_closed_month_bridges",
    "closed_month_changes": "reports.rpt_closed_month_changes",
    "provision": "reports.rpt_provision",
    "provision_bridge": "reports.rpt_provision_bridge",
    "provision_journal": "reports.rpt_provision_journal",
    "bad_debt_candidates": "reports.rpt_bad_debt_candidates",
    "moratory_interest": "reports.rpt_moratory_interest",
    "cash_forecast": "reports.rpt_cash_forecast",
    "model_quality": "reports.rpt_model_quality",
    "model_calibration": "reports.rpt_model_calibration",
    "overdue_causes": "reports.rpt_overdue_causes",
    "strategy_results": "reports.rpt_strategy_results",
    "dispute_reasons": "reports.rpt_dispute_reasons",
    "portal_results": "reports.rpt_portal_results",
    "controls": "controls.ctl_period_controls",
    "control_exceptions": "controls.ctl_control_exceptions",
}
WHOLE_TABLES = {"buckets": "policies.policy_aging_buckets"}
DELIVERIES = """
    select delivery_id, table_name, file_name, sha256, delivered_at, rows_read, rows_landed,
        rows_unchanged, rows_quarantined, status_code
    from marts.fct_deliveries order by delivered_at, file_name
"""


class ReportBlocked(RuntimeError):
    """There is no report; ``path`` is the workbook that says why."""

    def __init__(self, path: Path, summary: str) -> None:
        super().__init__(summary)
        self.path = path


class MonthNotBuilt(ValueError):
    """The published warehouse has no such month."""


@dataclass(frozen=True)
class WrittenReport:
    """path: of the workbook. pages: the same report for a browser, one in each language."""

    path: Path
    sha256: str
    verdict: Verdict
    pages: tuple[Path, ...] = ()


def write_monthly_report(settings: Settings, period_month: date) -> WrittenReport:
    """Builds ``informe_cartera_YYYY-MM.xlsx`` from the published warehouse, if its month may be.

    The pages for a browser lie beside it. Raises MonthNotBuilt, or ReportBlocked after writing
    ``bloqueado_YYYY-MM.xlsx`` when a control fails, is missing, or the frames do not add up. An
    earlier good report stays as it is.
    """
    if not settings.published_database.is_file():
        raise MonthNotBuilt("nothing is published yet: run `cartera run` first")
    connection = duckdb.connect(str(settings.published_database), read_only=True)
    try:
        context = report_context(connection, settings, period_month)
        verdict = judge(connection, period_month)
        frames = read_frames(connection, period_month)
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise MonthNotBuilt(
            "the published warehouse was built by another version of cartera: run again"
        ) from error
    finally:
        connection.close()
    if not verdict.is_open:
        raise ReportBlocked(write_blocked_report(settings, context, verdict), verdict.summary())
    folder = settings.reports_folder(period_month)
    path = folder / context.finance_report_name
    try:
        with replacing(path) as temporary:
            build_finance_report(frames, context, temporary)
    except InvalidReportFramesError as error:
        refused = replace(verdict, failed_checks=error.failures)
        raise ReportBlocked(write_blocked_report(settings, context, refused), str(error)) from error
    pages = tuple(write_pages(frames, context, folder))
    digests = {each.name: sha256_of(each) for each in (path, *pages)}
    write_report_manifest(path, context, verdict, digests)
    (folder / context.blocked_report_name).unlink(missing_ok=True)
    return WrittenReport(path, digests[path.name], verdict, pages)


def report_context(
    connection: duckdb.DuckDBPyConnection, settings: Settings, period_month: date
) -> ReportContext:
    period = connection.execute(
        "select as_of_date from marts.dim_periods where period_month = ?", [period_month]
    ).fetchone()
    run = connection.execute(
        "select known_at, functional_currency_code from marts.dim_run_parameters"
    ).fetchone()
    if period is None or run is None:
        raise MonthNotBuilt(
            f"the published warehouse has no {month_code(period_month)}: "
            "run with an as-of date in that month or later"
        )
    # The currency the figures were built in, whatever the settings have become since.
    return replace(context_of(settings, period[0], run[0]), functional_currency_code=run[1])


def context_of(settings: Settings, as_of: date, known_at: datetime) -> ReportContext:
    return ReportContext(
        company_name=settings.company_name,
        period_month=month_start(as_of),
        as_of_date=as_of,
        known_at=known_at,
        code_version=code_version(),
        language=settings.language,
        functional_currency_code=settings.functional_currency_code,
        timezone=settings.timezone,
    )


def read_frames(connection: duckdb.DuckDBPyConnection, period_month: date) -> FinanceFrames:
    """Exactly the rows the report prints, in a fixed order."""

    def rows(query: str, parameters: list[date] | None = None) -> pl.DataFrame:
        return connection.execute(query, parameters or []).pl()

    first = add_months(period_month, -TREND_MONTHS)
    frames = {
        name: rows(
            f"select * from {table} where period_month between ? and ? order by all",
            [first, period_month],
        )
        for name, table in TREND_TABLES.items()
    }
    for name, table in MONTH_TABLES.items():
        query = f"select * from {table} where period_month = ? order by all"
        frames[name] = rows(query, [period_month])
    for name, table in WHOLE_TABLES.items():
        frames[name] = rows(f"select * from {table} order by all")
    return FinanceFrames(**frames, deliveries=rows(DELIVERIES))


def write_blocked_report(settings: Settings, context: ReportContext, verdict: Verdict) -> Path:
    """Writes the workbook that says why there is no report, where the report would have been."""
    path = settings.reports_folder(context.period_month) / context.blocked_report_name
    earlier = verdict.failed.filter(pl.col("period_month") < context.period_month)
    controls = pl.concat([verdict.controls, earlier])
    with replacing(path) as temporary:
        build_blocked_report(controls, verdict.exceptions, verdict.reasons(), context, temporary)
    return path


def write_report_manifest(
    path: Path, context: ReportContext, verdict: Verdict, digests: dict[str, str]
) -> None:
    """Beside the report: its hash, what it was built from and the controls it passed.

    digests: sha256 by name, of the workbook at ``path`` and of its pages.
    """
    content = {
        "file": path.name,
        "sha256": digests[path.name],
        "pages": {name: digest for name, digest in digests.items() if name != path.name},
        "period_month": context.period_month.isoformat(),
        "as_of_date": context.as_of_date.isoformat(),
        "known_at": context.known_at.isoformat(),
        "code_version": context.code_version,
        "controls": {
            row["control_code"]: row["status_code"] for row in verdict.controls.to_dicts()
        },
    }
    with replacing(path.with_suffix(".json")) as temporary:
        temporary.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
