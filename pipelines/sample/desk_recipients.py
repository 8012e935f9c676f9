"""Who in the sample company is sent which report.

Belongs here: the rows of that book, by the headers of its template. Does not belong here: files
(``books.py``), sending (``pipelines/delivery``).
"""

import polars as pl

from pipelines.sample import catalogues as c

DOMAIN = "hidraulica-muestra.example"
EVERYBODY = "Todos"
DESKS = (
    ("Bloqueos y liberaciones", "ventas", "Dirección de Ventas"),
    ("Informe mensual", "finanzas", "Finanzas"),
    ("Promesas incumplidas", "cobranza", "Cobranza"),
)


def recipients() -> pl.DataFrame:
    """Each salesperson gets the ageing of their own customers; the desks get the rest."""
    rows = [
        ("Antigüedad semanal", f"agente{place}@{DOMAIN}", name, name)
        for place, name in enumerate(c.SALESPEOPLE, start=1)
    ]
    rows += [(report, f"{box}@{DOMAIN}", EVERYBODY, name) for report, box, name in DESKS]
    headers = ["Informe", "Correo", "Vendedor", "Nombre"]
    return pl.DataFrame(rows, schema=headers, orient="row").with_columns(Idioma=pl.lit("Español"))
