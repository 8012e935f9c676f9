"""Books about the accounts: general-ledger balances and approvals.

Belongs here: their definitions. Does not belong here: the SAT's own file of balances
(sources/balanza.py), which fills the same table.
"""

from datetime import date

import polars as pl

from pipelines.books.book import Book, BookColumn, OnlyIn, RowRule
from pipelines.books.shared_columns import CENT, amount, annulled, comment, currency, day, text

# Accounts of credit nature grow by what is credited, so that the movement may count either way. A
# cent is left to programs that round each of the four figures by itself.
MOVED = pl.col("saldo_final") - pl.col("saldo_inicial")
NET = pl.col("debe") - pl.col("haber")
ADDS_UP = ((MOVED - NET).abs() <= CENT) | ((MOVED + NET).abs() <= CENT)

GL_BALANCES = Book(
    code="gl_balances",
    entity="gl_balances",
    version=1,
    title="Saldos contables",
    purpose=(
        "La balanza de comprobación por cuenta y mes, para comparar la cartera con contabilidad. "
        "También se acepta la balanza en XML que se envía al SAT."
    ),
    row_means="un renglón por cuenta y mes, en la moneda de los libros",
    delivery="incremental",
    key=("Ejercicio", "Mes", "Cuenta"),
    columns=(
        BookColumn(
            "Ejercicio", "whole", "Año.", 2026, is_required=True, minimum=1990, maximum=2199
        ),
        BookColumn(
            "Mes",
            "whole",
            "1 a 12; 13 es el cierre anual.",
            10,
            is_required=True,
            minimum=1,
            maximum=13,
        ),
        BookColumn(
            "Cuenta",
            "text",
            "Número de cuenta contable.",
            "105-01-001",
            is_required=True,
            max_length=100,
        ),
        text("Nombre de la cuenta", "Como en el catálogo.", "Clientes nacionales", max_length=120),
        amount("Saldo inicial", "Al primer día.", "1250000.00", is_required=True, minimum=None),
        amount("Debe", "Cargos del mes.", "480000.00", is_required=True, minimum=None),
        amount("Haber", "Abonos del mes.", "515000.00", is_required=True, minimum=None),
        amount("Saldo final", "Al último día.", "1215000.00", is_required=True, minimum=None),
        annulled(),
    ),
    own_rules=(
        RowRule(
            "Saldo final",
            ~ADDS_UP,
            "not the opening balance and the movements of the month",
        ),
    ),
)

CLOSED_MONTH = OnlyIn("Tipo", ("Cambio a mes cerrado",))
# A row still to be decided has no one who decided it; without a word it is an approval, signed.
DECIDED = OnlyIn("Decisión", ("Aprobado", "Rechazado"))
UNSIGNED = "empty although Decisión is not Pendiente"

APPROVALS = Book(
    code="approvals",
    entity="approvals",
    version=1,
    title="Aprobaciones",
    purpose=(
        "Quién autorizó cada cancelación por incobrable, cada cambio a un mes ya cerrado y cada "
        "cargo adicional."
    ),
    row_means="un renglón por aprobación; si cubre varios documentos, un folio por documento",
    delivery="incremental",
    key=("Folio",),
    columns=(
        text(
            "Folio",
            "De la aprobación; no se repite.",
            "AP-2026-017",
            is_required=True,
            max_length=120,
        ),
        BookColumn(
            "Tipo",
            "choice",
            "Qué se aprueba.",
            "Cancelación por incobrable",
            is_required=True,
            words={
                "Cancelación por incobrable": "write_off",
                "Cambio a mes cerrado": "closed_month_change",
                "Otro ajuste": "adjustment",
                "Interés moratorio": "late_interest",
                "Indemnización por cheque devuelto": "cheque_indemnity",
                "Gastos de cobranza": "collection_charge",
            },
        ),
        text(
            "Cliente",
            "Clave del cliente, tal como está en el sistema de cartera.",
            "C-0042",
            is_required=True,
            max_length=40,
        ),
        text(
            "Documento",
            "Folio del cargo que se cancela, del documento que cambia o por el que se cobra.",
            "A-1001",
            is_required=True,
            max_length=40,
        ),
        amount("Importe", "Aprobado como máximo, con IVA.", "8700.00", is_required=True),
        currency(),
        day(
            "Mes cerrado",
            "Cualquier día del mes que cambia.",
            None,
            is_required=True,
            only_in=CLOSED_MONTH,
        ),
        BookColumn(
            "Motivo",
            "choice",
            "Por qué.",
            "Incosteable",
            is_required=True,
            words={
                "Incosteable": "not_worth_collecting",
                "Insolvencia": "insolvency",
                "Prescripción": "time_barred",
                "Resolución judicial": "court_resolution",
                "Fallecimiento o cierre": "ceased",
                "Fraude": "fraud",
                "Error de captura": "entry_error",
                "Mora del cliente": "customer_default",
                "Otro": "other",
            },
        ),
        BookColumn(
            "Decisión",
            "choice",
            "Vacío es Aprobado. Lo rechazado no se vuelve a proponer; lo pendiente no cuenta.",
            None,
            words={"Aprobado": "approved", "Rechazado": "rejected", "Pendiente": "pending"},
        ),
        text(
            "Autorizó",
            "Nombre o puesto de quien autoriza o rechaza.",
            "Dirección",
            is_required=True,
            only_in=DECIDED,
        ),
        day(
            "Fecha de autorización",
            "Día en que firmó.",
            date(2026, 11, 4),
            is_required=True,
            only_in=DECIDED,
        ),
        text("Evidencia", "Dónde está: acta, correo, expediente.", "Acta 11/2026", max_length=200),
        comment(),
        annulled(),
    ),
    own_rules=(
        RowRule("Autorizó", pl.col("decision").is_null() & pl.col("autorizo").is_null(), UNSIGNED),
        RowRule(
            "Fecha de autorización",
            pl.col("decision").is_null() & pl.col("fecha_de_autorizacion").is_null(),
            UNSIGNED,
        ),
    ),
)
