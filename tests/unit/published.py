"""A published warehouse of one month, put together by hand from the frames of the report tests.

Belongs here: a file that has every published table, empty where nobody looks at its rows. Whether
dbt would make such tables is for tests/warehouse.
"""

import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import yaml

# The frames live beside the tests that print them.
sys.path.insert(0, str(Path(__file__).parent / "reports"))

from sample_frames import make_frames

from pipelines.monthly_report import MONTH_TABLES, TREND_TABLES, WHOLE_TABLES
from pipelines.seals.sealing import Occasion

MONTH, AS_OF = date(2026, 10, 1), date(2026, 10, 31)
KNOWN_AT = datetime(2026, 11, 3, 12, 30)
OCCASION = Occasion(datetime(2026, 11, 3, 13, 0), {"code": "0.1.0", "policies": "abc"})
# A month earlier, in which nobody owed anything.
SEPTEMBER = date(2026, 9, 1)
BACK_TO_SEPTEMBER = """
    update marts.dim_periods set period_month = date '2026-09-01', as_of_date = date '2026-09-30';
    update controls.ctl_period_controls set period_month = date '2026-09-01'
"""
# A ledger that has gone on: the second entry is none of October's.
AFTERWARDS = """
    insert into marts.fct_ledger_entries by name
    select unnest(['2026-10-31', '2026-11-01'])::date as entry_date
"""
# A file of the only source that company ``acme`` has, where it has any.
RATES = "Banco de México\n\nFecha,SF43718\n02/11/2026,17.0638\n"
MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
SCHEMAS = ("marts", "reports", "controls")


def described_tables() -> dict[str, dict[str, str]]:
    """Columns and types of every published model, as dbt's properties describe them."""
    tables = {}
    for schema in SCHEMAS:
        for path in sorted((MODELS / schema).rglob("*__models.yml")):
            content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            for model in content["models"]:
                tables[f"{schema}.{model['name']}"] = {
                    column["name"]: column.get("data_type", type_by_name(column["name"]))
                    for column in model["columns"]
                }
    return tables


def type_by_name(column: str) -> str:
    """Reports have no contract in dbt, but dates have their names everywhere."""
    return "date" if column.endswith(("_date", "_month")) else "varchar"


def write_published(path: Path) -> None:
    """October 2026, closed and with every control passed."""
    frames = make_frames(customers=6, documents=20).by_name()
    with duckdb.connect() as connection:
        # Many small tables: small blocks, for the file is copied for every test.
        connection.execute(f"attach '{path}' as published (block_size 16384)")
        connection.execute("use published")
        for schema in (*SCHEMAS, "policies"):
            connection.execute(f"create schema {schema}")
        for table, columns in described_tables().items():
            definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table {table} ({definition})")
        for name, table in (MONTH_TABLES | TREND_TABLES | WHOLE_TABLES).items():
            connection.register("frame", frames[name])
            connection.execute(f"create or replace table {table} as select * from frame")
        connection.register("frame", frames["deliveries"])
        connection.execute("insert into marts.fct_deliveries by name select * from frame")
        connection.execute(
            "create table policies.policy_controls as "
            "select control_code, false as is_carried_forward from controls.ctl_period_controls"
        )
        connection.execute(
            "insert into marts.dim_periods by name "
            "select ?::date as period_month, ?::date as as_of_date, true as is_month_end, "
            "24321 as month_number",
            [MONTH, AS_OF],
        )
        connection.execute(
            "insert into marts.dim_run_parameters by name "
            "select 'acme' as company_code, ?::date as as_of_date, ?::timestamp as known_at, "
            "'MXN' as functional_currency_code",
            [AS_OF, KNOWN_AT],
        )


def change(path: Path, statement: str) -> None:
    """A hand on a published file."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
