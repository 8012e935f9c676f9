select
    'M-' || cast(docto_ve_det_id as varchar) as sales_line_id,
    'M-VE-' || cast(docto_ve_id as varchar) as sales_document_id,
    unidades as ordered_unit_count,
    -- Delivered or invoiced out of an order or delivery note, or returned.
    coalesce(unidades_surt_dev, 0) as fulfilled_unit_count,
    precio_total_neto as net_amount
from {{ known_rows('microsip_doctos_ve_det') }} as raw_rows
