"""The sample company's vouchers as CFDI 4.0: invoices, credit memos and payment receipts.

Belongs here: the text of a voucher from its amounts, and the latest vouchers of the sample's
ledger. Does not belong here: what is sold, credited or paid (``bulk.py``, ``cases.py``). Seals are
made up, for nobody checks them; the issuer and the certifier are the SAT's own test parties.
Money is whole cents.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import polars as pl

from pipelines.contracts.cfdi import RFC_FORM
from pipelines.sample import catalogues as c
from pipelines.sample.ledger import Ledger
from pipelines.sample.periods import Delivery
from pipelines.sample.tax_ids import PUBLIC

ISSUER = "EKU9003173C9"
CERTIFIER = "SPR190613I52"
# As long as real ones are: they are most of what has to be read.
SEAL, CERTIFICATE = "Q0ZESQ" * 57 + "==", "MIIF" * 480
UUIDS = uuid.UUID("5b1f6a52-9a0e-4a57-9d5f-2f7f6d1f0a11")
NAMESPACES = (
    'xmlns:cfdi="http://www.sat.gob.mx/cfd/4" xmlns:pago20="http://www.sat.gob.mx/Pagos20" '
    'xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital"'
)
VAT_PERCENT = 16
CREDITS = {c.CREDIT_MEMO: "01", c.RETURN: "03"}
FOLDER_NAME = "cfdi"
OFFICE_OPENS = time(9)


@dataclass(frozen=True)
class Party:
    rfc: str
    name: str


@dataclass(frozen=True)
class Head:
    """What every voucher begins with. number: what its UUID is made from."""

    number: int
    series: str
    folio: str
    issued_at: datetime
    receiver: Party

    @property
    def uuid(self) -> str:
        return uuid_of(self.number)


@dataclass(frozen=True)
class PaidDocument:
    """An invoice that a payment pays, with its balance before and how often it was paid by then."""

    uuid: str
    folio: str
    partiality: int
    before: int
    paid: int


def uuid_of(number: int) -> str:
    return str(uuid.uuid5(UUIDS, str(number))).upper()


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def net_of(cents: int) -> int:
    """An amount without its tax, rounded half up to the cent."""
    return (cents * 200 + 100 + VAT_PERCENT) // (2 * (100 + VAT_PERCENT))


def voucher(head: Head, attributes: str, use: str, inner: str, relations: str = "") -> str:
    """inner: from the concepts to the beginning of the complement that the stamp ends."""
    stamped = f"{head.issued_at:%Y-%m-%dT%H:%M:%S}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<cfdi:Comprobante {NAMESPACES} Version="4.0" '
        f'Serie="{head.series}" Folio="{head.folio}" Fecha="{stamped}" Sello="{SEAL}" '
        f'NoCertificado="30001000000500003416" Certificado="{CERTIFICATE}" {attributes} '
        f'Exportacion="01" LugarExpedicion="64000">{relations}'
        f'<cfdi:Emisor Rfc="{ISSUER}" Nombre="ESCUELA KEMPER URGATE" RegimenFiscal="601"/>'
        f"<cfdi:Receptor Rfc={quoteattr(head.receiver.rfc)} "
        f"Nombre={quoteattr(head.receiver.name)} "
        f'DomicilioFiscalReceptor="64000" RegimenFiscalReceptor="601" UsoCFDI="{use}"/>{inner}'
        f'<tfd:TimbreFiscalDigital Version="1.1" UUID="{head.uuid}" FechaTimbrado="{stamped}" '
        f'RfcProvCertif="{CERTIFIER}" SelloCFD="{SEAL}" NoCertificadoSAT="30001000000500003456" '
        f'SelloSAT="{SEAL}"/></cfdi:Complemento></cfdi:Comprobante>\n'
    )


def sold(net: int, tax: int) -> str:
    """One concept, the voucher's taxes and the beginning of its complements."""
    line = (
        f'<cfdi:Traslados><cfdi:Traslado Base="{money(net)}" Impuesto="002" TipoFactor="Tasa" '
        f'TasaOCuota="0.160000" Importe="{money(tax)}"/></cfdi:Traslados>'
    )
    return (
        '<cfdi:Conceptos><cfdi:Concepto ClaveProdServ="40141600" Cantidad="1" ClaveUnidad="H87" '
        f'Descripcion="Material hidráulico" ValorUnitario="{money(net)}" Importe="{money(net)}" '
        f'ObjetoImp="02"><cfdi:Impuestos>{line}</cfdi:Impuestos></cfdi:Concepto></cfdi:Conceptos>'
        f'<cfdi:Impuestos TotalImpuestosTrasladados="{money(tax)}">{line}</cfdi:Impuestos>'
        "<cfdi:Complemento>"
    )


