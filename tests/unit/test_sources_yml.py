"""dbt's lists of raw tables against those that landing makes: two homes of one list, compared."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import yaml

from pipelines import landing
from pipelines.ingestion import all_tables
from pipelines.sealed_balances import land_sealed_balances

STAGING = Path(__file__).parents[2] / "dbt_project" / "models" / "staging"


def tables_of_dbt() -> set[str]:
    names: list[str] = []
    for path in STAGING.rglob("*__sources.yml"):
        (raw,) = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        names.extend(table["name"] for table in raw["tables"])
    assert len(names) == len(set(names)), "each raw table has one home"
    return set(names)


def tables_of_landing() -> set[str]:
    connection = duckdb.connect()
    landing.create_raw_schema(connection, all_tables())
    landing.write_expected_tables(connection, all_tables(), ())
    landing.write_run_parameters(
        connection, "demo", date(2026, 10, 31), datetime(2026, 11, 3, 12), "MXN"
    )
    land_sealed_balances(connection, [])
    rows = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'")
    return {name for (name,) in rows.fetchall()}


def test_dbt_knows_the_raw_tables_that_landing_makes_and_no_other() -> None:
    assert tables_of_dbt() == tables_of_landing()


def test_every_contract_is_a_raw_table_of_its_own() -> None:
    names = [table.name for table in all_tables()]
    assert len(names) == len(set(names))
    assert set(names) < tables_of_dbt()
