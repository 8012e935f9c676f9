"""The worklist as a book: the columns of the collection log, beside what the caller must know.

Belongs here: which columns the list shows and which of them are read back. Does not belong here:
who is on a list (pipelines/worklist). It has no template: `cartera worklist` writes it filled in.
"""

from dataclasses import replace

from pipelines.books.book import BookColumn
from pipelines.books.collection_books import COLLECTION_LOG
from pipelines.books.shared_columns import amount, text

# What a caller types. A row without an outcome was not worked on, and says nothing.
OUTCOME = "Tipo"


def count(header: str, description: str) -> BookColumn:
    return BookColumn(header, "whole", description, None)


SHOWN = (
    count("Orden", "Por dónde se empieza: primero lo que más se espera recuperar."),
    text("Nombre", "Del cliente.", None, max_length=80),
    text("Motivo", "Por qué se le llama hoy.", None, max_length=44),
    text("Qué hacer", "Lo que pide la estrategia.", None, max_length=40),
    text("Canal", "Por qué medio.", None, max_length=24),
    amount("Vencido MXN", "Todo lo vencido del cliente.", "1.00"),
    amount("Por cobrar MXN", "Lo vencido sin promesa ni aclaración.", "1.00"),
    amount("Se espera MXN", "Por cobrar, por la probabilidad de que gestionarlo ayude.", "1.00"),
    count("Días vencido", "De lo más antiguo."),
    text("Última gestión", "Qué y cuándo.", None, max_length=44),
    text("Promesa", "Vigente o rota.", None, max_length=44),
    text("Promesas cumplidas", "De las que ya vencieron.", None, max_length=24),
    amount("En aclaración MXN", "Lo que está en disputa.", "1.00"),
    text("Portal", "Lo detenido o programado.", None, max_length=44),
    text("Crédito", "Acción propuesta y calificación.", None, max_length=56),
    amount("Por cobrar del documento", "En la moneda del documento.", "1.00"),
    text("Moneda del documento", "La que lleva el importe si promete.", None, max_length=3),
)

WORKLIST = replace(
    COLLECTION_LOG,
    code="worklist",
    title="Lista de trabajo",
    purpose=(
        "A quién llamar hoy, por qué y qué se espera. Lo que resulte se elige en «Tipo», y el "
        "archivo se entrega como libro: cada renglón con resultado pasa a la bitácora."
    ),
    row_means="un renglón por cliente; los que queden sin «Tipo» no cuentan",
    columns=(*SHOWN, *COLLECTION_LOG.columns),
)
SHOWN_HEADERS = frozenset(column.header for column in SHOWN)
