"""What does not land: set aside by its kind, or quarantined with the reason."""

import json

import pytest
from cfdi_deliveries import Taken, take_delivery
from cfdi_texts import (
    INVOICE,
    credit,
    in_33,
    invoice,
    payment,
    with_two_stamps,
    without_stamp,
)

from pipelines.contracts.cfdi import PAYING_FORM, RFC_FORM

RETENTIONS = "http://www.sat.gob.mx/esquemas/retencionpago/2"
ACCOUNTS = "http://www.sat.gob.mx/esquemas/ContabilidadE/1_3/BalanzaComprobacion"
NO_STAMP = "it has no stamp (TimbreFiscalDigital), so it is no voucher yet"
EMPTY = "empty where a value is required"
NOT_FOLLOWING = "ImpSaldoAnt - ImpPagado is not ImpSaldoInsoluto (payment 1, document 1)"


def of_form(pattern: str) -> str:
    return f"a text that does not have the form '^(?:{pattern})$'"


SET_ASIDE = [
    (invoice().replace('TipoDeComprobante="I"', 'TipoDeComprobante="N"'), "N"),
    (without_stamp(invoice()).replace('Comprobante="I"', 'Comprobante="T"'), "T"),
    (f'<r:Retenciones xmlns:r="{RETENTIONS}" Version="2.0"/>', "retenciones"),
    (f'<BCE:Balanza xmlns:BCE="{ACCOUNTS}" Version="1.3"/>', "contabilidad"),
    ('<CancelaCFD xmlns="http://cancelacfd.sat.gob.mx"/>', "cancelacion"),
    ('<Cancelacion RfcEmisor="x"/>', "cancelacion"),
    ("<SPEI_Tercero/>", "cep"),
    ("<Invoice/>", "xml"),
    ('<cfdi:Comprobante xmlns:cfdi="http://example.com/cfd/4" Version="4.0"/>', "xml"),
    (b"%PDF-1.7\n", "pdf"),
]
QUARANTINED = [
    (b"", "", "the file is empty"),
    (b"hello", "", "it is neither XML nor a ZIP archive"),
    (invoice()[:-30], "", "it is not well-formed XML (line 2)"),
    (invoice().encode("latin-1"), "", "it is not well-formed XML (line 2)"),
    (invoice().replace("UTF-8", "KLINGON"), "", "it is not well-formed XML (line 1)"),
    (without_stamp(invoice()), "uuid", NO_STAMP),
    (with_two_stamps(invoice()), "uuid", "it has 2 stamps (TimbreFiscalDigital)"),
    (
        in_33(invoice()).replace('Version="3.3"', 'version="3.2"'),
        "version",
        "it is a CFDI of version 3.2; 3.3 and 4.0 are read",
    ),
    (
        '<Comprobante xmlns="http://www.sat.gob.mx/cfd/2" version="2.2"/>',
        "version",
        "it is a CFDI of version 2.2; 3.3 and 4.0 are read",
    ),
    (
        invoice().replace('Version="4.0"', 'Version="5.0"'),
        "version",
        "it is a CFDI of an unknown version; 3.3 and 4.0 are read",
    ),
    (
        invoice().replace('Version="4.0"', 'Version="3.3"'),
        "version",
        "it is a CFDI of version 3.3; 3.3 and 4.0 are read",
    ),
    (
        invoice().replace('TipoDeComprobante="I"', 'TipoDeComprobante="Q"'),
        "tipo_de_comprobante",
        "its type is none of I, E, P, N and T",
    ),
    (invoice().replace(INVOICE, "129C"), "uuid", None),
    (invoice().replace(f'UUID="{INVOICE}"', ""), "uuid", None),
    (invoice().replace('Total="1160.00"', 'Total=" "'), "total", EMPTY),
    (invoice().replace(' SubTotal="1000.00"', ""), "sub_total", EMPTY),
    (
        invoice().replace('Total="1160.00"', 'Total="1160.005"'),
        "total",
        "more decimals than the column holds",
    ),
    (
        invoice().replace('Total="1160.00"', 'Total="1,160.00"'),
        "total",
        "number with thousands commas",
    ),
    (invoice().replace('Total="1160.00"', 'Total="-1.00"'), "total", "less than 0"),
    (
        invoice().replace('Total="1160.00"', 'Total="1e3"'),
        "total",
        "number in exponent notation",
    ),
    (
        invoice().replace('Fecha="2026-10-05T', 'Fecha="2026-02-30T'),
        "fecha",
        "a date in another format than the expected one",
    ),
    (
        invoice().replace('Fecha="2026-10-05T', 'Fecha="1926-10-05T'),
        "fecha",
        "less than 1990-01-01",
    ),
    (invoice().replace('Moneda="MXN"', 'Moneda="pesos"'), "moneda", None),
    (invoice().replace("URE180429TM6", "URE"), "receptor_rfc", of_form(RFC_FORM)),
    (invoice().replace('Rfc="EKU9003173C9" ', ""), "emisor_rfc", EMPTY),
    (
        invoice().replace('MetodoPago="PPD"', 'MetodoPago="PIP"'),
        "metodo_pago",
        "not one of the accepted codes 'PUE', 'PPD'",
    ),
    (
        credit().replace('TipoRelacion="01"', ""),
        "cfdi_relations.tipo_relacion",
        EMPTY,
    ),
    (
        credit().replace(f'Relacionado UUID="{INVOICE}"', "Relacionado"),
        "cfdi_relations.uuid_relacionado",
        EMPTY,
    ),
    (
        payment().replace('ImpSaldoInsoluto="580.00"', 'ImpSaldoInsoluto="580.01"'),
        "cfdi_payment_documents.imp_saldo_insoluto",
        NOT_FOLLOWING,
    ),
    (
        payment().replace('ImpSaldoInsoluto="580.00"', ""),
        "cfdi_payment_documents.imp_saldo_insoluto",
        f"{EMPTY} (payment 1, document 1)",
    ),
    (
        payment().replace('NumParcialidad="1"', 'NumParcialidad="0"'),
        "cfdi_payment_documents.num_parcialidad",
        "less than 1",
    ),
    (
        payment().replace('EquivalenciaDR="1"', 'EquivalenciaDR="0"'),
        "cfdi_payment_documents.equivalencia_dr",
        "not greater than 0",
    ),
    (
        payment().replace('MonedaP="MXN"', 'MonedaP="XXX"'),
        "cfdi_payments.moneda_p",
        of_form(PAYING_FORM),
    ),
    (payment().replace('Monto="700.00"', 'Monto="0"'), "cfdi_payments.monto", None),
    (
        payment().replace('Pagos Version="2.0"', 'Pagos Version="3.0"'),
        "pagos_version",
        "its payments complement is neither 1.0 nor 2.0",
    ),
    (
        payment().replace("pago20:Pago>", "pago20:X>").replace("pago20:Pago ", "pago20:X "),
        "payment_count",
        "its payments complement holds no payment",
    ),
    (
        invoice().replace('Comprobante="I"', 'Comprobante="P"'),
        "payment_count",
        "a voucher of type P has 0 payments complements",
    ),
    (
        payment().replace('Comprobante="P"', 'Comprobante="I"').replace("XXX", "MXN"),
        "payment_count",
        "a voucher of type I has 1 payments complements",
    ),
    (
        invoice().replace('Importe="160.00"/>', 'Importe="1.1234567"/>'),
        "cfdi_taxes.importe",
        "more decimals than the column holds",
    ),
    (
        b"PK\x05\x06" + b"\0" * 3,
        "",
        "the archive is damaged or cut off",
    ),
]


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """All of the above in one delivery, and a sound invoice at its end."""
    folder = tmp_path_factory.mktemp("together")
    contents = [content for content, *_ in SET_ASIDE + QUARANTINED] + [invoice(7)]
    for place, content in enumerate(contents):
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{place:03d}.xml").write_bytes(data)
    return take_delivery(folder)


