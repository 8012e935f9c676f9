select
    'M-VE-' || cast(docto_ve_id as varchar) as sales_document_id,
    fecha_vencimiento as due_date,
    pctje_ven as share_percent
from {{ known_rows('microsip_vencimientos_cargos_ve') }} as raw_rows
