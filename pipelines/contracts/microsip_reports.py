"""Contracts of the ERP's printed reports, one row per printed line, in the reports' own words.

A printed line has no key of its own: two lines may be alike in everything. What identifies it is
where it stands, ``renglon`` (its row in the file), in which print, ``impresion``: a delivered file
with one content. A later print of the same date is new rows throughout, and staging takes the last.

``saldo_neto`` says what the printed balance holds: ``N`` open documents alone, ``S`` less the
credit kept for the customer. No table is required: a company delivers the reports it prints.
"""

from collections.abc import Mapping

import pandera.polars as pa
import polars as pl

from pipelines.contracts.microsip_columns import flag, key, known, needed, optional
from pipelines.contracts.raw_table import LEDGER_DATE, MONEY, RATE, RawTable

OPENING_LINE, MOVEMENT_LINE = "I", "M"
BUCKETS = tuple(f"vencido_{number}" for number in range(1, 6))


def report(entity: str, columns: Mapping[str, pa.Column]) -> RawTable:
    printed = {
        "impresion": key(pl.String),
        "renglon": key(),
        "fecha_corte": needed(pl.Date, LEDGER_DATE),
        "clave": needed(pl.String),
        "cliente": optional(pl.String),
        "moneda": optional(pl.String),
    }
    schema = pa.DataFrameSchema(printed | dict(columns), strict=True)
    return RawTable(
        "microsip_reports",
        entity,
        ("impresion", "renglon"),
        "incremental",
        schema,
        kind="printed_reports",
        is_required=False,
        expected_every_days=25,
    )


# Antigüedad de saldos: one line per document, or per customer where no documents are printed.
AGING = report(
    "aging",
    {
        "saldo_neto": needed(pl.String, flag()),
        "concepto": optional(pl.String),
        "folio": optional(pl.String),
        "fecha": optional(pl.Date),
        "vencimiento": optional(pl.Date),
        "atraso": optional(pl.Int64),
        "por_vencer": known(MONEY),
        BUCKETS[0]: known(MONEY),
        **{name: optional(MONEY) for name in BUCKETS[1:]},
        "saldo": needed(MONEY),
    },
)

# Saldos por cliente: one line per customer.
BALANCES = report(
    "balances",
    {
        "saldo_neto": needed(pl.String, flag()),
        "limite_credito": optional(MONEY),
        "saldo_anterior": optional(MONEY),
        "cargos": optional(MONEY),
        "creditos": optional(MONEY),
        "por_acreditar": optional(MONEY),
        "saldo_actual": needed(MONEY),
    },
)

# Movimientos (auxiliar): one line per movement, and one per opening balance.
MOVEMENTS = report(
    "movements",
    {
        "saldo_neto": needed(pl.String, flag()),
        "fecha_inicial": needed(pl.Date, LEDGER_DATE),
        "tipo_renglon": needed(pl.String, flag(OPENING_LINE + MOVEMENT_LINE)),
        "fecha": known(pl.Date),
        "concepto": optional(pl.String),
        "folio": optional(pl.String),
        "descripcion": optional(pl.String),
        "cargo": known(MONEY),
        "credito": known(MONEY),
        "saldo": needed(MONEY),
    },
)

# Relación de documentos: one line per document of the period.
DOCUMENTS = report(
    "documents",
    {
        "fecha_inicial": needed(pl.Date, LEDGER_DATE),
        "fecha": needed(pl.Date, LEDGER_DATE),
        "concepto": optional(pl.String),
        "folio": needed(pl.String),
        "importe": optional(MONEY),
        "impuesto": optional(MONEY),
        "total": needed(MONEY),
        "tipo_cambio": optional(RATE),
        "estatus": optional(pl.String),
    },
)

TABLES = (AGING, BALANCES, MOVEMENTS, DOCUMENTS)

# Money that a total does not add up: a running balance and a limit.
NEVER_TOTALLED = {MOVEMENTS.name: ("saldo",), BALANCES.name: ("limite_credito",)}


def money_columns(table: RawTable) -> tuple[str, ...]:
    return tuple(name for name, dtype in table.columns.items() if dtype == MONEY)


def totalled_columns(table: RawTable) -> tuple[str, ...]:
    """The columns whose printed totals are the sum of the lines."""
    left_out = NEVER_TOTALLED.get(table.name, ())
    return tuple(name for name in money_columns(table) if name not in left_out)
