select
    'microsip_plazos_cond_pag' as table_name,
    'M-' || cast(cond_pago_id as varchar) as terms_id,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('microsip_plazos_cond_pag') }} as raw_versions