@pytest.mark.parametrize(
    ("place", "kind"), [(place, kind) for place, (_, kind) in enumerate(SET_ASIDE)]
)
def test_what_receivables_have_no_use_for_is_set_aside_by_kind(together, place, kind):
    outcome, found, reason = together.outcomes[place]
    assert (outcome, found) == ("set_aside", kind)
    assert reason
    assert place + 1 not in {line for line, _, _ in together.rejects}


@pytest.mark.parametrize(
    ("place", "column", "reason"),
    [(place, *told) for place, (_, *told) in enumerate(QUARANTINED, start=len(SET_ASIDE))],
)
def test_what_cannot_be_taken_is_quarantined_with_the_reason(together, place, column, reason):
    outcome, _, told = together.outcomes[place]
    assert outcome == "quarantined"
    faults = {(found, why) for line, found, why in together.rejects if line == place + 1}
    assert (column, told) in faults
    assert reason in {None, told}


def test_what_does_not_land_takes_nothing_else_with_it_and_leaves_no_row(together):
    assert together.outcomes[-1] == ("landed", "I", None)
    last = len(together.outcomes)
    assert together.rows("vouchers", "file_line") == [last]
    for entity in ("relations", "payments", "payment_documents", "taxes"):
        assert set(together.rows(entity, "file_line")) <= {last}


