"""XML that strangers wrote, whole or as a stream of elements, bounded in what it may cost.

Belongs here: switching off what could do harm (entities, network, document types) and the bound on
elements; libxml2 itself bounds depth (256 levels), the length of a text (10 MB) and the growth of
entities, and the caller the size of the whole. Does not belong here: what elements mean.
"""

from collections.abc import Iterator
from typing import IO, Literal

from lxml import etree

from pipelines.sources.reading import UnreadableFile

# As many as a sheet of a workbook has rows.
MOST_ELEMENTS = 1 << 20


def hardened_parser() -> etree.XMLParser:
    """A parser of its own for each reading: one must not serve two threads."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def hardened_events(
    file: IO[bytes] | str, events: tuple[Literal["start", "end"], ...], tag: str | None = None
) -> Iterator[tuple[str, etree._Element]]:
    """Elements as they begin ("start") or are whole ("end"), as etree.iterparse gives them."""
    return etree.iterparse(
        file,
        events=events,
        tag=tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def declares_document_type(element: etree._Element) -> bool:
    return element.getroottree().docinfo.internalDTD is not None


def first_element(file: IO[bytes], remedy: str) -> etree._Element:
    """The root with its attributes, as soon as it begins. Raises as elements_named does."""
    events = hardened_events(file, ("start",))
    try:
        _, root = next(events)
    except (etree.LxmlError, StopIteration):
        raise not_well_formed(remedy) from None
    refuse_document_type(root, remedy)
    return root


def elements_named(file: IO[bytes], name: str, remedy: str) -> Iterator[etree._Element]:
    """Every element of a local name when it is whole; it is forgotten once the next is asked for.

    remedy: what the person who delivered the file should do.
    Raises UnreadableFile for XML that is not well-formed, declares a document type or has more such
    elements than MOST_ELEMENTS. libxml2's own words may quote the file and are left out.
    """
    events = hardened_events(file, ("end",), f"{{*}}{name}")
    try:
        for number, (_, element) in enumerate(events, start=1):
            if number > MOST_ELEMENTS:
                raise UnreadableFile(f"it has more than {MOST_ELEMENTS:,} rows", remedy)
            refuse_document_type(element, remedy)
            yield element
            # What was read before; the element itself is still the parser's.
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
            element.clear(keep_tail=True)
    except etree.LxmlError:
        raise not_well_formed(remedy) from None


def refuse_document_type(element: etree._Element, remedy: str) -> None:
    if declares_document_type(element):
        raise UnreadableFile("it is XML that declares a document type", remedy)


def not_well_formed(remedy: str) -> UnreadableFile:
    return UnreadableFile("it is XML that is not well-formed, or cut off", remedy)
