"""A printed report of each kind as rows of cells, and as the files it may come in.

Belongs here: sound reports and editing a cell of one. What becomes of them is for the tests.
"""

import csv
import io
from typing import Any

import openpyxl

from pipelines.contracts.validation import Validated

Rows = list[list[Any]]

TITLES: Rows = [
    ["HIDRÁULICA DE PRUEBA SA DE CV"],
    [None, None, "Antigüedad de saldos"],
    ["Al 31 de octubre de 2026"],
    [],
]
AGING_HEADER = [
    "Clave",
    "Cliente",
    "Concepto",
    "Folio",
    "Fecha",
    "Vencimiento",
    "Atraso",
    "Por vencer",
    "1-30",
    "31-60",
    "61-90",
    "Más de 90",
    "Saldo",
]
AGING_LINES: Rows = [
    [
        "C01",
        "ÁGUILA",
        "Venta",
        "A1",
        "03/02/2026",
        "05/03/2026",
        240,
        0,
        0,
        0,
        0,
        "11,600.00",
        "11,600.00",
    ],
    [
        "C01",
        "ÁGUILA",
        "Venta",
        "A2",
        "03/10/2026",
        "02/11/2026",
        -2,
        "1,000.50",
        0,
        0,
        0,
        0,
        "1,000.50",
    ],
    ["C02", "BUJES", "Venta", "A3", "01/09/2026", "01/10/2026", 30, 0, "250.25", 0, 0, 0, "250.25"],
]
AGING_TOTAL = ["Total general", *[None] * 6, "1,000.50", "250.25", 0, 0, "11,600.00", "12,850.75"]
AGING_ROWS: Rows = [*TITLES, AGING_HEADER, *AGING_LINES, AGING_TOTAL]

MOVEMENTS_HEADER = ["Fecha", "Concepto", "Folio", "Descripción", "Cargo", "Crédito", "Saldo"]
MOVEMENTS_ROWS: Rows = [
    ["Movimientos de clientes"],
    ["Del 01/10/2026 al 31/10/2026"],
    MOVEMENTS_HEADER,
    ["CLIENTE: C01 ÁGUILA SA DE CV"],
    [None, "Saldo inicial", None, None, None, None, "500.00"],
    ["02/10/2026", "Venta", "A9", "Factura", "100.00", None, "600.00"],
    ["09/10/2026", "Cobro", "R1", "Pago", None, "250.00", "350.00"],
    ["Total cliente", None, None, None, "100.00", "250.00", "350.00"],
    ["CLIENTE: C02 BUJES SA"],
    ["30/10/2026", "Venta", "A10", "Factura", "40.00", None, "40.00"],
    ["Total cliente", None, None, None, "40.00", None, None],
    ["Total general", None, None, None, "140.00", "250.00", None],
]

BALANCES_ROWS: Rows = [
    ["Saldos por cliente"],
    ["Saldos al 31/10/2026"],
    [
        "Clave",
        "Cliente",
        "Límite de crédito",
        "Saldo anterior",
        "Cargos",
        "Créditos",
        "Por acreditar",
        "Saldo actual",
    ],
    ["C01", "ÁGUILA", "50,000.00", "500.00", "100.00", "250.00", "0.00", "350.00"],
    ["C02", "BUJES", None, "0.00", "40.00", "0.00", "15.00", "25.00"],
    ["Totales", None, None, "500.00", "140.00", "250.00", "15.00", "375.00"],
]

DOCUMENTS_ROWS: Rows = [
    ["Relación de documentos"],
    ["Del 1 al 31 de octubre de 2026"],
    [
        "Fecha",
        "Folio",
        "Clave",
        "Cliente",
        "Concepto",
        "Importe",
        "Impuesto",
        "Total",
        "Moneda",
        "Tipo de cambio",
        "Estatus",
    ],
    [
        "02/10/2026",
        "A00000009",
        "C01",
        "ÁGUILA",
        "Venta",
        "100.00",
        "16.00",
        "116.00",
        "Pesos",
        "1",
        None,
    ],
    [
        "03/10/2026",
        "A00000010",
        "C02",
        "BUJES",
        "Venta",
        "50.00",
        "8.00",
        "58.00",
        "Dólares",
        "18.3512",
        "CANCELADO",
    ],
    ["Total general", None, None, None, None, "100.00", "16.00", "116.00"],
]


def as_csv(rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def lines(done: Validated, *columns: str) -> list[tuple[Any, ...]]:
    assert done.rejected_count == 0, done.rejects
    return done.frame.select(columns).rows()


def edited(rows: Rows, row: int, cell: int, value: object) -> Rows:
    copy = [list(each) for each in rows]
    copy[row][cell] = value
    return copy
