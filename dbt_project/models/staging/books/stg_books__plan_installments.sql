select
    'B-' || convenio as plan_id,
    convenio as plan_number,
    parcialidad as installment_number,
    cliente as customer_code,
    fecha_del_convenio as agreed_date,
    vencimiento as due_date,
    importe as installment_amount,
    moneda as currency_code,
    documento as document_number,
    estado as status_code,
    autorizo as approver_name,
    comentario as comment_text
from {{ known_rows('books_plan_installments') }} as raw_rows
