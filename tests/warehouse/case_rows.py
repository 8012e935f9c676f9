"""Where the rows of a hard case are in the demo company's warehouse.

Belongs here: from a case and a label to ids and rows. What is expected of them is for the tests.
"""

from datetime import date
from typing import Any

import duckdb

from pipelines.sample.cases import CASES

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def charge_id(case: str, label: str) -> str:
    return f"M-{CASES[case].documents[label]}"


def customer_id(case: str, label: str = "customer") -> str:
    return f"M-{CASES[case].customers[label]}"


def items(
    warehouse: duckdb.DuckDBPyConnection, case: str, label: str, month: date = OCTOBER
) -> list[dict[str, Any]]:
    """Open items of a charge at a month-end, by instalment."""
    return (
        warehouse.execute(
            "select * from marts.fct_open_items_monthly where charge_id = ? and period_month = ? "
            "order by installment_number",
            [charge_id(case, label), month],
        )
        .pl()
        .to_dicts()
    )


def count_of(warehouse: duckdb.DuckDBPyConnection, query: str, *values: object) -> int:
    row = warehouse.execute(query, list(values)).fetchone()
    assert row is not None
    return int(row[0])
