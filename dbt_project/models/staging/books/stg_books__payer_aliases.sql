select
    tipo_de_dato as kind_code,
    dato as alias_text,
    cliente as customer_code,
    banco as bank_name,
    desde as valid_from_date,
    hasta as valid_to_date,
    comentario as comment_text
from {{ known_rows('books_payer_aliases') }} as raw_rows
