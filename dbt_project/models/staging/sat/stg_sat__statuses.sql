select
    uuid as voucher_id,
    estatus = 'cancelado' as is_cancelled,
    cast(fecha_cancelacion as date) as cancellation_date,
    efecto_comprobante as voucher_type_code,
    monto as stated_amount,
    rfc_emisor as issuer_rfc,
    rfc_receptor as receiver_rfc,
    rfc_pac as certifier_rfc,
    cast(fecha_emision as date) as issue_date,
    known_from as delivered_at
from {{ known_rows('sat_metadata_statuses') }} as raw_rows
