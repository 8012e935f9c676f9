"""The README inside a seal: what its files and columns are, and how to read and prove them.

Belongs here: putting that text together; its words, in the company's language, are in wording/.
Tables and columns are described as dbt left it in the published file: nothing is described twice.
"""

from dataclasses import dataclass
from pathlib import Path
from string import Template

import duckdb
import yaml

from pipelines.periods import month_code
from pipelines.seals.manifest import MANIFEST, Manifest
from pipelines.settings import Language

README = "README.md"

WORDING = Path(__file__).parent / "wording"

TABLES = """
    select schema_name || '.' || table_name, comment from duckdb_tables()
    union all
    select schema_name || '.' || view_name, comment from duckdb_views() where not internal
"""
COLUMNS = """
    select schema_name || '.' || table_name, column_name, data_type, comment
    from duckdb_columns() where not internal order by schema_name, table_name, column_index
"""


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    description: str


@dataclass(frozen=True)
class DescribedTable:
    """A published table or view and what the warehouse says of it. name: with its schema."""

    name: str
    description: str
    columns: tuple[Column, ...]


def describe(connection: duckdb.DuckDBPyConnection) -> dict[str, DescribedTable]:
    """Every table and view by its name, with their comments; empty where there are none.

    All at once: what lists the columns of one table goes through those of all of them.
    """
    columns: dict[str, list[Column]] = {}
    for name, column, kind, text in connection.execute(COLUMNS).fetchall():
        columns.setdefault(name, []).append(Column(column, kind.lower(), cell(text)))
    return {
        name: DescribedTable(name, cell(text), tuple(columns[name]))
        for name, text in connection.execute(TABLES).fetchall()
    }


def cell(text: str | None) -> str:
    """A text as it can stand in a cell of a Markdown table."""
    return " ".join((text or "").split()).replace("|", "\\|")


def readme_text(manifest: Manifest, tables: list[DescribedTable], language: Language) -> str:
    """The README of a seal. manifest: with all files but the README itself."""
    words: dict[str, str] = yaml.safe_load((WORDING / f"{language}.yaml").read_text("utf-8"))
    described: dict[str | None, str] = {table.name: table.description for table in tables}
    files = [
        f"| `{item.name}` | {'' if item.rows is None else f'{item.rows:,}'} "
        f"| {described.get(item.table, words['report'])} |"
        for item in manifest.files
    ]
    reason = manifest.reopened_because
    return Template(words["readme"]).substitute(
        snapshot=manifest.snapshot,
        month=month_code(manifest.period_month),
        as_of=manifest.as_of_date,
        known_at=manifest.known_at,
        sealed_at=manifest.sealed_at,
        code=manifest.versions.get("code", ""),
        policies=manifest.versions.get("policies", ""),
        reopened="" if reason is None else Template(words["reopened"]).substitute(reason=reason),
        manifest=MANIFEST,
        files="\n".join(files),
        tables="\n".join(section(table, words["columns"]) for table in tables),
    )


def section(table: DescribedTable, heading: str) -> str:
    rows = [f"| `{item.name}` | {item.type} | {item.description} |" for item in table.columns]
    lines = [f"## {table.name}", "", table.description, "", heading, "|---|---|---|"]
    return "\n".join([*lines, *rows, ""])
