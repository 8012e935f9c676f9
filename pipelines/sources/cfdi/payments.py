"""The payments complement, versions 1.0 and 2.0: payments, the documents they pay, their taxes.

Belongs here: walking that complement. Does not belong here: the voucher around it (voucher.py),
whether the amounts agree (batches.py).
"""

from dataclasses import dataclass, field

from lxml import etree

from pipelines.sources.cfdi.columns import DOCUMENT, PAYMENT, Row
from pipelines.sources.cfdi.taxes import TaxLevel, TaxPlace, tax_level, tax_rows
from pipelines.sources.cfdi.verdicts import Quarantined

PAYMENT_ATTRIBUTES = tuple(PAYMENT.values())
DOCUMENT_ATTRIBUTES = tuple(DOCUMENT.values())
# What 1.0 may leave out of a paid document and 2.0 may not.
NEEDED_SINCE_20 = {
    "num_parcialidad": "NumParcialidad",
    "imp_saldo_ant": "ImpSaldoAnt",
    "imp_pagado": "ImpPagado",
    "imp_saldo_insoluto": "ImpSaldoInsoluto",
}


@dataclass(frozen=True)
class Complement:
    """A version of the payments complement."""

    version: str
    totals: str
    payment: str
    document: str
    payment_taxes: str
    document_taxes: str
    equivalence: str
    payment_level: TaxLevel
    document_level: TaxLevel


def complement(
    version: str, namespace: str, payment_suffix: str, document_suffix: str, equivalence: str
) -> Complement:
    return Complement(
        version=version,
        totals=f"{{{namespace}}}Totales",
        payment=f"{{{namespace}}}Pago",
        document=f"{{{namespace}}}DoctoRelacionado",
        payment_taxes=f"{{{namespace}}}Impuestos{payment_suffix}",
        document_taxes=f"{{{namespace}}}Impuestos{document_suffix}",
        equivalence=equivalence,
        payment_level=tax_level("payment", namespace, payment_suffix),
        document_level=tax_level("document", namespace, document_suffix),
    )


# 1.0 has taxes of the payment only, and gives them no suffix.
COMPLEMENTS = {
    "{http://www.sat.gob.mx/Pagos}Pagos": complement(
        "1.0", "http://www.sat.gob.mx/Pagos", "", "", "TipoCambioDR"
    ),
    "{http://www.sat.gob.mx/Pagos20}Pagos": complement(
        "2.0", "http://www.sat.gob.mx/Pagos20", "P", "DR", "EquivalenciaDR"
    ),
}


@dataclass
class PaymentRows:
    """Rows in PAYMENT_COLUMNS, DOCUMENT_COLUMNS and TAX_COLUMNS, and the complement's own two
    facts.
    """

    version: str | None = None
    total: str | None = None
    payments: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    taxes: list[Row] = field(default_factory=list)


def read_payments(node: etree._Element, uuid: str) -> PaymentRows:
    """The rows of one complement. Raises Quarantined for a version that is not read, a complement
    without payments, and a paid document that lacks what 2.0 requires.
    """
    form = COMPLEMENTS[str(node.tag)]
    if node.get("Version") != form.version:
        raise Quarantined("its payments complement is neither 1.0 nor 2.0", "pagos_version")
    rows = PaymentRows(version=form.version)
    for child in node:
        if child.tag == form.payment:
            number = len(rows.payments) + 1
            get = child.get
            cells = [get(name) for name in PAYMENT_ATTRIBUTES]
            rows.payments.append((uuid, str(number), *cells))
            read_payment(child, form, uuid, number, rows)
        elif child.tag == form.totals:
            rows.total = child.get("MontoTotalPagos")
    if not rows.payments:
        raise Quarantined("its payments complement holds no payment", "payment_count")
    return rows


def read_payment(
    payment: etree._Element, form: Complement, uuid: str, number: int, rows: PaymentRows
) -> None:
    document_number = 0
    for child in payment:
        if child.tag == form.document:
            document_number += 1
            rows.documents.append(document_row(child, form, uuid, number, document_number))
            for taxes in child:
                if taxes.tag == form.document_taxes:
                    place = TaxPlace(uuid, number, document_number)
                    rows.taxes += tax_rows(taxes, form.document_level, place)
        elif child.tag == form.payment_taxes:
            rows.taxes += tax_rows(child, form.payment_level, TaxPlace(uuid, number))


def document_row(
    document: etree._Element, form: Complement, uuid: str, payment_number: int, number: int
) -> Row:
    get = document.get
    if form.version == "2.0":
        for column, attribute in NEEDED_SINCE_20.items():
            if not (get(attribute) or "").strip():
                raise Quarantined(
                    f"empty where a value is required (payment {payment_number}, "
                    f"document {number})",
                    f"cfdi_payment_documents.{column}",
                )
    paid = (get("IdDocumento") or "").strip().upper()
    cells = [get(name) for name in DOCUMENT_ATTRIBUTES]
    return (uuid, str(payment_number), str(number), paid, get(form.equivalence), *cells)
