"""The state of a company's warehouse: what is published, and what stands against it.

Belongs here: writing down what was not taken when files are landed, and reading that state. How it
is shown is for cli_views.py. The build database is never opened to read it: whoever holds that file
for a moment stops the run that is going on.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.files import replacing
from pipelines.gate import PASSING
from pipelines.inbox import masked
from pipelines.periods import month_code
from pipelines.seals.catalogue import sealed_months
from pipelines.settings import Settings

PROBLEM_DELIVERIES = """
    select file_name, reason, remedy from raw.deliveries where status_code = 'rejected' order by 1
"""
# As in the control quarantine_empty: a later full extract, or the same file name, puts it right.
QUARANTINED = """
    with latest as (
        select deliveries.*, row_number() over (
            partition by table_name, case
                when expected.delivery_mode_code = 'full' then ''
                else split_part(file_name, '/', -1)
            end
            order by delivered_at desc, modified_ns desc) as recency
        from raw.deliveries as deliveries
        join raw.expected_tables as expected using (table_name)
        where status_code = 'accepted')
    select cells.file_name, cells.file_line, cells.column_name, cells.reason
    from latest join raw.quarantine as cells using (delivery_id)
    where latest.recency = 1 order by all
"""
MAX_CELLS = 20
RED_CONTROLS = f"""
    select period_month, string_agg(control_code, ', ' order by control_code)
    from controls.ctl_period_controls
    where coalesce(is_blocking, true) and coalesce(status_code, 'absent') not in {PASSING}
    group by period_month order by period_month
"""


@dataclass(frozen=True)
class WarehouseStatus:
    as_of_date: date | None
    known_at: datetime | None
    months: int
    sealed: int
    problems: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        return self.as_of_date is not None and not self.problems


def read(settings: Settings) -> WarehouseStatus:
    """Reads the published database and what the last landing wrote down; any run goes on."""
    problems = delivery_problems(settings)
    as_of, known_at, months = None, None, 0
    if settings.published_database.is_file():
        connection = duckdb.connect(str(settings.published_database), read_only=True)
        try:
            run = connection.execute(
                "select as_of_date, known_at, (select count(*) from marts.dim_periods) "
                "from marts.dim_run_parameters"
            ).fetchone()
            if run is not None:
                as_of, known_at, months = run
            for month, codes in connection.execute(RED_CONTROLS).fetchall():
                problems.append(f"{month_code(month)}: {codes}")
        finally:
            connection.close()
    for blocked in sorted((settings.warehouse / "reports").glob("*/bloqueado_*.xlsx")):
        problems.append(f"blocked: {blocked.relative_to(settings.warehouse)}")
    sealed = len(sealed_months(settings.snapshots))
    return WarehouseStatus(as_of, known_at, months, sealed, tuple(problems))


def more_cells(count: int) -> list[str]:
    """What to do about quarantined cells, and how many were not listed."""
    if count == 0:
        return []
    unlisted = f"{count - MAX_CELLS:,} more bad cells. " if count > MAX_CELLS else ""
    return [f"{unlisted}Correct these rows in their source and deliver the file again, later"]


def write_delivery_problems(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Writes down which files and cells were not taken, for those who ask while a run goes on.

    connection: the build database, after landing.
    """
    rejected = connection.execute(PROBLEM_DELIVERIES).fetchall()
    quarantined = connection.execute(QUARANTINED).fetchall()
    problems = [
        *(f"rejected {masked(name)}: {reason}. {remedy}" for name, reason, remedy in rejected),
        *(
            f"quarantined {masked(name)}, line {line}, {column}: {reason}"
            for name, line, column, reason in quarantined[:MAX_CELLS]
        ),
        *more_cells(len(quarantined)),
    ]
    with replacing(problems_file(settings)) as temporary:
        temporary.write_text(json.dumps(problems), encoding="utf-8")


def problems_file(settings: Settings) -> Path:
    return settings.build_database.with_name("delivery_problems.json")


def delivery_problems(settings: Settings) -> list[str]:
    if not settings.build_database.is_file():
        return []
    path = problems_file(settings)
    if not path.is_file():
        return ["deliveries are not shown: nothing was landed by this version yet: `cartera run`"]
    problems: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return problems
