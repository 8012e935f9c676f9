"""Books about customers: the credit file and its documents, who pays for whom, related parties.

Belongs here: their definitions. Does not belong here: collecting (collection_books.py), accounting
(accounting_books.py).
"""

from datetime import date
from decimal import Decimal

import polars as pl

from pipelines.books.book import PATTERNS, Book, BookColumn, RowRule, goes_with, not_before
from pipelines.books.shared_columns import amount, comment, currency, customer, day, text
from pipelines.sources.banks.clabe import valid_clabe

CREDIT_FILE = Book(
    code="credit_file",
    entity="credit_lines",
    version=1,
    title="Expediente de crédito",
    purpose="El crédito autorizado de cada cliente y su seguro.",
    row_means="un renglón por cliente con crédito autorizado",
    delivery="full",
    key=("Cliente",),
    columns=(
        customer(),
        amount(
            "Límite de crédito",
            "Autorizado; 0 si compra de contado.",
            "500000.00",
            is_required=True,
            minimum=0,
        ),
        currency(),
        BookColumn(
            "Días de plazo",
            "whole",
            "Autorizados; 0 es de contado.",
            30,
            is_required=True,
            minimum=0,
            maximum=365,
        ),
        BookColumn(
            "Estado",
            "choice",
            "Suspendido: no se le vende a crédito.",
            "Autorizado",
            is_required=True,
            words={"Autorizado": "active", "Suspendido": "suspended"},
        ),
        day("Fecha de autorización", "Del límite vigente.", date(2026, 1, 15), is_required=True),
        text("Autorizó", "Quién autorizó.", "Comité de crédito", is_required=True),
        day("Próxima revisión", "Cuándo toca revisarlo.", date(2027, 1, 15)),
        amount("Importe asegurado", "Por el seguro de crédito.", "300000.00"),
        currency("Moneda del seguro", is_required=False),
        day("Vencimiento del seguro", "Último día cubierto.", date(2026, 12, 31)),
        text("Aseguradora", "Nombre.", "Aseguradora del Valle"),
        text("Póliza", "Número.", "SC-5512"),
        BookColumn(
            "Interés moratorio anual",
            "percent",
            "Pactado por escrito, en por ciento: 24 es el 24 %. Vacío: no se pactó.",
            Decimal(24),
            # 0.24 is what a spreadsheet makes of a typed 24%.
            minimum=1,
            maximum=100,
        ),
        amount(
            "Gastos de cobranza",
            "Pactados por escrito, por documento vencido, sin IVA, en la moneda del límite. "
            "Vacío: no se pactaron.",
            "350.00",
        ),
        comment(),
    ),
    own_rules=(
        goes_with("Moneda del seguro", "Importe asegurado"),
        goes_with("Vencimiento del seguro", "Importe asegurado"),
        not_before("Próxima revisión", "Fecha de autorización"),
    ),
)

CREDIT_DOCUMENTS = Book(
    code="credit_documents",
    entity="credit_documents",
    version=1,
    title="Documentos del expediente",
    purpose="Pagarés, contratos y demás documentos del expediente de crédito, con su vencimiento.",
    row_means="un renglón por documento de cada cliente, también de los que faltan",
    delivery="full",
    key=("Cliente", "Tipo de documento", "Número"),
    columns=(
        customer(),
        BookColumn(
            "Tipo de documento",
            "choice",
            "Qué es.",
            "Pagaré",
            is_required=True,
            words={
                "Solicitud de crédito": "credit_application",
                "Contrato": "contract",
                "Pagaré": "promissory_note",
                "Garantía": "collateral",
                "Carta de crédito": "letter_of_credit",
                "Acta constitutiva": "incorporation_deed",
                "Poder notarial": "power_of_attorney",
                "Identificación": "identification",
                "Constancia fiscal": "tax_certificate",
                "Comprobante de domicilio": "proof_of_address",
                "Estados financieros": "financial_statements",
                "Consulta de buró": "credit_bureau",
                "Otro": "other",
            },
        ),
        text("Número", "El del documento; S/N si no tiene.", "P-001", is_required=True),
        BookColumn(
            "Situación",
            "choice",
            "Qué hay en el archivo.",
            "Original",
            is_required=True,
            words={"Original": "original", "Copia": "copy", "Falta": "missing"},
        ),
        day("Fecha de emisión", "La que lleva el documento.", date(2026, 1, 15)),
        day("Vence", "Último día en que vale; vacío si no vence.", date(2027, 1, 15)),
        amount("Importe", "De pagarés, garantías y cartas de crédito.", "500000.00"),
        currency(is_required=False),
        comment(),
    ),
    own_rules=(goes_with("Moneda", "Importe"), not_before("Vence", "Fecha de emisión")),
)

