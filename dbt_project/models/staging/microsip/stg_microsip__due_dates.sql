select
    'M-' || cast(docto_cc_id as varchar) as document_id,
    fecha_vencimiento as due_date,
    pctje_ven as share_percent
from {{ known_rows('microsip_vencimientos_cargos_cc') }} as raw_rows