def invoice_xml(head: Head, net: int, tax: int, currency: str = "MXN", rate: str = "1") -> str:
    """An invoice to be paid later (PPD)."""
    attributes = (
        f'FormaPago="99" SubTotal="{money(net)}" Moneda="{currency}" TipoCambio="{rate}" '
        f'Total="{money(net + tax)}" MetodoPago="PPD" TipoDeComprobante="I"'
    )
    return voucher(head, attributes, "G03", sold(net, tax))


def credit_xml(head: Head, net: int, tax: int, related: Sequence[str], relation: str) -> str:
    """A credit memo on invoices. relation: the SAT's code of how it relates to them."""
    attributes = (
        f'FormaPago="15" SubTotal="{money(net)}" Moneda="MXN" TipoCambio="1" '
        f'Total="{money(net + tax)}" MetodoPago="PUE" TipoDeComprobante="E"'
    )
    each = "".join(f'<cfdi:CfdiRelacionado UUID="{item}"/>' for item in related)
    relations = f'<cfdi:CfdiRelacionados TipoRelacion="{relation}">{each}</cfdi:CfdiRelacionados>'
    return voucher(head, attributes, "G02", sold(net, tax), relations)


def payment_xml(head: Head, operation: str, documents: Sequence[PaidDocument]) -> str:
    """The receipt of one transfer in pesos, and the invoices in pesos that it pays."""
    total = sum(document.paid for document in documents)
    net = sum(net_of(document.paid) for document in documents)
    paid = "".join(map(paid_document, documents))
    inner = (
        '<cfdi:Conceptos><cfdi:Concepto ClaveProdServ="84111506" Cantidad="1" ClaveUnidad="ACT" '
        'Descripcion="Pago" ValorUnitario="0" Importe="0" ObjetoImp="01"/></cfdi:Conceptos>'
        '<cfdi:Complemento><pago20:Pagos Version="2.0"><pago20:Totales '
        f'TotalTrasladosBaseIVA16="{money(net)}" '
        f'TotalTrasladosImpuestoIVA16="{money(total - net)}" '
        f'MontoTotalPagos="{money(total)}"/>'
        f'<pago20:Pago FechaPago="{head.issued_at:%Y-%m-%dT12:00:00}" FormaDePagoP="03" '
        f'MonedaP="MXN" TipoCambioP="1" Monto="{money(total)}" NumOperacion="{operation}">{paid}'
        "<pago20:ImpuestosP><pago20:TrasladosP><pago20:TrasladoP "
        f'BaseP="{money(net)}" ImpuestoP="002" TipoFactorP="Tasa" TasaOCuotaP="0.160000" '
        f'ImporteP="{money(total - net)}"/></pago20:TrasladosP></pago20:ImpuestosP></pago20:Pago>'
        "</pago20:Pagos>"
    )
    attributes = 'SubTotal="0" Moneda="XXX" Total="0" TipoDeComprobante="P"'
    return voucher(head, attributes, "CP01", inner)


def paid_document(document: PaidDocument) -> str:
    net = net_of(document.paid)
    return (
        f'<pago20:DoctoRelacionado IdDocumento="{document.uuid}" Folio="{document.folio}" '
        f'MonedaDR="MXN" EquivalenciaDR="1" NumParcialidad="{document.partiality}" '
        f'ImpSaldoAnt="{money(document.before)}" ImpPagado="{money(document.paid)}" '
        f'ImpSaldoInsoluto="{money(document.before - document.paid)}" ObjetoImpDR="02">'
        "<pago20:ImpuestosDR><pago20:TrasladosDR><pago20:TrasladoDR "
        f'BaseDR="{money(net)}" ImpuestoDR="002" TipoFactorDR="Tasa" TasaOCuotaDR="0.160000" '
        f'ImporteDR="{money(document.paid - net)}"/></pago20:TrasladosDR></pago20:ImpuestosDR>'
        "</pago20:DoctoRelacionado>"
    )


@dataclass(frozen=True)
class Chosen:
    """The part of a ledger that vouchers are written for.

    documents: rows of DOCUMENTS by id, of customers in pesos, cancelled ones apart. invoices: ids
    of the latest sales. lines: rows of LINES in the order in which they were applied.
    """

    documents: Mapping[int, Mapping[str, Any]]
    people: Mapping[int, Party]
    invoices: frozenset[int]
    lines: tuple[Mapping[str, Any], ...]

    def concept(self, key: int) -> int:
        return int(self.documents[key]["concepto_cc_id"])

    def head(self, key: int) -> Head:
        row = self.documents[key]
        moment = datetime.combine(row["fecha"], OFFICE_OPENS)
        series = c.SERIES[row["concepto_cc_id"]]
        return Head(key, series, str(row["folio_number"]), moment, self.people[row["cliente_id"]])


