select
    informe as report_code,
    correo as email_text,
    vendedor as salesperson_name,
    nombre as recipient_name,
    idioma as language_code,
    desde as valid_from_date,
    hasta as valid_to_date,
    comentario as comment_text
from {{ known_rows('books_recipients') }} as raw_rows
