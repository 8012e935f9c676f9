select
    'microsip_doctos_cc' as table_name,
    'M-' || cast(docto_cc_id as varchar) as document_id,
    'M-' || cast(cliente_id as varchar) as customer_id,
    'M-' || cast(cond_pago_id as varchar) as terms_id,
    naturaleza_concepto = 'C' as is_charge,
    fecha as document_date,
    tipo_cambio as exchange_rate,
    cancelado <> 'S' and aplicado = 'S' as is_live,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('microsip_doctos_cc') }} as raw_versions
