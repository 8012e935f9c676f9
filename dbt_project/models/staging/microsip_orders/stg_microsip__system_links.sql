select
    upper(trim(clave_sis_fte)) as from_system_code,
    {{ microsip_document_id('clave_sis_fte', 'docto_fte_id') }} as from_document_id,
    upper(trim(clave_sis_dest)) as to_system_code,
    {{ microsip_document_id('clave_sis_dest', 'docto_dest_id') }} as to_document_id
from {{ known_rows('microsip_doctos_entre_sis') }} as raw_rows
