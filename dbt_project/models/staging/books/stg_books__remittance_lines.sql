select
    cliente as customer_code,
    aviso as remittance_code,
    renglon as line_number,
    fecha_de_pago as payment_date,
    importe_del_pago as payment_amount,
    moneda as currency_code,
    clave_de_rastreo as operation_number,
    documento as document_number,
    importe as paid_amount,
    comentario as comment_text
from {{ known_rows('books_remittance_lines') }} as raw_rows
where coalesce(anulado, 'no') <> 'yes'
