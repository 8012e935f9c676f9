"""Books about collecting: the log of what was said, and payment plans.

Belongs here: their definitions. Does not belong here: what customers say in their portals and
statements (customer_books.py), credit (credit_books.py), accounting (accounting_books.py).
"""

from datetime import date

import polars as pl

from pipelines.books.book import Book, BookColumn, OnlyIn, RowRule, not_before
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

PROMISE = OnlyIn("Tipo", ("Promesa",))
DISPUTE = OnlyIn("Tipo", ("Disputa",))
PROMISE_OR_DISPUTE = OnlyIn("Tipo", ("Promesa", "Disputa"))

COLLECTION_LOG = Book(
    code="collection_log",
    entity="collection_events",
    version=1,
    title="Bitácora de cobranza",
    purpose="Lo que se habló con los clientes: llamadas, promesas de pago y disputas.",
    row_means=(
        "un renglón por gestión. Si una promesa cubre varias facturas, un renglón por factura. "
        "Una disputa se cierra en su propio renglón, con la fecha de solución"
    ),
    delivery="incremental",
    key=("Gestor", "Folio"),
    columns=(
        BookColumn(
            "Gestor",
            "code",
            "Iniciales de quien gestiona; siempre las mismas.",
            "ANA",
            is_required=True,
            max_length=20,
        ),
        BookColumn(
            "Folio",
            "whole",
            "Consecutivo del gestor: 1, 2, 3 … No se repite ni se reutiliza, aunque empiece otro "
            "libro.",
            1,
            is_required=True,
            minimum=1,
            maximum=9_999_999,
        ),
        day("Fecha", "Día de la gestión.", date(2026, 11, 5), is_required=True),
        customer(),
        BookColumn(
            "Tipo",
            "choice",
            "Qué fue. Una llamada que termina en promesa se captura como Promesa.",
            "Promesa",
            is_required=True,
            words={
                "Llamada": "call",
                "Correo": "email",
                "Mensaje": "message",
                "Visita": "visit",
                "Promesa": "promise",
                "Disputa": "dispute",
                "Nota": "note",
            },
        ),
        document(is_required=False),
        amount(
            "Importe",
            "Lo prometido, o lo que está en disputa.",
            "12500.00",
            is_required=True,
            only_in=PROMISE_OR_DISPUTE,
        ),
        currency(only_in=PROMISE_OR_DISPUTE),
        day(
            "Fecha prometida",
            "Día en que el cliente dijo que paga.",
            date(2026, 11, 12),
            is_required=True,
            only_in=PROMISE,
        ),
        BookColumn(
            "Motivo de la disputa",
            "choice",
            "Por qué no paga.",
            None,
            is_required=True,
            words={
                "Precio": "price",
                "Cantidad": "quantity",
                "Calidad": "quality",
                "Entrega": "delivery",
                "Factura con error": "invoice_error",
                "Falta documento": "missing_document",
                "Devolución pendiente": "pending_return",
                "Descuento no aplicado": "discount",
                "Duplicada": "duplicate",
                "Otro": "other",
            },
            only_in=DISPUTE,
        ),
        text(
            "Responsable",
            "Área o persona nuestra que debe resolver la disputa.",
            None,
            is_required=True,
            only_in=DISPUTE,
        ),
        day("Fecha de solución", "Vacía mientras siga abierta.", None, only_in=DISPUTE),
        text("Contacto", "Con quién se habló.", "Cuentas por pagar"),
        day("Próxima gestión", "Cuándo volver a buscarlo.", date(2026, 11, 13)),
        comment(),
        annulled(),
    ),
    own_rules=(
        RowRule(
            "Documento",
            (pl.col("tipo") == "dispute") & pl.col("documento").is_null(),
            "empty although Tipo is Disputa",
        ),
        not_before("Fecha prometida", "Fecha"),
        not_before("Fecha de solución", "Fecha"),
        not_before("Próxima gestión", "Fecha"),
    ),
)

PAYMENT_PLANS = Book(
    code="payment_plans",
    entity="plan_installments",
    version=1,
    title="Convenios de pago",
    purpose="Los convenios vigentes y cancelados, parcialidad por parcialidad.",
    row_means="un renglón por parcialidad de cada convenio",
    delivery="full",
    key=("Convenio", "Parcialidad"),
    columns=(
        text("Convenio", "Número con que se conoce el convenio.", "CV-2026-01", is_required=True),
        BookColumn(
            "Parcialidad",
            "whole",
            "1 la primera.",
            1,
            is_required=True,
            minimum=1,
            maximum=120,
        ),
        customer(),
        day("Fecha del convenio", "Día en que se firmó.", date(2026, 10, 15), is_required=True),
        day(
            "Vencimiento",
            "Día en que debe pagarse la parcialidad.",
            date(2026, 11, 15),
            is_required=True,
        ),
        amount("Importe", "De la parcialidad.", "25000.00", is_required=True),
        currency(),
        document(is_required=False),
        BookColumn(
            "Estado",
            "choice",
            "Si se cumplió no se captura: se calcula con los cobros.",
            "Vigente",
            is_required=True,
            words={"Vigente": "active", "Cancelado": "cancelled"},
        ),
        text("Autorizó", "Quién autorizó el convenio.", "Gerencia de crédito"),
        comment(),
    ),
    own_rules=(not_before("Vencimiento", "Fecha del convenio"),),
)
