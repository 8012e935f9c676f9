"""The sample company's small catalogues: concepts, terms, currencies, people and places.

Belongs here: fixed lists that every size of company shares, and the ids other modules refer to.
Does not belong here: customers (``customers.py``), documents, or how tables are written.
Every name is invented or generic.
"""

from typing import NamedTuple

import polars as pl

MXN, USD = 1, 620

SALE, RETURNED_CHEQUE, INTEREST, DEBIT_NOTE, OPENING = 4, 6, 7, 8, 9
REFUND, RECEIPT, RETURN, CREDIT_MEMO, ADJUSTMENT, USE_OF_CREDIT = 10, 11, 12, 14, 15, 16
USE_OF_ADVANCE = 183
# What a company adds for itself gets high ids, which differ from company to company.
ADVANCE, BAD_DEBT, FORGIVEN = 30071, 30072, 30073

BBVA_BANK, BANORTE_BANK, DOLLAR_BANK = 3001, 3002, 3003
CASH_PAYMENT, CHEQUE, TRANSFER = 1, 2, 3


class Concept(NamedTuple):
    id: int
    name: str
    short_name: str
    nature: str
    series: str


# Sales, debit notes and credit memos share a series, so the same folio occurs in all three.
CONCEPTS = (
    Concept(SALE, "Venta", "Venta", "C", "A"),
    Concept(5, "Venta en mostrador", "Venta most.", "C", "M"),
    Concept(RETURNED_CHEQUE, "Cheque devuelto", "Cheque dev.", "C", "CD"),
    Concept(INTEREST, "Interés moratorio", "Int. moratorio", "C", "IM"),
    Concept(DEBIT_NOTE, "Nota de cargo", "Nota cargo", "C", "A"),
    Concept(OPENING, "Saldo inicial", "Saldo inicial", "C", "SI"),
    Concept(REFUND, "Devolución de saldo por acreditar", "Dev. saldo", "C", "DS"),
    Concept(RECEIPT, "Cobro", "Cobro", "R", "CR"),
    Concept(RETURN, "Devolución", "Devolución", "R", "DV"),
    Concept(13, "Devolución en mostrador", "Dev. most.", "R", "DM"),
    Concept(CREDIT_MEMO, "Nota de crédito", "Nota crédito", "R", "A"),
    Concept(ADJUSTMENT, "Ajuste de saldo", "Ajuste", "R", "AJ"),
    Concept(USE_OF_CREDIT, "Aplicación de saldo por acreditar", "Aplic. saldo", "R", "AS"),
    Concept(155, "Cobro en mostrador", "Cobro most.", "R", "CM"),
    Concept(181, "Anticipo (uso anterior)", "Anticipo ant.", "R", "AN"),
    Concept(182, "Devolución de anticipo", "Dev. anticipo", "C", "DA"),
    Concept(USE_OF_ADVANCE, "Aplicación de anticipo", "Aplic. anticipo", "R", "AA"),
    Concept(201, "Anticipo", "Anticipo", "C", "AC"),
    Concept(ADVANCE, "Anticipo de cliente", "Anticipo cte.", "R", "AT"),
    Concept(BAD_DEBT, "Cuentas incobrables", "Incobrables", "R", "CI"),
    Concept(FORGIVEN, "Condonaciones", "Condonación", "R", "CO"),
)
NATURES = {concept.id: concept.nature for concept in CONCEPTS}
SERIES = {concept.id: concept.series for concept in CONCEPTS}
FOLIO_LENGTH = 9


class Terms(NamedTuple):
    """Payment terms. ``share`` is its part of sales in percent; discount is in whole percent."""

    id: int
    name: str
    days: tuple[int, ...]
    share: int
    discount_days: int
    discount_percent: int


CASH, DAYS_15, DAYS_30, DAYS_45, DAYS_60, THREE_PARTS, DISCOUNTED = (
    101,
    102,
    103,
    104,
    105,
    106,
    107,
)
TERMS = (
    Terms(CASH, "Contado", (0,), 4, 0, 0),
    Terms(DAYS_15, "15 días", (15,), 9, 0, 0),
    Terms(DAYS_30, "30 días", (30,), 37, 0, 0),
    Terms(DAYS_45, "45 días", (45,), 19, 0, 0),
    Terms(DAYS_60, "60 días", (60,), 17, 0, 0),
    Terms(THREE_PARTS, "30-60-90 días", (30, 60, 90), 8, 0, 0),
    Terms(DISCOUNTED, "30 días, 2 % a 10 días", (30,), 6, 10, 2),
)
HUNDRED_PERCENT = 100_000_000  # percentages are whole millionths of one percent

