"""What a file is, by its first bytes and its root element, never by its name.

Belongs here: the kinds that are set aside, and the vouchers of which versions are read. Does not
belong here: reading them (voucher.py).
"""

from dataclasses import dataclass

from lxml import etree

from pipelines.sources.cfdi.archive import ZIP_HEADS
from pipelines.sources.cfdi.verdicts import Quarantined, SetAside

# Kinds of files. Vouchers go by the standard's own letter: I, E, P, and N, T.
PRINTED = "pdf"
WITHHOLDING = "retenciones"
ACCOUNTING = "contabilidad"
CANCELLATION = "cancelacion"
TRANSFER_RECEIPT = "cep"
FOREIGN = "xml"

# Byte-order marks, the zero bytes of UTF-16, and blanks.
BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"

LANDING = frozenset("IEP")
OTHER_VOUCHERS = {"N": "a payroll voucher (N)", "T": "a transfer-of-goods voucher (T)"}


@dataclass(frozen=True)
class Standard:
    """A version of the CFDI that is read."""

    version: str
    namespace: str

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"


CFDI_33 = Standard("3.3", "http://www.sat.gob.mx/cfd/3")
CFDI_40 = Standard("4.0", "http://www.sat.gob.mx/cfd/4")
STANDARDS = {standard.tag("Comprobante"): standard for standard in (CFDI_33, CFDI_40)}
OLD_NAMESPACE = "http://www.sat.gob.mx/cfd/2"
# Versions whose number may be told; any other text is not repeated.
KNOWN_VERSIONS = frozenset({"2.0", "2.2", "3.0", "3.2", "3.3", "4.0"})

# Part of the root's namespace, its local name ('' for any), and what that is.
RELATIVES = (
    ("/esquemas/retencionpago/", "Retenciones", WITHHOLDING, "a voucher of withholdings"),
    ("/esquemas/ContabilidadE/", "", ACCOUNTING, "electronic accounting for the SAT"),
    ("cancelacfd.sat.gob.mx", "", CANCELLATION, "a request to cancel vouchers"),
    ("", "Cancelacion", CANCELLATION, "a request to cancel vouchers"),
    ("", "SPEI_Tercero", TRANSFER_RECEIPT, "Banxico's receipt of a transfer (CEP)"),
)


def check_bytes(content: bytes) -> None:
    """Raises SetAside for a PDF, Quarantined for what is not XML either."""
    if not content.strip():
        raise Quarantined("the file is empty")
    if content.startswith(b"%PDF"):
        raise SetAside(PRINTED, "a PDF: the printed form of a voucher is not read")
    if content.startswith(ZIP_HEADS):
        raise Quarantined("it is an archive within an archive; unpack it")
    if not content.lstrip(BEFORE_MARKUP).startswith(b"<"):
        raise Quarantined("it is neither XML nor a ZIP archive")


def standard_of(root: etree._Element) -> Standard:
    """The standard that the root is a voucher of.

    Raises SetAside for any other XML and Quarantined for a voucher of a version that is not read.
    """
    standard = STANDARDS.get(str(root.tag))
    if standard is None:
        raise verdict_on_stranger(root)
    version = root.get("Version") or root.get("version") or ""
    if version != standard.version:
        raise Quarantined(unknown_version(version), "version")
    return standard


def verdict_on_stranger(root: etree._Element) -> SetAside | Quarantined:
    name = etree.QName(root)
    namespace = name.namespace or ""
    if namespace == OLD_NAMESPACE:
        return Quarantined(unknown_version(root.get("version") or ""), "version")
    for part, local_name, kind, words in RELATIVES:
        if part in namespace and local_name in {"", name.localname}:
            return SetAside(kind, words)
    return SetAside(FOREIGN, "XML of another kind than a CFDI")


def unknown_version(version: str) -> str:
    named = f"version {version}" if version in KNOWN_VERSIONS else "an unknown version"
    return f"it is a CFDI of {named}; 3.3 and 4.0 are read"


def check_type(type_code: str | None) -> str:
    """The voucher's type, where it is one that lands.

    Raises SetAside for N and T, and Quarantined for what is no type.
    """
    if type_code in OTHER_VOUCHERS:
        raise SetAside(type_code, OTHER_VOUCHERS[type_code])
    if type_code not in LANDING:
        raise Quarantined("its type is none of I, E, P, N and T", "tipo_de_comprobante")
    return type_code
