select
    'microsip_vencimientos_cargos_cc' as table_name,
    'M-' || cast(docto_cc_id as varchar) as document_id,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('microsip_vencimientos_cargos_cc') }} as raw_versions
