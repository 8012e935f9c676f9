select
    cliente as customer_code,
    fecha_de_corte as statement_date,
    documento as document_number,
    tipo as kind_code,
    fecha_del_documento as document_date,
    vencimiento as due_date,
    importe_original as original_amount,
    saldo as balance_amount,
    moneda as currency_code,
    uuid,
    comentario as comment_text
from {{ known_rows('books_customer_statement_items') }} as raw_rows
where coalesce(anulado, 'no') <> 'yes'
