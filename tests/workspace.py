"""A company of its own below a temporary folder, and the states it can be put back into.

Belongs here: running the real pipeline there, and restoring what a test spoiled. There is one
company folder for a whole session: dbt parses its project again for every other one. The dbt
project is a copy, so that a test can break a model. What deliveries contain is for the tests.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import load_workbook

from pipelines import runs
from pipelines.files import sha256_of
from pipelines.runs import RunOutcome
from pipelines.settings import ROOT, Settings, load_settings
from pipelines.transformation import NodeResult, build_models

COMPANY = "demo"
# The state in which the demo company's first run left everything.
DEMO = "demo"
DEMO_FILES = ROOT / "data" / "raw" / COMPANY
AS_OF = date(2026, 10, 31)
MONTH = date(2026, 10, 1)
PARSED = "dbt"
TABLES = """
    select table_schema || '.' || table_name from information_schema.tables
    where table_catalog = 'cartera' order by 1
"""


@dataclass(frozen=True)
class Workspace:
    """root: in place of the project's folder. Saved states lie beside it."""

    root: Path

    @property
    def settings(self) -> Settings:
        return load_settings(COMPANY, self.root)

    @property
    def inbox(self) -> Path:
        return self.settings.inbox

    @property
    def report(self) -> Path:
        return self.settings.reports_folder(MONTH) / "informe_cartera_2026-10.xlsx"

    @property
    def blocked_report(self) -> Path:
        return self.settings.reports_folder(MONTH) / "bloqueado_2026-10.xlsx"

    def run(self, as_of: date = AS_OF) -> RunOutcome:
        return runs.run(self.settings, as_of)

    def build_part(self, *select: str, as_of: date = AS_OF) -> list[NodeResult]:
        """Lands what is new and builds these models alone, for a test that looks at nothing else.
        Nothing is judged or published: ``built`` answers.
        """
        runs.land_deliveries(self.settings)
        runs.set_clocks(self.settings, as_of)
        return build_models(self.settings, select=select)

    def built(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the tables that build_part made."""
        return rows_of(self.settings.candidate_database, query)

    def take_inbox(self, files: Path) -> None:
        """Replaces the company's inbox by a copy of a folder, and forgets its warehouse."""
        shutil.rmtree(self.inbox, ignore_errors=True)
        shutil.copytree(files, self.inbox)
        self.forget_warehouse()

    def forget_warehouse(self) -> None:
        """Removes everything that was built, but for dbt's parsed project."""
        self.forget_build()
        for path in self.warehouse_parts():
            remove(path)

    def forget_build(self) -> None:
        """Removes the database of the next run; what is published stays."""
        for path in self.settings.build_database.parent.glob("*.duckdb*"):
            path.unlink()

    def warehouse_parts(self) -> list[Path]:
        warehouse = self.settings.warehouse
        return [path for path in warehouse.glob("*") if path.name != "build"]

    def state(self, name: str) -> Path:
        return self.root.parent / "states" / name

    @property
    def kept(self) -> Path:
        """The published file of the demo company's first run, which no test changes."""
        return self.state(DEMO) / "warehouse" / "cartera.duckdb"

    def save(self, name: str) -> None:
        """Keeps the inbox and the warehouse under a name."""
        folder = self.state(name)
        shutil.copytree(self.inbox, folder / "inbox")
        ignored = shutil.ignore_patterns(PARSED)
        shutil.copytree(self.settings.warehouse, folder / "warehouse", ignore=ignored)

    def restore(self, name: str) -> None:
        """Puts inbox and warehouse back as they were saved, times of files included."""
        self.take_inbox(self.state(name) / "inbox")
        warehouse = self.settings.warehouse
        shutil.copytree(self.state(name) / "warehouse", warehouse, dirs_exist_ok=True)

    def open_up(self, folder: Path) -> None:
        """Makes a seal writable, as somebody would who means to change it."""
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)

    def fingerprints(self) -> dict[str, str]:
        """What people read, by its content: the published warehouse and the last good report."""
        files = (self.settings.published_database, self.report, self.report.with_suffix(".json"))
        return {path.name: sha256_of(path) for path in files}

    def published(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the published warehouse."""
        return rows_of(self.settings.published_database, query)

    def landed(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on what was landed."""
        return rows_of(self.settings.build_database, query)

    def refused(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on what the last run built and did not publish."""
        path = self.settings.candidate_database.with_name("refused.duckdb")
        with duckdb.connect() as connection:
            # Until they are published, views name the database they were built in.
            connection.execute(f"attach '{path}' as cartera (read_only)")
            connection.execute("use cartera")
            return connection.execute(query).fetchall()

    @contextlib.contextmanager
    def broken_model(self, path: str, sound: str, broken: str) -> Iterator[None]:
        """A model or macro of the dbt project with one expression replaced, for the time of the
        block.
        """
        model = self.settings.dbt_project / path
        text = model.read_text(encoding="utf-8")
        assert text.count(sound) == 1, f"{path} has not exactly one: {sound}"
        model.write_text(text.replace(sound, broken), encoding="utf-8")
        try:
            yield
        finally:
            model.write_text(text, encoding="utf-8")


def make_workspace(folder: Path) -> Workspace:
    workspace = Workspace(folder / "root")
    ignored = shutil.ignore_patterns("target", "logs")
    shutil.copytree(ROOT / "dbt_project", workspace.settings.dbt_project, ignore=ignored)
    return workspace


def remove(path: Path) -> None:
    if path.is_dir():
        for folder in path.rglob("*/"):
            folder.chmod(0o755)
        shutil.rmtree(path)
    else:
        path.unlink()


def rows_of(database: Path, query: str) -> list[tuple[Any, ...]]:
    connection = duckdb.connect(str(database), read_only=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def differing_tables(one: Path, other: Path) -> list[str]:
    """Tables and views of which not every row, or not the same number, is in both databases."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as cartera (read_only)")
        tables = [name for (name,) in connection.execute(TABLES).fetchall()]
        connection.execute(f"attach '{other}' as other (read_only)")
        return [
            name
            for name in tables
            if connection.execute(
                # One look at either side: some are views.
                f"""
                select count(*) from (
                    select one from (
                        select one, 1 as copies from cartera.{name} as one
                        union all
                        select other, -1 from other.{name} as other)
                    group by one having sum(copies) <> 0)
                """
            ).fetchone()
            != (0,)
        ]


def texts_of(path: Path) -> set[str]:
    """Every value of a workbook as text."""
    workbook = load_workbook(path, read_only=True, data_only=True)
    return {
        str(value)
        for sheet in workbook
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    }
