"""Every control of the policy fails on the fault it is for, and holds the report back."""

import csv
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

import pytest

from pipelines.monthly_report import ReportBlocked
from pipelines.runs import RunOutcome
from pipelines.settings import ROOT
from tests.warehouse.spoiled import NEW_WAREHOUSE, Scenario
from tests.warehouse.spoiled_integrity import LATER_DELIVERY, WARNED
from tests.warehouse.spoiled_models import LOSING_MODELS
from tests.workspace import DEMO, MONTH, Workspace, texts_of

RED = f"""
    select control_code from controls.ctl_period_controls
    where period_month = date '{MONTH}' and status_code not in ('passed', 'not_applicable')
"""
EXCEPTIONS = f"""
    select control_code, subject_id from controls.ctl_control_exceptions
    where period_month = date '{MONTH}'
"""
SCENARIOS = (NEW_WAREHOUSE, LATER_DELIVERY, LOSING_MODELS)
# Each control that a scenario is for, in it.
RED_IN = {
    f"{control} in {scenario.name}": (scenario, control)
    for scenario in SCENARIOS
    for control in sorted({fault.control for fault in scenario.faults})
}
RED_CONTROLS = {control for _, control in RED_IN.values()}
# A month without rates names every document in that currency.
NAMES_MANY = {"foreign_rates"}


@dataclass(frozen=True)
class Refusal:
    """What became of a run that was refused.

    subjects: what each fault is about, in their order. named: by control, the subjects that the
    warehouse names. texts: of the blocked workbook.
    """

    message: str
    red: set[str]
    subjects: list[str]
    named: dict[str, set[str]]
    texts: set[str]
    is_published_untouched: bool


@pytest.fixture(scope="module")
def refused(workspace: Workspace, demo_run: RunOutcome) -> Callable[[Scenario], Refusal]:
    """refused(scenario): its run, made once."""
    return cache(lambda scenario: refuse(workspace, scenario))


def refuse(company: Workspace, scenario: Scenario) -> Refusal:
    company.restore(DEMO)
    with ExitStack() as stack:
        subjects = [stack.enter_context(fault.spoil(company)) for fault in scenario.faults]
        before = company.fingerprints()
        refusal = stack.enter_context(pytest.raises(ReportBlocked))
        company.run()
    assert refusal.value.path == company.blocked_report
    named = defaultdict(set)
    for control, subject in company.refused(EXCEPTIONS):
        named[control].add(subject)
    return Refusal(
        message=str(refusal.value),
        red={code for (code,) in company.refused(RED)},
        subjects=subjects,
        named=named,
        texts=texts_of(company.blocked_report),
        is_published_untouched=company.fingerprints() == before,
    )


def policy_rows() -> list[dict[str, str]]:
    path = ROOT / "dbt_project" / "seeds" / "policy_controls.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def policy() -> dict[str, str]:
    """Control code to its Spanish label."""
    return {row["control_code"]: row["label_es"] for row in policy_rows()}


def blocking_controls() -> set[str]:
    return {row["control_code"] for row in policy_rows() if row["is_blocking"] == "true"}


def test_every_control_has_a_fault_that_turns_it_red():
    warned = {fault.control for fault in WARNED.faults}
    assert sorted(RED_CONTROLS | warned) == sorted(policy())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each.name for each in SCENARIOS])
def test_faults_turn_no_other_control_red_and_publish_nothing(refused, scenario: Scenario):
    refusal = refused(scenario)
    blocking = scenario.red_controls & blocking_controls()
    assert refusal.red & blocking_controls() == blocking
    assert refusal.red >= scenario.red_controls
    # The message has room for eight.
    assert sum(control in refusal.message for control in blocking) == min(len(blocking), 8)
    assert refusal.is_published_untouched


@pytest.mark.parametrize("case", RED_IN)
def test_a_red_control_is_in_the_blocked_workbook_with_its_subjects(refused, case: str):
    scenario, control = RED_IN[case]
    refusal = refused(scenario)
    assert control in refusal.red
    assert policy()[control] in refusal.texts
    subjects = scenario.subjects_of(control, refusal.subjects)
    assert subjects
    assert subjects <= refusal.named[control]
    assert subjects <= refusal.texts


@pytest.mark.parametrize("case", [case for case in RED_IN if RED_IN[case][1] not in NAMES_MANY])
def test_a_control_names_only_what_is_wrong(refused, case: str):
    """So that none is red by the fault of another, however many are spoiled in one run."""
    scenario, control = RED_IN[case]
    refusal = refused(scenario)
    assert refusal.named[control] == scenario.subjects_of(control, refusal.subjects)


def test_what_else_fails_names_the_customers_of_the_faults_and_no_other(refused):
    """A charge, a credit, and a receipt's payer and debtor."""
    named = refused(LATER_DELIVERY).named
    assert len(named["aging_ties_to_ledger"]) == 4
    assert named["rollforward_ties"] == named["aging_ties_to_ledger"]
