select
    'M-' || cast(docto_cc_id as varchar) as document_id,
    'M-' || cast(cliente_id as varchar) as customer_id,
    'M-' || cast(concepto_cc_id as varchar) as concept_id,
    'M-' || cast(cond_pago_id as varchar) as terms_id,
    folio as document_number,
    naturaleza_concepto as nature_code,
    fecha as document_date,
    tipo_cambio as exchange_rate,
    cancelado = 'S' as is_cancelled,
    aplicado = 'S' as is_posted,
    descripcion as description,
    refer_movto_bancario as bank_reference,
    cast(cuenta_ban_id as varchar) as bank_account_code,
    fecha_hora_creacion as created_at,
    fecha_hora_cancelacion as cancelled_at
from {{ known_rows('microsip_doctos_cc') }} as raw_rows
