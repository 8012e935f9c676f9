"""What a sound voucher gives: rows of the standard's own values, exact."""

from datetime import datetime
from decimal import Decimal

import pytest
from cfdi_texts import CREDIT, INVOICE, PAYMENT, credit, in_33, invoice, payment

from pipelines.contracts.cfdi import PAYMENT_DOCUMENTS, PAYMENTS, RELATIONS, TAXES, VOUCHERS
from pipelines.sample.cfdi import uuid_of
from pipelines.sources.cfdi import columns


@pytest.mark.parametrize(
    ("table", "read"),
    [
        (VOUCHERS, columns.VOUCHER_COLUMNS),
        (RELATIONS, columns.RELATION_COLUMNS),
        (PAYMENTS, columns.PAYMENT_COLUMNS),
        (PAYMENT_DOCUMENTS, columns.DOCUMENT_COLUMNS),
        (TAXES, columns.TAX_COLUMNS),
    ],
)
def test_the_columns_that_are_read_are_those_of_the_contract(table, read):
    assert set(read) == set(table.columns)
    assert len(read) == len(table.columns)


def test_an_invoice_is_a_voucher_of_exact_amounts(take):
    voucher = take(invoice()).row("vouchers")
    expected = {
        "uuid": INVOICE,
        "version": "4.0",
        "tipo_de_comprobante": "I",
        "serie": "A",
        "folio": "1",
        "fecha": datetime(2026, 10, 5, 9, 30),
        "forma_pago": "99",
        "metodo_pago": "PPD",
        "moneda": "MXN",
        "tipo_cambio": Decimal("1.000000"),
        "sub_total": Decimal("1000.00"),
        "descuento": None,
        "total": Decimal("1160.00"),
        "total_impuestos_trasladados": Decimal("160.00"),
        "total_impuestos_retenidos": None,
        "emisor_rfc": "EKU9003173C9",
        "receptor_rfc": "URE180429TM6",
        "receptor_nombre": 'UNIVERSIDAD "ROBÓTICA" & CÍA',
        "uso_cfdi": "G03",
        "fecha_timbrado": datetime(2026, 10, 5, 9, 30),
        "rfc_prov_certif": "SPR190613I52",
        "relation_count": 0,
        "payment_count": 0,
        "tax_count": 1,
        "file_line": 1,
    }
    assert {name: voucher[name] for name in expected} == expected


def test_the_file_of_a_voucher_is_listed_with_its_hash_and_uuid(take):
    taken = take(invoice())
    assert taken.outcomes == [("landed", "I", None)]
    (listed,) = taken.rows("files", "file_name", "uuid", "size_bytes")
    assert listed == ("1.xml", INVOICE, len(invoice().encode()))


def test_version_33_gives_the_same_voucher_but_for_its_version(take):
    old, new = take(in_33(invoice(1)), invoice(2)).rows("vouchers", "version", "total", "tax_count")
    assert old == ("3.3", *new[1:])


def test_elements_are_known_by_namespace_and_not_by_prefix(take):
    other = payment().replace("cfdi:", "x:").replace("xmlns:cfdi", "xmlns:x")
    other = other.replace("pago20:", "cfdi:").replace("tfd:", "pago20:")
    other = other.replace("xmlns:pago20=", "xmlns:CFDI=").replace("xmlns:tfd=", "xmlns:pago20=")
    other = other.replace("xmlns:CFDI=", "xmlns:cfdi=")
    taken = take(other)
    assert taken.outcomes == [("landed", "P", None)]
    assert len(taken.rows("payment_documents")) == 2


def test_a_credit_memo_names_the_invoices_it_relates_to(take):
    taken = take(credit())
    assert taken.row("vouchers")["tipo_de_comprobante"] == "E"
    assert taken.rows("relations", "uuid", "tipo_relacion", "uuid_relacionado") == [
        (CREDIT, "01", INVOICE),
        (CREDIT, "01", uuid_of(9)),
    ]


def test_a_uuid_in_small_letters_is_the_same_uuid(take):
    small = credit().replace(INVOICE, INVOICE.lower()).replace(CREDIT, CREDIT.lower())
    taken = take(small)
    assert taken.rows("relations", "uuid", "uuid_relacionado")[0] == (CREDIT, INVOICE)


def test_a_payment_gives_its_transfer_and_each_document_with_its_balances(take):
    taken = take(payment())
    transfer = taken.row("payments")
    assert (transfer["uuid"], transfer["payment_number"]) == (PAYMENT, 1)
    assert transfer["fecha_pago"] == datetime(2026, 10, 5, 12)
    assert (transfer["moneda_p"], transfer["monto"]) == ("MXN", Decimal("700.00"))
    assert transfer["num_operacion"] == "0123456789"
    assert taken.rows(
        "payment_documents",
        *("document_number", "id_documento", "num_parcialidad", "imp_saldo_ant", "imp_pagado"),
        "imp_saldo_insoluto",
    ) == [
        (1, INVOICE, 1, Decimal("1160.00"), Decimal("580.00"), Decimal("580.00")),
        (2, uuid_of(9), 2, Decimal("120.00"), Decimal("120.00"), Decimal("0.00")),
    ]
    voucher = taken.row("vouchers")
    assert (voucher["pagos_version"], voucher["monto_total_pagos"]) == ("2.0", Decimal("700.00"))
    assert (voucher["payment_count"], voucher["payment_document_count"]) == (1, 2)


