select
    'M-' || cast(docto_ve_liga_id as varchar) as sales_link_id,
    'M-VE-' || cast(docto_ve_fte_id as varchar) as from_document_id,
    'M-VE-' || cast(docto_ve_dest_id as varchar) as to_document_id
from {{ known_rows('microsip_doctos_ve_ligas') }} as raw_rows
