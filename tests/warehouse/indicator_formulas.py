"""The published formulas of the indicators, asked about a company of somebody's own.

Belongs here: the demo company's published file with other inputs put under its `kpis_as_of`, so
that what answers is the SQL that a run published. Does not belong here: which inputs, and what must
come out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from pipelines.periods import month_end

INPUTS = "marts.fct_metric_inputs_monthly"
DAY = date(2026, 9, 30)


@dataclass(frozen=True)
class Kpi:
    """One row of kpis_as_of."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    base_days: int
    factor: int
    reason: str | None
    status: str


Kpis = Mapping[tuple[str, str, str, int], Kpi]


def month(number: int, year: int = 2026, **measures: object) -> dict[str, object]:
    """The inputs of one month, of the company unless the measures say of which group."""
    last = month_end(date(year, number, 1))
    return {
        "month_number": year * 12 + number,
        "period_month": date(year, number, 1),
        "as_of_date": last,
        "grouping_code": "total",
        "scope_code": "total",
        "days_count": last.day,
        **measures,
    }


def ask(published: Path, inputs: Iterable[Mapping[str, object]], day: date = DAY) -> Kpis:
    """By grouping, group, indicator and span, on a day. What a month of the inputs leaves out is 0.

    published: a copy of the published file, which is changed.
    """
    with duckdb.connect(str(published)) as connection:
        connection.execute(f"create or replace table given as from {INPUTS} limit 0")
        types = connection.execute("describe given").fetchall()
        names = [name for name, *_ in types]
        for row in inputs:
            assert row.keys() <= set(names), row.keys() - set(names)
            values = [row.get(name, 0) for name in names]
            places = ", ".join("?" for _ in names)
            connection.execute(f"insert into given values ({places})", values)
        connection.execute(
            "create or replace macro metric_inputs_as_of(asked_date) as table "
            "(select * from given where as_of_date <= asked_date)"
        )
        rows = connection.execute(
            "select grouping_code, scope_code, kpi_code, span_months, kpi_value, "
            "numerator_amount, denominator_amount, base_days, days_count, null_reason_code, "
            f"status_code from kpis_as_of(date '{day}')"
        ).fetchall()
    kpis = {row[:4]: Kpi(*row[4:]) for row in rows}
    assert len(kpis) == len(rows)
    return kpis
