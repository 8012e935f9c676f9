"""The books about deposits: what customers announce that they pay, and what a person decided of the
matcher's proposals.

Belongs here: their definitions. Does not belong here: the queues that fill its rows in beforehand
(queues/), other books about payers (credit_books.py).
"""

from datetime import date

import polars as pl

from pipelines.books.book import Book, BookColumn, RowRule, goes_with
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

IS_APPLIED = pl.col("decision") == "apply"

MATCH_DECISIONS = Book(
    code="match_decisions",
    entity="match_decisions",
    version=1,
    title="Decisiones de depósitos",
    purpose="Qué facturas paga cada depósito que las propuestas no dejaron resuelto.",
    row_means=(
        "un renglón por depósito y documento. `cartera queues` entrega el libro con los depósitos "
        "ya escritos; un depósito sin decisión sigue pendiente"
    ),
    delivery="incremental",
    key=("Depósito", "Renglón"),
    columns=(
        text(
            "Depósito",
            "Identificador del depósito, tal como lo da cartera.",
            "R-0a1b2c3d4e5f",
            is_required=True,
        ),
        BookColumn(
            "Renglón",
            "whole",
            "1, 2, 3 … dentro del depósito; uno por documento.",
            1,
            is_required=True,
            minimum=1,
            maximum=9_999,
        ),
        text(
            "Qué se sabe",
            "Lo que cartera sabe del depósito; no se lee.",
            None,
            max_length=500,
        ),
        BookColumn(
            "Decisión",
            "choice",
            "Qué se hace. Vacía: sigue pendiente.",
            "Aplicar",
            words={
                "Aplicar": "apply",
                "A cuenta": "on_account",
                "No es de un cliente": "not_customer",
                "Duplicado": "duplicate",
                "Rechazar la propuesta": "reject",
            },
        ),
        text(
            "Cliente",
            "Clave del cliente que paga; con ella se aprende su cuenta y su nombre.",
            "C-0042",
        ),
        text("Documento", "Folio de la factura que se paga.", "A-1001"),
        amount("Importe", "Lo que del depósito va a ese documento.", "12500.00", minimum=None),
        day("Fecha de decisión", "Día en que se decidió.", date(2026, 11, 3)),
        text("Decidió", "Quién decidió.", "Cobranza"),
        comment(),
        annulled(),
    ),
    own_rules=(
        goes_with("Fecha de decisión", "Decisión"),
        # What was filled in beforehand stays where the decision is another one.
        RowRule("Documento", IS_APPLIED & pl.col("documento").is_null(), "empty although applied"),
        RowRule(
            "Cliente",
            (pl.col("decision") == "on_account") & pl.col("cliente").is_null(),
            "empty although the deposit stays on account",
        ),
    ),
)

REMITTANCES = Book(
    code="remittance_lines",
    entity="remittance_lines",
    version=1,
    title="Avisos de pago",
    purpose="Qué facturas dice cada cliente que paga con una transferencia o depósito.",
    row_means=(
        "un renglón por documento de un aviso; todos los del mismo aviso repiten el pago: fecha, "
        "importe, moneda y clave de rastreo"
    ),
    delivery="incremental",
    key=("Cliente", "Aviso", "Renglón"),
    columns=(
        customer(),
        text("Aviso", "Número del aviso, o el que usted le dé.", "AV-15", is_required=True),
        BookColumn(
            "Renglón",
            "whole",
            "1, 2, 3 … dentro del aviso; uno por documento.",
            1,
            is_required=True,
            minimum=1,
            maximum=9_999,
        ),
        day("Fecha de pago", "Día en que el cliente pagó.", date(2026, 11, 3), is_required=True),
        amount("Importe del pago", "Lo que se pagó en total.", "12500.00", is_required=True),
        currency(),
        text("Clave de rastreo", "Del SPEI, o la referencia del depósito.", "BNET01002611030001"),
        document(is_required=True),
        amount(
            "Importe",
            "Lo que del pago va a ese documento; negativo, la nota de crédito que descuenta.",
            "12500.00",
            minimum=None,
        ),
        comment(),
        annulled(),
    ),
)