def test_a_voucher_with_several_faults_tells_them_all_and_counts_once(take):
    spoiled = (
        invoice().replace('Total="1160.00"', 'Total="x"').replace('Folio="1"', 'Folio="1" Q=""')
    )
    taken = take(spoiled.replace('TipoCambio="1"', 'TipoCambio="y"'))
    assert {(line, column) for line, column, _ in taken.rejects} == {
        (1, "total"),
        (1, "tipo_cambio"),
    }
    assert taken.tables["vouchers"].rejected_count == 1


def test_a_reject_tells_the_file_and_nothing_of_what_it_says(take):
    taken = take(invoice().replace('Total="1160.00"', 'Total="x"'))
    (row,) = taken.tables["vouchers"].rejects["row_json"]
    assert set(json.loads(row)) == {"file_name", "sha256", "uuid"}
    assert json.loads(row)["file_name"] == "1.xml"


def test_a_voucher_delivered_twice_lands_once(take):
    taken = take(payment(), payment())
    assert [outcome for outcome, _, _ in taken.outcomes] == ["landed", "landed"]
    assert len(taken.rows("vouchers")) == 1
    assert len(taken.rows("payment_documents")) == 2
    assert taken.tables["payment_documents"].duplicate_rows == 2


@pytest.mark.parametrize(
    "other",
    [
        payment().replace('Folio="3"', 'Folio="4"'),
        payment().replace('NumOperacion="0123456789"', 'NumOperacion="9"'),
        in_33(payment()),
    ],
)
def test_two_files_that_say_different_things_of_one_uuid_are_both_quarantined(take, other):
    taken = take(payment(), other, invoice())
    assert [outcome for outcome, _, _ in taken.outcomes] == ["quarantined", "quarantined", "landed"]
    assert {reason for _, _, reason in taken.rejects} == {"same key, different content"}
    assert taken.rows("payments") == []
    assert taken.rows("payment_documents") == []


def test_a_file_that_lacks_a_row_of_its_twin_contradicts_it(take):
    begin = payment().index("<pago20:DoctoRelacionado")
    end = payment().index("<pago20:DoctoRelacionado", begin + 1)
    taken = take(payment(), payment()[:begin] + payment()[end:])
    assert [outcome for outcome, _, _ in taken.outcomes] == ["quarantined", "quarantined"]