def write_cfdi(out: Path, ledger: Ledger, delivery: Delivery, *, most: int = 100) -> dict[str, int]:
    """Writes the latest invoices in pesos, at most so many, and what credited and paid them, one
    file each into the delivery's folder; the number of vouchers of each type (I, E, P).
    """
    chosen = choose(ledger.shown_in(delivery), delivery, most)
    folder = out / FOLDER_NAME / delivery.folder
    folder.mkdir(parents=True, exist_ok=True)
    credits, payments = settlements(chosen)
    texts = {
        "I": {key: invoice_of(chosen, key, totals) for key, totals in charged(chosen).items()},
        "E": {key: credit_of(chosen, key, items) for key, items in credits.items()},
        "P": {key: payment_of(chosen, key, items) for key, items in payments.items()},
    }
    for written in texts.values():
        for key, text in written.items():
            (folder / f"{uuid_of(key)}.xml").write_text(text, encoding="utf-8")
    return {type_code: len(written) for type_code, written in texts.items()}


def choose(ledger: Ledger, delivery: Delivery, most: int) -> Chosen:
    people = ledger.customers.filter(pl.col("moneda_id") == c.MXN).with_columns(rfc=fiscal_id())
    documents = ledger.documents.filter(
        pl.col("fecha") <= delivery.last_day,
        pl.col("cliente_id").is_in(people["cliente_id"].implode()),
        pl.col("cancelled_at").is_null(),
    )
    sales = documents.filter(pl.col("concepto_cc_id") == c.SALE).sort("docto_cc_id").tail(most)
    lines = ledger.lines.filter(~pl.col("is_cancelled")).sort("fecha", "impte_docto_cc_id")
    return Chosen(
        documents={row["docto_cc_id"]: row for row in documents.iter_rows(named=True)},
        people={
            row["cliente_id"]: Party(row["rfc"], row["nombre"])
            for row in people.iter_rows(named=True)
        },
        invoices=frozenset(sales["docto_cc_id"]),
        lines=tuple(lines.iter_rows(named=True)),
    )


def fiscal_id() -> pl.Expr:
    """The customer's RFC where it is well formed, else that of the general public."""
    rfc = pl.col("rfc_curp")
    return pl.when(rfc.str.contains(f"^(?:{RFC_FORM})$")).then(rfc).otherwise(pl.lit(PUBLIC))


def charged(chosen: Chosen) -> dict[int, tuple[int, int]]:
    """Net and tax of each invoice."""
    totals = dict.fromkeys(sorted(chosen.invoices), (0, 0))
    for line in chosen.lines:
        key = line["docto_cc_id"]
        if line["tipo_impte"] == "C" and key in totals:
            net, tax = totals[key]
            totals[key] = (net + line["importe"], tax + line["impuesto"])
    return totals


def settlements(
    chosen: Chosen,
) -> tuple[dict[int, list[PaidDocument]], dict[int, list[PaidDocument]]]:
    """What credit memos, and what receipts, took off the invoices, by document."""
    balance = {key: net + tax for key, (net, tax) in charged(chosen).items()}
    times = dict.fromkeys(balance, 0)
    credits: dict[int, list[PaidDocument]] = {}
    payments: dict[int, list[PaidDocument]] = {}
    for line in chosen.lines:
        key, invoice = line["docto_cc_id"], line["docto_cc_acr_id"]
        if line["tipo_impte"] != "R" or invoice not in balance or key not in chosen.documents:
            continue
        amount = line["importe"] + line["impuesto"] + line["dscto_ppag"]
        is_payment = chosen.concept(key) == c.RECEIPT
        times[invoice] += is_payment
        folio = str(chosen.documents[invoice]["folio_number"])
        paid = PaidDocument(uuid_of(invoice), folio, times[invoice], balance[invoice], amount)
        balance[invoice] -= amount
        if is_payment:
            payments.setdefault(key, []).append(paid)
        elif chosen.concept(key) in CREDITS:
            credits.setdefault(key, []).append(paid)
    return credits, payments


def invoice_of(chosen: Chosen, key: int, totals: tuple[int, int]) -> str:
    return invoice_xml(chosen.head(key), *totals)


def credit_of(chosen: Chosen, key: int, items: list[PaidDocument]) -> str:
    total = sum(item.paid for item in items)
    net = net_of(total)
    related = [item.uuid for item in items]
    return credit_xml(chosen.head(key), net, total - net, related, CREDITS[chosen.concept(key)])


def payment_of(chosen: Chosen, key: int, items: list[PaidDocument]) -> str:
    return payment_xml(chosen.head(key), str(chosen.documents[key]["bank_reference"]), items)
