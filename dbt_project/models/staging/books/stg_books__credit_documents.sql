select
    cliente as customer_code,
    tipo_de_documento as kind_code,
    numero as document_number,
    situacion as copy_code,
    fecha_de_emision as issued_date,
    vence as expiry_date,
    importe as document_amount,
    moneda as currency_code,
    comentario as comment_text
from {{ known_rows('books_credit_documents') }} as raw_rows
