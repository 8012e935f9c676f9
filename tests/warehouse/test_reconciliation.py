"""A customer's list against the sample company: six kinds of difference, bridged to zero."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines import cli
from pipelines.counterpart.letter import language_of
from pipelines.counterpart.our_side import (
    UnknownHolder,
    read_holder,
    read_our_side,
    read_run,
)
from pipelines.counterpart.reconcile import reconcile
from pipelines.counterpart.their_list import read_list
from tests.workspace import Workspace

CUSTOMER, DAY = "M-10042", date(2026, 9, 30)
# A00000971 is left out; A00001236 was paid here on 3 September; A00001253 was received on
# 1 October; A00001375 is of 9 October.
LISTED = """Factura,Fecha,Saldo
A-1344,26/09/2026,16192.00
Factura 1344,26/09/2026,16192.00
FACT A1236,,22468.40
1375,09/10/2026,20743.62
Z-77,15/09/2026,1000.00
"""
CLASSES = {
    "amount",
    "duplicate_there",
    "not_booked_here",
    "not_booked_there",
    "paid_here",
    "paid_there",
    "timing",
}
BALANCE = "select balance_amount from aging_as_of($day) where customer_id = $customer"
ALL_OPEN = """
    select customer_id, legal_entity_id from marts.dim_customers
    where customer_id in (select customer_id from aging_as_of($day)) order by all
"""


def test_a_list_with_six_kinds_of_difference_is_bridged_to_the_cent(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
):
    path = tmp_path / "relacion.csv"
    path.write_text(LISTED, encoding="utf-8")
    holder = read_holder(warehouse, "customer", CUSTOMER)
    theirs = read_list(path, tmp_path, holder.customer_codes, holder.currency_code)
    ours = read_our_side(warehouse, "customer", CUSTOMER, DAY)
    found = reconcile(theirs, ours, DAY, read_run(warehouse, DAY).in_transit_days)
    (balance,) = warehouse.execute(BALANCE, {"day": DAY, "customer": CUSTOMER}).fetchone() or ()
    assert set(found.bridge["class_code"]) == CLASSES
    assert found.totals.rows() == [
        ("MXN", Decimal("76596.02"), balance - Decimal("76596.02"), balance)
    ]
    reasons = dict(found.lines.select("document_number", "reason_code").rows())
    assert reasons["A00001253"] == "receipt_of_later_days"
    assert reasons["A00001236"] == "receipt_not_booked_there"
    assert reasons["A00001375"] == "booked_here_later"
    assert reasons["A00000971"] == "not_on_their_list"


def test_our_side_is_the_ageing_of_every_customer_and_legal_entity(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
):
    path = tmp_path / "relacion.csv"
    path.write_text("Factura,Fecha,Saldo,Moneda\nZ-1,15/09/2026,1.00,MXN\n", encoding="utf-8")
    theirs = read_list(path, tmp_path, (), "MXN")
    holders = warehouse.execute(ALL_OPEN, {"day": DAY}).fetchall()
    assert len(holders) > 20
    for customer, entity in holders[:5]:
        for by, holder_id in (("customer", customer), ("entity", entity)):
            # Raises BridgeBroken where the documents do not come to the ageing.
            reconcile(theirs, read_our_side(warehouse, by, holder_id, DAY), DAY, 10)


def test_a_foreign_customer_is_written_to_in_english(warehouse: duckdb.DuckDBPyConnection):
    foreign = read_holder(warehouse, "customer", "M-10001")
    assert (language_of(foreign), foreign.rfc) == ("en", None)
    assert language_of(read_holder(warehouse, "customer", CUSTOMER)) == "es"


def test_an_unknown_customer_and_a_later_day_are_refused(warehouse: duckdb.DuckDBPyConnection):
    with pytest.raises(UnknownHolder, match="no customer has this id"):
        read_holder(warehouse, "customer", "../M-1")
    with pytest.raises(UnknownHolder, match="no figures after"):
        read_run(warehouse, date(2027, 1, 1))


def test_the_command_writes_both_files_and_names_what_it_could_not_read(
    demo: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    monkeypatch.setenv("CARTERA_ROOT", str(demo.root))
    path, out = tmp_path / "relacion.csv", tmp_path / "out"
    path.write_text(LISTED + "A-1,ayer,1\n", encoding="utf-8")
    options = ["--list", str(path), "--as-of", str(DAY), "--out", str(out)]
    for holder, code in ((CUSTOMER, 1), ("../M-1", 1)):
        arguments = ["cartera", "reconcile", "--customer", holder, *options]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == code
    assert {each.name for each in out.iterdir()} == {
        "conciliacion_M-10042_2026-09-30.pdf",
        "conciliacion_M-10042_2026-09-30.xlsx",
    }
    said = capsys.readouterr()
    assert "theirs 76,596.02" in said.out
    assert "relacion.csv, line 7, column Fecha" in said.err
    assert "no customer has this id" in said.err
    book = load_workbook(out / "conciliacion_M-10042_2026-09-30.xlsx")
    assert "Documentos con diferencia" in book.sheetnames
