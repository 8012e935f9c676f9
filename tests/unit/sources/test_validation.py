"""Validation: failures as data, natural keys, and the keys that rejected rows still hold."""

import polars as pl
import pytest
from pandera.errors import SchemaErrors

from pipelines.contracts.microsip import MONEDAS, VENDEDORES
from pipelines.contracts.validation import readable, validate
from pipelines.sources.reading import REJECT_SCHEMA, Reading
from pipelines.sources.registry import SOURCES

NAME = "VENDEDORES.csv"
HEADER = b"VENDEDOR_ID,NOMBRE\n"


def test_a_duplicated_key_with_different_content_is_quarantined(take):
    done = take("microsip", NAME, HEADER + b"1,Ana\n2,Luz\n1,Eva\n")
    assert done.frame["vendedor_id"].to_list() == [2]
    assert done.rejects.select("file_line", "column_name", "reason").rows() == [
        (2, "vendedor_id", "same key, different content"),
        (4, "vendedor_id", "same key, different content"),
    ]


def test_a_row_delivered_twice_lands_once(take):
    done = take("microsip", NAME, HEADER + b"1,Ana\n2,Luz\n1,Ana\n")
    assert (done.frame.height, done.duplicate_rows, done.rejected_count) == (2, 1, 0)
    assert done.frame["file_line"].to_list() == [2, 3]


def test_every_count_closes_when_all_goes_wrong_at_once(take):
    rows = b"1,Ana\n1,Ana\n2,Luz\n2,Eva\nx,Sol\n,Mar\n3\n3,Paz\n\n"
    done = take("microsip", NAME, HEADER + rows)
    assert done.rows_read == 8
    assert (done.frame.height, done.duplicate_rows, done.rejected_count) == (2, 1, 5)
    assert done.rejects.schema == REJECT_SCHEMA
    assert done.frame.schema["file_line"] == pl.Int64


def test_a_row_may_fail_in_several_columns_and_counts_once(take):
    content = b"MONEDA_ID,NOMBRE,CLAVE_FISCAL,ES_MONEDA_LOCAL\n1,,mx,Q\n2,Dolar,USD,N\n"
    done = take("microsip", "MONEDAS.csv", content)
    assert set(done.rejects["reason"]) == {
        "empty where a value is required",
        "a text that does not have the form '^[A-Z]{3}$'",
        "not one of the accepted codes 'S', 'N'",
    }
    assert done.rejected_count == 1
    assert set(done.rejects["row_json"]) == {
        '{"moneda_id":"1","nombre":null,"simbolo":null,"clave_fiscal":"mx","es_moneda_local":"Q"}'
    }


def test_a_document_of_another_century_is_quarantined(take):
    header = b"DOCTO_CC_ID,CONCEPTO_CC_ID,FOLIO,NATURALEZA_CONCEPTO,FECHA,CLIENTE_ID,TIPO_CAMBIO,"
    rows = b"1,4,A1,C,1906-10-01,7,1,N,S\n2,4,A2,C,2026-10-01,7,1,N,S\n"
    done = take("microsip", "DOCTOS_CC.csv", header + b"CANCELADO,APLICADO\n" + rows)
    assert done.frame["docto_cc_id"].to_list() == [2]
    assert done.rejects.select("column_name", "reason").rows() == [
        ("fecha", "less than 1990-01-01")
    ]


def test_the_keys_of_rejected_rows_are_kept_so_that_they_do_not_vanish(take):
    content = b"MONEDA_ID,NOMBRE,CLAVE_FISCAL,ES_MONEDA_LOCAL\n1,Peso,mx,S\n2,Dolar,USD,N\n"
    done = take("microsip", "MONEDAS.csv", content)
    assert done.rejected_keys["moneda_id"].to_list() == [1]
    assert done.all_rejected_keys_known


def test_a_key_known_to_the_reader_only_is_kept_as_well(take):
    content = b"PLAZO_COND_PAG_ID,COND_PAGO_ID,DIAS_PLAZO,PCTJE_VEN\n7,1,x,100\n8,1,30,100\n"
    done = take("microsip", "PLAZOS_COND_PAG.csv", content)
    assert done.rejected_keys["plazo_cond_pag_id"].to_list() == [7]
    assert done.all_rejected_keys_known


@pytest.mark.parametrize("row", [b"x,Ana\n", b",Ana\n", b"1,Ana,more\n"])
def test_a_rejected_row_of_unknown_key_says_so(take, row):
    done = take("microsip", NAME, HEADER + row + b"2,Luz\n")
    assert not done.all_rejected_keys_known


def test_a_frame_without_the_contracts_columns_is_the_readers_fault():
    frame = pl.DataFrame({"vendedor_id": ["1"], "nombre": ["Ana"], "file_line": [2]})
    reading = Reading(frame, pl.DataFrame(schema=REJECT_SCHEMA), 1)
    with pytest.raises(SchemaErrors):
        validate(VENDEDORES, reading)


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.name)
def test_no_contract_allows_a_key_to_be_empty(source):
    for table in source.tables:
        for name in table.key:
            assert not table.schema.columns[name].nullable


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.name)
def test_every_check_of_every_contract_has_words(source):
    for table in source.tables:
        for column in table.schema.columns.values():
            for check in column.checks:
                assert readable(str(check.error)) != str(check.error)


def test_a_check_without_words_goes_by_its_name():
    assert readable("is_even") == "is_even"


def test_a_contract_is_not_changed_by_validating():
    before = MONEDAS.columns
    frame = pl.DataFrame(schema={**MONEDAS.columns, "file_line": pl.Int64})
    validate(MONEDAS, Reading(frame, pl.DataFrame(schema=REJECT_SCHEMA), 0))
    assert MONEDAS.columns == before
