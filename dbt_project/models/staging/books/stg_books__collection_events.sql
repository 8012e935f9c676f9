select
    'B-' || gestor || '/' || cast(folio as varchar) as event_id,
    gestor as collector_code,
    folio as event_number,
    fecha as event_date,
    tipo as kind_code,
    cliente as customer_code,
    documento as document_number,
    case when tipo = 'promise' then importe end as promised_amount,
    case when tipo = 'dispute' then importe end as disputed_amount,
    moneda as currency_code,
    fecha_prometida as promised_date,
    motivo_de_la_disputa as dispute_reason_code,
    responsable as responsible_name,
    fecha_de_solucion as resolved_date,
    contacto as contact_name,
    proxima_gestion as next_action_date,
    comentario as comment_text,
    known_from as delivered_at
from {{ known_rows('books_collection_events') }} as raw_rows
where coalesce(anulado, 'no') <> 'yes'
