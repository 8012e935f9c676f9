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
from tests.warehouse import spoiled, spoiled_integrity
from tests.warehouse.spoiled import Scenario
from tests.workspace import DEMO, MONTH, Workspace, texts_of

RED = f"""
    select control_code from controls.ctl_period_controls
    where period_month = date '{MONTH}' and status_code not in ('passed', 'not_applicable')
"""
SCENARIOS = (*spoiled.SCENARIOS, *spoiled_integrity.REFUSED)
WARNED = {fault.control for fault in spoiled_integrity.WARNED.faults}
EXCEPTIONS = f"""
    select control_code, subject_id from controls.ctl_control_exceptions
    where period_month = date '{MONTH}'
"""
FAULTS = {fault.control: (scenario, fault) for scenario in SCENARIOS for fault in scenario.faults}


@dataclass(frozen=True)
class Refusal:
    """What became of a run that was refused.

    subjects: by control, the subject each fault is about. named: by control, the subjects that the
    warehouse names. texts: of the blocked workbook.
    """

    message: str
    red: set[str]
    subjects: dict[str, str]
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
        subjects = {
            fault.control: stack.enter_context(fault.spoil(company)) for fault in scenario.faults
        }
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
    assert sorted(FAULTS.keys() | WARNED) == sorted(policy())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each.name for each in SCENARIOS])
def test_a_fault_turns_no_other_control_red_and_publishes_nothing(refused, scenario: Scenario):
    refusal = refused(scenario)
    blocking = scenario.red_controls & blocking_controls()
    assert refusal.red & blocking_controls() == blocking
    assert refusal.red >= scenario.red_controls
    assert all(control in refusal.message for control in blocking)
    assert refusal.is_published_untouched


@pytest.mark.parametrize("control", FAULTS)
def test_a_red_control_is_in_the_blocked_workbook_with_its_subject(refused, control: str):
    scenario, _ = FAULTS[control]
    refusal = refused(scenario)
    assert control in refusal.red
    assert policy()[control] in refusal.texts
    assert refusal.subjects[control] in refusal.named[control]
    assert refusal.subjects[control] in refusal.texts


@pytest.mark.parametrize(
    "control", sorted(FAULTS.keys() - {"foreign_rates", "aging_ties_to_ledger"})
)
def test_a_control_names_only_what_is_wrong(refused, control: str):
    scenario, _ = FAULTS[control]
    refusal = refused(scenario)
    assert refusal.named[control] == {refusal.subjects[control]}
