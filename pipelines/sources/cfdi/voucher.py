"""One voucher's root element to rows of text, or the verdict that it does not land.

Belongs here: walking the voucher, and what only the whole voucher can tell: its stamp, its
currency. Does not belong here: payments (payments.py), types of cells (batches.py). Elements
are known by namespace and name, never by prefix. Concepts, other complements and addenda are not
read.
"""

from dataclasses import dataclass

from lxml import etree

from pipelines.sources.cfdi.columns import (
    ISSUER,
    RECEIVER,
    STAMP,
    VOUCHER,
    VOUCHER_AMOUNTS,
    VOUCHER_TAXES,
    Row,
)
from pipelines.sources.cfdi.kinds import CFDI_33, CFDI_40, Standard
from pipelines.sources.cfdi.payments import COMPLEMENTS, PaymentRows, read_payments
from pipelines.sources.cfdi.taxes import TaxLevel, TaxPlace, tax_level, tax_rows
from pipelines.sources.cfdi.verdicts import Quarantined

STAMP_TAG = "{http://www.sat.gob.mx/TimbreFiscalDigital}TimbreFiscalDigital"
PAYMENT_TYPE = "P"
NO_CURRENCY = "XXX"
MAX_ROWS = 50_000


@dataclass(frozen=True)
class Tags:
    relations: str
    relation: str
    issuer: str
    receiver: str
    taxes: str
    complement: str
    tax_level: TaxLevel


def tags_of(standard: Standard) -> Tags:
    return Tags(
        relations=standard.tag("CfdiRelacionados"),
        relation=standard.tag("CfdiRelacionado"),
        issuer=standard.tag("Emisor"),
        receiver=standard.tag("Receptor"),
        taxes=standard.tag("Impuestos"),
        complement=standard.tag("Complemento"),
        tax_level=tax_level("voucher", standard.namespace),
    )


TAGS = {standard: tags_of(standard) for standard in (CFDI_33, CFDI_40)}
HEAD_ATTRIBUTES = tuple(VOUCHER.values())
AMOUNT_ATTRIBUTES = tuple(VOUCHER_AMOUNTS.values())
TAX_ATTRIBUTES = tuple(VOUCHER_TAXES.values())
ISSUER_ATTRIBUTES = tuple(ISSUER.values())
RECEIVER_ATTRIBUTES = tuple(RECEIVER.values())
STAMP_ATTRIBUTES = tuple(STAMP.values())


@dataclass(frozen=True)
class VoucherRows:
    """head: VOUCHER_COLUMNS; the others as their names say."""

    uuid: str
    head: Row
    relations: list[Row]
    payments: list[Row]
    documents: list[Row]
    taxes: list[Row]


@dataclass
class Parts:
    """The elements of a voucher that are read."""

    issuer: etree._Element | None
    receiver: etree._Element | None
    taxes: etree._Element | None
    relations: list[etree._Element]
    stamps: list[etree._Element]
    payments: list[etree._Element]


def read_voucher(root: etree._Element, standard: Standard, kind: str) -> VoucherRows:
    """The rows of a voucher of type I, E or P; amounts are null where its currency is XXX.

    Raises Quarantined when it has no stamp or several, lacks its amounts, has payments that do not
    go with its type, or more rows than any voucher.
    """
    tags = TAGS[standard]
    parts = parts_of(root, tags)
    stamp = only_stamp(parts.stamps)
    uuid = (stamp.get("UUID") or "").strip().upper()
    get = root.get
    has_currency = (get("Moneda") or "").strip() != NO_CURRENCY
    amounts = amounts_of(root, parts.taxes) if has_currency else NO_AMOUNTS
    paid = payments_of(parts.payments, kind, uuid)
    relations = relation_rows(parts.relations, tags, uuid)
    place = TaxPlace(uuid, has_amounts=has_currency)
    own_taxes = [] if parts.taxes is None else tax_rows(parts.taxes, tags.tax_level, place)
    taxes = own_taxes + paid.taxes
    if len(relations) + len(paid.documents) + len(taxes) > MAX_ROWS:
        raise Quarantined(f"it has more than {MAX_ROWS:,} relations, documents and taxes")
    head = (
        uuid,
        *[get(name) for name in HEAD_ATTRIBUTES],
        *amounts,
        *attributes(parts.issuer, ISSUER_ATTRIBUTES),
        *attributes(parts.receiver, RECEIVER_ATTRIBUTES),
        *attributes(stamp, STAMP_ATTRIBUTES),
        *(paid.version, paid.total),
        *(str(len(rows)) for rows in (relations, paid.payments, paid.documents, taxes)),
    )
    return VoucherRows(uuid, head, relations, paid.payments, paid.documents, taxes)


def parts_of(root: etree._Element, tags: Tags) -> Parts:
    parts = Parts(None, None, None, [], [], [])
    for child in root:
        tag = child.tag
        if tag == tags.complement:
            for item in child:
                if item.tag == STAMP_TAG:
                    parts.stamps.append(item)
                elif item.tag in COMPLEMENTS:
                    parts.payments.append(item)
        elif tag == tags.issuer:
            parts.issuer = child
        elif tag == tags.receiver:
            parts.receiver = child
        elif tag == tags.taxes:
            parts.taxes = child
        elif tag == tags.relations:
            parts.relations.append(child)
    return parts


def only_stamp(stamps: list[etree._Element]) -> etree._Element:
    if not stamps:
        raise Quarantined("it has no stamp (TimbreFiscalDigital), so it is no voucher yet", "uuid")
    if len(stamps) > 1:
        raise Quarantined(f"it has {len(stamps)} stamps (TimbreFiscalDigital)", "uuid")
    return stamps[0]


def attributes(element: etree._Element | None, names: tuple[str, ...]) -> list[str | None]:
    if element is None:
        return [None] * len(names)
    get = element.get
    return [get(name) for name in names]


NO_AMOUNTS: list[str | None] = [None] * (len(AMOUNT_ATTRIBUTES) + len(TAX_ATTRIBUTES))


def amounts_of(root: etree._Element, taxes: etree._Element | None) -> list[str | None]:
    for column, attribute in VOUCHER_AMOUNTS.items():
        if column != "descuento" and not (root.get(attribute) or "").strip():
            raise Quarantined("empty where a value is required", column)
    return [*attributes(root, AMOUNT_ATTRIBUTES), *attributes(taxes, TAX_ATTRIBUTES)]


def payments_of(nodes: list[etree._Element], kind: str, uuid: str) -> PaymentRows:
    is_payment = kind == PAYMENT_TYPE
    if len(nodes) > 1 or is_payment != bool(nodes):
        raise Quarantined(
            f"a voucher of type {kind} has {len(nodes)} payments complements", "payment_count"
        )
    return read_payments(nodes[0], uuid) if nodes else PaymentRows()


def relation_rows(nodes: list[etree._Element], tags: Tags, uuid: str) -> list[Row]:
    return [
        (uuid, node.get("TipoRelacion"), (relation.get("UUID") or "").strip().upper())
        for node in nodes
        for relation in node
        if relation.tag == tags.relation
    ]
