select
    'microsip_importes_doctos_cc' as table_name,
    'M-' || cast(impte_docto_cc_id as varchar) as amount_id,
    'M-' || cast(docto_cc_id as varchar) as document_id,
    'M-' || cast(docto_cc_acr_id as varchar) as charge_id,
    tipo_impte as line_type_code,
    cancelado <> 'S' and aplicado = 'S' as is_live,
    importe + coalesce(impuesto, 0) - coalesce(iva_retenido, 0) - coalesce(isr_retenido, 0) as charged_amount,
    importe + coalesce(impuesto, 0) + coalesce(dscto_ppag, 0) as credited_amount,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('microsip_importes_doctos_cc') }} as raw_versions
