"""The sample's sales module: what hangs together with what, read back from its files."""

import json
from datetime import date
from decimal import Decimal

from read_back import Sample, money

from pipelines.sample.cfdi import uuid_of
from pipelines.sample.periods import FIRST, SECOND, Delivery


def test_every_invoice_amounts_to_the_charge_it_became(sample: Sample, delivery: Delivery) -> None:
    documents = sample.by_id("DOCTOS_VE", delivery)
    charges = {
        row["DOCTO_CC_ID"]: money(row["IMPORTE"]) + money(row["IMPUESTO"])
        for row in sample.table("IMPORTES_DOCTOS_CC", delivery)
        if row["TIPO_IMPTE"] == "C"
    }
    links = sample.table("DOCTOS_ENTRE_SIS", delivery)
    assert links
    for link in links:
        invoice = documents[int(link["DOCTO_FTE_ID"])]
        amount = money(invoice["IMPORTE_NETO"]) + money(invoice["TOTAL_IMPUESTOS"])
        assert amount == charges[link["DOCTO_DEST_ID"]]


def test_some_invoices_have_lost_the_link_to_their_charge(sample: Sample) -> None:
    invoices = [row for row in sample.table("DOCTOS_VE") if row["TIPO_DOCTO"] == "F"]
    linked = {row["DOCTO_FTE_ID"] for row in sample.table("DOCTOS_ENTRE_SIS")}
    folios = {(row["CLIENTE_ID"], row["FOLIO"]) for row in sample.table("DOCTOS_CC")}
    lost = [row for row in invoices if row["DOCTO_VE_ID"] not in linked]
    assert lost
    assert {(row["CLIENTE_ID"], row["FOLIO"]) for row in lost} <= folios


def test_the_lines_of_a_sales_document_add_up_to_its_net_amount(sample: Sample) -> None:
    totals: dict[int, Decimal] = {}
    for line in sample.table("DOCTOS_VE_DET"):
        document = int(line["DOCTO_VE_ID"])
        totals[document] = totals.get(document, Decimal(0)) + money(line["PRECIO_TOTAL_NETO"])
    documents = sample.by_id("DOCTOS_VE")
    assert totals == {number: money(row["IMPORTE_NETO"]) for number, row in documents.items()}


def test_an_order_is_pending_until_it_is_invoiced(sample: Sample) -> None:
    first, second = (sample.by_id("DOCTOS_VE", delivery) for delivery in (FIRST, SECOND))
    filled = [n for n, row in first.items() if row["ESTATUS"] == "P" != second[n]["ESTATUS"]]
    assert filled
    targets = {row["DOCTO_VE_FTE_ID"] for row in sample.table("DOCTOS_VE_LIGAS")}
    assert {str(number) for number in filled} <= targets


def test_links_join_documents_that_are_there(sample: Sample, delivery: Delivery) -> None:
    documents = sample.by_id("DOCTOS_VE", delivery)
    for link in sample.table("DOCTOS_VE_LIGAS", delivery):
        assert {int(link["DOCTO_VE_FTE_ID"]), int(link["DOCTO_VE_DEST_ID"])} <= documents.keys()


def test_each_stamped_document_has_a_uuid_of_its_own(sample: Sample) -> None:
    uses = sample.table("USOS_FOLIOS_FISCALES")
    uuids = [row["UUID"] for row in uses]
    assert len(set(uuids)) == len(uuids)
    assert {row["UUID"] for row in sample.table("REPOSITORIO_CFDI")} == set(uuids)
    assert all(row["UUID"] == uuid_of(int(row["CFDI_ID"])) for row in uses)


def test_one_role_of_keys_is_the_main_one(sample: Sample) -> None:
    roles = {
        row["ROL_CLAVE_CLI_ID"]: row["ES_PPAL"] for row in sample.table("ROLES_CLAVES_CLIENTES")
    }
    assert sorted(roles.values()) == ["N", "S"]
    assert {row["ROL_CLAVE_CLI_ID"] for row in sample.table("CLAVES_CLIENTES")} <= roles.keys()


def test_the_udi_has_a_value_for_every_day_until_the_tenth(sample: Sample) -> None:
    answer = json.loads(sample.path("banxico", SECOND, "udis.json").read_text("utf-8"))
    (series,) = answer["bmx"]["series"]
    days = [value["fecha"] for value in series["datos"]]
    assert series["idSerie"] == "SP68257"
    assert days[-1] == "10/11/2026"
    assert len(days) == (date(2026, 11, 10) - date(2025, 5, 1)).days + 1
    assert all(len(value["dato"].split(".")[1]) == 6 for value in series["datos"])