ZONES = ("NORTE", "BAJÍO", "OCCIDENTE", "CENTRO", "GOLFO", "EXTRANJERO")
SALESPEOPLE = tuple(f"VENTAS {zone} {n}" for zone in ZONES[:4] for n in (1, 2))
COLLECTORS = ("COBRANZA 1", "COBRANZA 2", "COBRANZA 3", "COBRANZA EXTRANJERO")
CUSTOMER_TYPES = ("DISTRIBUIDOR", "INDUSTRIA", "CONSTRUCCIÓN", "TALLER")
FIRST_ZONE, FIRST_SALESPERSON, FIRST_COLLECTOR, FIRST_TYPE = 201, 301, 401, 501


def percentages(parts: int) -> list[int]:
    """Equal parts of a hundred percent in millionths; the last one takes the remainder."""
    part = HUNDRED_PERCENT // parts
    return [part] * (parts - 1) + [HUNDRED_PERCENT - part * (parts - 1)]


def catalogue_tables() -> dict[str, pl.DataFrame]:
    """Every catalogue by its contract's entity name, in the contract's columns.

    Percentages are in millionths of one percent.
    """
    instalments = [
        (terms.id, days, percent)
        for terms in TERMS
        for days, percent in zip(terms.days, percentages(len(terms.days)), strict=True)
    ]
    return {
        "conceptos_cc": pl.DataFrame(
            [(c.id, c.name, c.short_name, c.nature, None, None) for c in CONCEPTS],
            schema={
                "concepto_cc_id": pl.Int64,
                "nombre": pl.String,
                "nombre_abrev": pl.String,
                "naturaleza": pl.String,
                "id_interno": pl.String,
                "tipo": pl.String,
            },
            orient="row",
        ),
        "condiciones_pago": pl.DataFrame(
            {
                "cond_pago_id": [t.id for t in TERMS],
                "nombre": [t.name for t in TERMS],
                "dias_ppag": [t.discount_days for t in TERMS],
                "pctje_dscto_ppag": [t.discount_percent * 1_000_000 for t in TERMS],
                "es_predet": ["S" if t.id == DAYS_30 else "N" for t in TERMS],
            }
        ),
        "plazos_cond_pag": pl.DataFrame(
            {
                "plazo_cond_pag_id": [601 + n for n in range(len(instalments))],
                "cond_pago_id": [terms_id for terms_id, _, _ in instalments],
                "dias_plazo": [days for _, days, _ in instalments],
                "pctje_ven": [percent for _, _, percent in instalments],
            }
        ),
        "monedas": pl.DataFrame(
            {
                "moneda_id": [MXN, USD],
                "nombre": ["Pesos", "Dólares"],
                "simbolo": ["$", "US$"],
                "clave_fiscal": ["MXN", "USD"],
                "es_moneda_local": ["S", "N"],
            }
        ),
        "formas_cobro_cc": pl.DataFrame(
            {
                "forma_cobro_cc_id": [CASH_PAYMENT, CHEQUE, TRANSFER],
                "nombre": ["Efectivo", "Cheque nominativo", "Transferencia electrónica"],
                "clave_fiscal": ["01", "02", "03"],
            }
        ),
        "roles_claves_clientes": pl.DataFrame(
            {
                "rol_clave_cli_id": [1, 2],
                "nombre": ["Clave principal", "Clave anterior"],
                "es_ppal": ["S", "N"],
            }
        ),
        "zonas_clientes": _named("zona_cliente_id", FIRST_ZONE, ZONES),
        "vendedores": _named("vendedor_id", FIRST_SALESPERSON, SALESPEOPLE),
        "cobradores": _named("cobrador_id", FIRST_COLLECTOR, COLLECTORS),
        "tipos_clientes": _named("tipo_cliente_id", FIRST_TYPE, CUSTOMER_TYPES),
    }


def _named(id_column: str, first_id: int, names: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame({id_column: [first_id + n for n in range(len(names))], "nombre": names})
