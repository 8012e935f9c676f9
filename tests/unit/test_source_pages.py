"""The pages on sources say what the contracts ask for: every source, table and column."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.contracts import ledger, microsip
from pipelines.contracts.raw_table import RawTable
from pipelines.settings import ROOT
from pipelines.sources.ledger import LEDGER
from pipelines.sources.registry import SOURCES

INDEX = ROOT / "docs" / "es" / "fuentes.md"
PAGES = INDEX.with_suffix("")
WORD = re.compile(r"`([A-Za-z_0-9]+)`")


def rows_of(page: str) -> list[list[set[str]]]:
    """Every table row of a page: the words in code of each of its cells."""
    lines = (PAGES / page).read_text(encoding="utf-8").splitlines()
    return [
        [set(WORD.findall(cell)) for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]


def test_every_source_has_its_page_in_the_index() -> None:
    folders = set(re.findall(r"^\|[^|]*\| `([a-z_]+)` \|.*\]\(fuentes/", INDEX.read_text(), re.M))
    assert SOURCES.keys() <= folders


@pytest.mark.parametrize("table", microsip.TABLES, ids=lambda table: table.entity)
def test_the_page_on_microsip_has_each_tables_columns(table: RawTable) -> None:
    (row,) = [row for row in rows_of("microsip.md") if row[0] == {table.entity.upper()}]
    optional = {name.upper() for name in table.optional_columns}
    assert row[2] == {name.upper() for name in table.columns} - optional
    assert row[3] == optional


def test_the_page_on_microsip_parts_the_tables_that_a_report_waits_for() -> None:
    text = (PAGES / "microsip.md").read_text(encoding="utf-8")
    required, optional = text.split("Estas son opcionales")
    for table in microsip.TABLES:
        part = required if table.is_required else optional
        assert f"| `{table.entity.upper()}` |" in part


@pytest.mark.parametrize("table", [ledger.INVOICES, ledger.RECEIPTS], ids=lambda t: t.entity)
def test_the_page_on_the_generic_ledger_has_each_tables_columns(table: RawTable) -> None:
    text = (PAGES / "libro_mayor_generico.md").read_text(encoding="utf-8")
    part = text.split(f"(`table: {table.entity}`)")[1].split("\n\n")[1]
    lines = [line.strip("|").split("|") for line in part.splitlines()[2:]]
    required = {name for cells in lines if "sí" in cells[1] for name in WORD.findall(cells[0])}
    optional = {name for cells in lines if "sí" not in cells[1] for name in WORD.findall(cells[0])}
    assert optional == table.optional_columns
    assert required == table.columns.keys() - table.optional_columns


def test_the_example_of_the_page_on_the_generic_ledger_is_read_as_it_says(tmp_path: Path) -> None:
    text = (PAGES / "libro_mayor_generico.md").read_text(encoding="utf-8")
    rows, mapping = re.findall(r"^```(?:yaml)?\n(.*?)^```$", text, re.M | re.S)
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    path = tmp_path / "Facturas octubre.csv"
    path.write_text(rows, encoding="utf-8")
    (reading,) = LEDGER.read(path, LEDGER.route(path, tmp_path), tmp_path)
    assert reading.rejects.is_empty()
    assert reading.unknown_columns == ("Ruta",)
    first, _, memo = reading.frame.to_dicts()
    assert (first["amount"], first["due_date"]) == (Decimal("1500.00"), date(2026, 9, 2))
    assert (memo["amount"], memo["currency_code"]) == (Decimal("-40.00"), "MXN")
