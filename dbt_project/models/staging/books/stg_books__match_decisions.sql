select
    deposito as receipt_code,
    renglon as line_number,
    decision as decision_code,
    cliente as customer_code,
    documento as document_number,
    importe as paid_amount,
    fecha_de_decision as decided_date,
    decidio as decided_by,
    que_se_sabe as shown_text,
    comentario as comment_text
from {{ known_rows('books_match_decisions') }} as raw_rows
where coalesce(anulado, 'no') <> 'yes'
