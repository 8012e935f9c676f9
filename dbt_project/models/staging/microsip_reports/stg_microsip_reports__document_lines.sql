select
    impresion as print_id,
    renglon as line_number,
    upper(trim(clave)) as customer_code,
    folio as document_number,
    fecha as document_date,
    lower(coalesce(estatus, '')) in ('c', 'cancelado', 'cancelada') as is_cancelled,
    total as total_amount,
    known_from as delivered_at,
    delivery_id
from {{ known_rows('microsip_reports_documents') }} as raw_rows
