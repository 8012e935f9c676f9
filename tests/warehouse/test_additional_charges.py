"""What the sample company might charge besides its invoices, and the command that proposes it."""

import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines import cli
from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.charges.proposals import NoCharges, read_charges
from tests.workspace import AS_OF, Workspace

INTEREST = """
    select sum(interest_amount + vat_amount) from reports.rpt_moratory_interest
    where as_of_date = $day
"""


def test_the_sample_company_has_proposals_of_each_kind_and_its_whole_interest(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = read_charges(warehouse)
    sums = {
        kind: rows["total_amount"].sum() for (kind,), rows in found.proposals.group_by("kind_code")
    }
    assert sums.keys() == {"late_interest", "cheque_indemnity", "collection_charge"}
    (interest,) = warehouse.execute(INTEREST, {"day": AS_OF}).fetchone() or ()
    assert sums["late_interest"] == interest
    assert found.proposals["proposal_number"].is_unique().all()


def test_a_day_that_is_no_month_end_has_no_proposals(warehouse: duckdb.DuckDBPyConnection):
    assert read_charges(warehouse, date(2026, 9, 30)).proposals.height
    with pytest.raises(NoCharges, match="at each month-end and as of 2026-10-31"):
        read_charges(warehouse, date(2026, 10, 15))


def test_the_command_writes_the_proposals_and_the_book_to_decide_in(
    demo: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    monkeypatch.setenv("CARTERA_ROOT", str(demo.root))
    monkeypatch.setattr(sys, "argv", ["cartera", "charges", "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert "cheque_indemnity" in capsys.readouterr().out
    proposed = load_workbook(tmp_path / "out" / "cargos_2026-10-31.xlsx")
    assert proposed.sheetnames == ["Propuestas", "Por registrar"]
    book = load_workbook(tmp_path / "out" / "aprobaciones_cargos_2026-10-31.xlsx")
    assert book[DATA_SHEET].cell(FIRST_ROW, 1).value
