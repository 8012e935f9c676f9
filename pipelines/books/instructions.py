"""What a book's instructions say, in Spanish: the rows of its sheet and of the documentation.

Belongs here: turning a definition into sentences. Does not belong here: looks (template.py).
"""

from datetime import date
from decimal import Decimal

from pipelines.books.book import ANNULLED, Book, BookColumn
from pipelines.books.layout import DATA_SHEET, HEADER_ROW, ROOM

COLUMN_HEADINGS = ("Columna", "¿Obligatoria?", "Qué se escribe", "Forma", "Ejemplo")

FORMS = {
    "date": "Fecha dd/mm/aaaa",
    "amount": "Importe con 2 decimales",
    "percent": "Porcentaje",
    "whole": "Número entero",
    "rfc": "RFC de 12 o 13 caracteres",
    "uuid": "UUID de 36 caracteres",
}


def column_rows(book: Book) -> list[tuple[str, str, str, str, str]]:
    """One row per column of the book, under COLUMN_HEADINGS."""
    return [
        (column.header, need(column), column.description, form(column), shown(column.example))
        for column in book.columns
    ]


def need(column: BookColumn) -> str:
    if column.only_in is None:
        return "Sí" if column.is_required else "No"
    where = f"si {column.only_in.header} es {either(column.only_in.words)}"
    return f"Sí, {where}" if column.is_required else f"Sólo {where}"


def form(column: BookColumn) -> str:
    """How a value is written: the kind and its limits."""
    if column.kind == "choice":
        return "Lista: " + ", ".join(column.words)
    if column.kind in {"text", "code"}:
        return f"Texto de hasta {column.max_length} caracteres"
    return FORMS[column.kind] + limits(column)


def limits(column: BookColumn) -> str:
    if column.minimum is not None and column.maximum is not None:
        return f", de {column.minimum} a {column.maximum}"
    if column.minimum is not None:
        return f", desde {column.minimum}"
    return ", con signo" if column.kind == "amount" else ""


def shown(value: str | int | Decimal | date | None) -> str:
    if value is None:
        return "(vacío)"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def either(words: tuple[str, ...]) -> str:
    """``a``, ``a o b``, ``a, b o c``."""
    return " o ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def steps(book: Book) -> list[str]:
    """How the book is filled in and delivered."""
    key = " + ".join(book.key)
    common = [
        f"Capture en la hoja «{DATA_SHEET}», debajo del encabezado: {book.row_means}. Hay lugar "
        f"para {ROOM:,} renglones; los vacíos no cuentan.",
        f"Cada renglón se reconoce por {key}: dos renglones no pueden tener lo mismo ahí.",
        "Encabezado azul: columna obligatoria; gris: opcional, o sólo para algunos renglones. Una "
        "celda en ámbar falta por llenar; una en gris no corresponde a ese renglón.",
    ]
    return [*common, *delivery_steps(book)]


def delivery_steps(book: Book) -> list[str]:
    folder = "Guárdelo como .xlsx sin contraseña, con el nombre que quiera, en la carpeta "
    if book.delivery == "full":
        return [
            f"{folder}books/AAAA-MM-DD de la bandeja. Una sola persona lleva este libro y cada "
            "entrega lo trae completo: es toda la verdad.",
            "Para quitar un renglón borre su contenido: desde esa entrega deja de existir. Queda "
            "guardado lo que decía antes y hasta cuándo.",
        ]
    return [
        f"{folder}books/AAAA-MM-DD de la bandeja. Pueden llevarlo varias personas, cada una en su "
        "archivo, y un archivo puede empezar de nuevo cuando crece.",
        "Para corregir un renglón cámbielo y entregue otra vez. Un renglón que ya no viene no se "
        f"borra: para que deje de contar escriba «Sí» en {ANNULLED}.",
    ]


def mistakes(book: Book) -> list[str]:
    """What happens with what is wrong."""
    again = (
        "corrija y entregue el libro en una carpeta nueva, de fecha posterior"
        if book.delivery == "full"
        else "corrija y entregue el libro con el mismo nombre de archivo, en una carpeta nueva de "
        "fecha posterior"
    )
    return [
        "Un renglón con error se aparta y los demás se cargan. Se informa archivo, renglón de la "
        f"hoja, columna y motivo, y el informe mensual espera: {again}.",
        "Fechas: las de Excel, o texto dd/mm/aaaa. Importes: números, o texto como 1,234.56. "
        "Cualquier otra forma es un error; nada se adivina.",
        "Fórmulas: se toma el valor guardado. Una fórmula sin calcular o un #N/A es un error.",
        "Números de más de 15 dígitos, como una CLABE: escríbalos como texto; Excel los redondea.",
        f"No cambie los encabezados (renglón {HEADER_ROW}) ni copie la hoja a otro libro: sin la "
        "marca oculta de esta plantilla el archivo se rechaza completo.",
    ]
