"""The targets of the indicators: which one holds, what becomes of a value, which are refused.

Does not belong here: the values (test_indicators.py, test_indicator_examples.py).
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

from pipelines.settings import ROOT
from tests.warehouse.indicator_formulas import Kpi, ask, month

DBT = ROOT / "dbt_project"
Target = tuple[str, int, str, str | None, str, int, int, str, str | None]


def put_targets(published_copy: Path, *targets: Target) -> None:
    with duckdb.connect(str(published_copy)) as connection:
        connection.execute("delete from policies.policy_kpi_targets")
        connection.executemany(
            "insert into policies.policy_kpi_targets values (?, ?, ?, ?, ?, ?, ?, ?, ?)", targets
        )


def overdue(published_copy: Path, share: int, scope: Mapping[str, str] | None = None) -> Kpi:
    row = month(9, open_amount=100, overdue_amount=share, **(scope or {}))
    (found,) = [
        kpi
        for (*_, code, span), kpi in ask(published_copy, [row]).items()
        if (code, span) == ("overdue_share", 1)
    ]
    return found


SHARE = ("overdue_share", 1, "total", None)
NOW = ("2026-01-01", None)


@pytest.mark.parametrize(
    ("direction", "share", "status"),
    [
        ("at_most", 25, "met"),
        ("at_most", 26, "near"),
        ("at_most", 40, "near"),
        ("at_most", 41, "missed"),
        ("at_least", 40, "met"),
        ("at_least", 39, "near"),
        ("at_least", 25, "near"),
        ("at_least", 24, "missed"),
    ],
)
def test_a_value_is_met_near_or_missed(
    published_copy: Path, direction: str, share: int, status: str
):
    bounds = (25, 40) if direction == "at_most" else (40, 25)
    put_targets(published_copy, (*SHARE, direction, *bounds, *NOW))
    assert overdue(published_copy, share).status == status


def test_the_target_of_the_day_holds_and_none_is_said_to_be_none(published_copy: Path):
    put_targets(
        published_copy,
        (*SHARE, "at_most", 10, 20, "2026-01-01", "2026-09-29"),
        (*SHARE, "at_most", 50, 60, "2026-09-30", None),
    )
    assert overdue(published_copy, 45).status == "met"
    put_targets(published_copy, (*SHARE, "at_most", 50, 60, "2026-10-01", None))
    assert overdue(published_copy, 45).status == "no_target"
    assert overdue(published_copy, 45).value == 45


def test_a_target_may_be_of_one_group_alone(published_copy: Path):
    put_targets(published_copy, ("overdue_share", 1, "zone", "Norte", "at_most", 50, 60, *NOW))
    zone = {"grouping_code": "zone", "scope_code": "Norte"}
    assert overdue(published_copy, 45, zone).status == "met"
    assert overdue(published_copy, 45, zone | {"scope_code": "Sur"}).status == "no_target"


@pytest.mark.parametrize(
    "targets",
    [
        pytest.param(
            [
                (*SHARE, "at_most", 1, 2, "2026-01-01", "2026-05-31"),
                (*SHARE, "at_most", 1, 2, "2026-06-02", None),
            ],
            id="a gap",
        ),
        pytest.param(
            [
                (*SHARE, "at_most", 1, 2, "2026-01-01", "2026-06-01"),
                (*SHARE, "at_most", 1, 2, "2026-06-01", None),
            ],
            id="an overlap",
        ),
        pytest.param(
            [(*SHARE, "at_most", 1, 2, *NOW), (*SHARE, "at_most", 1, 2, "2026-06-01", None)],
            id="one that never ends before another",
        ),
        pytest.param([(*SHARE, "at_most", 1, 2, "2026-06-01", "2026-05-31")], id="an early end"),
        pytest.param([(*SHARE, "at_most", 2, 1, *NOW)], id="a tolerance below what it tolerates"),
        pytest.param([(*SHARE, "at_least", 1, 2, *NOW)], id="a tolerance above what it tolerates"),
        pytest.param(
            [
                ("overdue_share", 1, "zone", None, "at_most", 1, 2, *NOW),
                ("overdue_share", 1, "zone", "Norte", "at_most", 1, 2, *NOW),
            ],
            id="one for all groups and one for one",
        ),
    ],
)
def test_targets_that_do_not_follow_one_another_are_found(
    published_copy: Path, targets: list[Target]
):
    put_targets(published_copy, *targets)
    assert broken_targets(published_copy)


def test_targets_that_follow_one_another_are_sound(published_copy: Path):
    assert not broken_targets(published_copy)
    put_targets(
        published_copy,
        (*SHARE, "at_most", 1, 2, "2026-01-01", "2026-05-31"),
        (*SHARE, "at_most", 3, 4, "2026-06-01", None),
    )
    assert not broken_targets(published_copy)


def broken_targets(published_copy: Path) -> list[tuple[object, ...]]:
    """What the data test of the dbt project finds in the policy of a published file."""

    class Dbt:
        @staticmethod
        def dateadd(part: str, count: int, day: str) -> str:
            return f"({day} + interval {count} {part})"

    text = (DBT / "tests" / "policy_kpi_targets_follow_one_another.sql").read_text("utf-8")
    query = Environment().from_string(text).render(ref=lambda name: f"policies.{name}", dbt=Dbt)
    with duckdb.connect(str(published_copy), read_only=True) as connection:
        return connection.execute(query).fetchall()
