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
from pipelines.seals.manifest import MANIFEST, Manifest, SealedFile
from pipelines.settings import Language

README = "README.md"

WORDING = Path(__file__).parent / "wording"


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    description: str


@dataclass(frozen=True)
class DescribedTable:
    """A sealed table and what the warehouse says of it."""

    name: str
    file: SealedFile
    description: str
    columns: tuple[Column, ...]


def describe(connection: duckdb.DuckDBPyConnection, table: str, file: SealedFile) -> DescribedTable:
    """The comments of a published table or view and of its columns; empty where there are none."""
    schema, name = table.split(".")
    comment = connection.execute(
        """
        select comment from duckdb_tables() where schema_name = $1 and table_name = $2
        union all
        select comment from duckdb_views() where schema_name = $1 and view_name = $2
        """,
        [schema, name],
    ).fetchone()
    columns = connection.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where schema_name = ? and table_name = ? order by column_index",
        [schema, name],
    ).fetchall()
    described = tuple(Column(column, kind.lower(), cell(text)) for column, kind, text in columns)
    return DescribedTable(table, file, cell(comment[0] if comment else None), described)


def cell(text: str | None) -> str:
    """A text as it can stand in a cell of a Markdown table."""
    return " ".join((text or "").split()).replace("|", "\\|")


def readme_text(manifest: Manifest, tables: list[DescribedTable], language: Language) -> str:
    """The README of a seal. manifest: with all files but the README itself."""
    words: dict[str, str] = yaml.safe_load((WORDING / f"{language}.yaml").read_text("utf-8"))
    described = {table.file.name: table.description for table in tables}
    files = [
        f"| `{item.name}` | {'' if item.rows is None else f'{item.rows:,}'} "
        f"| {described.get(item.name, words['report'])} |"
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
