select
    'B-' || folio as approval_id,
    folio as approval_number,
    tipo as kind_code,
    cliente as customer_code,
    documento as document_number,
    importe as approved_amount,
    moneda as currency_code,
    cast(date_trunc('month', mes_cerrado) as date) as closed_month,
    motivo as reason_code,
    coalesce(decision, 'approved') as decision_code,
    autorizo as approver_name,
    fecha_de_autorizacion as approved_date,
    evidencia as evidence_text,
    comentario as comment_text,
    known_from as delivered_at
from {{ known_rows('books_approvals') }} as raw_rows
where
    coalesce(anulado, 'no') <> 'yes'
    and coalesce(decision, 'approved') <> 'pending'