def test_several_payments_in_one_voucher_are_numbered(take):
    begin, end = payment().index("<pago20:Pago "), payment().index("</pago20:Pagos>")
    twice = payment()[:end] + payment()[begin:end] + payment()[end:]
    taken = take(twice)
    assert taken.rows("payments", "payment_number") == [1, 2]
    assert taken.rows("payment_documents", "payment_number", "document_number") == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
    ]


def test_an_equivalence_keeps_its_ten_decimals(take):
    taken = take(payment().replace('EquivalenciaDR="1"', 'EquivalenciaDR="0.0586123456"'))
    assert taken.rows("payment_documents", "equivalencia_dr")[0] == Decimal("0.0586123456")


def test_payments_10_are_read_with_their_older_name_of_the_equivalence(take):
    taken = take(in_33(payment()).replace('TipoCambioDR="1"', 'TipoCambioDR="18.5"'))
    assert taken.row("vouchers")["pagos_version"] == "1.0"
    assert taken.rows("payment_documents", "equivalencia_dr")[0] == Decimal("18.5")


def test_payments_10_may_leave_out_partiality_and_balances(take):
    first = payment().index(" NumParcialidad")
    last = payment().index(" ObjetoImpDR")
    taken = take(in_33(payment()[:first] + payment()[last:]))
    assert taken.rows("payment_documents", "num_parcialidad", "imp_pagado")[0] == (None, None)


def test_taxes_are_those_of_the_voucher_the_payment_and_its_documents(take):
    taken = take(invoice(), payment())
    facts = ("level_code", "payment_number", "document_number", "class_code", "base", "importe")
    assert taken.rows("taxes", *facts) == [
        ("voucher", 0, 0, "traslado", Decimal("1000"), Decimal("160")),
        ("document", 1, 1, "traslado", Decimal("500"), Decimal("80")),
        ("document", 1, 2, "traslado", Decimal("103.45"), Decimal("16.55")),
        ("payment", 1, 0, "traslado", Decimal("603.45"), Decimal("96.55")),
    ]
    assert set(taken.rows("taxes", "impuesto", "tipo_factor", "tasa_o_cuota")) == {
        ("002", "Tasa", Decimal("0.16"))
    }


def test_withheld_and_exempt_taxes_are_read_without_the_amounts_they_lack(take):
    taxes = (
        "<cfdi:Retenciones><cfdi:Retencion Impuesto='001' Importe='100.123456'/>"
        "</cfdi:Retenciones><cfdi:Traslados>"
        "<cfdi:Traslado Base='7' Impuesto='002' TipoFactor='Exento'/>"
    )
    whole = invoice()
    place = whole.rindex("<cfdi:Traslados>")
    taken = take(whole[:place] + taxes + whole[place + len("<cfdi:Traslados>") :])
    assert taken.rows("taxes", "tax_number", "class_code", "tipo_factor", "base", "importe") == [
        (1, "retencion", None, None, Decimal("100.123456")),
        (2, "traslado", "Exento", Decimal("7"), None),
        (3, "traslado", "Tasa", Decimal("1000"), Decimal("160")),
    ]


def test_currency_xxx_never_becomes_an_amount(take):
    taken = take(payment(), invoice().replace('Moneda="MXN"', 'Moneda="XXX"'))
    amounts = ("sub_total", "descuento", "total", "total_impuestos_trasladados")
    assert taken.rows("vouchers", "moneda", *amounts) == [("XXX", None, None, None, None)] * 2
    own = taken.tables["taxes"].frame.filter(level_code="voucher")
    assert own.select("base", "importe").rows() == [(None, None)]


def test_blanks_around_a_text_are_not_part_of_it(take):
    taken = take(invoice().replace('Rfc="URE', 'Rfc="\n URE').replace('Serie="A"', 'Serie=" A "'))
    assert taken.rows("vouchers", "receptor_rfc", "serie") == [("URE180429TM6", "A")]


def test_version_33_may_spread_complements_over_several_elements(take):
    split = in_33(payment()).replace(
        "</pago20:Pagos>", "</pago20:Pagos></cfdi:Complemento><cfdi:Complemento>"
    )
    assert take(split).outcomes == [("landed", "P", None)]


def test_a_stamp_within_an_addendum_is_not_the_vouchers(take):
    xml = invoice()
    stamp = xml[xml.index("<tfd:") : xml.index("</cfdi:Complemento>")]
    with_addendum = xml.replace(
        "</cfdi:Comprobante>", f"<cfdi:Addenda>{stamp}</cfdi:Addenda></cfdi:Comprobante>"
    )
    assert take(with_addendum).outcomes == [("landed", "I", None)]


def test_the_tax_offices_own_namespace_that_is_no_uri_is_read_all_the_same(take):
    other = '<registrofiscal:CFDIRegistroFiscal xmlns:schemaLocation="http://a http://b" '
    other += 'xmlns:registrofiscal="http://www.sat.gob.mx/registrofiscal"/></cfdi:Complemento>'
    assert take(invoice().replace("</cfdi:Complemento>", other)).outcomes == [("landed", "I", None)]


def test_comments_and_processing_instructions_change_nothing(take):
    xml = payment().replace("<cfdi:Emisor", "<!-- x --><?y z?><cfdi:Emisor")
    xml = xml.replace("<pago20:Pago ", "<!-- x --><pago20:Pago ")
    assert take(xml).outcomes == [("landed", "P", None)]


def test_a_voucher_in_utf_16_is_read(take):
    xml = invoice().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert take(xml.encode("utf-16")).outcomes == [("landed", "I", None)]
