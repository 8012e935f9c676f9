"""Columns that several books have, so that the same thing is asked for in the same words.

Belongs here: columns of more than one book. Does not belong here: columns of a single book.
"""

from datetime import date
from decimal import Decimal

from pipelines.books.book import ANNULLED, BookColumn, Number, OnlyIn

CENT = Decimal("0.01")
CURRENCIES = ("MXN", "USD", "EUR", "CAD", "GBP", "JPY", "CHF", "CNY", "BRL")


def customer() -> BookColumn:
    text = "Clave del cliente, tal como está en el sistema de cartera."
    return BookColumn("Cliente", "text", text, "C-0042", is_required=True)


def document(*, is_required: bool) -> BookColumn:
    text = "Folio de la factura o cargo, tal como está en el sistema de cartera."
    return BookColumn("Documento", "text", text, "A-1001", is_required)


def currency(
    header: str = "Moneda", *, is_required: bool = True, only_in: OnlyIn | None = None
) -> BookColumn:
    text = "Clave ISO de la moneda del importe."
    words = {code: code for code in CURRENCIES}
    return BookColumn(header, "choice", text, "MXN", is_required, words, only_in)


def amount(
    header: str,
    description: str,
    example: str,
    *,
    is_required: bool = False,
    only_in: OnlyIn | None = None,
    minimum: Number | None = CENT,
) -> BookColumn:
    value = Decimal(example)
    return BookColumn(
        header, "amount", description, value, is_required, only_in=only_in, minimum=minimum
    )


def day(
    header: str,
    description: str,
    example: date | None,
    *,
    is_required: bool = False,
    only_in: OnlyIn | None = None,
) -> BookColumn:
    return BookColumn(header, "date", description, example, is_required, only_in=only_in)


def text(
    header: str,
    description: str,
    example: str | None,
    *,
    is_required: bool = False,
    only_in: OnlyIn | None = None,
    max_length: int = 60,
) -> BookColumn:
    return BookColumn(
        header, "text", description, example, is_required, only_in=only_in, max_length=max_length
    )


def comment() -> BookColumn:
    return text("Comentario", "Texto libre.", None, max_length=500)


def annulled() -> BookColumn:
    """For books that grow: a row missing from a later file says nothing, so it is annulled."""
    text = "«Sí» anula el renglón: deja de contar, pero queda su historia."
    return BookColumn(ANNULLED, "choice", text, None, words={"Sí": "yes", "No": "no"})
