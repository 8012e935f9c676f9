"""What warns lets the report out and is on its cover; what was learnt after a close is named."""

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from pipelines.reports.wording import load_labels
from pipelines.runs import RunOutcome
from tests.warehouse.spoiled_integrity import WARNED
from tests.warehouse.test_red_controls import EXCEPTIONS, policy
from tests.workspace import DEMO, MONTH, Workspace, texts_of

STATUS = f"""
    select control_code, status_code, is_blocking from controls.ctl_period_controls
    where period_month = date '{MONTH}'
"""
# Roll-forward of the dollars against the applications: rounding is a cent a document at most.
REALISED = """
    with applied as (
        select charges.customer_id, applications.period_month,
            sum(applications.realised_fx_amount_mxn) as amount, count(*) as number_of
        from marts.fct_applications as applications
        inner join marts.fct_charges as charges using (charge_id)
        where applications.currency_code = 'USD'
          and applications.effective_date <= date '2026-10-31'
        group by all
    ),
    kept as (
        select distinct customer_id, period_month from marts.fct_ledger_entries
        where entry_kind_code = 'unapplied_use' and currency_code = 'USD'
    )
    select rolled.period_month, rolled.customer_id, rolled.realised_fx_amount_mxn,
        coalesce(applied.amount, 0), coalesce(applied.number_of, 0)
    from marts.fct_rollforward_monthly as rolled
    left join applied using (customer_id, period_month)
    anti join kept using (customer_id, period_month)
    where rolled.currency_code = 'USD'
"""


@dataclass(frozen=True)
class Warned:
    """status: by control, status and whether it blocks. subjects: by control, what each fault is
    about. named, before: by control, what the warehouse names with the faults and without.
    """

    status: dict[str, tuple[str, bool]]
    subjects: dict[str, str]
    named: dict[str, set[str]]
    before: dict[str, set[str]]
    texts: set[str]


@pytest.fixture(scope="module")
def warned(workspace: Workspace, demo_run: RunOutcome) -> Warned:
    workspace.restore(DEMO)
    before = named_in(workspace)
    with ExitStack() as stack:
        subjects = {
            fault.control: stack.enter_context(fault.spoil(workspace)) for fault in WARNED.faults
        }
        workspace.run()
    return Warned(
        status={code: (status, blocks) for code, status, blocks in workspace.published(STATUS)},
        subjects=subjects,
        named=named_in(workspace),
        before=before,
        texts=texts_of(workspace.report),
    )


def named_in(company: Workspace) -> dict[str, set[str]]:
    named = defaultdict(set)
    for control, subject in company.published(EXCEPTIONS):
        named[control].add(subject)
    return named


@pytest.mark.parametrize("control", [fault.control for fault in WARNED.faults])
def test_a_warning_names_what_is_unusual_and_nothing_else(warned: Warned, control: str):
    assert warned.status[control] == ("failed", False)
    assert warned.named[control] - warned.before[control] == {warned.subjects[control]}


def test_a_warning_lets_the_report_out_and_is_on_its_cover(warned: Warned):
    labels = load_labels("es")
    assert labels["code.status.warning"] in warned.texts
    assert labels["cover.warnings_remark"] in warned.texts
    assert {policy()[fault.control] for fault in WARNED.faults} <= warned.texts
    assert labels["code.status.failed"] not in warned.texts


def test_what_blocks_is_not_touched_by_what_warns(warned: Warned):
    blocking = {status for status, blocks in warned.status.values() if blocks}
    assert blocking == {"passed", "not_applicable"}


def test_what_needs_a_list_nobody_delivered_does_not_apply(warned: Warned):
    for control in ("general_ledger", "charge_balances", "late_movements"):
        assert warned.status[control][0] == "not_applicable"


def test_the_roll_forward_realises_what_the_applications_do(warehouse):
    rows = warehouse.execute(REALISED).fetchall()
    assert sum(1 for *_, applied, _ in rows if applied) > 10
    for month, customer, rolled, applied, count in rows:
        assert abs(rolled - applied) * 100 <= 2 * count + 2, (month, customer)
