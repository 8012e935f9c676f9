select
    'M-' || cast(cfdi_id as varchar) as fiscal_document_id,
    nullif(upper(trim(uuid)), '') as voucher_id,
    naturaleza = 'E' as is_issued,
    upper(trim(tipo_comprobante)) as voucher_type_code,
    fecha as voucher_date,
    importe as voucher_amount,
    upper(trim(moneda)) as voucher_currency_code,
    fecha_cancelacion as voucher_cancelled_date
from {{ known_rows('microsip_repositorio_cfdi') }} as raw_rows
