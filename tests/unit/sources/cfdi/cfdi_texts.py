"""Vouchers as text, sound and spoiled, for the tests of this folder.

Belongs here: XML that the tests share. The sound ones are the sample company's own, of the SAT's
test parties.
"""

from datetime import datetime

from pipelines.sample.cfdi import (
    Head,
    PaidDocument,
    Party,
    credit_xml,
    invoice_xml,
    payment_xml,
    uuid_of,
)

ISSUED = datetime(2026, 10, 5, 9, 30)
RECEIVER = Party("URE180429TM6", 'UNIVERSIDAD "ROBÓTICA" & CÍA')
INVOICE, CREDIT, PAYMENT = (uuid_of(number) for number in (1, 2, 3))
STAMP_BEGIN, STAMP_END = "<tfd:TimbreFiscalDigital", "</cfdi:Complemento>"


def invoice(number: int = 1) -> str:
    """1,000.00 and 160.00 of tax."""
    return invoice_xml(Head(number, "A", str(number), ISSUED, RECEIVER), 1000_00, 160_00)


def credit() -> str:
    """100.00 and 16.00 of tax off two invoices."""
    related = [INVOICE, uuid_of(9)]
    return credit_xml(Head(2, "A", "2", ISSUED, RECEIVER), 100_00, 16_00, related, "01")


def payment() -> str:
    """One transfer of 700.00 on two invoices: 580.00 of 1,160.00, and the last 120.00."""
    paid = [
        PaidDocument(INVOICE, "1", 1, 1160_00, 580_00),
        PaidDocument(uuid_of(9), "9", 2, 120_00, 120_00),
    ]
    return payment_xml(Head(3, "CR", "3", ISSUED, RECEIVER), "0123456789", paid)


def in_33(xml: str) -> str:
    """A voucher of 4.0 as 3.3 wrote it, payments 2.0 as 1.0."""
    return (
        xml.replace("sat.gob.mx/cfd/4", "sat.gob.mx/cfd/3")
        .replace('Version="4.0"', 'Version="3.3"')
        .replace("sat.gob.mx/Pagos20", "sat.gob.mx/Pagos")
        .replace('Pagos Version="2.0"', 'Pagos Version="1.0"')
        .replace("EquivalenciaDR=", "TipoCambioDR=")
    )


def without_stamp(xml: str) -> str:
    begin = xml.index(STAMP_BEGIN)
    return xml[:begin] + xml[xml.index(STAMP_END) :]


def stamp_of(xml: str) -> str:
    return xml[xml.index(STAMP_BEGIN) : xml.index(STAMP_END)]


def with_two_stamps(xml: str) -> str:
    return xml.replace(STAMP_END, stamp_of(xml) + STAMP_END)


def with_document_type(xml: str, declaration: str) -> str:
    return xml.replace("\n", f"\n{declaration}\n", 1)
