"""The book of recipients: who is sent which of our own reports by e-mail.

Belongs here: its definition. Does not belong here: customers' addresses (the ERP has them), when a
report is due (automation.py), sending (pipelines/delivery).
"""

from datetime import date

import polars as pl

from pipelines.books.book import Book, BookColumn, RowRule, not_before
from pipelines.books.shared_columns import comment, day, text

EVERYBODY = "TODOS"
IS_WHOLE = pl.col("informe") == "monthly_report"

RECIPIENTS = Book(
    code="recipients",
    entity="recipients",
    version=1,
    title="Destinatarios",
    purpose="A quién se le manda cada informe por correo: vendedores, ventas, Finanzas y cobranza.",
    row_means="un renglón por informe, correo y vendedor",
    delivery="full",
    key=("Informe", "Correo", "Vendedor"),
    columns=(
        BookColumn(
            "Informe",
            "choice",
            "Qué se le manda.",
            "Antigüedad semanal",
            is_required=True,
            words={
                "Antigüedad semanal": "weekly_aging",
                "Bloqueos y liberaciones": "credit_actions",
                "Informe mensual": "monthly_report",
                "Promesas incumplidas": "broken_promises",
            },
        ),
        text(
            "Correo", "Un solo correo.", "norte2@empresa.example", is_required=True, max_length=254
        ),
        text(
            "Vendedor",
            "De quién son los clientes, como está en el sistema de cartera; «Todos» para todos.",
            "VENTAS NORTE 2",
            is_required=True,
        ),
        text("Nombre", "De quien lo recibe.", "Vendedor Norte 2"),
        BookColumn(
            "Idioma",
            "choice",
            "En que se escribe.",
            "Español",
            is_required=True,
            words={"Español": "es", "Inglés": "en"},
        ),
        day("Desde", "Primer día en que se le manda.", date(2026, 1, 1)),
        day("Hasta", "Último día; vacío: hasta nuevo aviso.", None),
        comment(),
    ),
    own_rules=(
        RowRule(
            "Vendedor",
            IS_WHOLE & (pl.col("vendedor").str.to_uppercase() != EVERYBODY),
            "the monthly report is about all customers: Todos",
        ),
        not_before("Hasta", "Desde"),
    ),
)
