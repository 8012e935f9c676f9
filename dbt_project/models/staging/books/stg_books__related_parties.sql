select
    cliente as customer_code,
    relacion as relation_code,
    desde as valid_from_date,
    hasta as valid_to_date,
    rfc,
    participacion as ownership_percent,
    comentario as comment_text
from {{ known_rows('books_related_parties') }} as raw_rows
