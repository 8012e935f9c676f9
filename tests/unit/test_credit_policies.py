"""The policies of credit and risk as they are delivered, and each way in which they may not be.

Belongs here: dbt's own tests of these seeds, run over the files and over one spoiled line. Does not
belong here: what the figures make of the policies (unit tests beside the models).
"""

from collections.abc import Callable
from types import SimpleNamespace

import duckdb
import jinja2
import pytest

from pipelines.settings import ROOT

PROJECT = ROOT / "dbt_project"
RULES, PARAMETERS = "policy_credit_rules", "policy_credit_parameters"
COMPONENTS, WEIGHTS = "policy_exposure_components", "policy_risk_weights"
GRADES = "policy_risk_grades"
TESTS = {
    RULES: "policy_credit_rules_follow_one_another",
    PARAMETERS: "policy_credit_parameters_set_every_parameter",
    COMPONENTS: "policy_exposure_components_are_the_four",
    WEIGHTS: "policy_risk_weights_add_up_to_100",
    GRADES: "policy_risk_grades_hold_every_score_once",
}
RULE = "rule_code = 'over_limit' and action_code = 'block'"
NEXT_STRETCH = (
    f"insert into {RULES} select * replace (date '{{}}' as valid_from, null as valid_to) "
    f"from {RULES} where {RULE}; update {RULES} set valid_to = date '2026-06-30' "
    f"where {RULE} and valid_from = '2000-01-01'"
)
FAULTS = {
    "a rule that is missing": (RULES, f"delete from {RULES} where {RULE}"),
    "a rule that nobody reads": (RULES, f"update {RULES} set rule_code = 'mood' where {RULE}"),
    "a gap of a day": (RULES, NEXT_STRETCH.format("2026-07-02")),
    "an overlap of a day": (RULES, NEXT_STRETCH.format("2026-06-30")),
    "a rule that ends": (RULES, f"update {RULES} set valid_to = '2026-12-31' where {RULE}"),
    "a rule that begins late": (
        RULES,
        f"update {RULES} set valid_from = '2020-01-01' where {RULE}",
    ),
    "a rule without a threshold": (
        RULES,
        f"update {RULES} set threshold_value = null where {RULE}",
    ),
    "a parameter that is missing": (
        PARAMETERS,
        f"delete from {PARAMETERS} where parameter_code = 'promise_grace_days'",
    ),
    "a component that is missing": (
        COMPONENTS,
        f"delete from {COMPONENTS} where component_code = 'open_orders'",
    ),
    "a credit that adds": (COMPONENTS, f"update {COMPONENTS} set receivable_sign = 1"),
    "weights that make 101": (
        WEIGHTS,
        f"update {WEIGHTS} set weight_points = weight_points + 1 where feature_code = 'overdue'",
    ),
    "a feature that is missing": (WEIGHTS, f"delete from {WEIGHTS} where feature_code = 'overdue'"),
    "cut-offs that do not rise": (
        WEIGHTS,
        f"update {WEIGHTS} set cutoff_2_value = cutoff_3_value where feature_code = 'overdue'",
    ),
    "cut-offs that rise where less is worse": (
        WEIGHTS,
        f"update {WEIGHTS} set cutoff_4_value = 999 where feature_code = 'account_age'",
    ),
    "grades that do not begin at 0": (
        GRADES,
        f"update {GRADES} set from_score = 1 where grade_code = 'A'",
    ),
    "two grades from one score": (
        GRADES,
        f"update {GRADES} set from_score = 15 where grade_code = 'C'",
    ),
    "a grade that is missing": (GRADES, f"delete from {GRADES} where grade_code = 'E'"),
}


def failing_rows(seed: str, spoil: str = "") -> int:
    """How many rows dbt's test of a seed finds in its file, after a statement."""
    text = (PROJECT / "tests" / f"{TESTS[seed]}.sql").read_text(encoding="utf-8")
    dateadd: Callable[..., str] = lambda part, count, day: f"({day} + interval {count} {part})"  # noqa: E731
    query = jinja2.Template(text).render(ref=str, dbt=SimpleNamespace(dateadd=dateadd))
    with duckdb.connect() as connection:
        path = PROJECT / "seeds" / f"{seed}.csv"
        connection.execute(
            f"create table {seed} as select * from read_csv('{path}', header = true)"
        )
        if seed == RULES:
            connection.execute(f"alter table {seed} alter valid_to set data type date")
        if spoil:
            connection.execute(spoil)
        return len(connection.execute(query).fetchall())


@pytest.mark.parametrize("seed", TESTS)
def test_a_policy_as_delivered_is_whole(seed: str):
    assert failing_rows(seed) == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_policy_that_is_not_whole_is_refused(fault: str):
    seed, spoil = FAULTS[fault]
    assert failing_rows(seed, spoil) > 0


def test_a_rule_may_change_from_one_day_to_the_next():
    assert failing_rows(RULES, NEXT_STRETCH.format("2026-07-01")) == 0
