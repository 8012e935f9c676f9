"""Contracts of CFDI, the electronic vouchers of the SAT, in the standard's own words.

Belongs here: what a voucher, its relations, payments, paid documents and taxes are, one row each,
and the list of the files they came from. Does not belong here: reading XML (sources/cfdi/).

A column is the attribute of the standard, in snake case. Only vouchers of income, credit and
payment (I, E, P) land, in versions 3.3 and 4.0 with payments 1.0 and 2.0. Amounts are in
``moneda`` and null where that is XXX, which is no currency. Amounts that the standard rounds to the
currency's decimals are MONEY: one with a third decimal is quarantined, never rounded. Tax bases and
tax amounts are AMOUNT, for the schema allows them six decimals. ``fecha`` is local time where the
voucher was issued, ``fecha_timbrado`` and ``fecha_pago`` that of central Mexico; none has a zone.
"""

from typing import Any

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import LEDGER_DATE, MONEY, RATE, TIMESTAMP, RawTable

AMOUNT = pl.Decimal(18, 6)
# Units of the document's currency per unit of the payment's: the schema gives it ten decimals.
EQUIVALENCE = pl.Decimal(22, 10)

UUID_FORM = r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}"
# Payments of before the CFDI name the paid document by its operation's folio.
PAID_DOCUMENT_FORM = rf"{UUID_FORM}|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{9}}"
RFC_FORM = r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]"
SHA256_FORM = r"[0-9a-f]{64}"

# A currency that can be paid in: any but XXX.
PAYING_FORM = r"[A-WYZ][A-Z]{2}|X[A-WYZ][A-Z]|XX[A-WYZ]"

CURRENCY = pa.Check.str_matches(r"^[A-Z]{3}$")


def form(pattern: str) -> pa.Check:
    return pa.Check.str_matches(f"^(?:{pattern})$")


def needed(dtype: Any, *checks: pa.Check) -> pa.Column:
    return pa.Column(dtype, list(checks))


def optional(dtype: Any, *checks: pa.Check) -> pa.Column:
    return pa.Column(dtype, list(checks), nullable=True, required=False)


def table(
    entity: str, key: tuple[str, ...], columns: dict[str, pa.Column], *, is_required: bool = False
) -> RawTable:
    schema = pa.DataFrameSchema(columns, strict=True)
    return RawTable(
        "cfdi",
        entity,
        key,
        "incremental",
        schema,
        kind="fiscal",
        is_required=is_required,
        expected_every_days=5,
    )


# One row per file found in a delivery: an XML, or whatever else lay there. ``file_line`` of all
# tables is its number within the delivery. ``sha256`` is that of the file's bytes, and for a file
# inside a ZIP that could not be unpacked, of the ZIP.
FILES = table(
    "files",
    ("file_name", "sha256"),
    {
        "file_name": needed(pl.String),
        "sha256": needed(pl.String, form(SHA256_FORM)),
        "size_bytes": needed(pl.Int64, pa.Check.ge(0)),
        "outcome_code": needed(pl.String, pa.Check.isin(["landed", "set_aside", "quarantined"])),
        "kind_code": optional(pl.String),
        "uuid": optional(pl.String),
        "reason": optional(pl.String),
    },
)

VOUCHERS = table(
    "vouchers",
    ("uuid",),
    {
        "uuid": needed(pl.String, form(UUID_FORM)),
        "version": needed(pl.String, pa.Check.isin(["3.3", "4.0"])),
        "tipo_de_comprobante": needed(pl.String, pa.Check.isin(["I", "E", "P"])),
        "serie": optional(pl.String),
        "folio": optional(pl.String),
        "fecha": needed(TIMESTAMP, LEDGER_DATE),
        "forma_pago": optional(pl.String),
        "metodo_pago": optional(pl.String, pa.Check.isin(["PUE", "PPD"])),
        "condiciones_de_pago": optional(pl.String),
        "moneda": needed(pl.String, CURRENCY),
        "tipo_cambio": optional(RATE, pa.Check.gt(0)),
        "sub_total": optional(MONEY, pa.Check.ge(0)),
        "descuento": optional(MONEY, pa.Check.ge(0)),
        "total": optional(MONEY, pa.Check.ge(0)),
        "total_impuestos_trasladados": optional(MONEY, pa.Check.ge(0)),
        "total_impuestos_retenidos": optional(MONEY, pa.Check.ge(0)),
        "exportacion": optional(pl.String),
        "lugar_expedicion": optional(pl.String),
        "confirmacion": optional(pl.String),
        "emisor_rfc": needed(pl.String, form(RFC_FORM)),
        "emisor_nombre": optional(pl.String),
        "emisor_regimen_fiscal": optional(pl.String),
        "receptor_rfc": needed(pl.String, form(RFC_FORM)),
        "receptor_nombre": optional(pl.String),
        "receptor_domicilio_fiscal": optional(pl.String),
        "receptor_residencia_fiscal": optional(pl.String),
        "receptor_num_reg_id_trib": optional(pl.String),
        "receptor_regimen_fiscal": optional(pl.String),
        "uso_cfdi": optional(pl.String),
        "pagos_version": optional(pl.String, pa.Check.isin(["1.0", "2.0"])),
        "monto_total_pagos": optional(MONEY, pa.Check.ge(0)),
        "no_certificado": optional(pl.String),
        "timbre_version": optional(pl.String),
        "fecha_timbrado": needed(TIMESTAMP, LEDGER_DATE),
        "rfc_prov_certif": optional(pl.String),
        "no_certificado_sat": optional(pl.String),
        # With them a second file of the same UUID that lacks a row contradicts the first one.
        "relation_count": needed(pl.Int64),
        "payment_count": needed(pl.Int64),
        "payment_document_count": needed(pl.Int64),
        "tax_count": needed(pl.Int64),
    },
    is_required=True,
)

