"""The demo company's report, cell by cell, against what people have read and accepted."""

import difflib
from datetime import date, datetime

import pytest

from tests.golden.report_cells import EXPECTED, expected_tables, plain, tables_of
from tests.workspace import DEMO, Workspace

REGENERATE = "if the change is meant: python -m tests.golden.regenerate, and read the diff"
TABLES = (
    "aging_by_currency",
    "aging_by_customer",
    "aging_by_salesperson",
    "aging_by_zone",
    "applications",
    "bad_debt_candidates",
    "balances_trend",
    "cash_forecast",
    "changes",
    "closed_month_bridges",
    "closed_month_changes",
    "controls",
    "credit_actions",
    "credit_reasons",
    "deliveries",
    "desk_indicators",
    "dispute_reasons",
    "grade_migrations_balance",
    "grade_migrations_legal",
    "indicators",
    "indicators_trend",
    "kpis_by_group",
    "kpis_by_span",
    "model_backtests",
    "model_calibration",
    "model_quality",
    "moratory_interest",
    "overdue_causes",
    "overdue_items",
    "portal_results",
    "provision",
    "provision_bridge",
    "provision_journal",
    "risk",
    "rollforward",
    "strategy_results",
    "terms_deviations",
    "unapplied_credits",
)


@pytest.fixture(scope="module")
def tables(workspace: Workspace, demo_run) -> dict[str, str]:
    month = workspace.state(DEMO) / "warehouse" / "reports" / "2026-10"
    return tables_of(month / workspace.report.name)


def test_the_report_has_the_tables_that_are_expected(tables: dict[str, str]):
    assert sorted(tables) == sorted(expected_tables()) == list(TABLES), REGENERATE


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_cells_that_are_expected(tables: dict[str, str], name: str):
    expected = expected_tables()[name].splitlines()
    changed = difflib.unified_diff(expected, tables[name].splitlines(), "expected", "now", n=0)
    lines = list(changed)
    shown = "\n".join(lines[:40])
    assert not lines, f"{EXPECTED.name}/{name}.csv differs; {REGENERATE}\n{shown}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (1160, "1160"),
        (0.1, "0.1"),
        (1234567.89, "1234567.89"),
        (0.0, "0"),
        (datetime(2026, 10, 31), "2026-10-31"),
        (datetime(2026, 11, 3, 6, 30), "2026-11-03T06:30:00"),
        (date(2026, 10, 31), "2026-10-31"),
        ("Sí", "Sí"),
    ],
)
def test_a_cell_is_written_so_that_people_can_read_it(value: object, text: str):
    assert plain(value) == text
