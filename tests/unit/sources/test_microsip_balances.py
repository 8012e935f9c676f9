"""The ERP's own balances per charge, as a file: read like a dump, but a stretch and not a whole."""

from datetime import date
from decimal import Decimal

from pipelines.contracts.microsip_balances import SALDOS_CARGOS

SALDOS = "SALDOS_CARGOS.csv"
HEADER = b"FECHA_CORTE,CONCEPTO,FOLIO,SALDO_CARGO\r\n"


def test_a_list_of_balances_lands_by_day_concept_and_folio(take):
    done = take("microsip", SALDOS, HEADER + b"2026-10-31,Venta,A00017,1160.01\r\n")
    row = done.frame.row(0, named=True)
    assert (row["fecha_corte"], row["concepto"]) == (date(2026, 10, 31), "Venta")
    assert (row["folio"], row["saldo_cargo"]) == ("A00017", Decimal("1160.01"))
    assert row["docto_cc_id"] is None


def test_a_charge_with_two_balances_on_a_day_is_quarantined_and_one_said_twice_is_not(take):
    said_twice = b"2026-10-31,Venta,A1,580.00\r\n" * 2
    contradicted = b"2026-10-31,Venta,A2,5.00\r\n2026-10-31,Venta,A2,6.00\r\n"
    done = take("microsip", SALDOS, HEADER + said_twice + contradicted)
    assert done.frame["folio"].to_list() == ["A1"]


def test_a_row_without_folio_or_balance_is_quarantined(take):
    rows = b"2026-10-31,Venta,,5.00\r\n2026-10-31,Venta,A1,\r\n2026-10-31,Venta,A2,0.00\r\n"
    done = take("microsip", SALDOS, HEADER + rows)
    assert done.frame["folio"].to_list() == ["A2"]


def test_nobody_waits_for_the_list_and_a_later_one_leaves_the_earlier_days():
    assert not SALDOS_CARGOS.is_required
    assert SALDOS_CARGOS.delivery == "incremental"
