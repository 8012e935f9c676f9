"""What files call the tables and columns that the matcher reads.

Belongs here: names only, folded when they are compared. Does not belong here: reading files
(table_files.py), what our own columns mean (frames.py).
"""

# What files call our columns, the likeliest name first; a mapping goes before all of them.
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "items": {
        "item_id": ("item_id", "invoice_id", "document_id", "id", "factura"),
        "customer_id": ("customer_id", "customer_code", "client_id", "cliente_id", "cliente"),
        "entity_id": ("entity_id", "legal_entity_id"),
        "customer_name": ("customer_name", "client_name", "nombre", "razon social"),
        "document_number": ("document_number", "invoice_number", "number", "folio"),
        "uuid": ("uuid", "folio fiscal"),
        "document_date": ("document_date", "invoice_date", "date", "fecha"),
        "due_date": ("due_date", "vencimiento", "fecha vencimiento"),
        "currency_code": ("currency_code", "currency", "moneda"),
        "open_amount": (
            "open_amount",
            "amount_due",
            "balance",
            "saldo",
            "amount",
            "importe",
            "total",
        ),
        "document_amount": ("document_amount", "original_amount", "total", "importe", "amount"),
        "status_code": ("status_code", "status", "estatus"),
        "closed_date": ("closed_date", "settled_date", "paid_date"),
    },
    "receipts": {
        "receipt_id": ("receipt_id", "payment_id", "id", "deposito"),
        "receipt_date": ("receipt_date", "payment_date", "value_date", "date", "fecha"),
        "currency_code": ("currency_code", "currency", "moneda"),
        "amount": ("amount", "importe", "abono", "deposito", "monto"),
        "payer_name": ("payer_name", "payer", "ordenante", "nombre ordenante"),
        "payer_rfc": ("payer_rfc", "rfc", "rfc ordenante"),
        "payer_account": ("payer_account", "clabe", "cuenta ordenante"),
        "customer_id": ("customer_id", "customer_code"),
        "bank_reference": ("bank_reference", "reference", "referencia"),
        "bank_text": ("bank_text", "reference_info", "description", "concepto", "descripcion"),
        "tracking_key": ("tracking_key", "clave de rastreo", "clave_rastreo"),
        "is_provisional": ("is_provisional",),
    },
    "remittances": {
        "remittance_id": ("remittance_id", "id"),
        "receipt_id": ("receipt_id", "payment_id"),
        "document_ref": (
            "document_ref",
            "invoice_ref",
            "invoice_id",
            "document_number",
            "folio",
            "factura",
        ),
        "amount": ("amount", "importe", "monto"),
        "memo": ("memo", "comment", "observaciones"),
    },
    "customers": {
        "customer_id": ("customer_id", "customer_code", "client_id", "cliente_id", "cliente"),
        "entity_id": ("entity_id", "legal_entity_id"),
        "customer_name": ("customer_name", "client_name", "nombre", "razon social"),
        "rfc": ("rfc", "tax_id"),
    },
    "aliases": {
        "alias_kind_code": ("alias_kind_code", "kind", "tipo"),
        "alias_text": ("alias_text", "text", "alias", "texto"),
        "customer_id": ("customer_id", "customer_code", "cliente"),
    },
    "rates": {
        "from_currency_code": ("from_currency_code", "currency", "moneda"),
        "to_currency_code": ("to_currency_code",),
        "rate_date": ("rate_date", "date", "fecha"),
        "exchange_rate": ("exchange_rate", "rate", "tipo de cambio"),
    },
    "truth": {
        "receipt_id": ("receipt_id", "payment_id"),
        "item_id": ("item_id", "invoice_id", "document_ref"),
        "applied_amount": ("applied_amount", "amount"),
    },
}
# Under which key of a JSON object, or on which sheet, a table stands.
TABLES = {
    "items": ("items", "open_items", "invoices", "facturas"),
    "receipts": ("receipts", "payments", "depositos", "cobros"),
    "remittances": ("remittances", "remittance_lines", "remesas"),
    "customers": ("customers", "clientes"),
    "aliases": ("aliases",),
    "rates": ("rates", "exchange_rates", "tipos de cambio"),
    "truth": ("applications", "truth", "aplicaciones"),
}
