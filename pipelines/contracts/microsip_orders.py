"""Contracts of Microsip's sales documents, fiscal links and ways of payment, in its own columns.

Source: the public column lists of Microsip 2013 and later. None of these tables is required: the
ledger stands without them. Codes of type and status are not checked here, for they are not all
known: policy_order_statuses says what each means. The XML that Microsip keeps beside a link or a
voucher is no column of ours: fiscal documents are a source of their own.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.microsip_columns import (
    UNITS,
    flag,
    key,
    known,
    needed,
    optional,
    table,
)
from pipelines.contracts.raw_table import LEDGER_DATE, MONEY, PERCENT, RATE, TIMESTAMP

# Orders (P), delivery notes (R), invoices (F), quotes and returns: one header each.
DOCTOS_VE = table(
    "doctos_ve",
    ("docto_ve_id",),
    {
        "docto_ve_id": key(),
        "tipo_docto": needed(pl.String),
        "subtipo_docto": optional(pl.String),
        "sucursal_id": optional(pl.Int64),
        "folio": known(pl.String),
        "fecha": needed(pl.Date, LEDGER_DATE),
        "clave_cliente": optional(pl.String),
        "cliente_id": needed(pl.Int64),
        "moneda_id": known(pl.Int64),
        "tipo_cambio": known(RATE, pa.Check.ge(0)),
        "estatus": needed(pl.String),
        "aplicado": optional(pl.String, flag()),
        "fecha_vigencia_entrega": optional(pl.Date),
        "orden_compra": optional(pl.String),
        "fecha_orden_compra": optional(pl.Date),
        "folio_recibo_mercancia": optional(pl.String),
        "fecha_recibo_mercancia": optional(pl.Date),
        "importe_neto": needed(MONEY),
        "fletes": optional(MONEY),
        "otros_cargos": optional(MONEY),
        "total_impuestos": known(MONEY),
        "total_retenciones": optional(MONEY),
        "sistema_origen": optional(pl.String),
        "cond_pago_id": optional(pl.Int64),
        "vendedor_id": optional(pl.Int64),
        "metodo_pago_sat": optional(pl.String),
        "fecha_hora_creacion": optional(TIMESTAMP),
        "fecha_hora_ult_modif": optional(TIMESTAMP),
        "fecha_hora_cancelacion": optional(TIMESTAMP),
    },
    is_required=False,
)

DOCTOS_VE_DET = table(
    "doctos_ve_det",
    ("docto_ve_det_id",),
    {
        "docto_ve_det_id": key(),
        "docto_ve_id": needed(pl.Int64),
        "clave_articulo": optional(pl.String),
        "articulo_id": optional(pl.Int64),
        "unidades": needed(UNITS),
        "unidades_comprom": optional(UNITS),
        "unidades_surt_dev": known(UNITS),
        "unidades_a_surtir": optional(UNITS),
        "precio_unitario": optional(RATE),
        "pctje_dscto": optional(PERCENT),
        "precio_total_neto": needed(MONEY),
        "rol": optional(pl.String),
        "posicion": optional(pl.Int64),
    },
    is_required=False,
)

# Which sales document came out of which: order → delivery note → invoice → return.
DOCTOS_VE_LIGAS = table(
    "doctos_ve_ligas",
    ("docto_ve_liga_id",),
    {
        "docto_ve_liga_id": key(),
        "docto_ve_fte_id": needed(pl.Int64),
        "docto_ve_dest_id": needed(pl.Int64),
    },
    is_required=False,
)

VENCIMIENTOS_CARGOS_VE = table(
    "vencimientos_cargos_ve",
    ("docto_ve_id", "fecha_vencimiento"),
    {
        "docto_ve_id": key(),
        "fecha_vencimiento": key(pl.Date),
        "pctje_ven": needed(PERCENT, pa.Check.in_range(0, 100)),
    },
    is_required=False,
)

# Which document of one module made which of another: a sales invoice its charge in receivables.
DOCTOS_ENTRE_SIS = table(
    "doctos_entre_sis",
    ("clave_sis_fte", "docto_fte_id", "clave_sis_dest", "docto_dest_id"),
    {
        "clave_sis_fte": key(pl.String),
        "docto_fte_id": key(),
        "clave_sis_dest": key(pl.String),
        "docto_dest_id": key(),
    },
    is_required=False,
)

# Which fiscal folio (and UUID) a document of a module used.
USOS_FOLIOS_FISCALES = table(
    "usos_folios_fiscales",
    ("uso_folio_id",),
    {
        "uso_folio_id": key(),
        "folios_fiscales_id": optional(pl.Int64),
        "folio": optional(pl.String),
        "fecha": optional(pl.Date),
        "sistema": needed(pl.String),
        "docto_id": needed(pl.Int64),
        "prov_cert": optional(pl.String),
        "fecha_hora_timbrado": optional(pl.String),
        "uuid": known(pl.String),
        "cfdi_id": optional(pl.Int64),
    },
    is_required=False,
)

REPOSITORIO_CFDI = table(
    "repositorio_cfdi",
    ("cfdi_id",),
    {
        "cfdi_id": key(),
        "modalidad_facturacion": optional(pl.String),
        "version": optional(pl.String),
        "uuid": known(pl.String),
        "naturaleza": known(pl.String),
        "tipo_comprobante": optional(pl.String),
        "tipo_docto_msp": optional(pl.String),
        "folio": optional(pl.String),
        "fecha": known(pl.Date),
        "rfc": optional(pl.String),
        "taxid": optional(pl.String),
        "importe": known(MONEY),
        "moneda": optional(pl.String),
        "tipo_cambio": optional(RATE),
        "es_parcialidad": optional(pl.String),
        "fecha_cancelacion": optional(pl.Date),
        "sello_validado": optional(pl.String),
    },
    is_required=False,
)

FORMAS_COBRO_CC = table(
    "formas_cobro_cc",
    ("forma_cobro_cc_id",),
    {
        "forma_cobro_cc_id": key(),
        "nombre": needed(pl.String),
        "clave_fiscal": known(pl.String),
    },
    is_required=False,
)

FORMAS_COBRO_DOCTOS = table(
    "formas_cobro_doctos",
    ("forma_cobro_doc_id",),
    {
        "forma_cobro_doc_id": key(),
        "nom_tabla_doctos": needed(pl.String),
        "docto_id": needed(pl.Int64),
        "forma_cobro_id": needed(pl.Int64),
        "clave_sis_forma_cob": optional(pl.String),
        "num_cta_pago": optional(pl.String),
        "referencia": optional(pl.String),
        "importe": optional(MONEY),
    },
    is_required=False,
)

ROLES_CLAVES_CLIENTES = table(
    "roles_claves_clientes",
    ("rol_clave_cli_id",),
    {
        "rol_clave_cli_id": key(),
        "nombre": needed(pl.String),
        "es_ppal": needed(pl.String, flag()),
    },
    is_required=False,
)

TABLES = (
    DOCTOS_VE,
    DOCTOS_VE_DET,
    DOCTOS_VE_LIGAS,
    VENCIMIENTOS_CARGOS_VE,
    DOCTOS_ENTRE_SIS,
    USOS_FOLIOS_FISCALES,
    REPOSITORIO_CFDI,
    FORMAS_COBRO_CC,
    FORMAS_COBRO_DOCTOS,
    ROLES_CLAVES_CLIENTES,
)
