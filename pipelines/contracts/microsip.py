"""Contracts of the Microsip accounts-receivable tables, in the ERP's own columns (lower case).

Source: the public column lists of Microsip 2013 and later. Versions differ, so only the columns
that the ledger cannot do without are required; the others are null where a version lacks them.
Orders, sales invoices and fiscal links are in microsip_orders.py.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts import microsip_orders
from pipelines.contracts.microsip_columns import (
    flag,
    key,
    known,
    named,
    needed,
    optional,
    table,
)
from pipelines.contracts.raw_table import LEDGER_DATE, MONEY, PERCENT, RATE, TIMESTAMP

DOCTOS_CC = table(
    "doctos_cc",
    ("docto_cc_id",),
    {
        "docto_cc_id": key(),
        "concepto_cc_id": needed(pl.Int64),
        "folio": known(pl.String),
        "naturaleza_concepto": needed(pl.String, flag("CR")),
        "sucursal_id": optional(pl.Int64),
        "fecha": needed(pl.Date, LEDGER_DATE),
        "clave_cliente": optional(pl.String),
        "cliente_id": needed(pl.Int64),
        "tipo_cambio": known(RATE, pa.Check.ge(0)),
        "cancelado": needed(pl.String, flag()),
        "aplicado": needed(pl.String, flag()),
        "descripcion": optional(pl.String),
        "cobrador_id": optional(pl.Int64),
        "cond_pago_id": optional(pl.Int64),
        "sistema_origen": optional(pl.String),
        "estatus": optional(pl.String),
        "metodo_pago_sat": optional(pl.String),
        "cuenta_ban_id": optional(pl.Int64),
        "refer_movto_bancario": optional(pl.String),
        "fecha_hora_creacion": optional(TIMESTAMP),
        "fecha_hora_ult_modif": optional(TIMESTAMP),
        "fecha_hora_cancelacion": optional(TIMESTAMP),
    },
)

IMPORTES_DOCTOS_CC = table(
    "importes_doctos_cc",
    ("impte_docto_cc_id",),
    {
        "impte_docto_cc_id": key(),
        "docto_cc_id": needed(pl.Int64),
        "fecha": optional(pl.Date),
        "cancelado": needed(pl.String, flag()),
        "aplicado": needed(pl.String, flag()),
        "estatus": optional(pl.String),
        "tipo_impte": known(pl.String, pa.Check.isin(list("CRAT"))),
        "docto_cc_acr_id": known(pl.Int64),
        "importe": needed(MONEY),
        "impuesto": known(MONEY),
        "iva_retenido": optional(MONEY),
        "isr_retenido": optional(MONEY),
        "dscto_ppag": optional(MONEY),
        "pctje_comis_cob": optional(PERCENT),
    },
)

VENCIMIENTOS_CARGOS_CC = table(
    "vencimientos_cargos_cc",
    ("docto_cc_id", "fecha_vencimiento"),
    {
        "docto_cc_id": key(),
        "fecha_vencimiento": key(pl.Date),
        "pctje_ven": needed(PERCENT, pa.Check.in_range(0, 100)),
    },
)

CONCEPTOS_CC = table(
    "conceptos_cc",
    ("concepto_cc_id",),
    {
        "concepto_cc_id": key(),
        "nombre": needed(pl.String),
        "nombre_abrev": optional(pl.String),
        "naturaleza": needed(pl.String, flag("CR")),
        "id_interno": optional(pl.String),
        "tipo": optional(pl.String),
    },
)

CLIENTES = table(
    "clientes",
    ("cliente_id",),
    {
        "cliente_id": key(),
        "nombre": needed(pl.String),
        "estatus": optional(pl.String),
        "fecha_susp": optional(pl.Date),
        "causa_susp": optional(pl.String),
        "limite_credito": optional(MONEY),
        "moneda_id": needed(pl.Int64),
        "cond_pago_id": optional(pl.Int64),
        "tipo_cliente_id": optional(pl.Int64),
        "zona_cliente_id": optional(pl.Int64),
        "cobrador_id": optional(pl.Int64),
        "vendedor_id": optional(pl.Int64),
        "cuenta_cxc": optional(pl.String),
        "fecha_hora_creacion": optional(TIMESTAMP),
        "fecha_hora_ult_modif": optional(TIMESTAMP),
    },
)

CLAVES_CLIENTES = table(
    "claves_clientes",
    ("clave_cliente_id",),
    {
        "clave_cliente_id": key(),
        "clave_cliente": needed(pl.String),
        "cliente_id": needed(pl.Int64),
        "rol_clave_cli_id": optional(pl.Int64),
    },
)

DIRS_CLIENTES = table(
    "dirs_clientes",
    ("dir_cli_id",),
    {
        "dir_cli_id": key(),
        "cliente_id": needed(pl.Int64),
        "rfc_curp": known(pl.String),
        "tax_id": optional(pl.String),
        "codigo_postal": optional(pl.String),
        "email": optional(pl.String),
        "es_dir_ppal": optional(pl.String, flag()),
    },
)

CONDICIONES_PAGO = table(
    "condiciones_pago",
    ("cond_pago_id",),
    {
        "cond_pago_id": key(),
        "nombre": needed(pl.String),
        "dias_ppag": optional(pl.Int64),
        "pctje_dscto_ppag": optional(PERCENT, pa.Check.in_range(0, 100)),
        "es_predet": optional(pl.String, flag()),
    },
)

PLAZOS_COND_PAG = table(
    "plazos_cond_pag",
    ("plazo_cond_pag_id",),
    {
        "plazo_cond_pag_id": key(),
        "cond_pago_id": needed(pl.Int64),
        "dias_plazo": needed(pl.Int64, pa.Check.ge(0)),
        "pctje_ven": needed(PERCENT, pa.Check.in_range(0, 100)),
    },
)

MONEDAS = table(
    "monedas",
    ("moneda_id",),
    {
        "moneda_id": key(),
        "nombre": needed(pl.String),
        "simbolo": optional(pl.String),
        "clave_fiscal": known(pl.String, pa.Check.str_matches(r"^[A-Z]{3}$")),
        "es_moneda_local": needed(pl.String, flag()),
    },
)

HISTORIA_CAMBIARIA = table(
    "historia_cambiaria",
    ("historia_camb_id",),
    {
        "historia_camb_id": key(),
        "moneda_id": needed(pl.Int64),
        "fecha": needed(pl.Date),
        "tipo_cambio": needed(RATE, pa.Check.gt(0)),
        "tipo_cambio_cobros": optional(RATE, pa.Check.ge(0)),
    },
)

SALDOS_CC = table(
    "saldos_cc",
    ("cliente_id", "ano", "mes"),
    {
        "cliente_id": key(),
        "ano": needed(pl.Int64, pa.Check.in_range(1980, 2200)),
        "mes": needed(pl.Int64, pa.Check.in_range(1, 12)),
        "cargos_cxc": needed(MONEY),
        "creditos_cxc": needed(MONEY),
        "cargos_xacr": needed(MONEY),
        "creditos_xacr": needed(MONEY),
    },
    kind="control_totals",
)

VENDEDORES = named("vendedores", "vendedor_id")
COBRADORES = named("cobradores", "cobrador_id")
ZONAS_CLIENTES = named("zonas_clientes", "zona_cliente_id")
TIPOS_CLIENTES = named("tipos_clientes", "tipo_cliente_id")

TABLES = (
    CLIENTES,
    CLAVES_CLIENTES,
    DIRS_CLIENTES,
    CONCEPTOS_CC,
    CONDICIONES_PAGO,
    PLAZOS_COND_PAG,
    MONEDAS,
    HISTORIA_CAMBIARIA,
    VENDEDORES,
    COBRADORES,
    ZONAS_CLIENTES,
    TIPOS_CLIENTES,
    DOCTOS_CC,
    IMPORTES_DOCTOS_CC,
    VENCIMIENTOS_CARGOS_CC,
    SALDOS_CC,
    *microsip_orders.TABLES,
)
