"""The gate: may this month's figures be published?

Belongs here: reading a month's controls and judging them. The controls themselves are models
(dbt_project/models/controls); what is done with a refusal is up to the caller. The gate is asked
twice: in the run, before the warehouse is published, and by the report itself.
"""

from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.report_frames import SCHEMAS

PASSING = ("passed", "not_applicable")
MAX_EXCEPTIONS = 5_000

# What a document lost in September did to a balance is still wrong in October.
CARRIED_FORWARD = """
    select controls.* from controls.ctl_period_controls as controls
    join policies.policy_controls as policy using (control_code)
    where policy.is_carried_forward and controls.period_month < ?
    order by controls.period_month, controls.control_code
"""
EXCEPTIONS = """
    select exceptions.* from controls.ctl_control_exceptions as exceptions
    join policies.policy_controls as policy using (control_code)
    where exceptions.period_month = $1
        or (policy.is_carried_forward and exceptions.period_month < $1)
    order by control_code, abs(difference_amount) desc, subject_id limit $2
"""


@dataclass(frozen=True)
class Verdict:
    """What stands against a month.

    controls: all rows of ctl_period_controls for the month. failed: those that block, and those of
    earlier months that are carried forward.
    exceptions: their offending rows, at most MAX_EXCEPTIONS. missing: control codes of the policy
    without a row. failed_checks: models, tests and frames that failed apart from the controls.
    """

    period_month: date
    controls: pl.DataFrame
    failed: pl.DataFrame
    exceptions: pl.DataFrame
    missing: tuple[str, ...]
    failed_checks: tuple[FailedCheck, ...] = ()

    @property
    def is_open(self) -> bool:
        return not (self.failed.height or self.missing or self.failed_checks)

    def reasons(self) -> tuple[FailedCheck, ...]:
        """What refuses apart from a failed control: missing controls and failed checks."""
        note = "the month has no row of this control"
        absent = (FailedCheck(code, "control", code, note=note) for code in self.missing)
        return (*absent, *self.failed_checks)

    def summary(self) -> str:
        """One line, with codes and counts only."""
        checks = sorted({check.check_code for check in self.failed_checks})
        codes = [*self.failed["control_code"].to_list(), *self.missing, *checks]
        more = f" and {len(codes) - 8} more" if len(codes) > 8 else ""
        return ", ".join(codes[:8]) + more if codes else "no control stands against it"


def judge(
    connection: duckdb.DuckDBPyConnection,
    period_month: date,
    failed_checks: tuple[FailedCheck, ...] = (),
) -> Verdict:
    """Reads the month's controls from a build or a published database and judges them.

    A control of the policy without a row, a month without controls, or a control without a status
    refuses as a failed one does.
    After failed checks the tables may be of another run, and are not read.
    """
    if failed_checks:
        return refused(period_month, failed_checks)
    controls = connection.execute(
        "select * from controls.ctl_period_controls where period_month = ? order by control_code",
        [period_month],
    ).pl()
    policy = connection.execute(
        "select control_code from policies.policy_controls order by control_code"
    ).fetchall()
    present = set(controls["control_code"].to_list())
    missing = tuple(code for (code,) in policy if code not in present)
    if not policy:
        missing = ("policy_controls",)
    carried = connection.execute(CARRIED_FORWARD, [period_month]).pl()
    passes = pl.col("status_code").is_in(PASSING).fill_null(False)
    judged = pl.concat([controls, carried])
    failed = judged.filter(pl.col("is_blocking").fill_null(True) & ~passes)
    exceptions = connection.execute(EXCEPTIONS, [period_month, MAX_EXCEPTIONS]).pl()
    return Verdict(period_month, controls, failed, exceptions, missing)


def refused(period_month: date, failed_checks: tuple[FailedCheck, ...]) -> Verdict:
    """A verdict on failed checks alone, without controls."""
    controls, exceptions = (empty_frame(name) for name in ("controls", "control_exceptions"))
    return Verdict(period_month, controls, controls, exceptions, (), failed_checks)


def empty_frame(name: str) -> pl.DataFrame:
    """A frame of the report without rows."""
    columns = SCHEMAS[name].columns
    return pl.DataFrame(schema={key: column.dtype.type for key, column in columns.items()})
