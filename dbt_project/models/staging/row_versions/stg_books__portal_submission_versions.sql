select
    cliente as customer_code,
    documento as document_number,
    portal as portal_name,
    intento as attempt_number,
    estado as status_code,
    fecha_del_estado as status_date,
    fecha_de_subida as uploaded_date,
    motivo_de_rechazo as rejection_reason_text,
    fecha_de_pago_programada as scheduled_payment_date,
    responsable as responsible_name,
    known_from,
    replaced_at
from {{ known_versions('books_portal_submissions') }} as raw_versions
where coalesce(anulado, 'no') <> 'yes'
