select
    'M-' || cast(impte_docto_cc_id as varchar) as amount_id,
    'M-' || cast(docto_cc_id as varchar) as document_id,
    'M-' || cast(docto_cc_acr_id as varchar) as charge_id,
    tipo_impte as line_type_code,
    cancelado = 'S' as is_cancelled,
    aplicado = 'S' as is_posted,
    importe as net_amount,
    coalesce(impuesto, 0) as tax_amount,
    coalesce(iva_retenido, 0) + coalesce(isr_retenido, 0) as withheld_amount,
    coalesce(dscto_ppag, 0) as discount_amount
from {{ known_rows('microsip_importes_doctos_cc') }} as raw_rows