RELATIONS = table(
    "relations",
    ("uuid", "tipo_relacion", "uuid_relacionado"),
    {
        "uuid": needed(pl.String),
        "tipo_relacion": needed(pl.String),
        "uuid_relacionado": needed(pl.String, form(UUID_FORM)),
    },
)

PAYMENTS = table(
    "payments",
    ("uuid", "payment_number"),
    {
        "uuid": needed(pl.String),
        "payment_number": needed(pl.Int64),
        "fecha_pago": needed(TIMESTAMP, LEDGER_DATE),
        "forma_de_pago_p": optional(pl.String),
        "moneda_p": needed(pl.String, form(PAYING_FORM)),
        "tipo_cambio_p": optional(RATE, pa.Check.gt(0)),
        "monto": needed(MONEY, pa.Check.gt(0)),
        "num_operacion": optional(pl.String),
        "rfc_emisor_cta_ord": optional(pl.String),
        "nom_banco_ord_ext": optional(pl.String),
        "cta_ordenante": optional(pl.String),
        "rfc_emisor_cta_ben": optional(pl.String),
        "cta_beneficiario": optional(pl.String),
        "tipo_cad_pago": optional(pl.String),
    },
)

# Payments 1.0 may leave out partiality, balances and, of an only document, the paid amount.
# ``equivalencia_dr`` is TipoCambioDR there: the same quantity by its older name.
PAYMENT_DOCUMENTS = table(
    "payment_documents",
    ("uuid", "payment_number", "document_number"),
    {
        "uuid": needed(pl.String),
        "payment_number": needed(pl.Int64),
        "document_number": needed(pl.Int64),
        "id_documento": needed(pl.String, form(PAID_DOCUMENT_FORM)),
        "serie": optional(pl.String),
        "folio": optional(pl.String),
        "moneda_dr": needed(pl.String, form(PAYING_FORM)),
        "equivalencia_dr": optional(EQUIVALENCE, pa.Check.gt(0)),
        "metodo_de_pago_dr": optional(pl.String),
        "num_parcialidad": optional(pl.Int64, pa.Check.ge(1)),
        "imp_saldo_ant": optional(MONEY, pa.Check.ge(0)),
        "imp_pagado": optional(MONEY, pa.Check.ge(0)),
        "imp_saldo_insoluto": optional(MONEY, pa.Check.ge(0)),
        "objeto_imp_dr": optional(pl.String),
    },
)

# Taxes of the voucher as a whole, of a payment and of a document it pays; those of single concepts
# are not read, for the voucher's are their sums. Numbers that a level has not are 0.
TAXES = table(
    "taxes",
    ("uuid", "level_code", "payment_number", "document_number", "tax_number"),
    {
        "uuid": needed(pl.String),
        "level_code": needed(pl.String, pa.Check.isin(["voucher", "payment", "document"])),
        "payment_number": needed(pl.Int64),
        "document_number": needed(pl.Int64),
        "tax_number": needed(pl.Int64),
        "class_code": needed(pl.String, pa.Check.isin(["traslado", "retencion"])),
        "impuesto": needed(pl.String),
        "tipo_factor": optional(pl.String),
        "tasa_o_cuota": optional(AMOUNT, pa.Check.ge(0)),
        "base": optional(AMOUNT),
        "importe": optional(AMOUNT),
    },
)

TABLES = (FILES, VOUCHERS, RELATIONS, PAYMENTS, PAYMENT_DOCUMENTS, TAXES)
