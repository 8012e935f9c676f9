"""Books about what the customer's side says of our invoices: its portal and its own statement.

Belongs here: their definitions. Does not belong here: collecting (collection_books.py), credit
(credit_books.py), accounting (accounting_books.py).
"""

from datetime import date

from pipelines.books.book import Book, BookColumn, OnlyIn, not_before
from pipelines.books.shared_columns import (
    amount,
    annulled,
    comment,
    currency,
    customer,
    day,
    document,
    text,
)

SENT = OnlyIn("Estado", ("Subida", "Aceptada", "Rechazada", "Programada"))

PORTAL_SUBMISSIONS = Book(
    code="portal_submissions",
    entity="portal_submissions",
    version=1,
    title="Portales de clientes",
    purpose="En qué va cada factura en el portal del cliente: subida, aceptada, rechazada …",
    row_means=(
        "un renglón por factura e intento. El estado se actualiza en su renglón; si la rechazan y "
        "se sube otra vez, un renglón nuevo con Intento 2"
    ),
    delivery="incremental",
    key=("Cliente", "Documento", "Portal", "Intento"),
    columns=(
        customer(),
        document(is_required=True),
        text("Portal", "Nombre del portal; siempre el mismo.", "Portal Norte", is_required=True),
        BookColumn(
            "Intento",
            "whole",
            "1 la primera vez que se sube.",
            1,
            is_required=True,
            minimum=1,
            maximum=99,
        ),
        BookColumn(
            "Estado",
            "choice",
            "En qué va hoy.",
            "Programada",
            is_required=True,
            words={
                "Por subir": "to_upload",
                "Subida": "uploaded",
                "Aceptada": "accepted",
                "Rechazada": "rejected",
                "Programada": "scheduled",
            },
        ),
        day("Fecha del estado", "Desde cuándo.", date(2026, 11, 6), is_required=True),
        day(
            "Fecha de subida",
            "Día en que se subió.",
            date(2026, 11, 3),
            is_required=True,
            only_in=SENT,
        ),
        text(
            "Motivo de rechazo",
            "Lo que dice el portal.",
            None,
            is_required=True,
            only_in=OnlyIn("Estado", ("Rechazada",)),
            max_length=200,
        ),
        day(
            "Fecha de pago programada",
            "La que anuncia el portal.",
            date(2026, 12, 4),
            is_required=True,
            only_in=OnlyIn("Estado", ("Programada",)),
        ),
        text("Folio del portal", "Acuse o contrarrecibo.", "778120"),
        text("Responsable", "Quién la sube.", "Facturación"),
        comment(),
        annulled(),
    ),
    own_rules=(not_before("Fecha del estado", "Fecha de subida"),),
)

CUSTOMER_STATEMENTS = Book(
    code="customer_statements",
    entity="customer_statement_items",
    version=1,
    title="Estado de cuenta del cliente",
    purpose="Lo que el cliente dice que nos debe, para conciliarlo con nuestra cartera.",
    row_means="un renglón por documento de la relación que mandó el cliente",
    delivery="incremental",
    key=("Cliente", "Fecha de corte", "Documento", "Tipo"),
    columns=(
        customer(),
        day("Fecha de corte", "De la relación del cliente.", date(2026, 10, 31), is_required=True),
        BookColumn(
            "Documento",
            "text",
            "Folio como lo escribe el cliente; la referencia del pago si es un pago.",
            "A-1001",
            is_required=True,
        ),
        BookColumn(
            "Tipo",
            "choice",
            "Qué es.",
            "Factura",
            is_required=True,
            words={
                "Factura": "invoice",
                "Nota de crédito": "credit_memo",
                "Pago": "receipt",
                "Otro": "other",
            },
        ),
        day("Fecha del documento", "Según el cliente.", date(2026, 9, 30)),
        day("Vencimiento", "Según el cliente.", date(2026, 10, 30)),
        amount("Importe original", "Según el cliente; sin signo.", "12500.00", minimum=0),
        amount(
            "Saldo",
            "Lo que reconoce deber; negativo si es a su favor.",
            "12500.00",
            is_required=True,
            minimum=None,
        ),
        currency(),
        BookColumn(
            "UUID",
            "uuid",
            "Folio fiscal, si el cliente lo da.",
            "5F2C0A11-7B1D-4E5A-9C3F-0123456789AB",
        ),
        comment(),
        annulled(),
    ),
)
