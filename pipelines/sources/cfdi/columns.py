"""Which attribute of which element fills which column, as text.

Belongs here: those lists, one per element. Does not belong here: types and checks (the contracts),
walking the elements (voucher.py, payments.py).
"""

# Text cells in the order of a list of columns below.
Row = tuple[str | None, ...]

VOUCHER = {
    "version": "Version",
    "tipo_de_comprobante": "TipoDeComprobante",
    "serie": "Serie",
    "folio": "Folio",
    "fecha": "Fecha",
    "forma_pago": "FormaPago",
    "metodo_pago": "MetodoPago",
    "condiciones_de_pago": "CondicionesDePago",
    "moneda": "Moneda",
    "tipo_cambio": "TipoCambio",
    "exportacion": "Exportacion",
    "lugar_expedicion": "LugarExpedicion",
    "confirmacion": "Confirmacion",
    "no_certificado": "NoCertificado",
}
# Null where the voucher's currency is XXX.
VOUCHER_AMOUNTS = {"sub_total": "SubTotal", "descuento": "Descuento", "total": "Total"}
VOUCHER_TAXES = {
    "total_impuestos_trasladados": "TotalImpuestosTrasladados",
    "total_impuestos_retenidos": "TotalImpuestosRetenidos",
}
ISSUER = {
    "emisor_rfc": "Rfc",
    "emisor_nombre": "Nombre",
    "emisor_regimen_fiscal": "RegimenFiscal",
}
RECEIVER = {
    "receptor_rfc": "Rfc",
    "receptor_nombre": "Nombre",
    "receptor_domicilio_fiscal": "DomicilioFiscalReceptor",
    "receptor_residencia_fiscal": "ResidenciaFiscal",
    "receptor_num_reg_id_trib": "NumRegIdTrib",
    "receptor_regimen_fiscal": "RegimenFiscalReceptor",
    "uso_cfdi": "UsoCFDI",
}
STAMP = {
    "timbre_version": "Version",
    "fecha_timbrado": "FechaTimbrado",
    "rfc_prov_certif": "RfcProvCertif",
    "no_certificado_sat": "NoCertificadoSAT",
}
PAYMENT = {
    "fecha_pago": "FechaPago",
    "forma_de_pago_p": "FormaDePagoP",
    "moneda_p": "MonedaP",
    "tipo_cambio_p": "TipoCambioP",
    "monto": "Monto",
    "num_operacion": "NumOperacion",
    "rfc_emisor_cta_ord": "RfcEmisorCtaOrd",
    "nom_banco_ord_ext": "NomBancoOrdExt",
    "cta_ordenante": "CtaOrdenante",
    "rfc_emisor_cta_ben": "RfcEmisorCtaBen",
    "cta_beneficiario": "CtaBeneficiario",
    "tipo_cad_pago": "TipoCadPago",
}
DOCUMENT = {
    "serie": "Serie",
    "folio": "Folio",
    "moneda_dr": "MonedaDR",
    "metodo_de_pago_dr": "MetodoDePagoDR",
    "num_parcialidad": "NumParcialidad",
    "imp_saldo_ant": "ImpSaldoAnt",
    "imp_pagado": "ImpPagado",
    "imp_saldo_insoluto": "ImpSaldoInsoluto",
    "objeto_imp_dr": "ObjetoImpDR",
}
# Without the suffix that payments give these attributes (BaseP, BaseDR).
TAX = {
    "impuesto": "Impuesto",
    "tipo_factor": "TipoFactor",
    "tasa_o_cuota": "TasaOCuota",
    "base": "Base",
    "importe": "Importe",
}

VOUCHER_COLUMNS = (
    *("uuid", *VOUCHER, *VOUCHER_AMOUNTS, *VOUCHER_TAXES, *ISSUER, *RECEIVER, *STAMP),
    *("pagos_version", "monto_total_pagos"),
    *("relation_count", "payment_count", "payment_document_count", "tax_count"),
)
RELATION_COLUMNS = ("uuid", "tipo_relacion", "uuid_relacionado")
PAYMENT_COLUMNS = ("uuid", "payment_number", *PAYMENT)
DOCUMENT_COLUMNS = (
    *("uuid", "payment_number", "document_number"),
    *("id_documento", "equivalencia_dr", *DOCUMENT),
)
TAX_COLUMNS = (
    *("uuid", "level_code", "payment_number", "document_number", "tax_number"),
    *("class_code", *TAX),
)
