"""Microsip's sales documents and fiscal links: what a dump may lack, and what it may not."""

from datetime import date
from decimal import Decimal

from pipelines.contracts import microsip, microsip_orders

HEADER = "DOCTO_VE_ID,TIPO_DOCTO,FOLIO,FECHA,CLIENTE_ID,MONEDA_ID,TIPO_CAMBIO,ESTATUS,IMPORTE_NETO"


def test_an_old_version_with_the_least_columns_is_read(take):
    rows = f"{HEADER},TOTAL_IMPUESTOS\n5,P,P12,2026-10-01,7,1,1.000000,P,100.00,16.00\n"
    done = take("microsip", "DOCTOS_VE.csv", rows.encode())
    assert done.frame.select("docto_ve_id", "fecha", "importe_neto").row(0) == (
        5,
        date(2026, 10, 1),
        Decimal("100.00"),
    )
    assert {"fletes", "orden_compra", "total_retenciones"} <= set(done.missing_columns)


def test_a_dump_without_taxes_is_refused_by_the_name_of_the_column(refuse):
    error = refuse("microsip", "DOCTOS_VE.csv", f"{HEADER}\n".encode())
    assert "TOTAL_IMPUESTOS" in error.reason


def test_a_code_that_nobody_knows_yet_is_no_bad_row(take):
    rows = f"{HEADER},TOTAL_IMPUESTOS\n5,R,R1,2026-10-01,7,1,1,L,100,16\n"
    assert take("microsip", "DOCTOS_VE.csv", rows.encode()).rejected_count == 0


def test_units_keep_five_decimals_and_no_sixth(take):
    header = "DOCTO_VE_DET_ID,DOCTO_VE_ID,UNIDADES,UNIDADES_SURT_DEV,PRECIO_TOTAL_NETO\n"
    rows = header + "1,5,2.50001,0,10.00\n2,5,2.500011,0,10.00\n"
    done = take("microsip", "DOCTOS_VE_DET.csv", rows.encode())
    assert done.frame["unidades"].to_list() == [Decimal("2.50001")]
    assert done.rejects["reason"].to_list() == ["more decimals than the column holds"]


def test_the_xml_beside_a_fiscal_folio_is_left_out_and_named(take):
    rows = (
        "USO_FOLIO_ID,SISTEMA,DOCTO_ID,UUID,XML\n"
        '1,VE,5,6b1f7a52-0000-4000-8000-000000000001,"<a b=""1"">\n</a>"\n'
    )
    done = take("microsip", "USOS_FOLIOS_FISCALES.csv", rows.encode())
    assert done.unknown_columns == ("XML",)
    assert done.frame.height == 1


def test_the_same_link_between_modules_twice_lands_once(take):
    rows = "CLAVE_SIS_FTE,DOCTO_FTE_ID,CLAVE_SIS_DEST,DOCTO_DEST_ID\nVE,5,CC,6\nVE,5,CC,6\n"
    done = take("microsip", "DOCTOS_ENTRE_SIS.csv", rows.encode())
    assert (done.frame.height, done.duplicate_rows) == (1, 1)


def test_the_ledger_stands_without_any_of_them():
    assert not any(table.is_required for table in microsip_orders.TABLES)
    assert microsip.TABLES[-len(microsip_orders.TABLES) :] == microsip_orders.TABLES
