"""The second gate: a report of a published warehouse, or the workbook that says why not."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest
from published import MONTH, change

from pipelines.files import sha256_of
from pipelines.monthly_report import (
    MonthNotBuilt,
    ReportBlocked,
    report_context,
    write_monthly_report,
)
from pipelines.periods import add_months
from pipelines.settings import Settings

RED = "update controls.ctl_period_controls set status_code = 'failed' where control_code = '{}'"
REPORT, BLOCKED = "informe_cartera_2026-10.xlsx", "bloqueado_2026-10.xlsx"


def names(settings: Settings) -> set[str]:
    folder = settings.reports_folder(MONTH)
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def put(settings: Settings, name: str) -> Path:
    path = settings.reports_folder(MONTH) / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"of an earlier run")
    return path


def texts(path: Path) -> set[object]:
    book = openpyxl.load_workbook(path)
    return {cell.value for sheet in book for row in sheet for cell in row}


def test_a_report_of_a_good_month_stands_beside_its_manifest_and_no_blocked_one(
    acme: Settings,
) -> None:
    put(acme, BLOCKED)
    report = write_monthly_report(acme, MONTH)
    pages = {"informe_cartera_2026-10.es.html", "informe_cartera_2026-10.en.html"}
    assert names(acme) == {REPORT, "informe_cartera_2026-10.json"} | pages
    manifest = json.loads(report.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert manifest["sha256"] == report.sha256 == sha256_of(report.path)
    assert manifest["pages"] == {page.name: sha256_of(page) for page in report.pages}
    assert {page.name for page in report.pages} == pages
    assert (manifest["file"], manifest["as_of_date"]) == (REPORT, "2026-10-31")
    assert manifest["controls"]["aging_ties_to_ledger"] == "passed"
    assert report.verdict.is_open


def test_the_same_warehouse_gives_the_same_bytes(acme: Settings) -> None:
    first = write_monthly_report(acme, MONTH)
    content, pages = first.path.read_bytes(), [page.read_bytes() for page in first.pages]
    second = write_monthly_report(acme, MONTH)
    assert second.sha256 == first.sha256
    assert second.path.read_bytes() == content
    assert [page.read_bytes() for page in second.pages] == pages


def test_a_red_control_blocks_the_report_and_keeps_the_last_good_one(acme: Settings) -> None:
    good = put(acme, REPORT)
    change(acme.published_database, RED.format("erp_balance"))
    with pytest.raises(ReportBlocked, match="erp_balance") as refusal:
        write_monthly_report(acme, MONTH)
    assert refusal.value.path == acme.reports_folder(MONTH) / BLOCKED
    assert "Auxiliar = SALDOS_CC del ERP (por cliente)" in texts(refusal.value.path)
    assert good.read_bytes() == b"of an earlier run"


def test_a_control_without_its_row_blocks_the_report(acme: Settings) -> None:
    change(
        acme.published_database,
        "delete from controls.ctl_period_controls where control_code = 'bank_chain'",
    )
    with pytest.raises(ReportBlocked, match="bank_chain"):
        write_monthly_report(acme, MONTH)
    assert names(acme) == {BLOCKED}


def test_rows_that_do_not_add_up_block_the_report_though_all_controls_passed(
    acme: Settings,
) -> None:
    change(
        acme.published_database,
        "update reports.rpt_aging_by_customer set balance_amount = balance_amount + 0.01 "
        "where customer_id = (select min(customer_id) from reports.rpt_aging_by_customer)",
    )
    with pytest.raises(ReportBlocked, match="aging_by_customer"):
        write_monthly_report(acme, MONTH)
    assert names(acme) == {BLOCKED}


def test_a_month_that_was_not_built_has_no_report(acme: Settings) -> None:
    with pytest.raises(MonthNotBuilt, match="has no 2026-11"):
        write_monthly_report(acme, add_months(MONTH, 1))
    assert not acme.reports_folder(add_months(MONTH, 1)).exists()


def test_without_a_published_warehouse_there_is_no_report(acme: Settings) -> None:
    acme.published_database.unlink()
    with pytest.raises(MonthNotBuilt, match="cartera run"):
        write_monthly_report(acme, MONTH)


def test_the_report_names_the_currency_its_figures_were_built_in(acme: Settings) -> None:
    changed_since = replace(acme, functional_currency_code="USD", language="en")
    with duckdb.connect(str(acme.published_database), read_only=True) as connection:
        context = report_context(connection, changed_since, MONTH)
    assert (context.functional_currency_code, context.language) == ("MXN", "en")


def test_a_warehouse_that_another_version_built_is_built_again_and_not_reported(
    acme: Settings,
) -> None:
    change(acme.published_database, "alter table marts.dim_run_parameters drop column known_at")
    with pytest.raises(MonthNotBuilt, match="another version"):
        write_monthly_report(acme, MONTH)