# What kinds of evidence about a payer look like. An account is what a statement prints, without
# spaces; the name of a payer is free text.
IDENTIFIER, IDENTIFIER_KIND = pl.col("dato"), pl.col("tipo_de_dato")
IS_CLABE = valid_clabe(IDENTIFIER).is_not_null()
IS_ACCOUNT = IDENTIFIER.str.contains(r"^\d{4,18}$")
IS_RFC = IDENTIFIER.str.contains(PATTERNS["rfc"][0])
GENERIC_RFCS = ("XAXX010101000", "XEXX010101000")

PAYER_ALIASES = Book(
    code="payer_aliases",
    entity="payer_aliases",
    version=1,
    title="Cuentas de pagadores",
    purpose="Desde qué cuentas y con qué nombres paga cada cliente, para reconocer sus depósitos.",
    row_means="un renglón por dato y cliente; si un tercero paga por varios, uno por cada cliente",
    delivery="full",
    key=("Tipo de dato", "Dato", "Cliente"),
    columns=(
        BookColumn(
            "Tipo de dato",
            "choice",
            "Qué se conoce del pagador.",
            "CLABE",
            is_required=True,
            words={
                "CLABE": "clabe",
                "Cuenta": "account",
                "RFC": "rfc",
                "Nombre": "name",
                "Referencia": "reference",
            },
        ),
        text(
            "Dato",
            "La cuenta, el RFC, el nombre o la referencia, como sale en el estado de cuenta. "
            "Los números, como texto: Excel pierde dígitos después del 15.",
            "012180001234567899",
            is_required=True,
            max_length=120,
        ),
        customer(),
        text("Banco", "Del pagador.", "BBVA"),
        day("Desde", "A partir de cuándo vale; vacío: desde siempre.", date(2026, 1, 1)),
        day("Hasta", "Último día; vacío: sigue vigente.", None),
        comment(),
    ),
    own_rules=(
        RowRule(
            "Dato",
            (IDENTIFIER_KIND == "clabe") & ~IS_CLABE,
            "not a CLABE: 18 digits of which the last checks the others",
        ),
        RowRule("Dato", (IDENTIFIER_KIND == "account") & ~IS_ACCOUNT, "not 4 to 18 digits"),
        RowRule("Dato", (IDENTIFIER_KIND == "rfc") & ~IS_RFC, PATTERNS["rfc"][1]),
        RowRule(
            "Dato",
            IDENTIFIER.is_in(GENERIC_RFCS),
            "a generic RFC identifies nobody",
        ),
        not_before("Hasta", "Desde"),
    ),
)

RELATED_PARTIES = Book(
    code="related_parties",
    entity="related_parties",
    version=1,
    title="Partes relacionadas",
    purpose="Qué clientes son partes relacionadas: su saldo se informa y se estima por separado.",
    row_means="un renglón por cliente",
    delivery="full",
    key=("Cliente",),
    columns=(
        customer(),
        BookColumn(
            "Relación",
            "choice",
            "Qué es de nosotros.",
            "Mismo grupo",
            is_required=True,
            words={
                "Controladora": "parent",
                "Subsidiaria": "subsidiary",
                "Mismo grupo": "affiliate",
                "Asociada": "associate",
                "Accionista": "shareholder",
                "Directivo o familiar": "key_person",
                "Otra": "other",
            },
        ),
        day("Desde", "Inicio de la relación.", date(2020, 1, 1), is_required=True),
        day("Hasta", "Último día; vacío: sigue vigente.", None),
        BookColumn("RFC", "rfc", "Del cliente.", "EKU9003173C9"),
        BookColumn(
            "Participación",
            "percent",
            "En el capital, de 1 a 100: 50 es la mitad.",
            Decimal(51),
            # 0.5 is what a spreadsheet makes of a typed 50%.
            minimum=1,
            maximum=100,
        ),
        comment(),
    ),
    own_rules=(
        RowRule("RFC", pl.col("rfc").is_in(GENERIC_RFCS), "a generic RFC identifies nobody"),
        not_before("Hasta", "Desde"),
    ),
)
