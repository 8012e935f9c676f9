"""The bytes of a CFDI as elements, or the reason why they are none.

Belongs here: what is refused and in which words. Does not belong here: how the parser is hardened
(bounded_xml.py) and what elements mean (kinds.py, voucher.py).
"""

from lxml import etree

from pipelines.sources.bounded_xml import declares_document_type
from pipelines.sources.cfdi.verdicts import Quarantined

# The SAT's own "Mis cuentas" binds this prefix to a text that is no URI, which a namespace must be.
BAD_BINDING, NO_BINDING = b"xmlns:schemaLocation=", b"schemaLocation="


def parse_markup(content: bytes, parser: etree.XMLParser) -> etree._Element:
    """The root element. Raises Quarantined when the bytes are no XML or declare a document type."""
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if BAD_BINDING in content:
            return parse_markup(content.replace(BAD_BINDING, NO_BINDING), parser)
        # libxml2's own words may quote what it read.
        raise Quarantined(fault_of(error)) from None
    except (ValueError, LookupError):
        raise Quarantined("it is not XML in a known encoding") from None
    if declares_document_type(root):
        raise Quarantined("it declares a document type (DOCTYPE), which no CFDI does")
    return root


def fault_of(error: etree.XMLSyntaxError) -> str:
    if error.code in {etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_ENTITY_LOOP}:
        return "it is nested deeper, or grows more, than XML of a CFDI can"
    line = error.lineno or 0
    return f"it is not well-formed XML (line {line})" if line else "it is not well-formed XML"
