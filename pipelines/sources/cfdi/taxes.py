"""Tax lines of a voucher, of a payment and of a paid document: one shape at three levels.

Belongs here: finding the lines below an element of taxes. Does not belong here: where that element
stands (voucher.py, payments.py).
"""

from dataclasses import dataclass

from lxml import etree

from pipelines.sources.cfdi.columns import TAX, Row


@dataclass(frozen=True)
class TaxLevel:
    """level_code: as in the contract. suffix: what the names of its elements and attributes end
    with. classes: tag of a group of lines → the tag of its lines and their ``class_code``.
    """

    level_code: str
    attributes: tuple[str, ...]
    classes: dict[str, tuple[str, str]]


def tax_level(level_code: str, namespace: str, suffix: str = "") -> TaxLevel:
    classes = {
        f"{{{namespace}}}{group}{suffix}": (f"{{{namespace}}}{line}{suffix}", line.lower())
        for group, line in (("Traslados", "Traslado"), ("Retenciones", "Retencion"))
    }
    return TaxLevel(level_code, tuple(f"{name}{suffix}" for name in TAX.values()), classes)


@dataclass(frozen=True)
class TaxPlace:
    """What a tax line belongs to; the numbers are 0 where there is none.

    has_amounts: False in a voucher without a currency.
    """

    uuid: str
    payment_number: int = 0
    document_number: int = 0
    has_amounts: bool = True


def tax_rows(taxes: etree._Element, level: TaxLevel, place: TaxPlace) -> list[Row]:
    """The lines below an element of taxes, as TAX_COLUMNS."""
    rows: list[Row] = []
    start = (place.uuid, level.level_code, str(place.payment_number), str(place.document_number))
    for group in taxes:
        found = level.classes.get(str(group.tag))
        if found is None:
            continue
        line_tag, class_code = found
        for line in group:
            if line.tag == line_tag:
                get = line.get
                cells = [get(name) for name in level.attributes]
                if not place.has_amounts:
                    cells[-2:] = None, None
                rows.append((*start, str(len(rows) + 1), class_code, *cells))
    return rows
